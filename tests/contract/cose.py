"""COSE_Sign1 as in docs/formats.md section 1: untagged, ES256, empty unprotected map, deterministic CBOR."""

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec

import signing

ES256 = -7


def sign1(key: ec.EllipticCurvePrivateKey, name: str, payload: dict, kid: bytes | None = None) -> bytes:
    """`name` is the name of the format, which is its `external_aad`."""
    header = {1: ES256} if kid is None else {1: ES256, 4: kid}
    protected = cbor2.dumps(header, canonical=True)
    content = cbor2.dumps(payload, canonical=True)
    signature = signing.sign_raw(key, structure(protected, name, content))
    return cbor2.dumps([protected, {}, content, signature], canonical=True)


def open1(key: ec.EllipticCurvePublicKey, name: str, message: bytes) -> dict:
    """The payload of a message that this key has signed; `ValueError` for any other."""
    protected, unprotected, content, signature = cbor2.loads(message)
    if unprotected != {} or not signing.verify_raw(key, signature, structure(protected, name, content)):
        raise ValueError(f"not signed as {name} by that key")
    return cbor2.loads(content)


def structure(protected: bytes, name: str, content: bytes) -> bytes:
    """What is signed: Sig_structure of RFC 9052 section 4.4."""
    return cbor2.dumps(["Signature1", protected, name.encode(), content], canonical=True)
