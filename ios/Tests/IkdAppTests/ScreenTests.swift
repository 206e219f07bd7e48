import IkdAppTestSupport
import IkdCore
import IkdShell
import SwiftUI
import XCTest

@testable import IkdApp

/// Every screen, from states that the tests make.
@MainActor
final class ScreenTests: XCTestCase, @unchecked Sendable {
    func testEveryScreenIsDrawnInBothLanguagesAndInLargeLetters() async throws {
        for (language, size) in [(Language.indonesian, DynamicTypeSize.large), (.english, .accessibility3)] {
            for id in ScreenId.allCases {
                let stand = try await id.stand(language: language, size: size)
                check(stand, "\(id) in \(language), \(size)")
            }
        }
        print("screens: \(Stand.allVisits.count) of \(ScreenId.allCases.count)")
        XCTAssertEqual(Set(ScreenId.allCases).subtracting(Stand.allVisits), [], "never drawn")
        XCTAssertEqual(Literals.met, [], "words that are not in the texts")
    }

    /// What must be true of any screen.
    private func check(_ stand: Stand, _ what: String) {
        let heard = stand.running.heard
        for node in heard where node.press != nil || node.type != nil {
            XCTAssertFalse(node.spoken.trimmingCharacters(in: .whitespaces).isEmpty, "\(what): \(node.printed())")
            let hasName = TextKey(rawValue: node.spoken) == nil && Icon(rawValue: node.spoken) == nil
            XCTAssertTrue(hasName, "\(what): no words for \(node.spoken)")
        }
        let begins = heard.contains { $0.traits.isSuperset(of: ["header", "focus"]) }
        XCTAssertTrue(begins, "\(what): no heading where a screen reader begins")
        for text in stand.running.texts + heard.compactMap(\.label) {
            XCTAssertNil(TextKey(rawValue: text), "\(what): a key without a text")
            XCTAssertFalse(text.contains("%1$") || text.contains("%2$"), "\(what): unfilled: \(text)")
        }
        for node in heard where node.kind == "Image" {
            XCTAssertNotEqual(node.spoken, "picture", "\(what): a picture without words")
        }
    }

    func testEveryTextIsThereInBothLanguages() async {
        for key in TextKey.allCases {
            for language in [Language.indonesian, .english] {
                XCTAssertTrue(Catalogue.ofThisPackage.has(key, language), "\(key) in \(language)")
            }
        }
    }

    func testEveryIconHasItsPicture() async throws {
        let folder = try XCTUnwrap(URL(string: "file://\(#filePath)")).deletingLastPathComponent()
            .appendingPathComponent("../../Sources/IkdApp/Resources/Icons.xcassets")
        for icon in Icon.allCases {
            let file = folder.appendingPathComponent("\(icon.rawValue).imageset/\(icon.rawValue).svg")
            XCTAssertTrue(FileManager.default.fileExists(atPath: file.path), icon.rawValue)
        }
    }

    func testEveryUnusableReasonHasAWayOut() async throws {
        let ways: [(UnusableReason, TextKey)] = [
            (.wiped, .lostRegisterAgain), (.damaged, .lostErase), (.rolledBack, .lostErase),
            (.keyLost, .lostErase), (.tooNew, .updateStore), (.temporary, .commonRetry),
        ]
        for (reason, way) in ways {
            let answers = Answers(.unusable(reason: reason))
            let stand = Stand(open: { FakeIkd(answers) })
            try await stand.see(.unusable)
            try await stand.read(reason.text)
            try await stand.read(reason == .temporary ? .lostNotYet : .lostTitle)
            try await stand.press(way)
        }
    }

    func testNumbersAreMaskedUntilTheyAreAskedForAndSpokenDigitByDigit() async throws {
        let stand = try await ScreenId.home.stand()
        try await stand.read(.homeNikShow)
        let hidden = try numberText(number: "9971011708850001")
        XCTAssertTrue(stand.running.texts.contains(hidden.masked))
        XCTAssertFalse(stand.running.texts.contains(hidden.grouped))
        XCTAssertNotNil(stand.running.find(stand.texts(.detailNumberHidden, ["label": "NIK", "digits": "0, 1"])))
        try await stand.press(.homeNikShow)
        let digits = hidden.digits.joined(separator: ", ")
        XCTAssertNotNil(stand.running.find(stand.texts(.detailNumberSpoken, ["label": "NIK", "digits": digits])))
        let node = try XCTUnwrap(stand.running.all.first { $0.text == hidden.grouped })
        XCTAssertTrue(node.traits.contains("private"))
    }

