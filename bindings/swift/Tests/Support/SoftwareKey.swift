import Foundation
import IkdTestC

/// A key that a phone would keep in hardware, here in memory and a file: cryptography by libcrypto, without protection.
///
/// The forms are those the core expects of a keystore: x coordinates of 32 bytes, AES-256-GCM with its nonce in front and
/// its tag behind, P-256 public keys of 33 bytes, ES256 signatures of 64.
public struct SoftwareKey: Codable, Sendable {
    /// libcrypto refused: the input is not valid for this kind of key, or was altered.
    public struct Refused: Error {}

    /// 32 random bytes, or a P-256 private key as DER.
    private let material: Data

    private static let nonceLength = 12
    private static let tagLength = 16

    private init(material: Data) {
        self.material = material
    }

    /// A key for `seal` and `open`.
    public static func symmetric() throws -> SoftwareKey {
        SoftwareKey(material: try random(32))
    }

    /// A key for `publicKey` and `sign`, or for `sharedX`.
    public static func elliptic() throws -> SoftwareKey {
        guard let context = EVP_PKEY_CTX_new_from_name(nil, "EC", nil) else { throw Refused() }
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        defer { EVP_PKEY_free(key) }
        guard EVP_PKEY_keygen_init(context) == 1, EVP_PKEY_CTX_set_group_name(context, "P-256") == 1,
            EVP_PKEY_generate(context, &key) == 1
        else { throw Refused() }
        return SoftwareKey(material: try der { i2d_PrivateKey(key, $0) })
    }

    /// The x coordinate of this key's product with `point` (uncompressed X9.63), 32 bytes: what a Secure Enclave returns for
    /// a key exchange without key derivation.
    public func sharedX(with point: Data) throws -> Data {
        try withPrivateKey { key in
            guard let peer = EVP_PKEY_new() else { throw Refused() }
            defer { EVP_PKEY_free(peer) }
            guard point.count == 65, EVP_PKEY_copy_parameters(peer, key) == 1,
                EVP_PKEY_set1_encoded_public_key(peer, [UInt8](point), point.count) == 1,
                let context = EVP_PKEY_CTX_new_from_pkey(nil, key, nil)
            else { throw Refused() }
            defer { EVP_PKEY_CTX_free(context) }
            var shared = [UInt8](repeating: 0, count: 32)
            var length = shared.count
            guard EVP_PKEY_derive_init(context) == 1, EVP_PKEY_derive_set_peer(context, peer) == 1,
                EVP_PKEY_derive(context, &shared, &length) == 1, length == shared.count
            else { throw Refused() }
            return Data(shared)
        }
    }

    /// Nonce, ciphertext and tag of `plain`, bound to `aad`.
    public func seal(_ plain: Data, aad: Data) throws -> Data {
        let nonce = try Self.random(Self.nonceLength)
        var tag = [UInt8](repeating: 0, count: Self.tagLength)
        let sealed = try cipher(encrypting: true, nonce: nonce, aad: aad, input: plain, tag: &tag)
        return nonce + sealed + tag
    }

    /// What `seal` was given.
    public func open(_ sealed: Data, aad: Data) throws -> Data {
        guard sealed.count >= Self.nonceLength + Self.tagLength else { throw Refused() }
        var tag = [UInt8](sealed.suffix(Self.tagLength))
        let body = sealed.dropFirst(Self.nonceLength).dropLast(Self.tagLength)
        return try cipher(
            encrypting: false, nonce: sealed.prefix(Self.nonceLength), aad: aad, input: body, tag: &tag)
    }

