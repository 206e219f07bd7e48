"""Calls every operation of the contract once, in the order of a phone, and compares each answer with the OpenAPI file.
The result is the data that schemathesis starts from: registrations in every state and an account with documents, with
their keys (`phones.json` in the folder of this run)."""

import base64
import functools
import hashlib
import itertools
import json
import secrets
import sys

import cbor2
import jsonschema_rs
import schemathesis
import yaml

import application
import control
import cose
import service
import signing
from service import Phone, request

# A drawing of 60 x 80 pixels: the service asks for a JPEG and a size, the officer for a face.
PHOTO = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5a"
    "YVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wAAR"
    "CABQADwDASIAAhEBAxEB/8QAGwABAQEAAwEBAAAAAAAAAAAAAAYFAQIEAwf/xAAzEAACAQIBBwsDBQAAAAAAAAAAAQIDEQQFBhITNUGy"
    "FiExUWFkc4Kho+IUccEVIjKRsf/EABgBAAMBAQAAAAAAAAAAAAAAAAACBAMB/8QAGxEBAAMBAQEBAAAAAAAAAAAAAAECEQMSMSH/2gAM"
    "AwEAAhEDEQA/ALEAGhAA6VKtKlbW1IQv0aUkrgHcHEWpRUotNNXTW85AAAAAAAPFlTGPCUFq7aybtG+7rZOSblJyk223dt7z3ZZm55Ql"
    "F2tCKiv6v+TwkfW22V8q5V98Hi6mEracOeL/AJR3SRUQnGpCM4O8ZK6fYSBQZEm54DRdrQm4r/fyPwtO+Sdq/mtAAFKcAABP5apOGOc+"
    "e1SKa5urmt6epnlNlDBrGUNG6jOLvF29PsTlahVoStVpyg7tK66ft1kfWkxbVfK8TXHQosjUnTwCcr3qScrNWtu/BlYHJ1XE1E5xlCla"
    "7k1a67CiilGKjFJJKyS3GnGk76kna8ZkOQAUJwwcpZx/QY+phfpNZq7fu1lr3SfRbtN4hM5dvYny8KHpETP6WWpyv7h73xHK/uHvfElw"
    "aeKubKo5X9w974jlf3D3viS4DxUbL9AyPlL9Uwkq+p1WjNwtpaW5O/Qus95g5n7Kq+O+GJvGNoyTQEJnLt7E+XhRdkJnLt7E+XhQ3P65"
    "ZlgA2KAAAscz9lVfHfDE3jBzP2VV8d8MTeMLfTx8f//Z"
)
BASIC = 1
LANGUAGE = "id"
# The terms that the people accept; the service keeps their signed hash.
TERMS_TEXT = "Contoh: saya setuju."
EMAILS = (f"warga{number}@contoh.id" for number in itertools.count(1))

CONTRACT = schemathesis.openapi.from_path(service.OPENAPI)
TEXT = yaml.safe_load(service.OPENAPI.read_text())


def call(operation: str, phone: Phone | None, expected: int, query: str = "", body=None, data=None, headers=None, **ids):
    """One request of the plan: the status is the expected one, and the answer is as the contract describes it."""
    method, template = operation.split(" ")
    if expected < 300 and body is not None:
        check_body(template, method, body)
    answer = request(phone, method, template.format(**ids) + query, body, data, headers)
    service.note(operation, answer.status_code, "scenario")
    if answer.status_code != expected:
        raise AssertionError(f"{operation}: {answer.status_code} instead of {expected}: {answer.text[:300]}")
    CONTRACT[template][method].validate_response(answer)
    return answer


def check_body(template: str, method: str, body) -> None:
    """A body that the service must accept is one that the contract allows."""
    content = TEXT["paths"][template][method.lower()]["requestBody"]["content"]
    schema = {**content["application/json"]["schema"], "components": TEXT["components"]}
    for error in jsonschema_rs.validator_for(schema).iter_errors(body):
        raise AssertionError(f"{method} {template}: the contract does not allow what a phone sends: {error.message}")


def refused(operation: str, phone: Phone | None, expected: int, code: str, **rest) -> dict:
    """A request that the service must refuse, with this problem code."""
    problem = call(operation, phone, expected, **rest).json()
    if problem["type"] != f"urn:ikd:problem:{code}":
        raise AssertionError(f"{operation}: {problem['type']} instead of {code}")
    return problem


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