    func testThePinIsNeverSpokenAndPrivate() async throws {
        let stand = try await ScreenId.lock.stand()
        for digit in ["1", "2", "3"] { try await stand.press(digit) }
        XCTAssertEqual(stand.shell.announced.last, stand.texts(.padEntered, ["count": 3]))
        XCTAssertFalse(stand.running.heard.contains { $0.spoken.contains("123") })
        let key = try XCTUnwrap(stand.running.find("4"))
        XCTAssertTrue(key.traits.contains("private"))
        stand.running.find(stand.texts(.padDelete))?.actions["long press"]?()
        XCTAssertEqual(stand.shell.announced.last, stand.texts(.padCleared))
    }

    func testAWrongPinIsSaidAndTheLastTryWarned() async throws {
        let answers = Answers(.locked(attemptsLeft: 10, attemptsMentioned: nil, retryAfterMs: 0))
        answers.failure = .WrongPin(code: .wrongPin, attemptsLeft: 1, retryAfterMs: 0)
        let stand = Stand(open: { FakeIkd(answers) })
        try await stand.pin("592716", then: .pinOpen)
        try await stand.read(.pinLast)
        XCTAssertTrue(stand.shell.asked.contains(.feel(.refused)))
    }

    func testABrightScreenIsRestoredWhenAShowingEnds() async throws {
        let stand = try await ScreenId.showQr.stand()
        XCTAssertTrue(stand.shell.isBright && stand.shell.isAwake)
        try await stand.read(.showWarningViewRunsOut)
        try await stand.press(.commonDone)
        try await stand.see(.showChoose)
        try await stand.wait("the brightness") { !stand.shell.isBright && !stand.shell.isAwake }
    }

    func testFaultsStandAtTheirFieldsAndHintsCanBeUsed() async throws {
        let answers = Answers(.registering(step: .form(shape: .short)))
        let hint = FormHint(field: .email, key: "form_email_likely_typo", suggestion: "wahyu@gmail.com")
        answers.check = FormCheck(faults: [], hints: [hint])
        let stand = Stand(open: { FakeIkd(answers) })
        try await stand.see(.formShort)
        try await stand.wait("the draft") { answers.called.isEmpty && stand.running.find("NIK") != nil }
        try await Task.sleep(nanoseconds: 100_000_000)
        try await stand.type("wahyu@gmial.com", into: .fieldEmail)
        try await stand.press(.commonUse)
        try await stand.wait("the draft") { answers.draft.email == "wahyu@gmail.com" }
        answers.failure = .InvalidForm(
            code: .formInvalid,
            faults: [
                FormFault(field: .nik, key: "form_nik_wrong_length"),
                FormFault(field: .phone, key: "form_phone_not_mobile"),
            ])
        try await stand.press(.commonNext)
        try await stand.read(.formNikWrongLength)
        try await stand.read(.entryFaults, ["count": 2])
        let field = try XCTUnwrap(stand.running.find("NIK"))
        XCTAssertTrue(field.hint?.contains(stand.texts(.formNikWrongLength)) == true)
        try await stand.wait("the reader at the first fault") {
            stand.running.heard.filter { $0.traits.contains("focus") && $0.type != nil }.map(\.spoken) == ["NIK"]
        }
        XCTAssertEqual(stand.running.scrolledTo, "\(FormField.nik)")
    }

    func testAnEntryIsOneThingForAScreenReader() async throws {
        let long = Answers(.registering(step: .form(shape: .long)))
        let form = Stand(formShape: .long, open: { FakeIkd(long) })
        try await form.see(.formLong)
        try await Task.sleep(nanoseconds: 300_000_000)
        long.check = FormCheck(faults: [FormFault(field: .birthDate, key: "form_date_no_such_day")], hints: [])
        try await form.type("31-02-1985", into: .fieldBirthDate)
        try await isOneThing(form, .fieldBirthDate, "31-02-1985")

        let answers = Answers(
            .registering(
                step: .activation(emailHint: "w•••u@contoh.id", expiresAt: 1, triesLeft: 5, resendAt: 1)))
        let stand = Stand(open: { FakeIkd(answers) })
        try await stand.see(.activation)
        let model = try XCTUnwrap(stand.running.kept(ActivationModel.self).first)
        try await stand.wait("a captcha") { model.captcha != nil }
        try await stand.type("123456", into: .codeLabel)
        answers.failure = .WrongCode(code: .wrongCode, triesLeft: 4)
        try await stand.press(.codeActivate)
        try await isOneThing(stand, .codeLabel, nil)
    }