    /// The public half: compressed SEC1, 33 bytes.
    public func publicKey() throws -> Data {
        try withPrivateKey { key in
            var point = [UInt8](repeating: 0, count: 65)
            var length = 0
            guard
                EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, &point, point.count, &length) == 1,
                length == point.count
            else { throw Refused() }
            // Uncompressed is 04, x, y; compressed says in its first byte whether y is odd.
            return Data([2 + point[64] % 2]) + point[1...32]
        }
    }

    /// ES256 over `data`: r and s, 64 bytes.
    public func sign(_ data: Data) throws -> Data {
        try withPrivateKey { key in
            guard let context = EVP_MD_CTX_new() else { throw Refused() }
            defer { EVP_MD_CTX_free(context) }
            var signature = [UInt8](repeating: 0, count: 80)
            var length = signature.count
            let data = [UInt8](data)
            guard EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key) == 1,
                EVP_DigestSign(context, &signature, &length, data, data.count) == 1
            else { throw Refused() }
            return try Self.rawSignature(ofDER: Array(signature.prefix(length)))
        }
    }

    private static func rawSignature(ofDER der: [UInt8]) throws -> Data {
        let parsed = der.withUnsafeBufferPointer { buffer in
            var start = buffer.baseAddress
            return d2i_ECDSA_SIG(nil, &start, buffer.count)
        }
        guard let parsed else { throw Refused() }
        defer { ECDSA_SIG_free(parsed) }
        var raw = [UInt8](repeating: 0, count: 64)
        let written = raw.withUnsafeMutableBufferPointer { buffer in
            BN_bn2binpad(ECDSA_SIG_get0_r(parsed), buffer.baseAddress, 32)
                + BN_bn2binpad(ECDSA_SIG_get0_s(parsed), buffer.baseAddress?.advanced(by: 32), 32)
        }
        guard written == raw.count else { throw Refused() }
        return Data(raw)
    }

    private func withPrivateKey<T>(_ use: (OpaquePointer) throws -> T) throws -> T {
        let key = [UInt8](material).withUnsafeBufferPointer { buffer in
            var start = buffer.baseAddress
            return d2i_AutoPrivateKey(nil, &start, buffer.count)
        }
        guard let key else { throw Refused() }
        defer { EVP_PKEY_free(key) }
        return try use(key)
    }

    private func cipher(encrypting: Bool, nonce: Data, aad: Data, input: Data, tag: inout [UInt8]) throws -> Data {
        guard let context = EVP_CIPHER_CTX_new() else { throw Refused() }
        defer { EVP_CIPHER_CTX_free(context) }
        let aad = [UInt8](aad)
        let input = [UInt8](input)
        var out = [UInt8](repeating: 0, count: input.count + Self.tagLength)
        var length: Int32 = 0
        var end: Int32 = 0
        guard
            EVP_CipherInit_ex(
                context, EVP_aes_256_gcm(), nil, [UInt8](material), [UInt8](nonce), encrypting ? 1 : 0) == 1,
            EVP_CipherUpdate(context, nil, &length, aad, Int32(aad.count)) == 1,
            EVP_CipherUpdate(context, &out, &length, input, Int32(input.count)) == 1
        else { throw Refused() }
        if !encrypting {
            guard EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag) == 1 else {
                throw Refused()
            }
        }
        // The final call of a stream cipher returns no more bytes, only whether the tag is right.
        var rest = [UInt8](repeating: 0, count: Self.tagLength)
        guard EVP_CipherFinal_ex(context, &rest, &end) == 1, end == 0 else { throw Refused() }
        if encrypting {
            guard EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tag.count), &tag) == 1 else {
                throw Refused()
            }
        }
        return Data(out.prefix(Int(length)))
    }

    private static func random(_ count: Int) throws -> Data {
        var bytes = [UInt8](repeating: 0, count: count)
        guard RAND_bytes(&bytes, Int32(count)) == 1 else { throw Refused() }
        return Data(bytes)
    }

    /// Calls an `i2d_` function, which allocates what it writes.
    private static func der(_ write: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>) -> Int32) throws -> Data {
        var start: UnsafeMutablePointer<UInt8>?
        let length = write(&start)
        guard length > 0, let start else { throw Refused() }
        defer { CRYPTO_free(start, #fileID, #line) }
        return Data(bytes: start, count: Int(length))
    }
}
