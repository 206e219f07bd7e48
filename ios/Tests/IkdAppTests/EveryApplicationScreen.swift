import IkdCore

@testable import IkdApp

/// How the screens of services and applications are reached from the home.
extension ScreenId {
    @MainActor
    func apply(_ stand: Stand, _ answers: Answers) async throws {
        try await stand.press(.servicesTitle)
        try await stand.see(.services)
        guard self != .services else { return }
        if [.application, .applicationWithdraw].contains(self) {
            try await stand.openApplication()
            if self == .applicationWithdraw { try await stand.press(.applicationStatusWithdraw) }
            return
        }
        try await stand.press("Perubahan golongan darah")
        guard self != .service else { return }
        try await stand.press(.serviceStart)
        try await stand.see(.applicationForm)
        try await goOn(stand, answers)
    }

    /// From the form on.
    @MainActor
    private func goOn(_ stand: Stand, _ answers: Answers) async throws {
        switch self {
        case .applicationOptions: try await stand.press(stand.listField("Golongan"))
        case .applicationPapers: try await stand.toPapers()
        case .paperCamera:
            try await stand.toPapers()
            try await stand.press(.applicationPapersTake)
        case .paperReview:
            try await stand.toPapers()
            try await stand.photographPaper()
        case .applicationReview: try await stand.toReview()
        case .applicationPin:
            try await stand.toReview()
            try await stand.press(.applicationReviewDeclare)
            try await stand.press(.applicationReviewSend)
        case .applicationDiscard:
            try await stand.press(.commonBack)
            try await stand.press(.applicationStatusDiscard)
        default: break
        }
    }
}

/// Steps with an application, on any phone.
extension Stand {
    func listField(_ label: String) -> String {
        texts(.applicationFormChosen, ["label": label, "value": texts(.applicationFormChoose)])
    }

    /// Opens the first of *my applications*.
    func openApplication() async throws {
        try await see(.services)
        try await read(.servicesMine)
        let services = try Self.kept(UnlockedModel.self, in: self).services
        guard let first = services.applications.first else { throw Lost(description: "no application") }
        let title = model.texts.title(first.title)
        running.heard.first { $0.press != nil && $0.spoken.hasPrefix(title) }?.press?()
        try await see(.application)
    }

    static func kept<Model: AnyObject>(_ type: Model.Type, in stand: Stand) throws -> Model {
        guard let model = stand.running.kept(type).first else { throw Lost(description: "no \(type)") }
        return model
    }

    func toPapers() async throws {
        try await press(.applicationFormToPapers)
        try await see(.applicationPapers)
    }

    /// Photographs this paper, or the only one that is asked for.
    func photographPaper(_ paper: String? = nil) async throws {
        try await press([texts(.applicationPapersTake), paper].compactMap { $0 }.joined(separator: ", "))
        try await shootPaper()
    }

    /// From the open camera to the look at the photograph.
    func shootPaper() async throws {
        try await see(.paperCamera)
        try await wait("the camera") {
            running.update()
            if case .paper? = shell.recordedCamera.running { return true } else { return false }
        }
        try await press(.applicationPapersShoot)
        try await see(.paperReview)
    }

    func toReview() async throws {
        try await toPapers()
        try await press(.applicationFormToReview)
        try await see(.applicationReview)
    }
}
