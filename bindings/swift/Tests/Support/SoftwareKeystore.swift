import Foundation
import IkdCore

/// A phone's key store in software: keys are files in a folder, so that they outlive the process.
///
/// It enforces what a key was made for and when it may be used, as hardware does, but protects nothing.
public final class SoftwareKeystore: Keystore, @unchecked Sendable {
    private struct Entry: Codable {
        let usage: String
        let biometric: Bool
        let key: SoftwareKey
    }

    private let folder: URL
    private let lock = NSLock()

    /// The keys in `folder`, which is made if it is not there.
    public init(folder: URL) throws {
        self.folder = folder
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// How keys are protected: not at all.
    public func level() throws -> KeystoreLevel {
        .software
    }

    /// ECDH, as in a Secure Enclave.
    public func prfKind() throws -> PrfKind {
        .ecdhP256
    }

    /// As on a phone with a lock screen.
    public func screenLockSet() throws -> Bool {
        true
    }

    /// Makes a key.
    public func createKey(alias: String, spec: KeySpec) throws {
        try lock.withLock {
            guard !FileManager.default.fileExists(atPath: file(alias).path) else {
                throw PlatformError.AlreadyExists
            }
            let key = try spec.usage == .seal ? SoftwareKey.symmetric() : SoftwareKey.elliptic()
            let entry = Entry(usage: Self.name(spec.usage), biometric: spec.auth == .biometric, key: key)
            try JSONEncoder().encode(entry).write(to: file(alias), options: .atomic)
        }
    }

    /// Destroys a key.
    public func deleteKey(alias: String) throws {
        try lock.withLock {
            if FileManager.default.fileExists(atPath: file(alias).path) {
                try FileManager.default.removeItem(at: file(alias))
            }
        }
    }

    /// Aliases that start with `prefix`.
    public func listKeys(prefix: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix(prefix) }
    }

    /// 32 bytes that only this key computes.
    public func prf(alias: String, input: Data) throws -> Data {
        try use(alias, for: .prf) { try $0.sharedX(with: input) }
    }

    /// Seals, bound to `aad`.
    public func seal(alias: String, plain: Data, aad: Data) throws -> Data {
        // Sealing with the sensor's key needs no finger; opening does.
        try use(alias, for: .seal, opening: false) { try $0.seal(plain, aad: aad) }
    }

    /// Opens what was sealed.
    public func unseal(alias: String, sealed: Data, aad: Data) throws -> Data {
        try use(alias, for: .seal) { try $0.open(sealed, aad: aad) }
    }

    /// The public half of a signing key.
    public func publicKey(alias: String) throws -> Data {
        try use(alias, for: .sign, opening: false) { try $0.publicKey() }
    }

    /// ES256.
    public func sign(alias: String, data: Data) throws -> Data {
        try use(alias, for: .sign) { try $0.sign(data) }
    }

    /// Opens data with the sensor's key: for the gate only.
    func unsealBehindSensor(alias: String, sealed: Data, aad: Data) throws -> Data {
        try refusing { try entry(alias).key.open(sealed, aad: aad) }
    }

    private func use(
        _ alias: String, for usage: KeyUse, opening: Bool = true, _ work: (SoftwareKey) throws -> Data
    ) throws -> Data {
        let entry = try entry(alias)
        guard entry.usage == Self.name(usage) else {
            throw PlatformError.Failed(transient: false, number: 1)
        }
        guard !opening || !entry.biometric else { throw PlatformError.AuthRequired }
        return try refusing { try work(entry.key) }
    }

    private func refusing(_ work: () throws -> Data) throws -> Data {
        do {
            return try work()
        } catch is SoftwareKey.Refused {
            throw PlatformError.Refused
        }
    }

    private func entry(_ alias: String) throws -> Entry {
        try lock.withLock {
            guard let data = try? Data(contentsOf: file(alias)) else { throw PlatformError.NotFound }
            return try JSONDecoder().decode(Entry.self, from: data)
        }
    }

    private func file(_ alias: String) -> URL {
        folder.appendingPathComponent(alias)
    }

    private static func name(_ usage: KeyUse) -> String {
        switch usage {
        case .sign: "sign"
        case .prf: "prf"
        case .seal: "seal"
        }
    }
}
