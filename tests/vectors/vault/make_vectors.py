#!/usr/bin/env python3
"""Makes record-v1.json and the files of headers from docs/formats/vault.md and RFC 9380 alone: an implementation independent
of the core.

Needs the PyPI packages cryptography and argon2-cffi. All values are fictional and fixed, so the output never changes:
    python3 make_vectors.py && git diff --exit-code .
"""
import hashlib, hmac, json, os
from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

HERE = os.path.dirname(os.path.abspath(__file__))


def be(n, size):
    return n.to_bytes(size, "big")


def seq(start, n):
    return bytes((start + i) % 256 for i in range(n))


def hkdf(salt, ikm, info):
    return HKDF(SHA256(), 32, salt, info).derive(ikm)


def padme(length):
    length = max(length, 256)
    e = length.bit_length() - 1
    mask = (1 << (e - e.bit_length())) - 1
    return (length + mask) & ~mask


def seal_part(suite, vault_id, dek, dek_epoch, table, rid, ver, part, nonce, content):
    plain = be(len(content), 4) + content
    plain += bytes(padme(len(plain)) - len(plain))
    head = b"IKDR" + bytes([1, suite]) + be(table, 2) + be(ver, 8) + be(dek_epoch, 4) + nonce + be(len(plain), 4)
    key = hkdf(vault_id, dek, b"ikd/v1/rec" + be(table, 2) + rid)
    aad = b"ikd/v1/rec" + vault_id + head + rid + bytes([part])
    cipher = {1: AESGCM, 2: ChaCha20Poly1305}[suite](key)
    return head + cipher.encrypt(nonce, plain, aad)


def record(suite, table, key, ver, meta, body):
    vault_id, dek = seq(0xA0, 16), seq(0x10, 32)
    rid = hmac.digest(hkdf(vault_id, dek, b"ikd/v1/idx" + be(table, 2)), key, "sha256")
    contents = [be(len(key), 2) + key + meta, body]
    parts = [
        {"part": p, "content": c.hex(),
         "sealed": seal_part(suite, vault_id, dek, 1, table, rid, ver, p, seq(0x40 + 32 * p, 12), c).hex()}
        for p, c in enumerate(contents)
    ]
    return {"vault_id": vault_id.hex(), "dek": dek.hex(), "dek_epoch": 1, "suite": suite, "table": table,
            "key": key.hex(), "rid": rid.hex(), "ver": ver, "parts": parts}


def cbor(value):
    def head(major, n):
        for bits, size in ((24, 0), (1 << 8, 1), (1 << 16, 2), (1 << 32, 4), (1 << 64, 8)):
            if n < bits:
                return bytes([major << 5 | n]) if size == 0 else bytes([major << 5 | {1: 24, 2: 25, 4: 26, 8: 27}[size]]) + be(n, size)
    if value is None:
        return b"\xf6"
    if isinstance(value, int):
        return head(0, value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(cbor, value))
    return head(5, len(value)) + b"".join(cbor(k) + cbor(value[k]) for k in sorted(value))


# P-256 (FIPS 186-5), and Z of its map (RFC 9380 section 8.2).
P = 2**256 - 2**224 + 2**192 + 2**96 - 1
A, B, Z = -3, 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B, -10


def expand_message(message, dst, length):
    """RFC 9380 section 5.3.1, with SHA-256."""
    sha256 = lambda *parts: hashlib.sha256(b"".join(parts)).digest()
    dst += be(len(dst), 1)
    first = sha256(bytes(64), message, be(length, 2), b"\0", dst)
    blocks = [sha256(first, b"\1", dst)]
    while len(blocks) * 32 < length:
        mixed = bytes(a ^ b for a, b in zip(first, blocks[-1]))
        blocks.append(sha256(mixed, be(len(blocks) + 1, 1), dst))
    return b"".join(blocks)[:length]