def upload_to(photo: str, phone: Phone, named: str) -> None:
    """The photograph, in two parts."""
    announced = {
        "length": len(PHOTO),
        "sha256": signing.base64url(hashlib.sha256(PHOTO).digest()),
        "content_type": "image/jpeg",
    }
    call(f"POST {photo}", phone, 201, id=named, body=announced)
    for start, end in ((0, 400), (400, len(PHOTO))):
        headers = {
            "Upload-Offset": str(start),
            "Upload-Complete": "?1" if end == len(PHOTO) else "?0",
            "Content-Type": "application/partial-upload",
        }
        call(f"PATCH {photo}", phone, 204, id=named, data=PHOTO[start:end], headers=headers)


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


def trust_is_served_to_anybody() -> None:
    answer = call("GET /v1/trust", None, 200)
    call("GET /v1/trust", None, 304, headers={"If-None-Match": answer.headers["ETag"]})


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


APPLICATIONS = "/v1/applications"
FILE = f"{APPLICATIONS}/{{id}}/files/{{sha256}}"


@functools.cache
def trust_bundle() -> dict:
    _, _, payload, _ = cbor2.loads(request(None, "GET", "/v1/trust").content)
    return cbor2.loads(payload)


def sealing_key() -> bytes:
    return application.service_key(trust_bundle(), service.now())


@functools.cache
def form_hash(name: str) -> bytes:
    """SHA-256 of the payload of a form's newest version, as the list and the form itself say."""
    forms = call("GET /v1/forms", None, 200)
    call("GET /v1/forms", None, 304, headers={"If-None-Match": forms.headers["ETag"]})
    entry = next(form for form in forms.json()["forms"] if form["service"] == name)
    signed = call("GET /v1/forms/{service}/{version}", None, 200, service=name, version=entry["version"])
    _, _, payload, _ = cbor2.loads(signed.content)
    digest = hashlib.sha256(payload).digest()
    if signing.base64url(digest) != entry["sha256"]:
        raise AssertionError("the list of forms names another form than the one that is served")
    return digest


def applicant(phone: Phone) -> dict:
    """The fields about the person, from the family card: name, NIK, number of the card (docs/formats.md section 2)."""
    for entry in call("GET /v1/documents", phone, 200).json()["documents"]:
        if entry["type"] == "kartu-keluarga":
            document = call("GET /v1/documents/{id}", phone, 200, id=entry["id"])
            body = cbor2.loads(cbor2.loads(document.content)[2])[8]
            row = next(row for row in body[4] if row[1] == int(phone.nik))
            return {"pemohon_nama": row[2], "pemohon_nik": row[1], "pemohon_kk": body[1]}
    raise AssertionError("the account has no family card")


def blood_form(phone: Phone, blood: int) -> dict:
    """A filled form with one paper."""
    photo = application.seal(PHOTO, sealing_key(), application.ATTACHMENT)
    letter = {"surat_nomor": "1/LAB/2026", "surat_tanggal": 20260101, "surat_penerbit": "RS CONTOH"}
    return {
        "service": "golongan-darah",
        "hash": form_hash("golongan-darah"),
        "answers": applicant(phone) | letter | {"golongan_baru": blood},
        "files": [("surat-golongan-darah", photo)],
    }


def print_form(phone: Phone) -> dict:
    """A filled form without papers."""
    answers = applicant(phone) | {"alasan": 1}
    return {"service": "cetak-kk", "hash": form_hash("cetak-kk"), "answers": answers, "files": []}


def application_body(phone: Phone, named: str, revision: int, form: dict) -> dict:
    sealed = application.submission(
        phone.key, sealing_key(), signing.from_base64url(named), revision, form, service.now()
    )
    return {"revision": revision, "sealed": signing.base64url(sealed), "files": application.named_files(form["files"])}