    /// Label and fault are heard once, at the field itself.
    private func isOneThing(_ stand: Stand, _ label: TextKey, _ typed: String?) async throws {
        func field() -> Node? { stand.running.heard.first { $0.type != nil && $0.spoken == stand.texts(label) } }
        let fault = { stand.running.all.first { $0.kind == "Element" && $0.hidden && !$0.spoken.isEmpty }?.spoken }
        try await stand.wait("the fault of \(label)") { fault().map { field()?.hint?.contains($0) == true } ?? false }
        let words = [stand.texts(label), try XCTUnwrap(fault())]
        let parts = stand.running.heard.filter { node in node.children.isEmpty && words.contains(node.spoken) }
        XCTAssertEqual(parts.map(\.kind), ["TextField"], "\(label)")
        if let typed { XCTAssertEqual(field()?.typed, typed) }
    }

    /// At the camera, with a fake engine.
    private func atCamera() async throws -> Stand {
        let answers = Answers(.registering(step: .selfie))
        let stand = Stand(
            photograph: Data([1]), selfie: { FakeSelfie(noHandle: .init()) }, open: { FakeIkd(answers) })
        try await stand.wait("the camera") {
            stand.running.update()
            return stand.shell.recordedCamera.running != nil
        }
        return stand
    }

    func testAPhotographIsTakenByItselfWhenTheCoreSaysSo() async throws {
        let stand = try await atCamera()
        stand.shell.recordedCamera.show(greyness: 120, atMs: 900)
        try await stand.wait("the sentence") { stand.running.find(stand.texts(.selfieHold)) != nil }
        XCTAssertEqual(stand.visits.last, .selfie)
        stand.shell.recordedCamera.show(greyness: 120, atMs: 1000)
        try await stand.see(.selfieReview)
    }

    func testInTheDarkTheScreenGivesLightAndThereIsNoShutter() async throws {
        let stand = try await atCamera()
        stand.shell.recordedCamera.show(greyness: 20, atMs: 2000)
        try await stand.wait("light") { stand.shell.isBright }
        stand.running.update()
        XCTAssertNil(stand.running.find(stand.texts(.selfieTake)))
    }

    func testAPersonWhoCannotFollowAdviceTakesThePhotographAndIsToldThatTheOfficerSeesIt() async throws {
        let stand = try await atCamera()
        stand.shell.recordedCamera.show(greyness: 60, atMs: 30000)
        try await stand.wait("the advice") { stand.running.find(stand.texts(.selfieAdvice)) != nil }
        try await stand.press(.selfieTake)
        try await stand.see(.selfieReview)
        XCTAssertNotNil(stand.running.find(stand.texts(.selfieAdviceSent)))
    }

    func testWithoutAFrontCameraTheOneAtTheBackIsOffered() async throws {
        let answers = Answers(.registering(step: .selfie))
        let stand = Stand(selfie: { FakeSelfie(noHandle: .init()) }, open: { FakeIkd(answers) })
        stand.shell.recordedCamera.problem = .missing
        try await stand.wait("the offer") {
            stand.running.update()
            return stand.running.find(stand.texts(.selfieOtherLens)) != nil
        }
        stand.shell.recordedCamera.problem = nil
        try await stand.press(.selfieOtherLens)
        try await stand.wait("the camera at the back") {
            if case .selfie(back: true, _)? = stand.shell.recordedCamera.running { true } else { false }
        }
    }

    func testACameraThatAnotherAppHoldsIsToldFromOneThatIsMissing() async throws {
        let answers = Answers(.registering(step: .selfie))
        let stand = Stand(selfie: { FakeSelfie(noHandle: .init()) }, open: { FakeIkd(answers) })
        stand.shell.recordedCamera.problem = .inUse
        try await stand.wait("why") {
            stand.running.update()
            return stand.running.find(stand.texts(.selfieCameraInUse)) != nil
        }
    }

    func testARefusedCameraPermissionLeadsToTheSettings() async throws {
        let answers = Answers(.registering(step: .selfie))
        let stand = Stand(selfie: { FakeSelfie(noHandle: .init()) }, open: { FakeIkd(answers) })
        stand.shell.recordedCamera.problem = .notAllowed
        try await stand.press(.commonOpenSettings)
        XCTAssertTrue(stand.shell.asked.contains(.settings))
    }

