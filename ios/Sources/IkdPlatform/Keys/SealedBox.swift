import CryptoKit
import Foundation
import IkdCore
import Security

/// Data sealed to a key of the enclave: a new AES key seals the data, and is itself encrypted to the enclave's key.
///
/// The enclave's own encryption (ECIES) authenticates no further data, hence the second layer.
///
///     form (1) | key id (8) | length of the wrapped key (2) | wrapped key | nonce (12), data, tag (16) | check (8)
///
/// *Check* and *key id* tell altered data and the wrong key from a failing enclave *before* the enclave is asked: its
/// errors for both are the same number, and only the former may make the core give up. Neither is a proof: that is the
/// tag, which also covers the fields before it.
enum SealedBox {
    private static let form: UInt8 = 1
    private static let keyIDLength = 8
    private static let checkLength = 8
    private static let headLength = 1 + keyIDLength + 2

    /// Seals with the public half of `key`.
    static func seal(_ plain: Data, aad: Data, to key: SecKey) throws -> Data {
        guard let publicKey = SecKeyCopyPublicKey(key) else { throw PlatformError.Failed(transient: true, number: 0) }
        let inner = SymmetricKey(size: .bits256)
        var error: Unmanaged<CFError>?
        var bytes = inner.withUnsafeBytes { Data($0) }
        defer { bytes.resetBytes(in: 0..<bytes.count) }
        guard let wrapped = SecKeyCreateEncryptedData(publicKey, algorithm, bytes as CFData, &error) as Data? else {
            throw KeychainError.of(error)
        }
        let length = UInt16(wrapped.count)
        let head = Data([form]) + (try keyID(of: key)) + Data([UInt8(length >> 8), UInt8(length & 0xff)]) + wrapped
        guard let box = try AES.GCM.seal(plain, using: inner, authenticating: head + aad).combined else {
            throw PlatformError.Failed(transient: false, number: 0)
        }
        return head + box + check(head + box)
    }

    /// Opens with the private half of `key`.
    ///
    /// - Throws: `PlatformError.Refused` if the data was altered or sealed to another key or with other `aad`.
    static func open(_ sealed: Data, aad: Data, with key: SecKey) throws -> Data {
        let sealed = Data(sealed)
        let body = sealed.dropLast(checkLength)
        guard body.count >= headLength, check(body) == sealed.suffix(checkLength), body[0] == form,
            body[1..<1 + keyIDLength] == (try keyID(of: key))
        else { throw PlatformError.Refused }
        let length = Int(body[headLength - 2]) << 8 | Int(body[headLength - 1])
        guard body.count >= headLength + length else { throw PlatformError.Refused }
        let head = body.prefix(headLength + length)
        var error: Unmanaged<CFError>?
        guard
            var inner = SecKeyCreateDecryptedData(key, algorithm, head.dropFirst(headLength) as CFData, &error) as Data?
        else { throw KeychainError.of(error) }
        defer { inner.resetBytes(in: 0..<inner.count) }
        do {
            let box = try AES.GCM.SealedBox(combined: body.dropFirst(head.count))
            return try AES.GCM.open(box, using: SymmetricKey(data: inner), authenticating: head + aad)
        } catch {
            throw PlatformError.Refused
        }
    }

    private static var algorithm: SecKeyAlgorithm { .eciesEncryptionCofactorVariableIVX963SHA256AESGCM }

    /// Names a key by a hash of its public half.
    private static func keyID(of key: SecKey) throws -> Data {
        Data(SHA256.hash(data: try EnclaveKeys.publicPoint(of: key)).prefix(keyIDLength))
    }

    private static func check(_ bytes: Data) -> Data {
        Data(SHA256.hash(data: bytes).prefix(checkLength))
    }
}