def send_file(phone: Phone, named: str, sealed: bytes) -> str:
    """Announces a file, sends it in two parts, and gives its digest."""
    digest = signing.base64url(hashlib.sha256(sealed).digest())
    ids = {"id": named, "sha256": digest}
    call(f"POST {FILE}", phone, 201, body={"length": len(sealed)}, **ids)
    for start, end in ((0, 400), (400, len(sealed))):
        headers = {
            "Upload-Offset": str(start),
            "Upload-Complete": "?1" if end == len(sealed) else "?0",
            "Content-Type": "application/partial-upload",
        }
        call(f"PATCH {FILE}", phone, 204, data=sealed[start:end], headers=headers, **ids)
    known = call(f"POST {FILE}", phone, 200, body={"length": len(sealed)}, **ids).json()
    head = call(f"HEAD {FILE}", phone, 204, **ids)
    if known["offset"] != len(sealed) or head.headers["Upload-Complete"] != "?1":
        raise AssertionError("a file was sent and is not all there")
    return digest


def application_state(phone: Phone, named: str) -> dict:
    return call(f"GET {APPLICATIONS}/{{id}}", phone, 200, id=named).json()


def expect_application(phone: Phone, named: str, state: str) -> dict:
    status = application_state(phone, named)
    if status["state"] != state:
        raise AssertionError(f"the application is in state {status['state']} instead of {state}")
    return status


PUT = f"PUT {APPLICATIONS}/{{id}}"


def an_application_is_sent_once(phone: Phone) -> tuple[str, str, dict]:
    """A submission waits for its file, is taken once, and a repeat gets the same receipt. Gives its id, the digest of
    the file and the body of the request."""
    named, form = signing.base64url(secrets.token_bytes(16)), blood_form(phone, 12)
    body = application_body(phone, named, 1, form)
    missing = refused(PUT, phone, 409, "files-missing", id=named, body=body)["missing"]
    digest = send_file(phone, named, form["files"][0][1])
    if missing != [digest]:
        raise AssertionError("another file is missing than the one that was not sent")
    first = call(PUT, phone, 201, id=named, body=body).json()
    again = call(PUT, phone, 200, id=named, body=body).json()
    if first != again:
        raise AssertionError("a repeated application was answered differently")
    other = application_body(phone, named, 1, form)
    refused(PUT, phone, 409, "revision-conflict", id=named, body=other)
    status = call(f"GET {APPLICATIONS}/{{id}}", phone, 200, id=named)
    call(f"GET {APPLICATIONS}/{{id}}", phone, 304, id=named, headers={"If-None-Match": status.headers["ETag"]})
    return named, digest, body


def an_application_is_refused_for_what_is_wrong(phone: Phone) -> None:
    named, form = signing.base64url(secrets.token_bytes(16)), print_form(phone)
    wrong = form | {"answers": form["answers"] | {"alasan": 9}}
    problem = refused(PUT, phone, 422, "application-invalid", id=named, body=application_body(phone, named, 1, wrong))
    if problem["problems"][0]["field"] != "alasan":
        raise AssertionError("another field is wrong than the one that has no such option")
    stranger = application_body(Phone(), named, 1, form)
    refused(PUT, phone, 422, "submission-invalid", id=named, body=stranger)
    unknown = application_body(phone, named, 1, form | {"hash": b"?" * 32})
    refused(PUT, phone, 409, "definition-outdated", id=named, body=unknown)
    other = application.submission(
        phone.key, b"\x09" * 32, signing.from_base64url(named), 1, form, service.now()
    )
    sealed = {"revision": 1, "sealed": signing.base64url(other), "files": []}
    refused(PUT, phone, 409, "service-key-retired", id=named, body=sealed)
    split = form | {"service": "pisah-kk", "hash": form_hash("pisah-kk")}
    refused(PUT, phone, 422, "application-invalid", id=named, body=application_body(phone, named, 1, split))


def an_application_is_corrected_and_issued(phone: Phone, named: str, form: dict) -> None:
    """One that was received: corrected, asked to come, approved, signed, issued."""
    control.review(named)
    control.correct(named, [{"field": "surat_nomor", "code": "incomplete", "note": "Nomor lengkap"}], 5)
    status = expect_application(phone, named, "correct")
    if status["correction"]["items"][0]["field"] != "surat_nomor":
        raise AssertionError("the mark of the officer did not arrive")
    corrected = form | {"answers": form["answers"] | {"surat_nomor": "1/LAB/CONTOH/2026"}}
    call(PUT, phone, 200, id=named, body=application_body(phone, named, 2, corrected))
    control.review(named)
    control.visit(named, "Loket 3", 5, "KTP asli")
    expect_application(phone, named, "visit_needed")
    for step in ("approve", "sign", "issue"):
        control.step(named, step)
    if not expect_application(phone, named, "issued")["documents"]:
        raise AssertionError("the record changed, and no document did")
    refused(f"POST {APPLICATIONS}/{{id}}/withdrawal", phone, 409, "state-conflict", id=named)


