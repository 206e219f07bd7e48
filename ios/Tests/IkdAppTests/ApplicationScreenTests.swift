import IkdAppTestSupport
import IkdCore
import SwiftUI
import XCTest

@testable import IkdApp

/// The review, an application in each of its states, and sending.
@MainActor
final class ApplicationScreenTests: XCTestCase, @unchecked Sendable {
    private func at(_ answers: Answers) async throws -> Stand {
        let stand = Stand(
            photograph: Examples.jpeg, selfie: { FakeSelfie(noHandle: .init()) },
            paper: { _ in FakePaper(noHandle: .init()) }, open: { FakeIkd(answers) })
        try await stand.press(.servicesTitle)
        try await stand.see(.services)
        return stand
    }

    private func atReview(_ answers: Answers) async throws -> Stand {
        let stand = try await at(answers)
        try await stand.press("Perubahan golongan darah")
        try await stand.press(.serviceStart)
        try await stand.toReview()
        return stand
    }

    private func atApplication(_ answers: Answers) async throws -> Stand {
        let stand = try await at(answers)
        try await stand.openApplication()
        return stand
    }

    // MARK: Review

    func testAProblemLeadsToItsField() async throws {
        let answers = Examples.unlocked()
        answers.office.reviewProblems = [
            answers.office.problem("date", .fault, "Tanggal tidak boleh setelah hari ini."),
            answers.office.problem(nil, .warning, "Foto surat belum ada.", paper: "surat"),
        ]
        let stand = try await atReview(answers)
        try await stand.read(.applicationReviewFaults)
        try await stand.press(.applicationReviewSend)
        try await stand.wait("the faults") {
            stand.running.update()
            return stand.running.scrolledTo == "faults"
        }
        try await stand.press("Tanggal tidak boleh setelah hari ini.")
        try await stand.see(.applicationForm)
        try await stand.wait("the field") {
            stand.running.update()
            return stand.running.scrolledTo == "date"
        }
        try await stand.toReview()
        try await stand.press("Foto surat belum ada.")
        try await stand.see(.applicationPapers)
    }

    func testNothingIsSentWithoutTheDeclarationAndThePin() async throws {
        let answers = Examples.unlocked()
        let stand = try await atReview(answers)
        let texts = stand.model.texts
        try await stand.read(
            .applicationReviewCost, ["size": texts.size(480_000), "wait": "2 menit".unbroken])
        try await stand.read(.applicationReviewMissing)
        try await stand.press(.applicationReviewSend)
        try await stand.read(.termsMissing)
        try await stand.press(.applicationReviewDeclare)
        try await stand.press(.applicationReviewSend)
        try await stand.see(.applicationPin)
        XCTAssertFalse(answers.called.contains("queue(id:)"))
        try await stand.pin("592716", then: .applicationReviewSend)
        try await stand.see(.application)
        try await stand.read(.applicationQueued)
        XCTAssertTrue(answers.called.contains("queue(id:)"))
        try await stand.wait("sending") { answers.office.metered.count > 1 }
    }

    func testAServiceThatWantsAFaceShowsItFirst() async throws {
        let answers = Examples.unlocked()
        (answers.office.needsFace, answers.office.wantsPin) = (true, false)
        answers.office.face = [
            .refused(reason: .retake, guidance: [.removeGlasses], triesLeft: 2, retryAt: nil), .pending,
        ]
        let stand = try await atReview(answers)
        try await stand.press(.applicationReviewDeclare)
        try await stand.press(.applicationReviewSend)
        for isAccepted in [false, true] {
            try await stand.see(.selfie)
            try await stand.wait("the camera") {
                stand.running.update()
                return stand.shell.recordedCamera.running != nil
            }
            stand.shell.recordedCamera.show(greyness: 120, atMs: 1000)
            try await stand.see(.selfieReview)
            try await stand.press(.selfieAccept)
            if !isAccepted {
                let advice = [TextKey.faceRefusalRetake, .faceGuidanceRemoveGlasses].map { stand.texts($0) }
                try await stand.wait("why not") { stand.running.texts.contains(advice.joined(separator: "\n")) }
            }
        }
        try await stand.see(.application)
        XCTAssertTrue(answers.called.contains("request(1)"))
    }

    // MARK: States

    func testEachStateSaysWhereItStandsAndWhatToDo() async throws {
        for kind in StateKind.all {
            let stand = try await atApplication(Examples.applied(kind))
            try await stand.read(kind.text)
            try await stand.read(kind.next)
            try await stand.read(.applicationStatusHistory)
        }
    }