    func testTheWholeQrIsDrawnInWholePixels() async {
        let modules = QrModules(width: 21, quietZone: 4, packed: Data(repeating: 0xFF, count: 63))
        let path = QrShape(modules: modules, scale: 3).path(in: CGRect(x: 0, y: 0, width: 320, height: 320))
        XCTAssertEqual(path.rectangles.count, 21, "a row without gaps is one area")
        for rectangle in path.rectangles {
            XCTAssertEqual(rectangle.height * 3, (rectangle.height * 3).rounded())
        }
    }

    func testTheLanguageChangesAtOnceAndIsKept() async throws {
        let stand = try await ScreenId.welcome.stand()
        try await stand.press("English")
        XCTAssertEqual(stand.shell.language, .english)
        XCTAssertNotNil(stand.running.find("Register"))
    }

    func testWithoutInternetTheDocumentsStayAndCanBeUpdatedLater() async throws {
        let answers = Examples.unlocked()
        answers.failure = .ConnectionNeeded(code: .offline)
        let stand = Stand(open: { FakeIkd(answers) })
        try await stand.see(.home)
        try await stand.press(.documentsTitle)
        try await stand.read(.commonOffline)
        try await stand.read(.documentKtp)
        answers.failure = nil
        try await stand.press(.documentsTryUpdate)
        try await stand.read(.documentsUpdated, ["changes": "1 baru"])
        answers.synced = SyncOutcome(added: 2, changed: 0, removed: 1)
        try await stand.press(.documentsUpdate)
        try await stand.read(.documentsUpdated, ["changes": "2 baru, 1 dihapus"])
    }

    func testWithoutDocumentsTheyAreUpdatedBeforeAnythingIsShown() async throws {
        let (answers, unlocked) = (Answers(.unlocked), Examples.unlocked())
        (answers.failure, answers.audiences) = (.ConnectionNeeded(code: .offline), [])
        let stand = Stand(open: { FakeIkd(answers) })
        try await stand.read(.documentsEmpty)
        XCTAssertNil(stand.running.find(stand.texts(.showTitle)))
        answers.failure = nil
        (answers.documents, answers.card) = (unlocked.documents, unlocked.card)
        try await stand.press(.documentsUpdate)
        try await stand.press(.showTitle)
        try await stand.read(.errorNoView)
        XCTAssertNil(stand.running.find(stand.texts(.showStart)))
        answers.audiences = unlocked.audiences
        try await stand.press(.documentsUpdate)
        try await stand.read(.showStart)
        answers.failure = .ConnectionNeeded(code: .noView)
        try await stand.press(.showStart)
        try await stand.read(.errorNoView)
        answers.failure = nil
        try await stand.press(.documentsUpdate)
        try await stand.press(.showStart)
    }

    func testADocumentThatCannotBeReadIsFetchedAgain() async throws {
        let answers = Examples.unlocked()
        let document = answers.document
        answers.document = nil
        let stand = Stand(open: { FakeIkd(answers) })
        try await stand.press(.homeKtpAll)
        try await stand.read(.errorRecordUnreadable)
        XCTAssertFalse(stand.running.all.contains { $0.label == Icon.offline.rawValue })
        answers.document = document
        try await stand.press(.documentsUpdate)
        try await stand.see(.ktp)
    }

    func testWhatWaitsForTheOfficerCanBeGivenUp() async throws {
        for id in [ScreenId.pairScan, .pairShow, .waiting, .activation] {
            let stand = try await id.stand()
            try await stand.press(.conflictOptionGiveUp)
            try await stand.see(.giveUp)
        }
    }

    func testWhatIsMissingIsBroughtIntoSight() async throws {
        let stand = try await ScreenId.terms.stand(language: .english)
        try await stand.press(.commonNext)
        try await stand.read(.termsMissing)
        try await stand.wait("the switch") {
            stand.running.update(); return stand.running.scrolledTo == "agree"
        }
        try await stand.press(.termsRead)
        try await stand.see(.termsText)
        XCTAssertTrue(stand.running.texts.contains("Pasal 1.\n- NIK, email"))
    }

