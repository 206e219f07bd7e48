import CryptoKit
import Foundation
import LocalAuthentication
import Security

/// A Keychain and a Secure Enclave in memory, which keep the dictionaries of every call.
///
/// They enforce what the attributes of an item say: a locked phone, a sensor, an enrolment that changed. How Apple's
/// behave beyond what is documented, they cannot tell.
public final class SoftwareSecurity: SecurityBackend, @unchecked Sendable {
    /// A call and its dictionary.
    public struct Request {
        /// The function without its prefix: `SecItemAdd` is `add`.
        public let call: String
        /// What it was given.
        public let attributes: [String: Any]
    }

    private struct Item {
        let attributes: [String: Any]
        let key: SoftwareCurve?
    }

    /// What a reference holds.
    private struct Reference: Sendable {
        let key: SoftwareCurve?
        let point: Data
        let access: SecAccessControl?
        let context: LAContext?
        let enrolment: Data?
    }

    private let lock = NSRecursiveLock()
    private var items: [Item] = []
    private var enrolments: [Data: Data] = [:]
    private var kept: [Request] = []
    private var failures: [String: CFError] = [:]
    private var changesLeft = Int.max
    private var locked = false
    private var refusal: LAError.Code?

    /// An empty Keychain.
    public init() {}

    /// Puts this Keychain behind the calls of Security.
    public func install() -> SoftwareSecurity {
        LookalikeSecurity.backend = self
        return self
    }

    // What tests set and read.

    /// All calls so far.
    public var requests: [Request] { lock.withLock { kept } }
    /// Whether the phone is locked.
    public var isLocked: Bool {
        get { lock.withLock { locked } }
        set { lock.withLock { locked = newValue } }
    }
    /// What the prompt of the sensor ends with; `nil` if it recognises the person.
    public var promptRefusal: LAError.Code? {
        get { lock.withLock { refusal } }
        set { lock.withLock { refusal = newValue } }
    }
    /// All calls of this name fail from now on; `nil` ends that.
    public func fail(_ call: String, with error: CFError?) {
        lock.withLock { failures[call] = error }
    }
    /// The process is killed after so many changes: further ones do not happen. `nil` is a new process.
    public func kill(afterChanges count: Int?) {
        lock.withLock { changesLeft = count ?? .max }
    }
    /// Tags of all keys.
    public var tags: [String] {
        lock.withLock {
            items.compactMap { item in
                (item.attributes[kSecAttrApplicationTag] as? Data).map { String(decoding: $0, as: UTF8.self) }
            }
        }
    }
    /// Services and accounts of all passwords.
    public var passwords: [String] {
        lock.withLock {
            items.compactMap { item in
                guard let service = item.attributes[kSecAttrService], let account = item.attributes[kSecAttrAccount]
                else { return nil }
                return "\(service) \(account)"
            }
        }
    }

    // Items.

    public func matching(_ query: [String: Any]) throws -> Any {
        try called("matching", query)
        let found = lock.withLock { items.filter { Self.matches($0.attributes, query) } }
        guard let first = found.first else { throw CFError(errSecItemNotFound) }
        if query[kSecMatchLimit] as? String == kSecMatchLimitAll {
            return found.map(\.attributes)
        }
        try checkUnlocked(first.attributes)
        if query[kSecReturnRef] as? Bool == true { return reference(first, query) }
        return first.attributes[kSecValueData] ?? Data()
    }

    public func add(_ attributes: [String: Any]) throws {
        try called("add", attributes)
        try changing {
            let names = [kSecClass, kSecAttrService, kSecAttrAccount]
            let query = attributes.filter { names.contains($0.key) }
            guard !items.contains(where: { Self.matches($0.attributes, query) }) else {
                throw CFError(errSecDuplicateItem)
            }
            items.append(Item(attributes: attributes, key: nil))
        }
    }

    public func delete(_ query: [String: Any]) throws {
        try called("delete", query)
        try changing {
            let count = items.count
            items.removeAll { Self.matches($0.attributes, query) }
            if items.count == count { throw CFError(errSecItemNotFound) }
        }
    }

    // Keys.

    public func createKey(_ parameters: [String: Any]) throws -> SecKey {
        try called("createKey", parameters)
        guard var attributes = parameters[kSecPrivateKeyAttrs] as? [String: Any] else { throw CFError(errSecParam) }
        attributes[kSecClass] = kSecClassKey
        attributes[kSecAttrKeyClass] = kSecAttrKeyClassPrivate
        return try changing {
            let item = Item(attributes: attributes, key: try curve { try SoftwareCurve() })
            if let key = item.key, let enrolment = LookalikeSensor.shared.state.enrolment {
                enrolments[key.point] = enrolment
            }
            items.append(item)
            return reference(item, [:])
        }
    }

    public func key(from data: Data, _ attributes: [String: Any]) throws -> SecKey {
        try called("key", attributes)
        guard SoftwareCurve.isPoint(data) else { throw CFError(errSecParam) }
        return SecKey(
            contents: Reference(key: nil, point: data, access: nil, context: nil, enrolment: nil))
    }

