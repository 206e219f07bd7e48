import IkdCore
import SwiftUI

/// Everything that will be sent, the declaration, the face if the service wants it, and the PIN.
@MainActor
final class ReviewModel: PinModel {
    enum Step { case reading, face, pin }

    let id: String
    @Published private(set) var contents: ApplicationContents?
    @Published private(set) var review: ApplicationReview?
    @Published var declares = false { didSet { if declares { missing = nil } } }
    /// Where the page scrolls when the button was touched too early.
    @Published private(set) var missing: Fault?
    @Published private(set) var step = Step.reading
    private var touches = 0
    private var hasShownFace = false
    private let go: @MainActor (Place) -> Void

    init(_ app: AppModel, _ id: String, go: @escaping @MainActor (Place) -> Void) {
        (self.id, self.go) = (id, go)
        super.init(app)
    }

    func load() async { await attempt { try await self.read() } }

    private func read() async throws {
        let id = id
        (contents, review) = try await call {
            let applications = try $0.applications()
            return (try applications.open(id: id), try applications.review(id: id))
        }
    }

    /// Faults first, then what should be looked at again.
    var faults: [Problem] { (review?.problems ?? []).filter { $0.severity == .fault } }
    var advice: [Problem] { (review?.problems ?? []).filter { $0.severity != .fault } }

    /// The sections with what was answered.
    var sections: [(section: DefinitionSection, lines: [(field: DefinitionField, text: String)])] {
        guard let contents else { return [] }
        let answers = Dictionary(contents.answers.map { ($0.field, $0.text) }) { first, _ in first }
        return contents.definition.sections.compactMap { section in
            let fields = section.fields.filter { contents.visible.contains($0.key) }
            guard !fields.isEmpty else { return nil }
            return (
                section,
                fields.map { field in
                    let text = texts.written(answers[field.key] ?? "", of: field, members: contents.members)
                    return (field, text.isEmpty ? texts(.applicationFormNothing) : text)
                }
            )
        }
    }

    /// The papers that are asked for, and how many pages there are of each.
    var papers: [(paper: DefinitionAttachment, pages: Int)] {
        guard let contents, let review else { return [] }
        return contents.definition.attachments.filter { contents.asked.contains($0.kind) }.map { paper in
            (paper, review.papers.filter { $0.kind == paper.kind }.count)
        }
    }

    /// "Sekitar 480 kB. Di sinyal lemah kira-kira 2 menit."
    var cost: String? {
        review.map {
            texts(
                .applicationReviewCost,
                ["size": texts.size($0.bytes), "wait": texts.wait($0.slowSeconds * 1000)])
        }
    }

    /// To what a problem is about.
    func repair(_ problem: Problem) {
        if problem.attachment != nil { return go(.applicationPapers(id)) }
        go(.applicationForm(id, field: problem.field))
    }

    func edit() { go(.applicationForm(id, field: nil)) }

    /// Never refuses to be touched: it says what is missing.
    func send() {
        guard review != nil else { return }
        touches += 1
        guard faults.isEmpty else {
            missing = Fault(place: "faults", touches: touches)
            return tell(texts(.applicationReviewFaults))
        }
        guard declares else {
            missing = Fault(place: "declares", touches: touches)
            return tell(texts(.termsMissing))
        }
        if review?.face == .needed, !hasShownFace {
            askForFace()
        } else {
            queue()
        }
    }

    /// Opens the camera. Without a network it is queued, and waits for the face there.
    private func askForFace() {
        run {
            do {
                switch try await self.app.ikd.faceChecks().request(purpose: .application, reference: self.id) {
                case .pending, .accepted: Task { self.facePending() }
                case .open, .refused, .expired: self.step = .face
                }
            } catch IkdError.ConnectionNeeded {
                Task { self.queue() }
            }
        }
    }

    /// The face was sent to the service. What the officer says of it is not waited for.
    func facePending() {
        hasShownFace = true
        step = .reading
        queue()
    }

    private func queue() {
        let id = id
        run {
            try await self.call { try $0.applications().queue(id: id) }
            self.step = .reading
            self.app.shell?.feel(.done)
            self.go(.application(id))
        }
    }

    /// The PIN once more, then the same again.
    func prove() {
        guard let pin = typed() else { return }
        run {
            try await self.app.ikd.lock().verifyUser(pin: pin)
            Task { self.queue() }
        }
    }

    func back() -> Bool {
        guard step != .reading else { return false }
        entry.clear()
        (step, message) = (.reading, nil)
        return true
    }

    override func failed(_ failure: Failure) {
        if failure.code == .stepUpRequired {
            step = .pin
            return say(texts(.applicationReviewPin))
        }
        // Something changed since it was read.
        if !failure.problems.isEmpty {
            step = .reading
            Task { await load() }
            return self.failure = failure
        }
        super.failed(failure)
    }
}
