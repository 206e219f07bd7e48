import Foundation
import IkdCore
import LocalAuthentication

/// Which faces or fingers were enrolled when a key was made.
///
/// The enclave refuses a key after a change, but with a number that a locked phone gives too. So the state is kept beside
/// the key and compared: only a real change ends the key for the core.
enum Enrolment {
    private static let values = KeychainValues(service: "org.ikdcore.enrolment")

    /// Keeps the present state.
    static func remember(for alias: String) throws {
        guard let state = try current() else { throw PlatformError.NotEnrolled }
        try values.remove(alias)
        try values.add(alias, state)
    }

    /// Whether nobody was enrolled or removed since. A lost state counts as a change: its key is of no use.
    static func isUnchanged(for alias: String) throws -> Bool {
        guard let kept = try values.read(alias) else { return false }
        guard let state = try current() else { return true }
        return kept == state
    }

    /// Forgets the state; succeeds if there is none.
    static func forget(for alias: String) throws {
        try values.remove(alias)
    }

    /// Forgets all.
    static func forgetAll() throws {
        try values.removeAll()
    }

    /// The state, opaque; absent while biometrics cannot be used.
    private static func current() throws -> Data? {
        let context = LAContext()
        guard context.canEvaluatePolicy(.deviceOwnerAuthenticationWithBiometrics, error: nil) else { return nil }
        return context.evaluatedPolicyDomainState
    }
}
