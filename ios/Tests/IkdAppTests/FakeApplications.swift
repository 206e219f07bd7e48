import Foundation
import IkdCore

@testable import IkdApp

/// What the library says of applications.
final class ApplicationAnswers: @unchecked Sendable {
    var list: [Application] = []
    var notices: [Notice] = []
    var application = Examples.application(.draft)
    var answers = [Answer(field: "address", text: "JL. CONTOH NO. 12, RT 004/RW 013, UMPAMA")]
    var locked = ["address"]
    var papers: [HeldPaper] = []
    var problems: [Problem] = []
    var left: [Left] = []
    /// Texts that are no values.
    var refused: Set<String> = ["31-02-2026", "25:00", "bukan"]
    var reviewProblems: [Problem] = []
    var needsFace = false
    var face: [FaceCheckState] = [.pending]
    var advice: [PaperAdvice] = []
    /// Needs the PIN before it queues.
    var wantsPin = true
    var metered: [Bool] = []
    /// Sending goes on until the call is cancelled, two seconds at most.
    var sendsOn = false
    var isCancelled = false
    var answered: [String] = []
    /// The states that the person has seen.
    var seen: [StateKind] = []

    var contents: ApplicationContents {
        let isOpen = application.kind == .draft || application.kind == .correct
        return ApplicationContents(
            application: application, definition: Examples.definition(quiet: application.quiet), answers: answers,
            visible: Examples.fields.map(\.key), locked: locked, asked: ["surat"],
            openPapers: isOpen ? ["surat"] : [], papers: papers,
            members: [MemberChoice(nik: "9971011708850001", name: "WAHYU SETYANTORO")], problems: problems,
            editable: isOpen)
    }
    var report: SendReport { SendReport(sent: [], left: left, stopped: nil, againAfterMs: nil) }

    func problem(_ field: String?, _ severity: ProblemSeverity, _ text: String, paper: String? = nil) -> Problem {
        Problem(field: field, attachment: paper, check: "test", severity: severity, text: Examples.both(text))
    }
}

final class FakeApplications: Applications, @unchecked Sendable {
    private var answers = Answers()
    private var office: ApplicationAnswers { answers.office }
    convenience init(_ answers: Answers) {
        self.init(noHandle: .init())
        self.answers = answers
    }
    override func services() throws -> [ServiceInfo] { Examples.services }
    override func list() throws -> [Application] { office.list }
    override func notices() throws -> [Notice] { office.notices }
    override func `open`(id: String) throws -> ApplicationContents { office.contents }
    override func seen(id: String) throws { office.seen.append(office.application.kind) }
    override func pollAfterMs(inUse: Bool) throws -> UInt64 { 60_000 }
    override func refresh() async throws -> RefreshOutcome {
        RefreshOutcome(changed: [], syncDocuments: false, newForms: false)
    }
    override func sendQueued(metered: Bool) async throws -> SendReport {
        office.metered.append(metered)
        for _ in 0..<400 where office.sendsOn {
            if office.isCancelled { throw IkdError.Cancelled(code: .cancelled) }
            // In a task of its own: cancelling the caller's does not end a call of the library.
            await Task.detached { try? await Task.sleep(nanoseconds: 5_000_000) }.value
        }
        return office.report
    }
    override func cancel() throws { office.isCancelled = true }
    override func send(id: String) async throws -> SendReport {
        try await answers.doneLater()
        return office.report
    }
    override func start(service: String) throws -> String {
        try answers.done()
        return "1"
    }
    override func setAnswer(id: String, field: String, text: String) throws {
        office.answered.append("\(field)=\(text)")
        if office.refused.contains(text) {
            throw IkdError.InvalidAnswers(
                code: .answersInvalid, problems: [office.problem(field, .fault, "Ini bukan isian yang benar.")])
        }
        office.answers.removeAll { $0.field == field }
        office.answers.append(Answer(field: field, text: text))
    }
    override func regions(inside: String?) throws -> [RegionChoice] {
        guard let inside else {
            return [RegionChoice(code: "32", name: "Jawa Barat"), RegionChoice(code: "99", name: "Contoh")]
        }
        return [RegionChoice(code: inside + ".01", name: "Kabupaten Bogor")]
    }
    override func attach(id: String, kind: String, page: UInt8, paper: Paper) throws {
        try answers.done()
        office.papers.append(HeldPaper(kind: kind, page: page, bytes: 200_000))
    }
    override func detach(id: String, kind: String, page: UInt8) throws {
        office.papers.removeAll { $0.kind == kind && $0.page == page }
    }
    override func paper(id: String, kind: String, page: UInt8) throws -> Data { Examples.jpeg }
    override func review(id: String) throws -> ApplicationReview {
        ApplicationReview(
            problems: office.reviewProblems, canQueue: !office.reviewProblems.contains { $0.severity == .fault },
            statement: Examples.both("Isian ini benar."), face: office.needsFace ? .needed : .notNeeded,
            papers: office.papers, bytes: 480_000, requests: 7, slowSeconds: 120)
    }
    override func queue(id: String) throws {
        if office.wantsPin, !answers.called.contains("verifyUser(pin:)") {
            throw IkdError.UnlockNeeded(code: .stepUpRequired)
        }
        try answers.done()
        office.application = Examples.application(.queued)
        office.list = [office.application]
    }
    override func cancelQueued(id: String) throws { try answers.done() }
    override func moveToNewerForm(id: String) throws { try answers.done() }
    override func correct(id: String) throws { try answers.done() }
    override func discard(id: String) throws { try answers.done() }
    override func withdraw(id: String) async throws { try await answers.doneLater() }
}

final class FakePaper: Paper, @unchecked Sendable {
    private var advice: [PaperAdvice] = []
    convenience init(_ advice: [PaperAdvice]) {
        self.init(noHandle: .init())
        self.advice = advice
    }
    override func details() throws -> PaperDetails {
        PaperDetails(width: 2000, height: 1500, bytes: 300_000, advice: advice)
    }
    override func preview(maxEdge: UInt32) throws -> Data { Examples.jpeg }
}

final class FakeFaceChecks: FaceChecks, @unchecked Sendable {
    private var answers = Answers()
    convenience init(_ answers: Answers) {
        self.init(noHandle: .init())
        self.answers = answers
    }
    override func request(purpose: FacePurpose, reference: String) async throws -> FaceCheckState {
        try answers.done("request(\(reference))")
        return .open(expiresAt: 1_800_000_000, triesLeft: 3)
    }
    override func answer(portrait: Portrait) async throws -> FaceCheckState {
        answers.office.face.count > 1 ? answers.office.face.removeFirst() : answers.office.face[0]
    }
}
