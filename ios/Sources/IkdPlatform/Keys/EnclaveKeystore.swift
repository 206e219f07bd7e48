import Foundation
import IkdCore
import LocalAuthentication
import Security

/// The core's keys in the Secure Enclave.
///
/// The enclave has P-256 only. Signing is its own; the pseudo-random function is ECDH with the point that the core has
/// mapped the PIN to (RFC 9380), so that each guess costs one call of this phone's hardware; sealing is ``SealedBox``.
public final class EnclaveKeystore: Keystore {
    /// Serialises making and deleting: the Keychain itself allows two keys of one tag.
    private let lock = NSLock()
    private let isInEnclave: Bool

    /// The keys of this app.
    public convenience init() {
        #if targetEnvironment(simulator)
            self.init(isInEnclave: false)
        #else
            self.init(isInEnclave: true)
        #endif
    }

    /// For tests of the keys in the simulator.
    init(isInEnclave: Bool) {
        self.isInEnclave = isInEnclave
    }

    /// Where the keys are: not in hardware in the simulator.
    public func level() throws -> KeystoreLevel {
        isInEnclave ? .secureEnclave : .software
    }

    /// The enclave has no HMAC.
    public func prfKind() throws -> PrfKind {
        .ecdhP256
    }

    /// Whether the phone has a passcode. Without one, *unlocked* means nothing.
    public func screenLockSet() throws -> Bool {
        var error: NSError?
        let canAsk = LAContext().canEvaluatePolicy(.deviceOwnerAuthentication, error: &error)
        return canAsk || error?.code != LAError.Code.passcodeNotSet.rawValue
    }

    /// Makes a key.
    public func createKey(alias: String, spec: KeySpec) throws {
        try lock.withLock {
            guard try !EnclaveKeys.exists(alias) else { throw PlatformError.AlreadyExists }
            if spec.auth == .biometric {
                // Before the key: a key without a remembered enrolment would never be usable.
                try Enrolment.remember(for: alias)
            }
            let specification = KeySpecification(alias: alias, spec: spec, isInEnclave: isInEnclave)
            var error: Unmanaged<CFError>?
            guard SecKeyCreateRandomKey(try specification.attributes() as CFDictionary, &error) != nil else {
                throw KeychainError.of(error)
            }
        }
    }

    /// Destroys a key.
    public func deleteKey(alias: String) throws {
        try lock.withLock {
            try EnclaveKeys.delete(alias)
            try Enrolment.forget(for: alias)
        }
    }

    /// Aliases that start with `prefix`.
    public func listKeys(prefix: String) throws -> [String] {
        try lock.withLock { try EnclaveKeys.list().filter { $0.hasPrefix(prefix) } }
    }

    /// The x coordinate, 32 bytes, of the point that this key and a point of the core's share.
    public func prf(alias: String, input: Data) throws -> Data {
        let key = try EnclaveKeys.find(alias, for: .prf)
        guard input.count == Curve.pointLength else { throw PlatformError.Refused }
        let attributes: [String: Any] = [
            kSecAttrKeyType as String: kSecAttrKeyTypeECSECPrimeRandom,
            kSecAttrKeyClass as String: kSecAttrKeyClassPublic,
            kSecAttrKeySizeInBits as String: 256,
        ]
        guard let point = SecKeyCreateWithData(input as CFData, attributes as CFDictionary, nil) else {
            throw PlatformError.Refused
        }
        let none: [String: Any] = [:]
        var error: Unmanaged<CFError>?
        guard
            let shared = SecKeyCopyKeyExchangeResult(
                key, .ecdhKeyExchangeStandard, point, none as CFDictionary, &error)
        else { throw KeychainError.of(error) }
        return shared as Data
    }

    /// Seals. Needs no prompt, whatever the key: only its public half is used.
    public func seal(alias: String, plain: Data, aad: Data) throws -> Data {
        try SealedBox.seal(plain, aad: aad, to: try EnclaveKeys.find(alias, for: .seal))
    }

    /// Opens what was sealed; for a key behind the sensor that is ``EnclaveGate``'s.
    public func unseal(alias: String, sealed: Data, aad: Data) throws -> Data {
        try SealedBox.open(sealed, aad: aad, with: try EnclaveKeys.find(alias, for: .seal))
    }

    /// The public half of a signing key: compressed, 33 bytes.
    public func publicKey(alias: String) throws -> Data {
        try Curve.compressed(try EnclaveKeys.publicPoint(of: try EnclaveKeys.find(alias, for: .sign)))
    }

    /// ES256 over `data`: r and s, 64 bytes.
    public func sign(alias: String, data: Data) throws -> Data {
        let key = try EnclaveKeys.find(alias, for: .sign)
        var error: Unmanaged<CFError>?
        guard let der = SecKeyCreateSignature(key, .ecdsaSignatureMessageX962SHA256, data as CFData, &error) else {
            throw KeychainError.of(error)
        }
        return try Curve.rawSignature(ofDER: der as Data)
    }
}
