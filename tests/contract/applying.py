"""Applications: the steps of the scenario. What a phone sends for them is in `application.py`."""

import functools
import hashlib
import secrets

import cbor2

import application
import control
import service
import signing
from operations import PHOTO, call, refused
from service import Phone, request

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
