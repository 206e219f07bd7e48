// The declarations of CryptoKit that the app uses, over OpenSSL.
@_exported import Foundation
import LibCrypto

// iOS 13
public enum CryptoKitError: Error {
    case incorrectParameterSize
    case authenticationFailure
    case underlyingCoreCryptoError(error: Int32)
}

// iOS 13
public struct SymmetricKeySize: Sendable {
    public let bitCount: Int
    public static let bits256 = SymmetricKeySize(bitCount: 256)
}

// iOS 13
public struct SymmetricKey: Sendable {
    let bytes: [UInt8]
    public init<D: ContiguousBytes>(data: D) { bytes = data.withUnsafeBytes { [UInt8]($0) } }
    public init(size: SymmetricKeySize) {
        var generator = SystemRandomNumberGenerator()
        bytes = (0..<size.bitCount / 8).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }
    public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try bytes.withUnsafeBytes(body)
    }
}

// iOS 13
public struct SHA256: Sendable {
    public static func hash<D: DataProtocol>(data: D) -> SHA256Digest {
        let input = [UInt8](data)
        var out = [UInt8](repeating: 0, count: 32)
        _ = LibCrypto.SHA256(input, input.count, &out)
        return SHA256Digest(bytes: out)
    }
}

// iOS 13
public struct SHA256Digest: Sequence, Sendable {
    let bytes: [UInt8]
    public func makeIterator() -> IndexingIterator<[UInt8]> { bytes.makeIterator() }
}

// iOS 13
public enum AES {
    public enum GCM {
        public struct Nonce: Sendable {
            let bytes: [UInt8]
            public init() {
                var generator = SystemRandomNumberGenerator()
                bytes = (0..<12).map { _ in UInt8.random(in: 0...255, using: &generator) }
            }
        }

        public struct SealedBox: Sendable {
            let nonce: [UInt8]
            let sealed: [UInt8]
            let mac: [UInt8]
            public var combined: Data? { Data(nonce + sealed + mac) }
            public init<D: DataProtocol>(combined: D) throws {
                guard combined.count >= 28 else { throw CryptoKitError.incorrectParameterSize }
                let rest = combined.dropFirst(12)
                self.init(Array(combined.prefix(12)), Array(rest.dropLast(16)), Array(rest.suffix(16)))
            }
            init(_ nonce: [UInt8], _ sealed: [UInt8], _ mac: [UInt8]) {
                self.nonce = nonce
                self.sealed = sealed
                self.mac = mac
            }
        }

        public static func seal<P: DataProtocol, A: DataProtocol>(
            _ message: P, using key: SymmetricKey, nonce: Nonce? = nil, authenticating authenticatedData: A
        ) throws -> SealedBox {
            let nonce = (nonce ?? Nonce()).bytes
            var mac = [UInt8](repeating: 0, count: 16)
            let sealed = try run(true, key, nonce, Array(authenticatedData), Array(message), &mac)
            return SealedBox(nonce, sealed, mac)
        }

        public static func open<A: DataProtocol>(
            _ sealedBox: SealedBox, using key: SymmetricKey, authenticating authenticatedData: A
        ) throws -> Data {
            var mac = sealedBox.mac
            return Data(try run(false, key, sealedBox.nonce, Array(authenticatedData), sealedBox.sealed, &mac))
        }

        private static func run(
            _ encrypts: Bool, _ key: SymmetricKey, _ nonce: [UInt8], _ aad: [UInt8], _ input: [UInt8],
            _ mac: inout [UInt8]
        ) throws -> [UInt8] {
            let context = EVP_CIPHER_CTX_new()
            defer { EVP_CIPHER_CTX_free(context) }
            var out = [UInt8](repeating: 0, count: input.count + 16)
            var length: Int32 = 0
            var end: Int32 = 0
            guard EVP_CipherInit_ex(context, EVP_aes_256_gcm(), nil, key.bytes, nonce, encrypts ? 1 : 0) == 1,
                EVP_CipherUpdate(context, nil, &length, aad, Int32(aad.count)) == 1,
                EVP_CipherUpdate(context, &out, &length, input, Int32(input.count)) == 1,
                encrypts || EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, 16, &mac) == 1
            else { throw CryptoKitError.underlyingCoreCryptoError(error: 0) }
            var rest = [UInt8](repeating: 0, count: 16)
            guard EVP_CipherFinal_ex(context, &rest, &end) == 1 else { throw CryptoKitError.authenticationFailure }
            if encrypts { _ = EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, &mac) }
            return Array(out.prefix(Int(length)))
        }
    }
}
