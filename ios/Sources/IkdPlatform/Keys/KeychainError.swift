import IkdCore
import LocalAuthentication
import Security

/// What an error number of the Keychain or of a key means for the core.
///
/// No number means *invalidated*: a locked phone, a cancelled prompt and an enrolled face can give the same one, and
/// *invalidated* makes the core give a key up for good. ``EnclaveGate`` detects a new enrolment by itself.
enum KeychainError {
    /// The error of a call with a result of type `OSStatus`.
    static func of(_ status: OSStatus) -> PlatformError {
        switch status {
        case errSecItemNotFound: .NotFound
        case errSecDuplicateItem: .AlreadyExists
        // The phone is locked, or a prompt would be needed.
        case errSecInteractionNotAllowed, errSecAuthFailed: .AuthRequired
        case errSecUserCanceled: .Cancelled
        case errSecUnimplemented: .Unavailable
        // No Keychain yet: the phone has just started.
        case errSecNotAvailable: .Failed(transient: true, number: status)
        default: .Failed(transient: false, number: status)
        }
    }

    /// The error of a call on a key.
    static func of(_ error: Unmanaged<CFError>?) -> PlatformError {
        guard let error = error?.takeRetainedValue() else { return .Failed(transient: false, number: 0) }
        let number = Int32(truncatingIfNeeded: CFErrorGetCode(error))
        switch CFErrorGetDomain(error) as String? ?? "" {
        case NSOSStatusErrorDomain: return of(number)
        case LAErrorDomain: return ofPrompt(Int(number))
        // The enclave's driver: it reports a locked phone with the same number as damaged data.
        default: return .Failed(transient: true, number: number)
        }
    }

    /// The error of a biometric prompt.
    private static func ofPrompt(_ number: Int) -> PlatformError {
        switch LAError.Code(rawValue: number) {
        case .userCancel, .userFallback, .systemCancel, .appCancel: .Cancelled
        case .biometryLockout: .LockedOut
        case .biometryNotEnrolled, .passcodeNotSet: .NotEnrolled
        case .biometryNotAvailable: .Unavailable
        case .authenticationFailed, .invalidContext, .notInteractive: .AuthRequired
        default: .Failed(transient: true, number: Int32(truncatingIfNeeded: number))
        }
    }
}
