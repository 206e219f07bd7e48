"""A phone from its registration to its account: the steps of the scenario, and phones in each state of a registration."""

import functools
import hashlib
import itertools

import cbor2

import control
import cose
import service
import signing
from operations import PHOTO, call, refused, upload_to
from service import Phone, request

BASIC = 1
LANGUAGE = "id"
# The terms that the people accept; the service keeps their signed hash.
TERMS_TEXT = "Contoh: saya setuju."
EMAILS = (f"warga{number}@contoh.id" for number in itertools.count(1))


@functools.cache
def terms() -> str:
    """Which terms the service asks for: in the policy of its trust bundle (docs/formats.md section 6)."""
    _, _, payload, _ = cbor2.loads(request(None, "GET", "/v1/trust").content)
    return cbor2.loads(payload)[6][6]


def registration_body(phone: Phone, person: dict, long: bool = False) -> dict:
    """What a phone sends to register; the consent is signed by its device key."""
    phone.nik, phone.email = person["nik"], next(EMAILS)
    form = {"nik": phone.nik, "email": phone.email, "phone": "+6281200000000"}
    if long:
        form |= {name: person[name] for name in ("name", "sex", "birth_place", "birth_date")}
    statement = {
        1: terms(),
        2: LANGUAGE,
        3: hashlib.sha256(TERMS_TEXT.encode()).digest(),
        4: service.now(),
        5: phone.public(),
    }
    return {
        "form": form,
        "device_key": signing.base64url(phone.public()),
        "consent": signing.base64url(cose.sign1(phone.key, "ikd/1/consent", statement)),
        "language": LANGUAGE,
    }


def to_photo(person: dict, long: bool = False) -> Phone:
    """A new registration, state "photo"."""
    phone = Phone()
    answer = call("POST /v1/registrations", phone, 201, body=registration_body(phone, person, long))
    phone.registration = answer.json()["id"]
    return phone


def upload(phone: Phone) -> None:
    """The photograph; state "pairing"."""
    upload_to("/v1/registrations/{id}/photo", phone, phone.registration)


def to_pairing(person: dict) -> Phone:
    phone = to_photo(person)
    upload(phone)
    return phone


def pair(phone: Phone) -> None:
    """The phone reads the counter's QR; state "decision"."""
    token = signing.base64url(control.pairing_token())
    call("POST /v1/registrations/{id}/pairing", phone, 200, id=phone.registration, body={"token": token})


def to_decision(person: dict) -> Phone:
    phone = to_pairing(person)
    pair(phone)
    return phone


def to_difference(person: dict, other: dict) -> Phone:
    """One person's NIK with what another enters: nothing that an officer approves without a written reason."""
    phone = to_photo(other | {"nik": person["nik"]}, long=True)
    upload(phone)
    pair(phone)
    return phone


def to_agreement(person: dict) -> Phone:
    """The long form with what the record says."""
    return to_difference(person, person)


def to_activation(person: dict) -> Phone:
    phone = to_decision(person)
    approve(phone, "code-sent")
    return phone


def approve(phone: Phone, expected: str) -> None:
    outcome = control.approve(phone.registration)
    if outcome != expected:
        raise AssertionError(f"the officer approved, and the outcome is {outcome} instead of {expected}")


def activation_body(phone: Phone) -> dict:
    """The code from the mailbox and a solved captcha."""
    captcha = call("POST /v1/registrations/{id}/captcha", phone, 201, id=phone.registration).json()["id"]
    solved = {"id": captcha, "answer": control.captcha_answer(captcha)}
    return {"code": control.activation_code(phone.email), "captcha": solved}


def to_active(person: dict) -> Phone:
    phone = to_activation(person)
    call(
        "POST /v1/registrations/{id}/activation", phone, 200, id=phone.registration, body=activation_body(phone)
    )
    return phone


def state_of(phone: Phone) -> str:
    return call("GET /v1/registrations/{id}", phone, 200, id=phone.registration).json()["state"]


