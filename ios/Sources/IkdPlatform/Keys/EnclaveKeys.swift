import Foundation
import IkdCore
import LocalAuthentication
import Security

/// Private keys in the Keychain: found, listed, deleted.
enum EnclaveKeys {
    /// A key for use. Never shows a prompt, unless `context` allows it.
    static func find(_ alias: String, for usage: KeyUse, context: LAContext? = nil) throws -> SecKey {
        var query = KeySpecification.query(alias, for: usage)
        query[kSecReturnRef as String] = true
        query[kSecUseAuthenticationContext as String] = context ?? withoutPrompt()
        var found: CFTypeRef?
        let status = SecItemCopyMatching(query as CFDictionary, &found)
        guard status == errSecSuccess, let found else { throw KeychainError.of(status) }
        // The query asks for a reference to a key, so it is one; CoreFoundation types have no checked cast.
        // swift-format-ignore: NeverForceUnwrap
        return found as! SecKey
    }

    /// Whether there is a key of this alias.
    static func exists(_ alias: String) throws -> Bool {
        try list().contains(alias)
    }

    /// All aliases.
    static func list() throws -> [String] {
        var query = KeySpecification.every
        query[kSecMatchLimit as String] = kSecMatchLimitAll
        query[kSecReturnAttributes as String] = true
        query[kSecUseAuthenticationContext as String] = withoutPrompt()
        var found: CFTypeRef?
        switch SecItemCopyMatching(query as CFDictionary, &found) {
        case errSecSuccess: break
        case errSecItemNotFound: return []
        case let status: throw KeychainError.of(status)
        }
        let items = found as? [[String: Any]] ?? []
        return items.compactMap { item in
            (item[kSecAttrApplicationTag as String] as? Data).map { String(decoding: $0, as: UTF8.self) }
        }
    }

    /// Destroys a key; succeeds if there is none.
    static func delete(_ alias: String) throws {
        let status = SecItemDelete(KeySpecification.query(alias) as CFDictionary)
        guard status == errSecSuccess || status == errSecItemNotFound else { throw KeychainError.of(status) }
    }

    /// The public half: uncompressed X9.63, 65 bytes.
    static func publicPoint(of key: SecKey) throws -> Data {
        var error: Unmanaged<CFError>?
        guard let point = SecKeyCopyPublicKey(key).flatMap({ SecKeyCopyExternalRepresentation($0, &error) }) else {
            throw KeychainError.of(error)
        }
        return point as Data
    }

    /// A context that makes a call fail that would need a prompt.
    private static func withoutPrompt() -> LAContext {
        let context = LAContext()
        context.interactionNotAllowed = true
        return context
    }
}
