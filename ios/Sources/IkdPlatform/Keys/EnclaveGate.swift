import Foundation
import IkdCore
import LocalAuthentication

/// Face ID or Touch ID in front of a key of the enclave. There is no answer *yes* to forge: the enclave opens the data
/// only after the sensor has recognised the person.
public final class EnclaveGate: BiometricGate {
    private let reason: @Sendable (BiometricPurpose) -> String

    /// A gate whose prompt says why, in the language of the app.
    public init(reason: @escaping @Sendable (BiometricPurpose) -> String) {
        self.reason = reason
    }

    /// Whether the sensor can be used now.
    public func status() throws -> BiometricStatus {
        var error: NSError?
        guard !LAContext().canEvaluatePolicy(.deviceOwnerAuthenticationWithBiometrics, error: &error) else {
            return .ready
        }
        return switch error.flatMap({ LAError.Code(rawValue: $0.code) }) {
        case .biometryNotEnrolled, .passcodeNotSet: .notEnrolled
        case .biometryLockout: .lockedOut
        default: .unavailable
        }
    }

    /// Shows the prompt, and opens the data. Waits for the person: called on a thread of the library.
    public func unseal(alias: String, sealed: Data, aad: Data, purpose: BiometricPurpose) throws -> Data {
        switch try status() {
        case .ready: break
        case .notEnrolled: throw PlatformError.NotEnrolled
        case .unavailable: throw PlatformError.Unavailable
        case .lockedOut: throw PlatformError.LockedOut
        }
        guard try Enrolment.isUnchanged(for: alias) else { throw PlatformError.Invalidated }
        let context = LAContext()
        context.localizedReason = reason(purpose)
        // No other way than the sensor: the app asks for its PIN itself.
        context.localizedFallbackTitle = ""
        defer { context.invalidate() }
        let key = try EnclaveKeys.find(alias, for: .seal, context: context)
        return try SealedBox.open(sealed, aad: aad, with: key)
    }
}
