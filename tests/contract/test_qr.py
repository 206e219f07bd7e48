"""The reader against codes made here from the same document: it must accept valid codes only."""

import hashlib
import os
import unittest

import base45
import cbor2
from cryptography.hazmat.primitives.asymmetric import ec, x25519
from pyhpke import KEMKey

import cose
import qr
import signing

NOW = 1_790_000_000
AUDIENCE = 7


def make(issuer, holder, reader: x25519.X25519PrivateKey, audience=AUDIENCE, issued_at=NOW, expires_at=NOW + 86_400):
    """A code as a phone makes it."""
    point = signing.compressed(holder.public_key())
    claims = {
        4: expires_at,
        8: {1: {1: 2, -1: 1, -2: point[1:], -3: point[0] == 3}},
        -1: 1,
        -2: [12, 3456],
        -3: 9901011708900001,
        -4: "BUDI CONTOH",
        -5: 19900817,
        -6: bytes(16),
        -24: True,
    }
    kid = hashlib.sha256(signing.compressed(issuer.public_key())).digest()[:4]
    view = cose.sign1(issuer, "ikd/1/view", claims, kid)
    protected = cbor2.dumps({1: cose.ES256, 13: view, 16: qr.KB_CWT}, canonical=True)
    payload = cbor2.dumps({3: audience, 4: issued_at + 30, 6: issued_at, 7: os.urandom(8)}, canonical=True)
    signature = signing.sign_raw(holder, cose.structure(protected, "ikd/1/proof", payload))
    proof = cbor2.dumps([protected, {}, payload, signature], canonical=True)
    public = reader.public_key().public_bytes_raw()
    outer = cbor2.dumps({1: qr.HPKE_4, 4: hashlib.sha256(public).digest()[:4]}, canonical=True)
    encapsulated, sender = qr.SUITE.create_sender_context(KEMKey.from_pyca_cryptography_key(reader.public_key()))
    sealed = sender.seal(proof, cbor2.dumps(["Encrypt0", outer, b"IKD1"], canonical=True))
    return qr.PREFIX + base45.b45encode(cbor2.dumps([outer, {-4: encapsulated}, sealed], canonical=True)).decode()


class Reading(unittest.TestCase):
    def setUp(self):
        self.issuer = ec.generate_private_key(ec.SECP256R1())
        self.holder = ec.generate_private_key(ec.SECP256R1())
        self.reader = x25519.X25519PrivateKey.generate()

    def read(self, text, now=NOW, reader=None):
        key = KEMKey.from_pyca_cryptography_key(reader or self.reader)
        return qr.read(text, key, AUDIENCE, [self.issuer.public_key()], now)

    def test_a_fresh_code_is_read(self):
        claims = self.read(make(self.issuer, self.holder, self.reader))
        self.assertEqual(claims["name"], "BUDI CONTOH")
        self.assertTrue(claims["example"])

    def test_a_code_is_accepted_up_to_both_ends_of_its_lifetime(self):
        text = make(self.issuer, self.holder, self.reader)
        for now in (NOW - 30, NOW + 60):
            self.read(text, now)
        for now in (NOW - 31, NOW + 61):
            with self.assertRaises(qr.Refused):
                self.read(text, now)

    def test_any_changed_character_is_refused(self):
        text = make(self.issuer, self.holder, self.reader)
        for at in range(0, len(text), 7):
            changed = text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
            with self.assertRaises(qr.Refused, msg=f"character {at}"):
                self.read(changed)

    def test_another_reader_class_or_issuer_or_phone_is_refused(self):
        stranger = ec.generate_private_key(ec.SECP256R1())
        good = make(self.issuer, self.holder, self.reader)
        with self.assertRaises(qr.Refused):
            self.read(good, reader=x25519.X25519PrivateKey.generate())
        for text in (
            make(self.issuer, self.holder, self.reader, audience=8),
            make(stranger, self.holder, self.reader),
            make(self.issuer, self.holder, self.reader, expires_at=NOW - 1),
        ):
            with self.assertRaises(qr.Refused):
                self.read(text)


if __name__ == "__main__":
    unittest.main()