def map_to_curve(u):
    """RFC 9380 section 6.6.2."""
    right_side = lambda x: (x**3 + A * x + B) % P
    t = (Z**2 * u**4 + Z * u**2) % P
    x = (-B * pow(A, -1, P) * (1 + pow(t, -1, P)) if t else B * pow(Z * A, -1, P)) % P
    if pow(right_side(x), (P - 1) // 2, P) == P - 1:
        x = Z * u**2 * x % P
    y = pow(right_side(x), (P + 1) // 4, P)
    return x, y if y % 2 == u % 2 else P - y


def hash_to_curve(message, dst):
    """RFC 9380 section 3: the sum of two points, which are not the same one."""
    uniform = expand_message(message, dst, 96)
    (x1, y1), (x2, y2) = (map_to_curve(int.from_bytes(uniform[at : at + 48], "big") % P) for at in (0, 48))
    slope = (y2 - y1) * pow(x2 - x1, -1, P)
    x = (slope**2 - x1 - x2) % P
    return x, (slope * (x1 - x) - y1) % P


def check_hash_to_curve():
    """The vectors of the RFC hold for this implementation too."""
    folder = os.environ.get("IKD_VECTORS", HERE)
    with open(os.path.join(folder, "hash-to-p256.json")) as file:
        rfc = json.load(file)
    for vector in rfc["vectors"]:
        expected = tuple(int(vector[name], 16) for name in "xy")
        assert hash_to_curve(vector["message"].encode(), rfc["dst"].encode()) == expected, vector["message"]


def header(version, p256=False):
    vault_id, dek, salt, pin = seq(0xA0, 16), seq(0x10, 32), seq(0xC0, 16), b"592716"
    epoch, generation, attempts, manifest_n = 7, 2, 3, 300
    m, t, p = 19456, 2, 1
    epoch_key, pin_key = seq(0x60, 32), seq(0x80, 32)
    stretched = hash_secret_raw(pin, salt, t, m, p, 32, Type.ID)
    if p256:
        x, y = hash_to_curve(stretched, b"IKD-VAULT-PIN-V01-with-P256_XMD:SHA-256_SSWU_RO_")
        point = b"\4" + be(x, 32) + be(y, 32)
        peer = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        answer = ec.derive_private_key(int.from_bytes(pin_key, "big"), ec.SECP256R1()).exchange(ec.ECDH(), peer)
        kek = hkdf(vault_id, stretched + answer, b"ikd/v1/kek/pin/p256")
    else:
        point = None
        answer = hmac.digest(pin_key, stretched, "sha256")
        kek = hkdf(vault_id, stretched + answer, b"ikd/v1/kek/pin")
    nonce = seq(0x20, 12)
    slot = nonce + AESGCM(kek).encrypt(nonce, dek + vault_id, b"ikd/v1/slot/1" + vault_id + be(generation, 4))
    wait = [60_000, 12_345, seq(0xD0, 16), 1_795_305_600_000]
    members = {1: vault_id, 2: epoch, 3: attempts, 4: wait, 5: [generation, m, t, p, salt, slot],
               6: None, 7: None, 8: manifest_n, 9: 1}
    if version >= 2:
        members[10] = 1  # blocked
    if version >= 3:
        members[5].append(int(p256))
    content = cbor(members)
    plain = be(len(content), 2) + content
    plain += bytes(1024 - len(plain))
    aad = b"ikd/v1/hdr" + vault_id + be(epoch, 4)
    nonce = seq(0x50, 12)
    sealed = nonce + AESGCM(epoch_key).encrypt(nonce, plain, aad)
    blob = b"IKDH" + bytes([version]) + be(epoch, 4) + bytes([1]) + vault_id + be(len(sealed), 2) + sealed
    # The software key store's files: magic, version, use (1 HMAC, 2 seal, 3 ECDH), authorisation (1 unlocked device), zeros.
    key_file = lambda use, key: b"IKSK" + bytes([1, use, 1]) + be(0, 4) + key
    vector = {"epoch_alias": "ikd.epoch.7", "epoch_key": key_file(2, epoch_key).hex(),
            "pin_alias": f"ikd.pin.{vault_id.hex()}.{generation}", "pin_key": key_file(3 if p256 else 1, pin_key).hex(),
            "pin": pin.decode(), "dek": dek.hex(), "stretched": stretched.hex(), "answer": answer.hex(),
            "kek": kek.hex(), "attempts": attempts, "manifest_n": manifest_n, "cbor": content.hex(), "blob": blob.hex()}
    return vector | {"point": point.hex()} if p256 else vector


def write(name, value):
    with open(os.path.join(HERE, name), "w") as out:
        json.dump(value, out, indent=1)
        out.write("\n")


write("record-v1.json", [
    record(1, 1, b"ktp", 7, b"KTP CONTOH", b"isi dokumen contoh"),
    record(2, 2, b"", 1 << 40, b"", b""),
    record(1, 65535, b"foto", 9, b"", bytes(1000)),
])
write("header-v1.json", header(1))
write("header-v2.json", header(2))
write("header-v3.json", header(3))
check_hash_to_curve()
write("header-v3-p256.json", header(3, p256=True))
