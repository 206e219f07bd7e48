import Foundation
import IkdAppTestSupport
import IkdCore

@testable import IkdApp

// A library that answers what a test says. A call that no screen should make ends the test.

/// What the answers are made of.
final class Answers: @unchecked Sendable {
    var stage = Stage.welcome
    var warnings: [DeviceWarning] = []
    var failure: IkdError?
    var documents = DocumentList(documents: [], confirmedAt: nil, unreadable: 0)
    var document: Document?
    var card: Document?
    var remainingMs: UInt64 = 30_000
    var isWhole = true
    var showWarnings: [ShowWarning] = []
    var hangs = false
    var synced = SyncOutcome(added: 1, changed: 0, removed: 0)
    var audiences = [
        Audience(number: 1, nameId: "Pemeriksa contoh", nameEn: "Example verifier", views: [.basic, .fullKtp]),
        Audience(number: 2, nameId: "Loket contoh", nameEn: "Example counter", views: [.basic]),
    ]
    var draft = FormInput(nik: "", email: "", phone: "")
    var check = FormCheck(faults: [], hints: [])
    var called: [String] = []
    let office = ApplicationAnswers()

    init(_ stage: Stage = .welcome) { self.stage = stage }

    func done(_ name: String = #function) throws {
        called.append(name)
        if let failure { throw failure }
    }

    func doneLater(_ name: String = #function) async throws {
        while hangs { try await Task.sleep(nanoseconds: 5_000_000) }
        try done(name)
    }
}

final class FakeIkd: Ikd, @unchecked Sendable {
    private var answers = Answers()
    private var observer: (any StageObserver)?

    convenience init(_ answers: Answers) {
        self.init(noHandle: .init())
        self.answers = answers
    }

    func change(to stage: Stage) {
        answers.stage = stage
        try? observer?.stageChanged(stage: stage)
    }

    override func stage() throws -> Stage { answers.stage }
    override func observe(observer: StageObserver) throws -> StageObservation {
        self.observer = observer
        try observer.stageChanged(stage: answers.stage)
        return FakeObservation(noHandle: .init())
    }
    override func warnings() throws -> [DeviceWarning] { answers.warnings }
    override func remainingMs(until: UInt64) throws -> UInt64 { answers.remainingMs }
    override func registration() throws -> Registration { FakeRegistration(answers) }
    override func lock() throws -> Lock { FakeLock(answers) }
    override func documents() throws -> Documents { FakeDocuments(answers) }
    override func presenter() throws -> Presenter { FakePresenter(answers) }
    override func activity() throws -> ActivityLog { FakeActivity(answers) }
    override func account() throws -> Account { FakeAccount(answers) }
    override func applications() throws -> Applications { FakeApplications(answers) }
    override func faceChecks() throws -> FaceChecks { FakeFaceChecks(answers) }
}

final class FakeObservation: StageObservation, @unchecked Sendable {
    override func end() throws {}
}

final class FakeRegistration: Registration, @unchecked Sendable {
    private var answers = Answers()
    convenience init(_ answers: Answers) {
        self.init(noHandle: .init())
        self.answers = answers
    }
    override func begin(shape: FormShape) throws { try answers.done() }
    override func acknowledgeOfficerNotice() throws { try answers.done() }
    override func termsText(language: Language) throws -> String {
        "Ketentuan contoh.\n\nPasal 1.\n   - NIK,\n     email"
    }
    override func acceptTerms(language: Language) throws { try answers.done() }
    override func exportConsent() throws -> Data { Data("receipt".utf8) }
    override func draft() throws -> FormInput { answers.draft }
    override func saveDraft(input: FormInput) throws { answers.draft = input }
    override func checkForm(input: FormInput) throws -> FormCheck { answers.check }
    override func submitForm(input: FormInput) throws -> [FormHint] {
        try answers.done()
        return []
    }
    override func formShape() throws -> FormShape { .short }
    override func takePortrait(portrait: Portrait) throws { try answers.done() }
    override func submit() async throws { try await answers.doneLater() }
    override func uploadProgress() throws -> UploadProgress {
        UploadProgress(sent: 48_000, total: 112_000, remainingMs: 60_000, stalled: false)
    }
    override func readCounterQr(text: String) throws -> CounterOffer {
        try answers.done()
        return CounterOffer(office: "Disdukcapil Kota Umpama", expiresAt: 1_800_000_000)
    }
    override func pairWithCounter(text: String) async throws { try await answers.doneLater() }
    override func pairingQr() throws -> PairingQr {
        PairingQr(
            text: "QR", width: 21, quietZone: 4, modules: Data(repeating: 0xA5, count: 63), expiresAt: 1_800_000_000)
    }
    override func checkStatus() async throws { try await answers.doneLater() }
    override func pollAfterMs() throws -> UInt64? { nil }
    override func captcha(language: Language) async throws -> Captcha {
        Captcha(id: "1", image: Data([0x89, 0x50, 0x4E, 0x47]), question: "Berapa dua tambah tiga?", expiresAt: 0)
    }
    override func activate(code: String, captchaId: String, answer: String) async throws {
        try await answers.doneLater()
    }
    override func resendCode() async throws { try await answers.doneLater() }
    override func openActivationLink(url: String) throws { try answers.done() }
    override func amend(form: FormInput?, portrait: Portrait?) async throws { try await answers.doneLater() }
    override func restart() throws { try answers.done() }
    override func back() throws { try answers.done() }
    override func giveUp() async throws { try await answers.doneLater() }
    override func cancel() throws { answers.hangs = false }
}

