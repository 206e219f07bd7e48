import Foundation
import IkdCore
import LocalAuthentication
import Security
import XCTest

@testable import IkdPlatform

/// The table of error numbers.
final class KeychainErrorTests: XCTestCase {
    func testEachKnownNumberHasItsMeaning() {
        let table: [(OSStatus, PlatformError)] = [
            (errSecItemNotFound, .NotFound),
            (errSecDuplicateItem, .AlreadyExists),
            (errSecInteractionNotAllowed, .AuthRequired),
            (errSecAuthFailed, .AuthRequired),
            (errSecUserCanceled, .Cancelled),
            (errSecUnimplemented, .Unavailable),
            (errSecNotAvailable, .Failed(transient: true, number: -25291)),
            (errSecMissingEntitlement, .Failed(transient: false, number: -34018)),
        ]
        for (number, meaning) in table {
            XCTAssertEqual(KeychainError.of(number), meaning)
            XCTAssertEqual(error(NSOSStatusErrorDomain, Int(number)), meaning)
        }
    }

    func testEachEndOfAPromptHasItsMeaning() {
        let table: [(LAError.Code, PlatformError)] = [
            (.userCancel, .Cancelled), (.systemCancel, .Cancelled), (.appCancel, .Cancelled),
            (.userFallback, .Cancelled), (.biometryLockout, .LockedOut), (.biometryNotEnrolled, .NotEnrolled),
            (.passcodeNotSet, .NotEnrolled), (.biometryNotAvailable, .Unavailable),
            (.authenticationFailed, .AuthRequired), (.notInteractive, .AuthRequired),
        ]
        for (code, meaning) in table {
            XCTAssertEqual(error(LAErrorDomain, code.rawValue), meaning)
        }
    }

    func testNoNumberEndsAKeyForGood() {
        for domain in [NSOSStatusErrorDomain, LAErrorDomain, "CryptoTokenKit", "of.another"] {
            for number in Array(-35_000...100) {
                let meaning = error(domain, number)
                XCTAssertFalse(meaning == .Invalidated || meaning == .Refused, "\(domain) \(number)")
            }
        }
    }

    func testAnErrorWithoutANumberIsStillAnError() {
        XCTAssertEqual(KeychainError.of(nil), .Failed(transient: false, number: 0))
    }

    private func error(_ domain: String, _ code: Int) -> PlatformError {
        KeychainError.of(.passRetained(CFError(domain: domain, code: code)))
    }
}
