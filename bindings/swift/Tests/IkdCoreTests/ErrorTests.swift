import Foundation
import IkdCore
import IkdTestSupport
import XCTest

/// The errors that a shell gets.
final class ErrorTests: XCTestCase {
    func testAWrongPINSaysHowManyTriesAreLeft() async throws {
        let ikd = try await Shared.registeredPhone().open()
        let error = await thrown { try await ikd.lock().unlock(pin: "975310") }
        guard case IkdError.WrongPin(code: .wrongPin, attemptsLeft: 9, retryAfterMs: _)? = error else {
            return XCTFail("\(String(describing: error))")
        }
        guard case .locked(attemptsLeft: 9, attemptsMentioned: 9, retryAfterMs: _) = try ikd.stage() else {
            return XCTFail("the stage does not know of the wrong try")
        }
    }

    func testACallAtTheWrongStageIsNotNow() async throws {
        let ikd = try await Shared.emptyPhone().open()
        assertThrows(.wrongStage) { try ikd.registration().acceptTerms(language: .indonesian) }
    }

    func testAWrongFormNamesItsEntries() async throws {
        let ikd = try await Shared.emptyPhone().open()
        let registration = try ikd.registration()
        try registration.begin(shape: .short)
        try registration.acknowledgeOfficerNotice()
        try registration.acceptTerms(language: .english)
        let form = FormInput(nik: "12", email: "warga", phone: "0812 3456 7890")
        XCTAssertThrowsError(try registration.submitForm(input: form)) { error in
            guard case IkdError.InvalidForm(code: .formInvalid, let faults) = error else {
                return XCTFail("\(error)")
            }
            XCTAssertEqual(faults.map(\.field), [.nik, .email])
        }
    }

    func testAnEasyPINNamesTheRuleItBreaks() async throws {
        let ikd = try await Shared.registeredPhone().open()
        let lock = try ikd.lock()
        try await lock.unlock(pin: Phone.pin)
        let error = await thrown { try await lock.changePin(current: Phone.pin, pin: "111111", repeat: "111111") }
        guard case IkdError.UnsuitablePin(code: .pinTooEasy, rule: _)? = error else {
            return XCTFail("\(String(describing: error))")
        }
    }

    func testAWronglyBuiltAppAndAFailingPhoneAreDifferentErrors() async throws {
        let phone = try await Shared.emptyPhone()
        var config = phone.config
        config = Config(
            dataDir: config.dataDir, service: config.service, serviceRoots: config.serviceRoots,
            trustRoot: Data(repeating: 7, count: 33), embeddedTrust: config.embeddedTrust,
            linkHost: config.linkHost, appVersion: config.appVersion)
        assertThrows(.misconfigured) { _ = try Ikd.open(config: config, phone: try phone.services()) }
    }

    func testWithoutANetworkNothingIsLost() async throws {
        let phone = try await Shared.emptyPhone()
        let config = phone.config
        let nowhere = Config(
            dataDir: config.dataDir, service: "https://localhost:1", serviceRoots: config.serviceRoots,
            trustRoot: config.trustRoot, embeddedTrust: config.embeddedTrust,
            linkHost: config.linkHost, appVersion: config.appVersion)
        let ikd = try Ikd.open(config: nowhere, phone: try phone.services())
        let citizen = Citizen(try await Shared.people().adult, with: ikd, in: try await Shared.sandbox())
        try citizen.fillsIn(.short)
        try citizen.takesSelfie()
        let before = try ikd.stage()
        let error = await thrown { try await citizen.submits() }
        guard case IkdError.ConnectionNeeded(code: .offline)? = error else {
            return XCTFail("\(String(describing: error))")
        }
        XCTAssertEqual(try ikd.stage(), before)
    }

    func testEveryCodeHasAUniqueNumberAndKey() throws {
        let known = Set(try textKeys())
        let error = IkdError.WrongPin(code: .wrongPin, attemptsLeft: 3, retryAfterMs: 0)
        let text = try error.text()
        XCTAssertEqual(text.number, 104)
        XCTAssertTrue(known.contains(text.key))
    }

    func testAWrongCaptchaLeavesTheCodeAndAWrongCodeLeavesNothing() throws {
        let wrongAnswer = ActivationFault(entry: .captcha, emptyCode: false, newCaptcha: true, needsNewCode: false)
        XCTAssertEqual(try activationFault(code: .wrongCaptcha), wrongAnswer)
        let spent = ActivationFault(entry: nil, emptyCode: true, newCaptcha: true, needsNewCode: true)
        XCTAssertEqual(try activationFault(code: .codeExpired), spent)
    }

    func testAPanicBecomesAnErrorWithoutItsText() async throws {
        let probe = try Probe()
        for error in [
            await thrown { try probe.panic(text: "NIK 9901010101900001") },
            await thrown { try await probe.panicAsync(text: "NIK 9901010101900001") },
        ] {
            guard case IkdError.Defect(code: .panicked)? = error else {
                return XCTFail("\(String(describing: error))")
            }
            XCTAssertFalse("\(String(describing: error)) \(error?.localizedDescription ?? "")".contains("9901"))
        }
    }
}
