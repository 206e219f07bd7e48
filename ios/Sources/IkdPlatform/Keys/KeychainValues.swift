import Foundation
import IkdCore
import Security

/// Small values in the Keychain, which no backup takes to another phone and which outlive a deleted app.
///
/// They can be read once the phone was unlocked after its start, so also while the core locks behind a locked screen.
struct KeychainValues {
    /// The service under which the values are.
    let service: String

    /// Adds a value.
    ///
    /// - Throws: `PlatformError.AlreadyExists` if there is one of this name.
    func add(_ name: String, _ value: Data) throws {
        var item = query(name)
        item[kSecAttrAccessible as String] = kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly
        item[kSecValueData as String] = value
        try expectSuccess(SecItemAdd(item as CFDictionary, nil))
    }

    /// The value of a name, if there is one.
    func read(_ name: String) throws -> Data? {
        var query = query(name)
        query[kSecReturnData as String] = true
        return try matching(query) as? Data
    }

    /// All names.
    func names() throws -> [String] {
        var query = query(nil)
        query[kSecMatchLimit as String] = kSecMatchLimitAll
        query[kSecReturnAttributes as String] = true
        let items = try matching(query) as? [[String: Any]] ?? []
        return items.compactMap { $0[kSecAttrAccount as String] as? String }
    }

    /// Removes a value; succeeds if there is none.
    func remove(_ name: String) throws {
        try delete(query(name))
    }

    /// Removes all values of the service.
    func removeAll() throws {
        try delete(query(nil))
    }

    private func query(_ name: String?) -> [String: Any] {
        var query: [String: Any] = [
            kSecClass as String: kSecClassGenericPassword,
            kSecAttrService as String: service,
            kSecAttrSynchronizable as String: false,
        ]
        query[kSecAttrAccount as String] = name
        return query
    }

    private func matching(_ query: [String: Any]) throws -> Any? {
        var found: CFTypeRef?
        let status = SecItemCopyMatching(query as CFDictionary, &found)
        if status == errSecItemNotFound { return nil }
        try expectSuccess(status)
        return found
    }

    private func delete(_ query: [String: Any]) throws {
        let status = SecItemDelete(query as CFDictionary)
        if status != errSecItemNotFound { try expectSuccess(status) }
    }

    private func expectSuccess(_ status: OSStatus) throws {
        guard status == errSecSuccess else { throw KeychainError.of(status) }
    }
}