    public func publicKey(of key: SecKey) throws -> SecKey {
        SecKey(
            contents: Reference(
                key: nil, point: try reference(key).point, access: nil, context: nil, enrolment: nil))
    }

    public func representation(of key: SecKey) throws -> Data {
        let reference = try reference(key)
        // The enclave's private keys have none.
        guard reference.key == nil else { throw CFError(errSecParam) }
        return reference.point
    }

    public func sign(_ data: Data, with key: SecKey, _ algorithm: SecKeyAlgorithm) throws -> Data {
        try called("sign", ["algorithm": algorithm])
        let own = try usable(key)
        return try curve { try own.sign(data) }
    }

    public func exchange(_ key: SecKey, with other: SecKey, _ algorithm: SecKeyAlgorithm) throws -> Data {
        try called("exchange", ["algorithm": algorithm])
        let own = try usable(key)
        let point = try reference(other).point
        return try curve { try own.exchange(with: point) }
    }

    public func encrypt(_ plain: Data, to key: SecKey, _ algorithm: SecKeyAlgorithm) throws -> Data {
        try called("encrypt", ["algorithm": algorithm])
        let point = try reference(key).point
        return try curve {
            let once = try SoftwareCurve()
            let shared = SymmetricKey(data: Data(SHA256.hash(data: try once.exchange(with: point) + once.point)))
            return once.point + (try AES.GCM.seal(plain, using: shared, authenticating: Data()).combined ?? Data())
        }
    }

    public func decrypt(_ sealed: Data, with key: SecKey, _ algorithm: SecKeyAlgorithm) throws -> Data {
        try called("decrypt", ["algorithm": algorithm])
        let own = try usable(key)
        return try curve {
            let point = Data(sealed.prefix(65))
            let shared = SymmetricKey(data: Data(SHA256.hash(data: try own.exchange(with: point) + point)))
            let box = try AES.GCM.SealedBox(combined: Data(sealed.dropFirst(65)))
            return try AES.GCM.open(box, using: shared, authenticating: Data())
        }
    }

    // Rules.

    private func called(_ call: String, _ attributes: [String: Any]) throws {
        try lock.withLock {
            kept.append(Request(call: call, attributes: attributes))
            if let failure = failures[call] { throw failure }
        }
    }

    private func changing<T>(_ change: () throws -> T) throws -> T {
        try lock.withLock {
            guard changesLeft > 0 else { throw CFError(errSecNotAvailable) }
            changesLeft -= 1
            return try change()
        }
    }

    private func reference(_ item: Item, _ query: [String: Any]) -> SecKey {
        let point = item.key?.point ?? Data()
        return SecKey(
            contents: Reference(
                key: item.key, point: point, access: item.attributes[kSecAttrAccessControl] as? SecAccessControl,
                context: query[kSecUseAuthenticationContext] as? LAContext, enrolment: enrolments[point]))
    }

    private func reference(_ key: SecKey) throws -> Reference {
        guard let reference = key.contents as? Reference else { throw CFError(errSecParam) }
        return reference
    }

    /// The private key, if the phone and the sensor release it now.
    private func usable(_ key: SecKey) throws -> SoftwareCurve {
        let reference = try reference(key)
        guard let own = reference.key else { throw CFError(errSecParam) }
        if isLocked, reference.access?.protection == kSecAttrAccessibleWhenUnlockedThisDeviceOnly {
            throw CFError(errSecInteractionNotAllowed)
        }
        if let access = reference.access, access.flags.contains(.biometryCurrentSet) {
            guard let context = reference.context, !context.interactionNotAllowed else {
                throw CFError(errSecInteractionNotAllowed)
            }
            guard reference.enrolment == LookalikeSensor.shared.state.enrolment else { throw CFError(errSecAuthFailed) }
            if let refusal = promptRefusal { throw CFError(domain: LAErrorDomain, code: refusal.rawValue) }
        }
        return own
    }

    private func checkUnlocked(_ attributes: [String: Any]) throws {
        let access = attributes[kSecAttrAccessControl] as? SecAccessControl
        let protection = access?.protection ?? attributes[kSecAttrAccessible] as? String
        if isLocked, protection == kSecAttrAccessibleWhenUnlockedThisDeviceOnly {
            throw CFError(errSecInteractionNotAllowed)
        }
    }

    /// An error of the enclave's driver, whatever the reason.
    private func curve<T>(_ work: () throws -> T) throws -> T {
        do { return try work() } catch { throw CFError(domain: "CryptoTokenKit", code: -3) }
    }

    private static func matches(_ attributes: [String: Any], _ query: [String: Any]) -> Bool {
        let names = [
            kSecClass, kSecAttrKeyClass, kSecAttrApplicationTag, kSecAttrLabel, kSecAttrService, kSecAttrAccount,
        ]
        return names.allSatisfy { name in
            guard let wanted = query[name] as? AnyHashable else { return true }
            return attributes[name] as? AnyHashable == wanted
        }
    }
}
