import IkdCore

/// What went wrong, for the person: what it says, and what can be done.
struct Failure: Equatable {
    /// What the screen offers.
    enum Remedy: Equatable {
        /// Something typed or taken is wrong: the message stands at its field, the person tries again.
        case correct
        /// Nothing can be done for a while.
        case wait
        /// The stage was read again; the message says that the step has changed.
        case redraw
        /// The PIN once more.
        case unlock
        /// No connection: nothing is lost, and the same can be tried again.
        case connect
        /// The same can be tried again.
        case retry
        /// Trying again does not help.
        case refused
        /// The app store.
        case update
        /// The data on this phone are lost: erase and begin again.
        case erase
        /// Only an officer can help: they get the number.
        case report
    }

    let remedy: Remedy
    let error: IkdError
    let code: ErrorCode

    /// The one mapping from errors to ways out. `nil`: nothing to say.
    init?(_ error: IkdError) {
        switch error {
        case .InvalidInput, .InvalidForm, .InvalidAnswers, .UnsuitablePin, .WrongPin, .WrongCode, .Retake:
            remedy = .correct
        case .Wait: remedy = .wait
        case .NotNow: remedy = .redraw
        case .UnlockNeeded: remedy = .unlock
        case .ConnectionNeeded: remedy = .connect
        case .Refused, .AlreadyOpen, .NotAccepted: remedy = .refused
        case .UpdateNeeded: remedy = .update
        case .Device(_, let transient, _): remedy = transient ? .retry : .report
        case .Unrecoverable: remedy = .erase
        case .Cancelled: return nil
        case .Defect: remedy = .report
        }
        self.error = error
        code = error.code
    }

    /// Of anything thrown: what is not the library's is a mistake in this app.
    init?(any error: any Error) {
        if error is CancellationError { return nil }
        self.init(error as? IkdError ?? .Defect(code: .internal))
    }

    /// Not so a record that cannot be read: it only needs to be fetched again.
    var isOffline: Bool { remedy == .connect && code != .recordUnreadable }

    /// The faults of a form by field.
    var faults: [FormFault] {
        if case .InvalidForm(_, let faults) = error { faults } else { [] }
    }

    /// What is wrong with the answers of an application.
    var problems: [Problem] {
        if case .InvalidAnswers(_, let problems) = error { problems } else { [] }
    }

    /// The application that stands in the way of this one.
    var openApplication: String? {
        if case .AlreadyOpen(_, let application) = error { application } else { nil }
    }

    @MainActor
    func message(_ texts: Texts) -> String {
        switch error {
        case .UnsuitablePin(_, let rule): return texts(rule.text)
        case .Retake(_, let guidance):
            if let first = guidance.first { return texts(first.text) }
        case .WrongPin(_, let left, _) where left == 1: return texts(.pinLast)
        default: break
        }
        guard let text = try? error.text(), let key = TextKey(rawValue: text.key) else { return texts(.defectTitle) }
        return texts(key, values(texts, text.number))
    }

    @MainActor
    private func values(_ texts: Texts, _ number: UInt16) -> [String: Any] {
        var values: [String: Any] = ["number": number]
        switch error {
        case .WrongPin(_, let left, _): values["attempts_left"] = left
        case .WrongCode(_, let left): values["tries_left"] = left
        case .Wait(_, let retryAfterMs): values["wait"] = texts.wait(retryAfterMs)
        default: break
        }
        return values
    }

    /// The number to tell an officer.
    var number: UInt16? {
        remedy == .report ? (try? error.text())?.number : nil
    }
}
