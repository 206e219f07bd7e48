"""The signing code against published vectors and against itself."""

import base64
import re
import unittest

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

import signing

# RFC 9421 appendix B.1.3, test-key-ecc-p256.
RFC_KEY = b"""-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lf
w0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==
-----END PUBLIC KEY-----
"""
# Appendix B.2: the body of test-response, and its digest.
RFC_BODY = b'{"message": "good dog"}'
RFC_DIGEST = "sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:"
# Appendix B.2.4: that response signed with ecdsa-p256-sha256.
RFC_COMPONENTS = [
    ("@status", "200"),
    ("content-type", "application/json"),
    ("content-digest", RFC_DIGEST),
    ("content-length", "23"),
]
RFC_PARAMETERS = [("created", 1618884473), ("keyid", "test-key-ecc-p256")]
RFC_SIGNATURE = "wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw=="


class PublishedVectors(unittest.TestCase):
    def test_the_signature_of_rfc_9421_b_2_4_verifies(self):
        key = serialization.load_pem_public_key(RFC_KEY)
        base = signing.signature_base(RFC_COMPONENTS, signing.signature_params(RFC_COMPONENTS, RFC_PARAMETERS))
        self.assertTrue(signing.verify_raw(key, base64.b64decode(RFC_SIGNATURE), base))

    def test_the_signature_of_rfc_9421_b_2_4_fails_for_any_other_component(self):
        key = serialization.load_pem_public_key(RFC_KEY)
        changed = [("@status", "201"), *RFC_COMPONENTS[1:]]
        base = signing.signature_base(changed, signing.signature_params(changed, RFC_PARAMETERS))
        self.assertFalse(signing.verify_raw(key, base64.b64decode(RFC_SIGNATURE), base))

    def test_the_content_digest_of_rfc_9421_b_2_is_the_same(self):
        self.assertEqual(signing.content_digest(RFC_BODY, "sha-512"), RFC_DIGEST)


class SignedRequests(unittest.TestCase):
    def setUp(self):
        self.key = ec.generate_private_key(ec.SECP256R1())

    def signed(self, method="POST", url="https://localhost:4001/v1/x?b=1&a=", headers=None, body=b"{}"):
        return signing.sign_request(self.key, method, url, headers or {}, body, created=1700000000, nonce=bytes(16))

    def test_components_are_in_the_order_of_the_contract(self):
        headers = {
            "If-None-Match": '"a"',
            "Content-Type": "application/json",
            "Ikd-App": "0.1.0",
            "Upload-Complete": "?0",
            "Upload-Offset": "0",
            "Idempotency-Key": "k" * 16,
            "Accept": "*/*",
        }
        fields = self.signed(headers=headers)
        keyid = signing.base64url(signing.thumbprint(self.key.public_key()))
        self.assertEqual(
            fields["Signature-Input"],
            'ikd=("@method" "@authority" "@path" "@query" "content-digest" "idempotency-key" "upload-offset"'
            ' "upload-complete" "ikd-app" "content-type" "if-none-match")'
            f';created=1700000000;nonce="AAAAAAAAAAAAAAAAAAAAAA";keyid="{keyid}";alg="ecdsa-p256-sha256";tag="ikd-v1"',
        )

    def test_a_request_verifies_over_the_base_that_the_rfc_describes(self):
        fields = self.signed()
        parameters = fields["Signature-Input"].removeprefix("ikd=")
        base = (
            '"@method": POST\n"@authority": localhost:4001\n"@path": /v1/x\n"@query": ?b=1&a=\n'
            f'"content-digest": {signing.content_digest(b"{}")}\n"@signature-params": {parameters}'
        )
        signature = base64.b64decode(re.fullmatch("ikd=:(.+):", fields["Signature"])[1])
        self.assertTrue(signing.verify_raw(self.key.public_key(), signature, base.encode()))

    def test_a_request_without_body_has_no_digest(self):
        fields = self.signed(method="GET", body=None)
        self.assertNotIn("Content-Digest", fields)
        self.assertNotIn("content-digest", fields["Signature-Input"])

    def test_an_empty_query_is_a_question_mark_and_the_usual_port_is_left_out(self):
        self.assertEqual(signing.authority(signing.urlsplit("https://LocalHost:443/")), "localhost")
        self.assertEqual(signing.authority(signing.urlsplit("https://[::1]:4001/")), "[::1]:4001")

    def test_each_request_has_its_own_nonce(self):
        nonces = {
            re.search('nonce="(.+?)"', signing.sign_request(self.key, "GET", "https://a/", {}, None)["Signature-Input"])[1]
            for _ in range(20)
        }
        self.assertEqual(len(nonces), 20)


if __name__ == "__main__":
    unittest.main()
