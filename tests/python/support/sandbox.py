"""The running service: where it is, and its control interface, which plays officer, mailbox and captcha.

`cargo xtask test` starts it and says where it is by environment variables.
"""

import base64
import json
import os
import urllib.request
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

# Seconds. A debug build on a busy machine is slow; one that does not answer at all must end the run.
TIMEOUT = 60


def variable(name: str) -> str:
    """An environment variable that the suite sets."""
    value = os.environ.get(name)
    if value is None:
        raise RuntimeError(f"{name} is not set: run `cargo xtask test --only python`")
    return value


@dataclass(frozen=True)
class Person:
    """A person in the population record, with the entries of the short form."""

    nik: str
    name: str

    @property
    def email(self) -> str:
        """The mail address of this person only."""
        return f"warga{self.nik[-6:]}@contoh.id"


def ask(method: str, path: str, body: Any = None) -> dict[str, Any]:
    """One request to the control interface."""
    request = urllib.request.Request(
        f"{variable('IKD_PAGES')}/control{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {variable('IKD_CONTROL')}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
        found: dict[str, Any] = json.load(answer)
        return found


def service() -> str:
    """Address of the service."""
    return variable("IKD_API")


def service_roots() -> str:
    """The root certificate of the service, PEM."""
    return Path(variable("IKD_CERTIFICATE")).read_text()


def folder() -> Path:
    """Where this run may leave files."""
    return Path(variable("IKD_STATE"))


@cache
def _keys() -> dict[str, Any]:
    return ask("GET", "/keys")


def trust_root() -> bytes:
    """Signs trust bundles: P-256, compressed SEC1."""
    return _bytes(_keys()["ikd:trust_root"])


def trust_bundle() -> bytes:
    """The trust bundle in force."""
    return _bytes(_keys()["ikd:trust_bundle"])


def reader_keys() -> list[bytes]:
    """Private keys of the demo readers, X25519."""
    return [_bytes(key["d"]) for key in _keys()["keys"] if "d" in key]


@cache
def adults() -> list[Person]:
    """People who may register, without duplicates."""
    people = ask("GET", "/people")
    adults = [people["adult"], *people["married_couple"], people["long_name_60"]]
    return list({person["nik"]: Person(person["nik"], person["name"]) for person in adults}.values())


def foundling() -> Person:
    """A person who may register and whose birth certificate names no parent."""
    person = ask("GET", "/people")["without_parents"]
    return Person(person["nik"], person["name"])


def lift_limits() -> None:
    """Lets one address register as often as the tests need."""
    ask("POST", "/limits/off")


def pairing_offer() -> str:
    """Text of the counter's QR."""
    text: str = ask("POST", "/pairing-offer")["qr_text"]
    return text


def approve(digits: str) -> None:
    """The officer gets the digits of the phone, has compared face and data, and approves."""
    statement = {"digits": digits, "face_matches": True, "data_compared": True}
    ask("POST", f"/registrations/{digits}/approve", statement)


def new_id() -> str:
    """A fresh id, as the phone gives one to an application."""
    return base64.urlsafe_b64encode(os.urandom(16)).decode().rstrip("=")


def waiting_face_check() -> str:
    """The only face check that waits for the officer."""
    (waiting,) = ask("GET", "/face-checks")["face_checks"]
    check: str = waiting["id"]
    return check


def decide_face(check: str, verdict: str, guidance: list[str] | None = None) -> None:
    """The officer has compared the pictures: "accept", "retake" with what should be better, or "see-officer"."""
    ask("POST", f"/face-checks/{check}", {"verdict": verdict, "guidance": guidance or []})


def carry_out(application: str) -> None:
    """The officer reads an application, approves it, has it signed and issues its documents."""
    for step in ("review", "approve", "sign", "issue"):
        ask("POST", f"/applications/{application}/{step}")


def mark_field(application: str, field: str) -> None:
    """The officer reads an application and marks a field for correction."""
    ask("POST", f"/applications/{application}/review")
    items = [{"field": field, "code": "incomplete"}]
    ask("POST", f"/applications/{application}/correction", {"items": items})


def activation_code(email: str) -> str:
    """The code in the newest mail to this address."""
    code: str = ask("POST", "/activation-code", {"email": email})["code"]
    return code


def captcha_answer(captcha: str) -> str:
    """The answer to the captcha."""
    answer: str = ask("GET", f"/captcha/{captcha}")["answer"]
    return answer


def delay_answers(path: str, milliseconds: int) -> None:
    """Delays answers under this path, until `clear_faults`."""
    ask("PUT", "/faults", [{"path": path, "times": 100, "kind": {"delay": {"ms": milliseconds}}}])


def clear_faults() -> None:
    """Ends all delays."""
    ask("PUT", "/faults", [])


def _bytes(base64url: str) -> bytes:
    return base64.urlsafe_b64decode(base64url + "=" * (-len(base64url) % 4))
