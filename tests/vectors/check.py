#!/usr/bin/env python3
"""Verifies tests/vectors/formats with libraries that share no code with this project.

cbor2 reads the CBOR, cryptography checks ES256, pyhpke opens and seals, base45 reads the QR text. Everything is done
from docs/formats.md alone. Prints one line per file and exits 0 only if every vector holds.

    python3 -m venv .cache/venv && .cache/venv/bin/pip install cbor2 cryptography pyhpke base45
    .cache/venv/bin/python tests/vectors/check.py
"""

import hashlib
import json
import pathlib
import sys
import unicodedata

import base45
import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, x25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pyhpke import AEADId, CipherSuite, KDFId, KEMId, KEMKey

FOLDER = pathlib.Path(__file__).parent / "formats"
SUITE = CipherSuite.new(KEMId.DHKEM_X25519_HKDF_SHA256, KDFId.HKDF_SHA256, AEADId.CHACHA20_POLY1305)
KEYS = {}


def load(name):
    return json.loads((FOLDER / name).read_text())


def diagnostic(value):
    """CBOR as the vectors write it: byte strings as h'..', map keys as text."""
    if isinstance(value, bytes):
        return f"h'{value.hex()}'"
    if isinstance(value, dict):
        return {str(key): diagnostic(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [diagnostic(item) for item in value]
    return value


def head(major, value):
    """The shortest head of RFC 8949 section 3."""
    for info, width in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if value < 24:
            return bytes([major << 5 | value])
        if value < 1 << 8 * width:
            return bytes([major << 5 | info]) + value.to_bytes(width, "big")
    raise ValueError("too large")


def encode(value):
    """Deterministic CBOR by RFC 8949 section 4.2.1, written from the RFC: the strict rules in reverse."""
    if value is True or value is False:
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        if unicodedata.normalize("NFC", value) != value or any(unicodedata.category(c) == "Cc" for c in value):
            raise ValueError("text is not in normal form or holds a control character")
        data = value.encode()
        return head(3, len(data)) + data
    if isinstance(value, (list, tuple)):
        return head(4, len(value)) + b"".join(map(encode, value))
    if isinstance(value, dict):
        entries = sorted((encode(key), encode(item)) for key, item in value.items())
        return head(5, len(entries)) + b"".join(key + item for key, item in entries)
    raise ValueError(f"{type(value).__name__} does not occur")


def depth(value):
    items = [*value.keys(), *value.values()] if isinstance(value, dict) else value
    return 1 + max(map(depth, items), default=0) if isinstance(value, (dict, list, tuple)) else 0


def strict(data):
    """Reads CBOR and insists on the one deterministic encoding."""
    value = cbor2.loads(data)
    assert encode(value) == data, "not the deterministic encoding"
    assert depth(value) <= 8, "nested too deeply"
    return value


def public_key(data):
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), data)


def verify(sign1, external_aad, key):
    protected, unprotected, payload, signature = strict(sign1)
    assert unprotected == {} and len(signature) == 64
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    message = encode(["Signature1", protected, external_aad.encode(), payload])
    key.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
    return strict(protected), strict(payload)


def check_signed(vector):
    key = KEYS[vector["key"]]
    sign1 = bytes.fromhex(vector["hex"])
    protected, payload = verify(sign1, vector["external_aad"], public_key(bytes.fromhex(key["public"])))
    assert diagnostic(protected) == vector["protected"], "protected header"
    assert diagnostic(payload) == vector["payload"], "payload"
    assert protected[1] == -7
    if 4 in protected:
        assert protected[4].hex() == key["kid"], "kid"
    for wrong in (vector["external_aad"] + "x", "ikd/1/other"):
        try:
            verify(sign1, wrong, public_key(bytes.fromhex(key["public"])))
        except InvalidSignature:
            continue
        raise AssertionError("valid for another format")
    return protected, payload


def check_keys(vectors):
    for key in vectors:
        KEYS[key["key"]] = key
        secret = bytes.fromhex(key["private"])
        if key["curve"] == "P-256":
            private = ec.derive_private_key(int.from_bytes(secret, "big"), ec.SECP256R1())
            public = private.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
            assert hashlib.sha256(public).hexdigest() == key["thumbprint"]
        else:
            public = x25519.X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
        assert public.hex() == key["public"] and hashlib.sha256(public).hexdigest()[:8] == key["kid"]


def check_list(vectors):
    for vector in vectors:
        check_signed(vector)


def check_possession(vectors):
    for vector in vectors:
        _, payload = check_signed(vector)
        assert payload[4].hex() == KEYS[vector["key"]]["public"], "signed by another key than the one it names"


