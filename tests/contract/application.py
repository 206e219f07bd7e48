"""What a phone sends when it applies for a service, written from docs/formats.md sections 5, 15 and 16 alone with
independent libraries."""

import hashlib

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec, x25519
from pyhpke import KEMKey

import cose
import signing
from qr import HPKE_4, SUITE

SUBMISSION = b"ikd/1/application-seal"
ATTACHMENT = b"ikd/1/attachment-seal"


def service_key(bundle: dict, now: int) -> bytes:
    """The valid key of a trust bundle that became valid last."""
    valid = [entry for entry in bundle[7] if entry[3] <= now <= entry[4]]
    return max(valid, key=lambda entry: entry[3])[2]


def seal(plaintext: bytes, key: bytes, what: bytes) -> bytes:
    """COSE_Encrypt0 with HPKE-4 to an X25519 key; `what` is its `external_aad`."""
    public = x25519.X25519PublicKey.from_public_bytes(key)
    protected = cbor2.dumps({1: HPKE_4, 4: hashlib.sha256(key).digest()[:4]}, canonical=True)
    encapsulated, context = SUITE.create_sender_context(KEMKey.from_pyca_cryptography_key(public))
    aad = cbor2.dumps(["Encrypt0", protected, what], canonical=True)
    return cbor2.dumps([protected, {-4: encapsulated}, context.seal(plaintext, aad)], canonical=True)


def submission(
    phone: ec.EllipticCurvePrivateKey, key: bytes, named: bytes, revision: int, form: dict, now: int
) -> bytes:
    """A sealed submission. `form` has `service`, `hash`, `answers` by key of the field, and `files`: kind and sealed
    bytes of each page."""
    files = [
        {1: kind, 2: 1, 3: hashlib.sha256(sealed).digest(), 4: len(sealed)} for kind, sealed in form["files"]
    ]
    payload = {
        1: named,
        2: revision,
        3: form["service"],
        4: form["hash"],
        5: form["answers"],
        6: files,
        7: now,
        8: 2,
        9: [],
    }
    return seal(cose.sign1(phone, "ikd/1/application", payload), key, SUBMISSION)


def named_files(files: list) -> list:
    """As the request names them."""
    return [
        {"sha256": signing.base64url(hashlib.sha256(sealed).digest()), "length": len(sealed)} for _, sealed in files
    ]
