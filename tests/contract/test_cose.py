"""The COSE code against a published vector."""

import unittest

from cryptography.hazmat.primitives.asymmetric import ec

import cose
import signing


class PublishedVectors(unittest.TestCase):
    def test_the_structure_is_that_of_rfc_9052(self):
        # RFC 9052 section 4.4: an array of context, protected header, external data, payload.
        expected = bytes.fromhex("84" "6a5369676e617475726531" "43a10126" "47696b642f312f78" "41a0")
        self.assertEqual(cose.structure(bytes.fromhex("a10126"), "ikd/1/x", b"\xa0"), expected)

    def test_a_message_for_one_format_is_refused_for_another(self):
        key = ec.generate_private_key(ec.SECP256R1())
        message = cose.sign1(key, "ikd/1/consent", {1: "ikd-terms-1"})
        self.assertEqual(cose.open1(key.public_key(), "ikd/1/consent", message), {1: "ikd-terms-1"})
        with self.assertRaises(ValueError):
            cose.open1(key.public_key(), "ikd/1/possession", message)

    def test_a_signature_is_64_bytes(self):
        self.assertEqual(len(signing.sign_raw(ec.generate_private_key(ec.SECP256R1()), b"")), 64)


if __name__ == "__main__":
    unittest.main()