def check_face_check(vectors):
    for vector in vectors:
        _, payload = check_signed(vector)
        assert list(payload) == [1, 2, 3, 4, 5, 6] and payload[3] in (1, 2)
        assert all(len(payload[key]) == 16 for key in (1, 2, 4))
        assert payload[5] == hashlib.sha256(bytes.fromhex(vector["portrait"])).digest(), "digest of the portrait"


def open_sealed(sealed, external_aad):
    """Opens a COSE_Encrypt0 that was sealed to the service."""
    protected, unprotected, ciphertext = strict(sealed)
    header = strict(protected)
    key = next(key for key in KEYS.values() if key["kid"] == header[4].hex())
    assert header == {1: 42, 4: bytes.fromhex(key["kid"])} and list(unprotected) == [-4]
    private = KEMKey.from_pyca_cryptography_key(
        x25519.X25519PrivateKey.from_private_bytes(bytes.fromhex(key["private"]))
    )
    recipient = SUITE.create_recipient_context(unprotected[-4], private, b"")
    aad = encode(["Encrypt0", protected, external_aad.encode()])
    return recipient.open(ciphertext, aad)


def check_application(vectors):
    submission, receipt = vectors
    _, payload = check_signed(submission)
    assert list(payload) == list(range(1, 10)) and isinstance(payload[5], dict)
    sealed = bytes.fromhex(submission["sealed"])
    assert open_sealed(sealed, "ikd/1/application-seal").hex() == submission["hex"]
    page = bytes.fromhex(submission["sealed_attachment"])
    assert open_sealed(page, "ikd/1/attachment-seal").hex() == submission["attachment"]
    _, received = check_signed(receipt)
    assert received[1] == payload[1] and received[2] == payload[2]


# Section 15: names of the checks with the fewest and most fields and numbers, and whether they need conditions.
FORM_CHECKS = {
    "required_if": (1, 16, 0, 0, True),
    "one_of_group": (2, 16, 0, 0, False),
    "count": (1, 16, 2, 2, False),
    "notice_if": (1, 1, 0, 0, True),
    "equals": (2, 2, 0, 0, False),
    "differs": (2, 2, 0, 0, False),
    "in_range": (1, 1, 2, 2, False),
    "not_unknown_code": (1, 1, 1, 16, False),
    "name_rule": (1, 1, 0, 0, False),
    "same_region": (2, 2, 1, 1, False),
    "compatible_blood": (2, 2, 0, 0, False),
    "rhesus_added": (2, 2, 0, 0, False),
    "other_address": (3, 3, 0, 0, False),
    "not_future": (1, 1, 0, 0, False),
    "date_between": (3, 3, 0, 0, False),
    "days_since": (1, 1, 1, 1, False),
    "after_birth": (2, 2, 0, 0, False),
    "age_at_least": (0, 1, 1, 1, False),
    "years_between": (2, 2, 2, 2, False),
    "not_same_person": (2, 16, 0, 0, False),
    "not_holder": (1, 1, 0, 0, False),
    "confirmed": (1, 16, 0, 0, False),
    "nik_sex": (1, 1, 1, 1, False),
    "nik_agrees": (2, 2, 0, 0, False),
    "member_of_kk": (1, 1, 0, 0, False),
    "not_member_of_kk": (1, 1, 0, 0, False),
    "holds_family_card": (0, 0, 0, 0, False),
    "holder_relation": (0, 0, 1, 16, False),
    "not_head_with_members": (0, 0, 0, 0, False),
    "not_sole_member": (0, 0, 0, 0, False),
    "only_if_sole_member": (1, 1, 1, 16, False),
    "adult_or_ever_married": (0, 0, 0, 0, False),
    "marital_reason": (1, 1, 2, 16, False),
    "head_needs_successor": (2, 2, 0, 0, False),
}
CODE, YES_NO, TYPES = 8, 12, range(1, 13)


def texts(value):
    assert set(value) == {1, 2} and all(1 <= len(text) <= 600 for text in value.values()), "text"


def conditions(when, fields):
    for condition in when:
        field = fields[condition[1]]
        assert field[2] in (CODE, YES_NO) and condition[2], "a condition on a field without codes"
        codes = {option[1] for option in field[10]} if field[2] == CODE else {0, 1}
        assert set(condition[2]) <= codes, "a condition with a code that its field does not have"