final class FakeLock: Lock, @unchecked Sendable {
    private var answers = Answers()
    convenience init(_ answers: Answers) {
        self.init(noHandle: .init())
        self.answers = answers
    }
    override func unlock(pin: String) async throws { try await answers.doneLater() }
    override func lock() throws { try answers.done() }
    override func lockIfIdle() throws -> UInt64? { nil }
    override func checkPin(pin: String) throws { try answers.done() }
    override func createPin(pin: String, `repeat`: String) async throws { try await answers.doneLater() }
    override func changePin(current: String, pin: String, `repeat`: String) async throws {
        try await answers.doneLater()
    }
    override func verifyUser(pin: String) async throws { try await answers.doneLater() }
    override func biometricStatus() throws -> BiometricStatus { .ready }
    override func verifyUserByBiometric() async throws { try await answers.doneLater() }
    override func touched() throws {}
    override func cameToForeground() throws {}
    override func wentToBackground() throws {}
}

final class FakeDocuments: Documents, @unchecked Sendable {
    private var answers = Answers()
    convenience init(_ answers: Answers) {
        self.init(noHandle: .init())
        self.answers = answers
    }
    override func list() throws -> DocumentList { answers.documents }
    override func `open`(id: String) throws -> Document {
        guard let document = answers.document else { throw IkdError.ConnectionNeeded(code: .recordUnreadable) }
        return document
    }
    override func card() throws -> Document? { answers.card }
    override func sync() async throws -> SyncOutcome {
        try await answers.doneLater()
        return answers.synced
    }
}

final class FakePresenter: Presenter, @unchecked Sendable {
    private var answers = Answers()
    convenience init(_ answers: Answers) {
        self.init(noHandle: .init())
        self.answers = answers
    }
    override func audiences() throws -> [Audience] { answers.audiences }
    override func start(kind: ViewKind, audience: UInt64) throws -> Showing {
        try answers.done()
        return FakeShowing(answers)
    }
}

final class FakeShowing: Showing, @unchecked Sendable {
    private var answers = Answers()
    convenience init(_ answers: Answers) {
        self.init(noHandle: .init())
        self.answers = answers
    }
    override func nextFrame() throws -> QrFrame {
        QrFrame(
            width: 21, quietZone: 4, modules: Data(repeating: 0xA5, count: 63), text: "IKD1:", rotateAfterMs: 10_000,
            expiresAt: 1_800_000_000, warnings: answers.showWarnings)
    }
    override func end() throws { try answers.done("showing end") }
}

final class FakeActivity: ActivityLog, @unchecked Sendable {
    private var answers = Answers()
    convenience init(_ answers: Answers) {
        self.init(noHandle: .init())
        self.answers = answers
    }
    override func recent(limit: UInt32) throws -> [ActivityEntry] {
        let synced = SyncOutcome(added: 8, changed: 0, removed: 0)
        let events: [ActivityEvent] = [
            .showingEnded(started: 1, codes: 4), .showingStarted(view: .basic, audience: 1),
            .unlocked(wrongBefore: 1), .unlocked(wrongBefore: 0), .pinChanged,
            .documentUpdated(kind: .ktp, version: 1), .documentRemoved(kind: .npwp), .synced(synced), .activated,
        ]
        return events.enumerated().map { index, event in
            ActivityEntry(seq: UInt64(events.count - index), at: 1_700_000_000, event: event)
        }
    }
    override func verify() throws -> Bool { answers.isWhole }
    override func export() throws -> String { "{}" }
}

final class FakeAccount: Account, @unchecked Sendable {
    private var answers = Answers()
    convenience init(_ answers: Answers) {
        self.init(noHandle: .init())
        self.answers = answers
    }
    override func traffic() throws -> Traffic { Traffic(up: 122_000, down: 41_000) }
    override func consentExport() throws -> Data { Data("receipt".utf8) }
    override func checkBlockAgain() async throws -> Stage {
        try await answers.doneLater()
        return answers.stage
    }
    override func releaseThisPhone() async throws { try await answers.doneLater() }
    override func wipe() throws { try answers.done() }
}

final class FakeSelfie: Selfie, @unchecked Sendable {
    override func warmUp() throws {}
    override func startFollowing() throws {}
    /// Dark below 50, glasses of which 20 seconds have passed below 100, otherwise good; ready from one second on.
    override func followFrame(
        luma: Data, chromaU: Data, chromaV: Data, layout: FrameLayout, atMs: UInt64
    ) throws -> LiveVerdict? {
        let level = luma.first ?? 0
        let guidance: Guidance? = level < 50 ? .faceTooDark : level < 100 ? .removeGlasses : nil
        let isReady = guidance == nil && atMs >= 1000
        return LiveVerdict(
            guidance: guidance, direction: nil, say: true, faces: 1, face: nil, ovalFit: 1,
            progress: isReady ? 1 : 0, ready: isReady, mayTake: level >= 50, needsLight: level < 50)
    }
    override func portrait(photograph: Data) throws -> Portrait { FakePortrait(photograph) }
}

final class FakePortrait: Portrait, @unchecked Sendable {
    private var jpeg = Data()
    convenience init(_ jpeg: Data) {
        self.init(noHandle: .init())
        self.jpeg = jpeg
    }
    override func preview() throws -> Data { jpeg }
    override func details() throws -> PortraitDetails {
        PortraitDetails(width: 480, height: 640, bytes: UInt32(jpeg.count), scale: 0.5, advice: [.removeGlasses])
    }
}