    func testACorrectionSaysWhatWasMarkedAndUntilWhen() async throws {
        let answers = Examples.applied(.correct)
        let stand = try await atApplication(answers)
        let marked = stand.texts(.reasonMismatchPaper) + "\nTertulis 3 November."
        try await stand.wait("the officer's note") { stand.running.texts.contains(marked) }
        for words in ["Tanggal surat", "Surat pemeriksaan", "Nama"] {
            XCTAssertTrue(stand.running.texts.contains(words), words)
        }
        try await stand.read(.applicationStatusFixUntil, ["time": stand.model.texts.longDay(1_765_000_000)])
    }

    func testWhatTheServiceDidNotAcceptIsNamed() async throws {
        let faults = [
            ApplicationFault(field: "date", attachment: nil, check: "not-future"),
            ApplicationFault(field: nil, attachment: "surat", check: "not-opened"),
        ]
        let answers = Examples.applied(.draft)
        answers.office.application = Examples.application(.draft, returned: .invalid(faults: faults))
        let stand = try await atApplication(answers)
        try await stand.read(.returnedInvalid)
        XCTAssertTrue(stand.running.texts.contains("Tanggal surat\nSurat pemeriksaan"))
        try await stand.press(.serviceGoOn)
        try await stand.see(.applicationForm)
    }

    func testAVisitSaysWhereAndWhatToBring() async throws {
        let stand = try await atApplication(Examples.applied(.visitNeeded))
        try await stand.read(.applicationStatusPlace)
        XCTAssertTrue(stand.running.texts.contains("KTP asli"))
        XCTAssertTrue(stand.running.texts.contains(stand.model.texts.longDay(1_765_000_000)))
    }

    func testARefusalHasItsReasonAndANote() async throws {
        let stand = try await atApplication(Examples.applied(.refused))
        try await stand.read(.applicationStatusReason)
        try await stand.read(.reasonNotEligible)
        XCTAssertTrue(stand.running.texts.contains("Belum memenuhi syarat."))
        try await stand.press(.applicationStatusRemove)
        try await stand.see(.applicationDiscard)
        try await stand.press(.applicationDiscardConfirm)
        try await stand.see(.services)
    }

    func testAnIssuedDocumentIsOpenedFromTheApplication() async throws {
        let stand = try await atApplication(Examples.applied(.issued))
        try await stand.read(.applicationStatusReceipt)
        XCTAssertTrue(stand.running.texts.contains("9971/2026/0007"))
        XCTAssertTrue(stand.running.texts.contains(stand.texts(.applicationStatusExample)))
        try await stand.press(.applicationStatusDocuments)
        try await stand.see(.documents)
    }

    func testADeathHasNoCheckMark() async throws {
        let loud = try await atApplication(Examples.applied(.issued))
        try await loud.read(.applicationIssued)
        XCTAssertTrue(loud.running.all.contains { $0.label == Icon.success.rawValue })
        let quiet = try await atApplication(Examples.applied(.issued, quiet: true))
        try await quiet.read(.applicationIssued)
        XCTAssertFalse(quiet.running.all.contains { $0.label == Icon.success.rawValue })
        for (stand, hasMark) in [(loud, true), (quiet, false)] {
            try await stand.press(.applicationStatusDocuments)
            try await stand.see(.documents)
            let documents = try Stand.kept(UnlockedModel.self, in: stand).documents
            try await stand.wait("the update") { !documents.isSyncing && (documents.outcome != nil) == hasMark }
            XCTAssertEqual(stand.running.all.contains { $0.label == Icon.success.rawValue }, hasMark)
        }
    }

    func testWithdrawingAsksFirst() async throws {
        let answers = Examples.applied(.inReview)
        let stand = try await atApplication(answers)
        try await stand.press(.applicationStatusWithdraw)
        try await stand.see(.applicationWithdraw)
        try await stand.press(.applicationWithdrawKeep)
        try await stand.see(.application)
        XCTAssertFalse(answers.called.contains("withdraw(id:)"))
        try await stand.press(.applicationStatusWithdraw)
        try await stand.press(.applicationWithdrawConfirm)
        try await stand.wait("the withdrawal") { answers.called.contains("withdraw(id:)") }
    }

    func testWhatWaitsForWiFiCanBeSentNow() async throws {
        let answers = Examples.applied(.queued)
        answers.office.left = [Left(id: "1", why: .metered)]
        let stand = try await at(answers)
        stand.shell.isMetered = true
        try await stand.openApplication()
        try await stand.read(.leftMetered)
        try await stand.wait("the reason spoken") { stand.shell.announced.contains(stand.texts(.leftMetered)) }
        XCTAssertEqual(answers.office.metered.last, true)
        answers.office.left = []
        try await stand.press(.applicationStatusSendNow)
        try await stand.wait("sending") { answers.called.contains("send(id:)") }
        try await stand.press(.applicationStatusCancel)
        try await stand.wait("the cancelling") { answers.called.contains("cancelQueued(id:)") }
    }

