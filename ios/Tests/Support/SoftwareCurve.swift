import Foundation
import LibCrypto

/// A P-256 key pair in memory, by OpenSSL: what the simulated Secure Enclave holds.
public struct SoftwareCurve: Sendable {
    /// OpenSSL refused, for example a point that is not on the curve.
    public struct Refused: Error {}

    private let der: [UInt8]
    /// The public half: 04, x, y.
    public let point: Data

    /// A new key.
    public init() throws {
        guard let context = EVP_PKEY_CTX_new_from_name(nil, "EC", nil) else { throw Refused() }
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        defer { EVP_PKEY_free(key) }
        guard EVP_PKEY_keygen_init(context) == 1, EVP_PKEY_CTX_set_group_name(context, "P-256") == 1,
            EVP_PKEY_generate(context, &key) == 1
        else { throw Refused() }
        var start: UnsafeMutablePointer<UInt8>?
        let length = i2d_PrivateKey(key, &start)
        guard length > 0, let start else { throw Refused() }
        der = Array(UnsafeBufferPointer(start: start, count: Int(length)))
        CRYPTO_free(start, #fileID, #line)
        var point = [UInt8](repeating: 0, count: 65)
        var written = 0
        guard EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, &point, point.count, &written) == 1 else {
            throw Refused()
        }
        self.point = Data(point.prefix(written))
    }

    /// ES256, in DER.
    public func sign(_ data: Data) throws -> Data {
        try withKey { key in
            guard let context = EVP_MD_CTX_new() else { throw Refused() }
            defer { EVP_MD_CTX_free(context) }
            var signature = [UInt8](repeating: 0, count: 80)
            var length = signature.count
            let data = [UInt8](data)
            guard EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key) == 1,
                EVP_DigestSign(context, &signature, &length, data, data.count) == 1
            else { throw Refused() }
            return Data(signature.prefix(length))
        }
    }

    /// The x coordinate of the shared point.
    public func exchange(with point: Data) throws -> Data {
        let other = try Self.publicKey(point)
        defer { EVP_PKEY_free(other) }
        return try withKey { key in
            guard let context = EVP_PKEY_CTX_new(key, nil) else { throw Refused() }
            defer { EVP_PKEY_CTX_free(context) }
            var shared = [UInt8](repeating: 0, count: 32)
            var length = shared.count
            guard EVP_PKEY_derive_init(context) == 1, EVP_PKEY_derive_set_peer(context, other) == 1,
                EVP_PKEY_derive(context, &shared, &length) == 1
            else { throw Refused() }
            return Data(shared)
        }
    }

    /// Whether this is a point of the curve.
    public static func isPoint(_ point: Data) -> Bool {
        guard let key = try? publicKey(point) else { return false }
        EVP_PKEY_free(key)
        return true
    }

    /// A public key of the form of RFC 5480: fixed bytes for the curve, then the point.
    private static func publicKey(_ point: Data) throws -> OpaquePointer {
        guard point.count == 65 else { throw Refused() }
        let head: [UInt8] = [
            0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
            0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
        ]
        let key = (head + point).withUnsafeBufferPointer { buffer in
            var start = buffer.baseAddress
            return d2i_PUBKEY(nil, &start, buffer.count)
        }
        guard let key else { throw Refused() }
        return key
    }

    private func withKey<T>(_ use: (OpaquePointer) throws -> T) throws -> T {
        let key = der.withUnsafeBufferPointer { buffer in
            var start = buffer.baseAddress
            return d2i_AutoPrivateKey(nil, &start, buffer.count)
        }
        guard let key else { throw Refused() }
        defer { EVP_PKEY_free(key) }
        return try use(key)
    }
}
