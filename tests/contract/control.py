"""The sandbox's control interface, which plays officer, mailbox and captcha for tests. It needs a token that only this
run knows."""

import os

import base45
import cbor2
import requests

PAGES = os.environ.get("IKD_PAGES", "")
TOKEN = os.environ.get("IKD_CONTROL", "")
TIMEOUT = 60
OFFER = "IKDP1:"


def ask(method: str, path: str, body=None) -> dict:
    answer = requests.request(
        method, f"{PAGES}/control{path}", json=body, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=TIMEOUT
    )
    if answer.status_code != 200:
        raise AssertionError(f"control: {method} {path}: {answer.status_code}: {answer.text[:300]}")
    return answer.json()


def lift_limits() -> None:
    """Lifts the limits: thousands of calls come from one address."""
    ask("POST", "/limits/off")


def adults() -> list[dict]:
    """People who may register, without duplicates: `nik`, `name`, `sex`, `birth_place`, `birth_date`."""
    people = ask("GET", "/people")
    adults = [people["adult"], *people["married_couple"], people["long_name_60"]]
    return list({person["nik"]: person for person in adults}.values())


def now() -> int:
    """The service's clock, seconds."""
    return ask("GET", "/clock")["now"]


def advance_clock(seconds: int) -> None:
    ask("POST", "/clock", {"seconds": seconds})


def pairing_token() -> bytes:
    """What the phone reads from the counter's QR (docs/formats.md section 7)."""
    offer = ask("POST", "/pairing-offer")["qr_text"]
    if not offer.startswith(OFFER):
        raise AssertionError("the counter's QR is of another kind")
    _, _, payload, _ = cbor2.loads(base45.b45decode(offer.removeprefix(OFFER)))
    return cbor2.loads(payload)[1]


def approve(registration: str) -> str:
    """The officer gets the digits of the phone, and has compared face and data. Returns the outcome: "code-sent",
    "second-device", "refused"."""
    digits = ask("GET", f"/registrations/{registration}")["digits"]
    statement = {"digits": digits, "face_matches": True, "data_compared": True}
    return ask("POST", f"/registrations/{registration}/approve", statement)["outcome"]


def reject(registration: str, reason: str, note: str | None = None) -> None:
    ask("POST", f"/registrations/{registration}/reject", {"reason": reason, "note": note})


def release_old_device(registration: str) -> None:
    ask("POST", f"/registrations/{registration}/release-old-device")


def face_checks() -> list[str]:
    """The ids of the face checks that wait for the officer."""
    return [check["id"] for check in ask("GET", "/face-checks")["face_checks"]]


def decide_face(check: str, verdict: str, guidance: list[str] | None = None) -> None:
    """One of "accept", "retake" with what should be better, or "see-officer"."""
    ask("POST", f"/face-checks/{check}", {"verdict": verdict, "guidance": guidance or []})


def step(application: str, name: str) -> str:
    """One of "review", "approve", "sign", "issue". Returns the state afterwards."""
    return ask("POST", f"/applications/{application}/{name}")["state"]


def review(application: str) -> None:
    if step(application, "review") != "in_review":
        raise AssertionError("the officer cannot review the application")


def correct(application: str, items: list[dict], days: int) -> None:
    ask("POST", f"/applications/{application}/correction", {"items": items, "days": days})


def visit(application: str, place: str, days: int, bring: str) -> None:
    ask("POST", f"/applications/{application}/visit", {"place": place, "days": days, "bring": bring})


def refuse(application: str, code: str, note: str | None = None) -> None:
    ask("POST", f"/applications/{application}/refusal", {"code": code, "note": note})


def activation_code(email: str) -> str:
    """The code in the newest mail to this address."""
    return ask("POST", "/activation-code", {"email": email})["code"]


def captcha_answer(captcha: str) -> str:
    return ask("GET", f"/captcha/{captcha}")["answer"]
