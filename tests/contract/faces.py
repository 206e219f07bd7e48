"""Face checks: the steps of the scenario."""

import hashlib

import control
import cose
import service
import signing
from operations import PHOTO, call, refused, upload_to
from service import Phone

FACE_CHECKS = "/v1/face-checks"
PURPOSES = {"application": 1, "recovery": 2}


def ask_for_a_face(phone: Phone, purpose: str, reference: bytes) -> dict:
    """An open face check."""
    body = {"purpose": purpose, "reference": signing.base64url(reference)}
    check = call(f"POST {FACE_CHECKS}", phone, 201, body=body).json()
    if check["state"] != "open":
        raise AssertionError(f"the face check is in state {check['state']} instead of open")
    return check


def face_answer(phone: Phone, check: dict, **other) -> dict:
    """The answer to a check with the photograph (docs/formats.md section 14); `other` changes what is signed."""
    said = {
        "id": signing.from_base64url(check["id"]),
        "nonce": signing.from_base64url(check["nonce"]),
        "purpose": check["purpose"],
        "reference": signing.from_base64url(check["reference"]),
        "photo": hashlib.sha256(PHOTO).digest(),
        "at": service.now(),
    } | other
    statement = {
        1: said["id"],
        2: said["nonce"],
        3: PURPOSES[said["purpose"]],
        4: said["reference"],
        5: said["photo"],
        6: said["at"],
    }
    return {"answer": signing.base64url(cose.sign1(phone.key, "ikd/1/face-answer", statement))}


def face_state(phone: Phone, check: dict) -> dict:
    return call(f"GET {FACE_CHECKS}/{{id}}", phone, 200, id=check["id"]).json()


def a_face_is_shown_once_more(phone: Phone) -> None:
    """Answers that do not fit are refused; one portrait is refused by the officer, and the next one accepted."""
    reference = b"r" * 16
    earlier = ask_for_a_face(phone, "application", reference)
    check = ask_for_a_face(phone, "application", reference)
    answer, named = f"POST {FACE_CHECKS}/{{id}}/answer", check["id"]
    early = refused(answer, phone, 409, "state-conflict", id=named, body=face_answer(phone, check))
    if early["state"] != "open":
        raise AssertionError("an answer without its portrait was not told so")
    upload_to(f"{FACE_CHECKS}/{{id}}/photo", phone, named)
    for other in (
        {"nonce": signing.from_base64url(earlier["nonce"])},
        {"purpose": "recovery"},
        {"reference": b"s" * 16},
        {"photo": hashlib.sha256(b"another photograph").digest()},
        {"at": service.now() - 301},
    ):
        wrong = face_answer(phone, check, **other)
        refused(answer, phone, 422, "face-answer-invalid", id=named, body=wrong)
    call(answer, phone, 200, id=named, body=face_answer(phone, check))
    refused(answer, phone, 409, "state-conflict", id=named, body=face_answer(phone, check))
    if control.face_checks() != [named]:
        raise AssertionError("the answered face check does not wait at the counter")
    control.decide_face(named, "retake", ["blurry"])
    if face_state(phone, check)["refusal"]["guidance"] != ["blurry"]:
        raise AssertionError("the guidance of the officer did not arrive")
    second = ask_for_a_face(phone, "application", reference)
    upload_to(f"{FACE_CHECKS}/{{id}}/photo", phone, second["id"])
    call(answer, phone, 200, id=second["id"], body=face_answer(phone, second))
    control.decide_face(second["id"], "accept")
    if face_state(phone, second)["state"] != "accepted":
        raise AssertionError("the officer accepted, and the phone is not told so")
    again = {"purpose": "application", "reference": signing.base64url(reference)}
    call(f"POST {FACE_CHECKS}", phone, 200, body=again)


def an_answered_face_check(phone: Phone, reference: bytes) -> str:
    """Gives the id of one that waits for the officer."""
    check = ask_for_a_face(phone, "recovery", reference)
    upload_to(f"{FACE_CHECKS}/{{id}}/photo", phone, check["id"])
    call(f"POST {FACE_CHECKS}/{{id}}/answer", phone, 200, id=check["id"], body=face_answer(phone, check))
    return check["id"]