def read_form(form):
    """Reads a definition by section 15; returns its fields by key."""
    assert set(form) <= set(range(1, 16)) and {1, 2, 3, 4, 5, 6, 9, 11} <= set(form)
    for key in (4, 5, 9, 14):
        if key in form:
            texts(form[key])
    fields = {}
    for section in form[6]:
        texts(section[2])
        conditions(section.get(5, []), fields)
        for field in section[3]:
            assert field[1] not in fields and field[2] in TYPES
            texts(field[3])
            conditions(field.get(12, []), fields)
            assert (field[2] == CODE) == (10 in field) and (field[2] == 9) == (11 in field)
            for option in field.get(10, []):
                texts(option[2])
            assert len({option[1] for option in field.get(10, [])}) == len(field.get(10, []))
            assert 7 not in field or 6 in field, "locked without a source"
            source, computation = field.get(6, "").split(":"), field.get(13, "").split(":")
            assert source[0] != "member" or fields[source[1]][2] in (1, 11), "a source that names no earlier person"
            assert all(key in fields for key in computation[1:]), "a computation of a later field"
            fields[field[1]] = field
    assert len(fields) <= 80
    kinds = set()
    for paper in form.get(7, []):
        texts(paper[2])
        texts(paper[4])
        conditions(paper.get(7, []), fields)
        assert paper[1] not in kinds and paper[6] in (1, 2, 3)
        kinds.add(paper[1])
    for check in form.get(8, []):
        least, most, fewest, largest, conditional = FORM_CHECKS[check[1]]
        assert least <= len(check.get(3, [])) <= most and fewest <= len(check.get(4, [])) <= largest, check[1]
        assert check[2] in (1, 2, 3) and (not conditional or 7 in check)
        assert all(key in fields for key in check.get(3, []))
        texts(check[6])
        conditions(check.get(7, []), fields)
    if 12 in form:
        assert fields[form[12]][2] in (1, 3, 11), "the subject is not a person"
    return fields


def check_form(vectors):
    (signed,), (answers,), embedded = vectors["signed"], vectors["answers"], vectors["embedded"]
    protected, payload = check_signed(signed)
    assert set(protected) == {1, 4, 15} and list(protected[15]) == [6], "header"
    fields = read_form(payload)
    assert hashlib.sha256(strict(bytes.fromhex(signed["hex"]))[2]).hexdigest() == signed["sha256"]

    values = strict(bytes.fromhex(answers["hex"]))
    assert diagnostic(values) == answers["answers"] and set(values) <= set(fields)
    shapes = {1: int, 2: int, 3: str, 4: int, 5: int, 6: str, 7: int, 8: int, 9: int, 10: dict, 11: int, 12: bool}
    for key, value in values.items():
        assert type(value) is shapes[fields[key][2]], key

    folder = FOLDER.parent.parent.parent / "core/forms"
    assert {form["service"] for form in embedded} == {path.stem for path in folder.glob("*.cbor")}
    for expected in embedded:
        data = (folder / f"{expected['service']}.cbor").read_bytes()
        assert len(data) == expected["bytes"] <= 32 * 1024
        assert hashlib.sha256(data).hexdigest() == expected["sha256"], expected["service"]
        form = strict(data)
        assert (form[1], form[2]) == (expected["service"], expected["version"])
        fields = read_form(form)
        assert len(fields) == expected["fields"]
        assert [key for key, field in fields.items() if field.get(5)] == expected["required"]
        assert [paper[1] for paper in form.get(7, [])] == expected["papers"]
        assert [check[1] for check in form.get(8, [])] == expected["checks"]


def check_trust(vectors):
    for vector in vectors:
        _, payload = check_signed(vector)
        for entry in payload[4] + payload[5] + payload.get(7, []):
            assert hashlib.sha256(entry[2]).digest()[:4] == entry[1]


def check_pairing(vectors):
    prefixes = {"offer": "IKDP1:", "request": "IKDQ1:"}
    for vector in vectors:
        check_signed(vector)
        sign1 = bytes.fromhex(vector["hex"])
        if vector["name"] in prefixes:
            assert vector["text"] == prefixes[vector["name"]] + base45.b45encode(sign1).decode()
        else:
            digest = hashlib.sha256(b"ikd/1/digits" + strict(sign1)[2]).digest()
            assert vector["digits"] == f"{int.from_bytes(digest[:8], 'big') % 10_000:04}"


def check_consent(vectors):
    consent, receipt, export = vectors
    _, claims = check_signed(consent)
    _, received = check_signed(receipt)
    parts = strict(bytes.fromhex(export["hex"]))
    assert parts[1].decode() == export["text"]
    assert parts[2].hex() == consent["hex"] and parts[3].hex() == receipt["hex"]
    assert hashlib.sha256(parts[1]).digest() == claims[3]
    assert hashlib.sha256(parts[2]).digest() == received[1]