    func testEveryErrorSaysSomethingButTheOneThatThePersonCaused() async throws {
        let texts = Texts()
        let errors: [IkdError] = [
            .InvalidInput(code: .notAPin), .InvalidForm(code: .formInvalid, faults: []),
            .UnsuitablePin(code: .pinTooEasy, rule: .date),
            .WrongPin(code: .wrongPin, attemptsLeft: 4, retryAfterMs: 0),
            .WrongCode(code: .wrongCode, triesLeft: 1), .Retake(code: .photoUnsuitable, guidance: [.faceTooDark]),
            .Wait(code: .rateLimited, retryAfterMs: 61_000), .NotNow(code: .wrongStage),
            .UnlockNeeded(code: .stepUpRequired), .ConnectionNeeded(code: .offline), .Refused(code: .serviceRefused),
            .NotAccepted(code: .qrNotAccepted, refusal: .tooLate), .UpdateNeeded(code: .appTooOld),
            .Device(code: .storageFull, transient: true, number: 28), .Unrecoverable(code: .keysLost),
            .Defect(code: .internal),
        ]
        for error in errors {
            let message = try XCTUnwrap(Failure(error)).message(texts)
            XCTAssertFalse(message.isEmpty || message.contains("%"), "\(error): \(message)")
            XCTAssertNil(TextKey(rawValue: message), message)
        }
        XCTAssertNil(Failure(.Cancelled(code: .cancelled)))
        XCTAssertNotNil(Failure(any: CocoaError(.fileNoSuchFile)), "a mistake of the app is said too")
        let defect = try XCTUnwrap(Failure(.Defect(code: .internal)))
        XCTAssertTrue(defect.message(texts).contains("\(try XCTUnwrap(defect.number))"))
    }

    func testACodeThatCountsNoMoreIsReplacedByANewOne() async throws {
        let answers = Answers(
            .registering(
                step: .activation(emailHint: "w•••u@contoh.id", expiresAt: 1, triesLeft: 5, resendAt: 1)))
        answers.remainingMs = 0
        let stand = Stand(open: { FakeIkd(answers) })
        try await stand.see(.activation)
        let model = try XCTUnwrap(stand.running.kept(ActivationModel.self).first)
        try await stand.wait("a captcha") { model.captcha != nil }
        let spent = stand.model.texts(.codeSentSpent, ["email": "w•••u@contoh.id"])
        for code in [ErrorCode.codeExpired, .codeExhausted] {
            (model.code, model.answer) = ("123456", "7")
            answers.failure = .InvalidInput(code: code)
            try await stand.press(.codeActivate)
            try await stand.wait("the fault") { model.failure != nil }
            XCTAssertEqual(model.code, "")
            try await stand.wait("the sentence") { stand.running.texts.contains(spent) }
            answers.failure = .ConnectionNeeded(code: .offline)
            try await stand.press(.codeResend)
            try await stand.wait("no connection") { model.failure?.remedy == .connect }
            XCTAssertTrue(stand.running.texts.contains(spent))
            answers.failure = nil
            try await stand.press(.codeResend)
            try await stand.read(.codeResent)
            XCTAssertFalse(stand.running.texts.contains(spent))
        }
    }

    func testAPausedUploadGoesOnByTouchAndByTheNetwork() async throws {
        let answers = Answers(.registering(step: .uploading(sent: 0, total: 112_000)))
        answers.hangs = true
        let stand = Stand(open: { FakeIkd(answers) })
        try await stand.see(.sending)
        answers.failure = .ConnectionNeeded(code: .offline)
        answers.hangs = false
        try await stand.press(.sendingGoOn)
        try await stand.wait("a second try") { answers.called.filter { $0 == "submit()" }.count >= 2 }
        try await stand.read(.sendingStalled)
        XCTAssertFalse(stand.running.texts.contains(stand.texts(.sendingPaused)))
        answers.failure = nil
        stand.shell.networkIsBack()
        try await stand.wait("a third try") { answers.called.filter { $0 == "submit()" }.count >= 3 }
    }

    func testTheTimeMovesBesideTheQr() async throws {
        let stand = try await ScreenId.showQr.stand()
        let show = try XCTUnwrap(stand.running.kept(UnlockedModel.self).first).show
        func isThere() -> Bool {
            guard let shown = show.shown else { return false }
            return stand.running.texts.contains(stand.model.texts.second(shown.second))
        }
        let first = try XCTUnwrap(show.shown?.second)
        XCTAssertLessThan(abs(Date().timeIntervalSince1970 - Double(first)), 30)
        try await stand.wait("the time") { isThere() }
        try await stand.wait("a later time") { (show.shown?.second ?? 0) > first && isThere() }
        XCTAssertEqual(
            (0..<11).map { LiveMark.place($0) }.map { ($0 * 5).rounded() }, [-5, -3, -1, 1, 3, 5, 3, 1, -1, -3, -5])
    }

    func testALinkOfTheMailIsToldOnTheActivationScreen() async throws {
        let stand = try await ScreenId.activation.stand()
        stand.running.open(try XCTUnwrap(URL(string: "https://ikd.example/activate")))
        try await stand.read(.codeFromLink)
    }
}
