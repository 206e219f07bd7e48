"""Calls the running service as a phone does, and records its answers."""

import json
import os
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

import control
import signing

API = os.environ.get("IKD_API", "")
CERTIFICATE = os.environ.get("IKD_CERTIFICATE", "")
OPENAPI = Path(os.environ.get("IKD_OPENAPI", ""))
STATE = Path(os.environ.get("IKD_STATE", "."))

# Seconds. A debug build on a busy machine is slow; one that does not answer at all must end the run.
TIMEOUT = 60


# Seconds by which the service's clock is ahead of this machine's, after a test has changed it.
_ahead = 0


def now() -> int:
    """The service's time, with which a phone signs once it knows its offset."""
    return int(time.time()) + _ahead


def advance_clock(seconds: int) -> None:
    """Changes the clock of the service and of all phones here."""
    control.advance_clock(seconds)
    learn_clock()


def learn_clock() -> None:
    """Learns the offset from the service, as a phone does."""
    global _ahead
    _ahead = control.now() - int(time.time())


@dataclass
class Phone:
    """One phone: its device key and the registration it made."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    registration: str = ""
    nik: str = ""
    email: str = ""

    def saved(self) -> dict:
        pem = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return {"key": pem.decode(), "registration": self.registration, "nik": self.nik, "email": self.email}

    @staticmethod
    def loaded(saved: dict) -> "Phone":
        key = serialization.load_pem_private_key(saved["key"].encode(), None)
        return Phone(key, saved["registration"], saved["nik"], saved["email"])

    def public(self) -> bytes:
        return signing.compressed(self.key.public_key())


def request(phone: Phone | None, method: str, path: str, body=None, data: bytes | None = None, headers=None):
    """One request, signed if there is a phone. `body` is sent as JSON, `data` as it is.

    What changes something gets a fresh idempotency key unless one is given.
    """
    headers = dict(headers or {})
    if body is not None:
        data = json.dumps(body).encode()
        headers.setdefault("Content-Type", "application/json")
    if method in ("POST", "DELETE"):
        headers.setdefault("Idempotency-Key", str(uuid.uuid4()))
    url = API + path
    if phone is not None:
        headers |= signing.sign_request(phone.key, method, url, headers, data, created=now())
    return requests.request(method, url, headers=headers, data=data, verify=CERTIFICATE, timeout=TIMEOUT)


def note(operation: str, status: int, by: str) -> None:
    """Records that an operation ("GET /v1/trust") was answered with this status."""
    with (STATE / "reached.jsonl").open("a") as file:
        file.write(json.dumps({"operation": operation, "status": status, "by": by}) + "\n")