def check_qr(vectors):
    for vector in vectors:
        text = vector["text"]
        assert len(text) == vector["characters"] and text.startswith("IKD1:")
        sealed = base45.b45decode(text[5:])
        assert base45.b45encode(sealed).decode() == text[5:]
        protected, unprotected, ciphertext = strict(sealed)
        reader = KEYS[vector["reader_key"]]
        assert strict(protected) == {1: 42, 4: bytes.fromhex(reader["kid"])}
        assert list(unprotected) == [-4]
        aad = encode(["Encrypt0", protected, b"IKD1"])

        private = KEMKey.from_pyca_cryptography_key(
            x25519.X25519PrivateKey.from_private_bytes(bytes.fromhex(reader["private"]))
        )
        proof = SUITE.create_recipient_context(unprotected[-4], private, b"").open(ciphertext, aad)
        assert proof.hex() == vector["proof"]["hex"], "plaintext"

        # The other way: the fixed randomness gives the same bytes.
        ephemeral = SUITE.kem.derive_key_pair(bytes.fromhex(vector["sealing_randomness"]))
        public = KEMKey.from_pyca_cryptography_key(
            x25519.X25519PublicKey.from_public_bytes(bytes.fromhex(reader["public"]))
        )
        encapsulated, sender = SUITE.create_sender_context(public, b"", eks=ephemeral)
        assert encapsulated == unprotected[-4] and sender.seal(proof, aad) == ciphertext, "sealed otherwise"

        header, claims = check_signed(vector["proof"])
        assert header[16] == 294 and claims[4] == claims[6] + 30
        view_protected, _, _, _ = strict(header[13])
        issuer = next(key for key in KEYS.values() if key["kid"] == strict(view_protected)[4].hex())
        _, view = verify(header[13], "ikd/1/view", public_key(bytes.fromhex(issuer["public"])))
        cose_key = view[8][1]
        assert cose_key[1] == 2 and cose_key[-1] == 1
        holder = (b"\x03" if cose_key[-3] else b"\x02") + cose_key[-2]
        verify(proof, "ikd/1/proof", public_key(holder))
        assert vector["accepted_from"] == claims[6] - 30 and vector["accepted_until"] == claims[4] + 30


def accept(text, at):
    """As much of a reader as decides the vectors of refusals; raises when the text is refused."""
    assert text.startswith("IKD1:"), "prefix"
    sealed = base45.b45decode(text[5:])
    assert base45.b45encode(sealed).decode() == text[5:] and len(sealed) <= 1500, "text"
    protected, unprotected, ciphertext = strict(sealed)
    reader = next(key for key in KEYS.values() if key["kid"] == strict(protected)[4].hex())
    private = KEMKey.from_pyca_cryptography_key(
        x25519.X25519PrivateKey.from_private_bytes(bytes.fromhex(reader["private"]))
    )
    context = SUITE.create_recipient_context(unprotected[-4], private, b"")
    proof = strict(context.open(ciphertext, encode(["Encrypt0", protected, b"IKD1"])))
    claims = strict(proof[2])
    assert claims[6] - 30 <= at <= claims[4] + 30, "time"


def check_refused_qr(vectors):
    for good in load("qr.json"):
        for at in (good["accepted_from"], good["accepted_until"]):
            accept(good["text"], at)
    for vector in vectors:
        try:
            accept(vector["text"], vector["at"])
        except Exception:  # whatever the library calls it: it is refused
            continue
        raise AssertionError(f"{vector['name']}: accepted")


def check_cbor(vectors):
    for item in vectors["accepted"]:
        strict(bytes.fromhex(item))
    for item in vectors["refused"]:
        try:
            strict(bytes.fromhex(item["hex"]))
        except Exception:  # whatever the library calls it: it is refused
            continue
        raise AssertionError(f"{item['hex']}: {item['why']}, accepted")


CHECKS = {
    "keys.json": check_keys,
    "cbor.json": check_cbor,
    "document.json": check_list,
    "possession.json": check_possession,
    "view.json": check_list,
    "trust.json": check_trust,
    "pairing.json": check_pairing,
    "consent.json": check_consent,
    "face-check.json": check_face_check,
    "application.json": check_application,
    "form.json": check_form,
    "qr.json": check_qr,
    "qr-refused.json": check_refused_qr,
}


def main():
    files = {path.name for path in FOLDER.glob("*.json")}
    assert set(CHECKS) <= files, f"missing: {set(CHECKS) - files}"
    failed = 0
    for name, check in CHECKS.items():
        vectors = load(name)
        count = sum(map(len, vectors.values())) if isinstance(vectors, dict) else len(vectors)
        try:
            check(vectors)
            print(f"ok      {name}: {count}")
        except Exception as error:
            failed += 1
            print(f"FAILED  {name}: {type(error).__name__}: {error}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
