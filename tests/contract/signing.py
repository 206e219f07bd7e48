"""Signed requests, written from RFC 9421 (HTTP message signatures), RFC 9530 (Content-Digest) and docs/formats.md
section 9 alone, so that it agrees with the Rust code only if both follow them."""

import base64
import hashlib
import os
import time
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

# Covered whenever the request carries them, in this order, after the four that are always covered.
COVERED_IF_PRESENT = (
    "content-digest",
    "idempotency-key",
    "upload-offset",
    "upload-complete",
    "ikd-app",
    "content-type",
    "if-none-match",
)


def base64url(data: bytes) -> str:
    """Without padding, as the contract writes binary values."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def compressed(key: ec.EllipticCurvePublicKey) -> bytes:
    """The public key as 33 bytes (SEC1)."""
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint)


def thumbprint(key: ec.EllipticCurvePublicKey) -> bytes:
    """docs/formats.md section 1: all 32 bytes of SHA-256 over the compressed key."""
    return hashlib.sha256(compressed(key)).digest()


def sign_raw(key: ec.EllipticCurvePrivateKey, data: bytes) -> bytes:
    """ES256: r || s, 64 bytes."""
    r, s = decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def verify_raw(key: ec.EllipticCurvePublicKey, signature: bytes, data: bytes) -> bool:
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        key.verify(encode_dss_signature(r, s), data, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def content_digest(body: bytes, algorithm: str = "sha-256") -> str:
    """The Content-Digest field (RFC 9530)."""
    hashed = hashlib.new(algorithm.replace("-", ""), body).digest()
    return f"{algorithm}=:{base64.b64encode(hashed).decode()}:"


def signature_base(components: list[tuple[str, str]], parameters: str) -> bytes:
    """RFC 9421 section 2.5: one line per covered component, then the parameters."""
    lines = [f'"{name}": {value}' for name, value in components]
    lines.append(f'"@signature-params": {parameters}')
    return "\n".join(lines).encode()


def signature_params(components: list[tuple[str, str]], parameters: list[tuple[str, object]]) -> str:
    """The inner list with its parameters, as Signature-Input carries it (RFC 9421 section 2.3)."""
    covered = " ".join(f'"{name}"' for name, _ in components)
    rest = "".join(f";{name}={value if isinstance(value, int) else chr(34) + str(value) + chr(34)}" for name, value in parameters)
    return f"({covered}){rest}"


def sign_request(
    key: ec.EllipticCurvePrivateKey,
    method: str,
    url: str,
    headers: dict[str, str],
    body: bytes | None,
    created: int | None = None,
    nonce: bytes | None = None,
) -> dict[str, str]:
    """The header fields to add to a request so that it is signed by this device key.

    `url` is the address as it goes over the wire, with its escapes. `created` (seconds) and `nonce` (16 bytes) are
    now and random unless given.
    """
    created = int(time.time()) if created is None else created
    nonce = os.urandom(16) if nonce is None else nonce
    have = {name.lower(): value for name, value in headers.items()}
    added = {}
    if body:
        added["Content-Digest"] = have["content-digest"] = content_digest(body)
    address = urlsplit(url)
    components = [
        ("@method", method.upper()),
        ("@authority", authority(address)),
        ("@path", address.path or "/"),
        ("@query", f"?{address.query}"),
    ]
    components += [(name, have[name].strip()) for name in COVERED_IF_PRESENT if name in have]
    parameters = signature_params(
        components,
        [
            ("created", created),
            ("nonce", base64url(nonce)),
            ("keyid", base64url(thumbprint(key.public_key()))),
            ("alg", "ecdsa-p256-sha256"),
            ("tag", "ikd-v1"),
        ],
    )
    signature = base64.b64encode(sign_raw(key, signature_base(components, parameters))).decode()
    return {**added, "Signature-Input": f"ikd={parameters}", "Signature": f"ikd=:{signature}:"}


def authority(address) -> str:
    """RFC 9421 section 2.2.3: lower case, without the scheme's usual port."""
    usual = {"https": 443, "http": 80}.get(address.scheme)
    host = (address.hostname or "").lower()
    if ":" in host:
        host = f"[{host}]"
    return host if address.port in (None, usual) else f"{host}:{address.port}"