def expect_state(phone: Phone, expected: str) -> None:
    found = state_of(phone)
    if found != expected:
        raise AssertionError(f"the registration is in state {found} instead of {expected}")


def registration_is_answered_once_for_one_idempotency_key(person: dict) -> None:
    phone = Phone()
    body, headers = registration_body(phone, person, long=True), {"Idempotency-Key": "a" * 32}
    first = call("POST /v1/registrations", phone, 201, body=body, headers=headers)
    again = call("POST /v1/registrations", phone, 201, body=body, headers=headers)
    if first.json() != again.json():
        raise AssertionError("a repeated registration was answered differently")
    other = body | {"language": "en"}
    refused("POST /v1/registrations", phone, 422, "idempotency-conflict", body=other, headers=headers)


def a_stranger_sees_no_registration(phone: Phone) -> None:
    refused("GET /v1/registrations/{id}", Phone(), 401, "signature-invalid", id=phone.registration)


def upload_resumes_where_it_stopped(person: dict) -> None:
    phone = to_photo(person)
    upload(phone)
    head = call("HEAD /v1/registrations/{id}/photo", phone, 204, id=phone.registration)
    if int(head.headers["Upload-Offset"]) != len(PHOTO):
        raise AssertionError("the photograph was uploaded and is not all there")
    expect_state(phone, "pairing")


def a_rejected_registration_is_amended(person: dict) -> None:
    phone = to_decision(person)
    control.reject(phone.registration, "face-mismatch")
    expect_state(phone, "rejected")
    call("POST /v1/registrations/{id}/amendment", phone, 200, id=phone.registration, body={"photo": True})
    expect_state(phone, "photo")


def a_code_is_sent_again_and_a_wrong_one_is_counted(person: dict) -> Phone:
    phone = to_activation(person)
    service.advance_clock(61)
    call("POST /v1/registrations/{id}/activation/resend", phone, 200, id=phone.registration)
    right = activation_body(phone)
    wrong = right | {"code": "000000" if right["code"] != "000000" else "000001"}
    refused("POST /v1/registrations/{id}/activation", phone, 422, "code-wrong", id=phone.registration, body=wrong)
    call("POST /v1/registrations/{id}/activation", phone, 200, id=phone.registration, body=activation_body(phone))
    expect_state(phone, "active")
    return phone


def an_account_reads_its_documents_and_gets_a_view(phone: Phone) -> str:
    """Gives the id of one document."""
    call("GET /v1/account", phone, 200)
    listing = call("GET /v1/documents", phone, 200)
    call("GET /v1/documents", phone, 304, headers={"If-None-Match": listing.headers["ETag"]})
    documents = listing.json()["documents"]
    for entry in documents:
        document = call("GET /v1/documents/{id}", phone, 200, id=entry["id"])
        if signing.base64url(hashlib.sha256(document.content).digest()) != entry["sha256"]:
            raise AssertionError("a document is not the one that the list names")
    call("POST /v1/views", phone, 200, body=views_body(phone))
    return documents[0]["id"]


def views_body(phone: Phone) -> dict:
    """A request for a basic view, with proof that the phone holds the view's key."""
    view_key = Phone()
    statement = {
        1: signing.thumbprint(phone.key.public_key()),
        2: BASIC,
        3: service.now(),
        4: view_key.public(),
    }
    return {"possessions": [signing.base64url(cose.sign1(view_key.key, "ikd/1/possession", statement))]}


def a_second_phone_waits_until_the_officer_releases_the_first(person: dict, first: Phone) -> None:
    second = to_decision(person)
    approve(second, "second-device")
    expect_state(second, "conflict")
    control.release_old_device(second.registration)
    refused("GET /v1/account", first, 403, "device-released")
    expect_state(second, "activation")


def a_registration_is_given_up(person: dict) -> None:
    phone = to_photo(person)
    call("DELETE /v1/registrations/{id}", phone, 204, id=phone.registration)


def a_phone_is_released_by_its_owner(person: dict) -> None:
    phone = to_active(person)
    call("DELETE /v1/devices/current", phone, 204)
    refused("GET /v1/account", phone, 403, "device-released")
