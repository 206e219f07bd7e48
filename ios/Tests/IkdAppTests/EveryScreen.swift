import IkdAppTestSupport
import IkdCore
import SwiftUI

@testable import IkdApp

/// How each screen is reached from a state that a test makes, by touches. A new screen does not compile without one.
extension ScreenId {
    @MainActor
    func stand(language: Language = .indonesian, size: DynamicTypeSize = .large) async throws -> Stand {
        let answers = answers
        let stand = Stand(
            formShape: self == .formLong ? .long : .short, language: language, size: size, photograph: Examples.jpeg,
            selfie: { FakeSelfie(noHandle: .init()) }, paper: { _ in FakePaper(noHandle: .init()) },
            open: {
                if self == .cannotStart { throw IkdError.Device(code: .dataFolder, transient: true, number: 28) }
                return FakeIkd(answers)
            })
        try await reach(stand, answers)
        try await stand.see(self)
        return stand
    }

    private var answers: Answers {
        switch self {
        case .welcome, .statusNone, .signInNone, .cannotStart: return Answers(.welcome)
        case .phoneWarning:
            let answers = Answers(.welcome)
            answers.warnings = [.noScreenLock, .softwareKeys]
            return answers
        case .officerNotice, .called: return Answers(.registering(step: .officerNotice))
        case .terms, .termsText: return Answers(.registering(step: .terms))
        case .formShort: return Answers(.registering(step: .form(shape: .short)))
        case .formLong: return Answers(.registering(step: .form(shape: .long)))
        case .selfie, .selfieReview: return Answers(.registering(step: .selfie))
        case .sending:
            let answers = Answers(.registering(step: .uploading(sent: 0, total: 112_000)))
            answers.hangs = true
            return answers
        case .pairScan, .pairConfirm, .pairShow: return Answers(.registering(step: .officePairing))
        case .digits, .waiting, .giveUp:
            return Answers(
                .registering(step: .awaitingDecision(digits: "3165", office: "Disdukcapil Kota Umpama")))
        case .activation:
            return Answers(
                .registering(
                    step: .activation(
                        emailHint: "w•••u@contoh.id", expiresAt: 1_764_000_000, triesLeft: 5,
                        resendAt: 1_764_000_000)))
        case .newPin: return Answers(.registering(step: .createPin))
        case .lock, .forgotPin: return Answers(.locked(attemptsLeft: 8, attemptsMentioned: 8, retryAfterMs: 0))
        case .lockWait: return Answers(.locked(attemptsLeft: 6, attemptsMentioned: 6, retryAfterMs: 272_000))
        case .familyCard, .member: return Examples.unlocked(.familyCard)
        case .birthCertificate: return Examples.unlocked(.birthCertificate)
        case .kia: return Examples.unlocked(.kia)
        case .biodata: return Examples.unlocked(.biodata)
        case .npwp: return Examples.unlocked(.npwp)
        case .home, .documents, .ktp, .showChoose, .showPin, .activity, .settings, .changePin, .chooseLanguage,
            .traffic, .neverAsked, .about, .licences, .release, .erase, .update, .services, .service,
            .applicationForm, .applicationOptions, .applicationPapers, .paperCamera, .paperReview, .applicationReview,
            .applicationPin, .applicationDiscard:
            return Examples.unlocked()
        case .application, .applicationWithdraw: return Examples.applied(.received)
        case .showQr:
            let answers = Examples.unlocked()
            answers.showWarnings = [.viewRunsOut, .clockUnchecked]
            return answers
        case .rejected:
            return Answers(
                .registering(
                    step: .rejected(
                        reason: .dataMismatch, note: "Tempat lahir di KTP tertulis CONTOH.",
                        options: [.form, .photo, .restart])))
        case .conflict:
            return Answers(
                .registering(step: .conflict(options: [.releaseAtCounter, .releaseOnOldPhone, .giveUp])))
        case .expired: return Answers(.registering(step: .expired))
        case .blocked: return Answers(.blocked(reason: .accountBlocked))
        case .released: return Answers(.blocked(reason: .deviceReleased))
        case .unusable: return Answers(.unusable(reason: .damaged))
        }
    }

    @MainActor
    private func reach(_ stand: Stand, _ answers: Answers) async throws {
        switch self {
        case .statusNone: try await stand.press(.welcomeStatus)
        case .signInNone: try await stand.press(.welcomeSignIn)
        case .phoneWarning: try await stand.press(.welcomeRegister)
        case .called: try await stand.press(.noticeCalled)
        case .termsText: try await stand.press(.termsRead)
        case .selfieReview:
            try await stand.wait("the camera") {
                stand.running.update()
                return stand.shell.recordedCamera.running != nil
            }
            stand.shell.recordedCamera.show(greyness: 60)
            try await stand.press(.selfieTake)
        case .pairConfirm:
            try await stand.see(.pairScan)
            try await stand.wait("the camera") {
                stand.running.update()
                return stand.shell.recordedCamera.running != nil
            }
            stand.shell.recordedCamera.show(qr: "QR")
        case .pairShow: try await stand.press(.pairingShowMine)
        case .waiting: try await stand.press(.digitsSame)
        case .giveUp:
            try await stand.press(.digitsSame)
            try await stand.press(.conflictOptionGiveUp)
        case .forgotPin: try await stand.press(.pinForgot)
        case .documents: try await stand.press(.documentsTitle)
        case .ktp: try await stand.press(.homeKtpAll)
        case .familyCard: try await stand.press(.homeFamily)
        case .member:
            try await stand.press(.homeFamily)
            try await stand.press("WAHYU SETYANTORO")
        case .birthCertificate, .kia, .biodata, .npwp:
            try await stand.press(.documentsTitle)
            try await stand.press(answers.documents.documents[0].kind.text)
        case .showChoose: try await stand.press(.navQr)
        case .showPin:
            try await stand.press(.navQr)
            answers.failure = .UnlockNeeded(code: .stepUpRequired)
            try await stand.press(.showStart)
        case .showQr:
            try await stand.press(.navQr)
            try await stand.press(.showStart)
        case .activity: try await stand.press(.homeActivity)
        case .settings: try await stand.press(.homeSettings)
        case .changePin: try await settings(stand, .settingsPin)
        case .chooseLanguage: try await settings(stand, .settingsLanguage)
        case .traffic: try await settings(stand, .settingsData)
        case .neverAsked: try await settings(stand, .scamTitle)
        case .about: try await settings(stand, .settingsAbout)
        case .licences:
            try await settings(stand, .settingsAbout)
            try await stand.press(.aboutLicences)
        case .release: try await settings(stand, .settingsRelease)
        case .erase: try await settings(stand, .settingsErase)
        case .update:
            try await stand.press(.documentsTitle)
            try await stand.see(.documents)
            answers.failure = .UpdateNeeded(code: .appTooOld)
            try await stand.press(.documentsUpdate)
        case .services, .service, .applicationForm, .applicationOptions, .applicationPapers, .paperCamera, .paperReview,
            .applicationReview, .applicationPin, .application, .applicationWithdraw, .applicationDiscard:
            try await apply(stand, answers)
        case .welcome, .officerNotice, .terms, .formShort, .formLong, .selfie, .sending, .pairScan, .digits,
            .activation, .newPin, .lock, .lockWait, .home, .rejected, .conflict, .expired, .blocked, .released,
            .unusable, .cannotStart:
            break
        }
    }

    @MainActor
    private func settings(_ stand: Stand, _ row: TextKey) async throws {
        try await stand.press(.homeSettings)
        try await stand.press(row)
    }
}
