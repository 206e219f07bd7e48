"""A reader of the rotating QR, written from docs/formats.md sections 4 and 5 alone with independent libraries."""

import hashlib

import base45
import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from pyhpke import AEADId, CipherSuite, KDFId, KEMId, KEMKey, OpenError

import cose
import signing

PREFIX = "IKD1:"
HPKE_4 = 42
KB_CWT = 294
SUITE = CipherSuite.new(KEMId.DHKEM_X25519_HKDF_SHA256, KDFId.HKDF_SHA256, AEADId.CHACHA20_POLY1305)
# Labels of a view's claims, as the document names them.
CLAIMS = {
    4: "expires_at", -1: "kind", -2: "status", -3: "nik", -4: "name", -5: "birth_date", -6: "photo_hash",
    -7: "birth_place", -8: "sex", -9: "blood", -10: "street", -11: "rt", -12: "rw", -13: "village", -14: "district",
    -15: "regency", -16: "province", -17: "religion", -18: "marital_status", -19: "occupation", -20: "citizenship",
    -24: "example",
}  # fmt: skip


class Refused(Exception):
    """A code that a reader must refuse."""


def read(text: str, reader: KEMKey, audience: int, issuers: list[ec.EllipticCurvePublicKey], now: int, skew: int = 30):
    """The claims that the holder shows, or `Refused`. `reader` is the private key of the reader class `audience`."""
    proof_protected, view, payload, signature = open_proof(text, reader)
    claims = read_view(view, issuers, now)
    x = claims[8][1][-2]
    sign = 3 if claims[8][1][-3] else 2
    holder = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes([sign]) + x)
    if not signing.verify_raw(holder, signature, cose.structure(proof_protected, "ikd/1/proof", payload)):
        raise Refused("the proof is not by the phone that the view was made for")
    proof = loads(payload)
    if proof[3] != audience:
        raise Refused("made for another reader class")
    if not proof[6] - skew <= now <= proof[4] + skew:
        raise Refused("outside of its time")
    return {name: claims[label] for label, name in CLAIMS.items() if label in claims}


def open_proof(text: str, reader: KEMKey):
    """The parts of the proof inside of a text: protected header, view, payload, signature."""
    if not text.startswith(PREFIX):
        raise Refused("not a code of this kind")
    try:
        match loads(base45.b45decode(text.removeprefix(PREFIX))):
            case [bytes(protected), {-4: bytes(encapsulated), **more}, bytes(ciphertext)] if not more:
                header = loads(protected)
            case _:
                raise Refused("not well formed")
    except ValueError as error:
        raise Refused("not base45") from error
    if not isinstance(header, dict) or header.get(1) != HPKE_4:
        raise Refused("another algorithm")
    aad = cbor2.dumps(["Encrypt0", protected, b"IKD1"], canonical=True)
    try:
        proof = SUITE.create_recipient_context(encapsulated, reader).open(ciphertext, aad)
    except (OpenError, ValueError) as error:
        raise Refused("sealed to another reader, or changed") from error
    protected, unprotected, payload, signature = loads(proof)
    header = loads(protected)
    if header.keys() != {1, 13, 16} or header[1] != cose.ES256 or header[16] != KB_CWT or unprotected != {}:
        raise Refused("not a proof")
    return protected, header[13], payload, signature


def read_view(view: bytes, issuers: list[ec.EllipticCurvePublicKey], now: int) -> dict:
    """The claims of a view that one of these issuers signed and that has not expired."""
    protected, _, _, _ = loads(view)
    kid = loads(protected)[4]
    for issuer in issuers:
        if hashlib.sha256(signing.compressed(issuer)).digest()[:4] == kid:
            try:
                claims = cose.open1(issuer, "ikd/1/view", view)
            except ValueError as error:
                raise Refused("the view is not by its issuer") from error
            if claims[4] < now:
                raise Refused("the view has expired")
            return claims
    raise Refused("no issuer that is trusted")


def loads(data: bytes):
    """One CBOR item, in the one encoding that the document allows."""
    try:
        item = cbor2.loads(data)
    except cbor2.CBORDecodeError as error:
        raise Refused("not CBOR") from error
    if cbor2.dumps(item, canonical=True) != data:
        raise Refused("not deterministic CBOR")
    return item