    func testSendingShowsHowMuchHasArrived() async throws {
        let stand = try await atApplication(Examples.applied(.sending))
        let texts = stand.model.texts
        try await stand.read(.sendingSent, ["sent": texts.size(120_000), "total": texts.size(480_000)])
        XCTAssertEqual(try Stand.kept(ApplicationModel.self, in: stand).progress, 0.25)
    }

    func testAStateThatComesWhileItIsLookedAtIsSaidAndSeen() async throws {
        let answers = Examples.applied(.sending)
        let stand = try await atApplication(answers)
        try await stand.wait("the state") { answers.office.seen == [.sending] }
        answers.office.application = Examples.application(.received)
        try await stand.wait("the next state") { answers.office.seen == [.sending, .received] }
        XCTAssertTrue(stand.shell.announced.contains(stand.texts(.applicationReceived)))
    }

    // MARK: Home and sending

    func testTheListShowsWhatWasSentWhileItIsLookedAt() async throws {
        let answers = Examples.applied(.queued)
        let stand = try await at(answers)
        try await stand.read(.applicationQueued)
        try await stand.wait("the end of sending") { !stand.model.isSending && stand.model.tries > 0 }
        answers.office.list = [Examples.application(.received)]
        stand.shell.networkIsBack()
        try await stand.wait("the new state in the list", seconds: 20) {
            stand.running.texts.contains(stand.texts(.applicationReceived))
        }
    }

    func testANoticeStandsOnTheHomeAndOpensItsApplication() async throws {
        let answers = Examples.applied(.correct)
        let title = Examples.definition().title
        answers.office.notices = [
            Notice(
                application: "1", service: "golongan-darah", title: title,
                kind: .correctionDue(until: 1_765_000_000, daysLeft: 2))
        ]
        let stand = Stand(open: { FakeIkd(answers) })
        try await stand.read(.servicesNotices)
        try await stand.read(.servicesUnread, ["count": 1])
        try await stand.press(
            .noticeCorrectionDue, ["title": title.id, "until": stand.model.texts.longDay(1_765_000_000)])
        try await stand.see(.application)
    }

    func testWhatWaitsIsSentWithTheVaultLocked() async throws {
        let answers = Answers(.locked(attemptsLeft: 8, attemptsMentioned: 8, retryAfterMs: 0))
        let stand = Stand(open: { FakeIkd(answers) })
        try await stand.see(.lock)
        try await stand.wait("sending") { answers.office.metered == [false] }
        stand.running.update()
        try await Task.sleep(nanoseconds: 50_000_000)
        stand.shell.networkIsBack()
        try await stand.wait("sending again") { answers.office.metered == [false, false] }
    }

    func testTheSystemStartsTheAppWithoutAScreenToSend() async throws {
        let answers = Answers(.locked(attemptsLeft: 8, attemptsMentioned: 8, retryAfterMs: 0))
        let opened = Counted()
        let app = AppModel(open: {
            opened.add()
            return FakeIkd(answers)
        })
        let isDone = await app.sendInBackground()
        XCTAssertTrue(isDone)
        XCTAssertFalse(app.hasUnsent)
        XCTAssertEqual(answers.office.metered, [true], "without a shell nothing is spent")
        answers.office.left = [Left(id: "1", why: .failed)]
        let isDoneNow = await app.sendInBackground()
        XCTAssertFalse(isDoneNow)
        XCTAssertTrue(app.hasUnsent)
        XCTAssertEqual(opened.count, 1, "the library is opened once")
        let locked = AppModel(open: { throw PlatformError.AuthRequired })
        let isDoneLocked = await locked.sendInBackground()
        XCTAssertFalse(isDoneLocked)
    }

    func testSendingInTheBackgroundEndsWhenItsTimeIsOver() async throws {
        let answers = Answers(.locked(attemptsLeft: 8, attemptsMentioned: 8, retryAfterMs: 0))
        answers.office.sendsOn = true
        let app = AppModel(open: { FakeIkd(answers) })
        let sending = Task { await app.sendInBackground() }
        while answers.office.metered.isEmpty { try await Task.sleep(nanoseconds: 5_000_000) }
        sending.cancel()
        let isDone = await sending.value
        XCTAssertFalse(isDone)
        XCTAssertTrue(answers.office.isCancelled)
    }
}

private final class Counted: @unchecked Sendable {
    private let lock = NSLock()
    // Guarded by `lock`.
    private var value = 0
    var count: Int { lock.withLock { value } }
    func add() { lock.withLock { value += 1 } }
}