def applications_go_through_every_state(phone: Phone) -> None:
    named, _, _ = an_application_is_sent_once(phone)
    second = signing.base64url(secrets.token_bytes(16))
    form = blood_form(phone, 11)
    send_file(phone, second, form["files"][0][1])
    body = application_body(phone, second, 1, form)
    duplicate = refused(PUT, phone, 409, "duplicate-application", id=second, body=body)
    if duplicate["id"] != named:
        raise AssertionError("another application is open than the one that was sent")
    call(f"POST {APPLICATIONS}/{{id}}/withdrawal", phone, 200, id=named)
    expect_application(phone, named, "withdrawn")
    call(PUT, phone, 201, id=second, body=body)
    an_application_is_corrected_and_issued(phone, second, form)
    an_application_is_refused_for_what_is_wrong(phone)
    third = a_printed_card_is_asked_for(phone)
    control.review(third)
    control.refuse(third, "not-eligible", "Datang ke kantor")
    if expect_application(phone, third, "refused")["refusal"]["code"] != "not-eligible":
        raise AssertionError("the reason of the officer did not arrive")
    call(f"GET {APPLICATIONS}", phone, 200)


def a_printed_card_is_asked_for(phone: Phone) -> str:
    named = signing.base64url(secrets.token_bytes(16))
    call(PUT, phone, 201, id=named, body=application_body(phone, named, 1, print_form(phone)))
    return named


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


def main() -> int:
    (service.STATE / "reached.jsonl").unlink(missing_ok=True)
    control.lift_limits()
    # One keeps its account, one may be released by schemathesis, the third is released here.
    keeper, leaver, guest, *_ = control.adults()
    trust_is_served_to_anybody()
    registration_is_answered_once_for_one_idempotency_key(guest)
    upload_resumes_where_it_stopped(guest)
    a_rejected_registration_is_amended(guest)
    first = a_code_is_sent_again_and_a_wrong_one_is_counted(guest)
    an_account_reads_its_documents_and_gets_a_view(first)
    a_face_is_shown_once_more(first)
    applications_go_through_every_state(first)
    a_stranger_sees_no_registration(first)
    a_second_phone_waits_until_the_officer_releases_the_first(guest, first)
    a_registration_is_given_up(guest)
    a_phone_is_released_by_its_owner(guest)

    active, rejected, conflict = to_active(keeper), to_decision(guest), to_decision(keeper)
    control.reject(rejected.registration, "other", "Contoh alasan lain")
    approve(conflict, "second-device")
    phones = {
        "photo": [to_photo(guest) for _ in range(3)],
        "pairing": [to_pairing(guest) for _ in range(3)],
        # The short form, the long form, and the long form of another person: the counter's pages differ.
        "decision": [to_decision(guest), to_agreement(guest), to_difference(guest, keeper)],
        "activation": [to_activation(guest)],
        "rejected": [rejected],
        "conflict": [conflict],
        "active": [active],
        "leaver": [to_active(leaver)],
        # Each successful DELETE uses up one.
        "spare": [to_photo(guest) for _ in range(3)],
    }
    document = an_account_reads_its_documents_and_gets_a_view(active)
    face_check = an_answered_face_check(active, b"w" * 16)
    # For the fuzzing, and for the pages of the counter: one that nobody has looked at, and one in review.
    applied, digest, body = an_application_is_sent_once(active)
    withdrawn = a_printed_card_is_asked_for(active)
    call(f"POST {APPLICATIONS}/{{id}}/withdrawal", active, 200, id=withdrawn)
    reviewed = a_printed_card_is_asked_for(active)
    control.review(reviewed)
    saved = {state: [phone.saved() for phone in group] for state, group in phones.items()}
    left = {"phones": saved, "document": document, "face_check": face_check, "application": applied, "file": digest}
    left |= {"application_body": body, "withdrawn": withdrawn}
    (service.STATE / "phones.json").write_text(json.dumps(left))
    print(f"scenario: every step was answered as planned, {sum(map(len, phones.values()))} phones are ready")
    return 0


if __name__ == "__main__":
    sys.exit(main())
