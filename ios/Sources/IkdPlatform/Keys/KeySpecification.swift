import Foundation
import IkdCore
import Security

/// The attributes with which keys are made and found.
///
/// Every key is a P-256 key of the Secure Enclave. Its application tag is the alias, its label the use: a key is found
/// for its own use only. No key is ever synchronised or restored on another phone (`ThisDeviceOnly`).
struct KeySpecification {
    /// The name of the key.
    let alias: String
    /// What it may be used for, and when.
    let spec: KeySpec
    /// False in the simulator, which has no enclave.
    let isInEnclave: Bool

    /// For `SecKeyCreateRandomKey`.
    func attributes() throws -> [String: Any] {
        var key: [String: Any] = [
            kSecAttrIsPermanent as String: true,
            kSecAttrApplicationTag as String: Data(alias.utf8),
            kSecAttrLabel as String: Self.label(spec.usage),
        ]
        let flags = flags
        if flags.isEmpty {
            key[kSecAttrAccessible as String] = protection
        } else {
            var error: Unmanaged<CFError>?
            guard let access = SecAccessControlCreateWithFlags(nil, protection, flags, &error) else {
                throw KeychainError.of(error)
            }
            key[kSecAttrAccessControl as String] = access
        }
        var attributes: [String: Any] = [
            kSecAttrKeyType as String: kSecAttrKeyTypeECSECPrimeRandom,
            kSecAttrKeySizeInBits as String: 256,
            kSecPrivateKeyAttrs as String: key,
        ]
        if isInEnclave {
            attributes[kSecAttrTokenID as String] = kSecAttrTokenIDSecureEnclave
        }
        return attributes
    }

    /// When the phone releases the key. *Always* means since the first unlock after a start: before it, no app runs
    /// that a person has opened.
    private var protection: CFString {
        switch spec.auth {
        case .always: kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly
        case .unlockedDevice, .biometric: kSecAttrAccessibleWhenUnlockedThisDeviceOnly
        }
    }

    private var flags: SecAccessControlCreateFlags {
        // Keys outside the enclave know no `privateKeyUsage`.
        var flags: SecAccessControlCreateFlags = isInEnclave ? [.privateKeyUsage] : []
        if spec.auth == .biometric {
            // Enrolling a face or finger ends the key.
            flags.insert(.biometryCurrentSet)
        }
        return flags
    }

    /// The private key of this alias and use.
    static func query(_ alias: String, for usage: KeyUse) -> [String: Any] {
        var query = every
        query[kSecAttrApplicationTag as String] = Data(alias.utf8)
        query[kSecAttrLabel as String] = label(usage)
        return query
    }

    /// The private key of this alias, whatever its use.
    static func query(_ alias: String) -> [String: Any] {
        var query = every
        query[kSecAttrApplicationTag as String] = Data(alias.utf8)
        return query
    }

    /// All private keys of the app.
    static var every: [String: Any] {
        [
            kSecClass as String: kSecClassKey,
            kSecAttrKeyClass as String: kSecAttrKeyClassPrivate,
        ]
    }

    private static func label(_ usage: KeyUse) -> String {
        switch usage {
        case .sign: "sign"
        case .prf: "prf"
        case .seal: "seal"
        }
    }
}
