// Not Apple's: what tests put behind the calls.

/// The Keychain and the Secure Enclave behind the calls of this module. Each throws ``CFError`` with the number that the
/// call would report.
public protocol SecurityBackend: Sendable {
    func createKey(_ parameters: [String: Any]) throws -> SecKey
    func key(from data: Data, _ attributes: [String: Any]) throws -> SecKey
    func publicKey(of key: SecKey) throws -> SecKey
    func representation(of key: SecKey) throws -> Data
    func sign(_ data: Data, with key: SecKey, _ algorithm: SecKeyAlgorithm) throws -> Data
    func encrypt(_ plain: Data, to key: SecKey, _ algorithm: SecKeyAlgorithm) throws -> Data
    func decrypt(_ sealed: Data, with key: SecKey, _ algorithm: SecKeyAlgorithm) throws -> Data
    func exchange(_ key: SecKey, with other: SecKey, _ algorithm: SecKeyAlgorithm) throws -> Data
    func matching(_ query: [String: Any]) throws -> Any
    func add(_ attributes: [String: Any]) throws
    func delete(_ query: [String: Any]) throws
}

/// Which one answers. A task of a test sets it for its calls; the library's threads see the one of the process.
public enum LookalikeSecurity {
    private static let lock = NSLock()
    nonisolated(unsafe) private static var current: (any SecurityBackend)?

    public static var backend: (any SecurityBackend)? {
        get { lock.withLock { current } }
        set { lock.withLock { current = newValue } }
    }
}

extension CFError {
    /// An error of the Keychain.
    public convenience init(_ status: OSStatus) {
        self.init(domain: NSOSStatusErrorDomain, code: Int(status))
    }
}

func answer<T>(
    _ error: UnsafeMutablePointer<Unmanaged<CFError>?>?, _ call: (any SecurityBackend) throws -> T
) -> T? {
    do {
        guard let backend = LookalikeSecurity.backend else { throw CFError(errSecUnimplemented) }
        return try call(backend)
    } catch let failure as CFError {
        error?.pointee = .passRetained(failure)
    } catch {
        fatalError("a backend throws CFError only: \(error)")
    }
    return nil
}

func status(_ call: (any SecurityBackend) throws -> Void) -> OSStatus {
    do {
        guard let backend = LookalikeSecurity.backend else { return errSecUnimplemented }
        try call(backend)
        return errSecSuccess
    } catch let failure as CFError {
        return OSStatus(failure.code)
    } catch {
        fatalError("a backend throws CFError only: \(error)")
    }
}
