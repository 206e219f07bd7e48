"""Hooks that let schemathesis reach the operations: requests are signed, and generated ids are replaced by those of
registrations that the scenario left in a state in which the operation has an effect.

Only parts of a request that are valid by the contract are replaced; parts that are wrong on purpose stay wrong.
"""

import json
import random
import uuid

import cbor2
import requests
import schemathesis
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode

import applying
import control
import faces
import registrations
import service
import signing
from service import Phone

LEFT = json.loads((service.STATE / "phones.json").read_text())
PHONES = {state: [Phone.loaded(saved) for saved in group] for state, group in LEFT["phones"].items()}
BY_REGISTRATION = {phone.registration: phone for group in PHONES.values() for phone in group}
ACTIVE = PHONES["active"][0]
# Releases its account as soon as schemathesis requests it.
LEAVER = PHONES["leaver"][0]

REGISTRATION = "/v1/registrations/{id}"
# The states in which an operation has an effect; other states are reached through operations that use any phone.
STATES = {
    f"GET {REGISTRATION}": list(PHONES),
    f"DELETE {REGISTRATION}": ["spare"],
    f"POST {REGISTRATION}/photo": ["photo"],
    f"HEAD {REGISTRATION}/photo": ["photo", "pairing"],
    f"PATCH {REGISTRATION}/photo": ["photo"],
    f"POST {REGISTRATION}/pairing": ["pairing"],
    f"POST {REGISTRATION}/captcha": ["activation"],
    f"POST {REGISTRATION}/activation": ["activation"],
    f"POST {REGISTRATION}/activation/resend": ["activation"],
    f"POST {REGISTRATION}/amendment": ["rejected"],
}

FACE_CHECK = "/v1/face-checks/{id}"
# The face check that was asked for last, by the phone with an account: earlier ones are void.
OPEN_FACE_CHECK: dict[str, str] = {}

APPLICATION = "/v1/applications/{id}"

# A fixed seed: each run sends the same requests.
CHOICE = random.Random(1)


class DeviceKey(requests.auth.AuthBase):
    """Signs a request as it goes over the wire with the key of the phone that it is about."""

    def __call__(self, prepared):
        headers = {name: text(value) for name, value in prepared.headers.items()}
        body = prepared.body.encode() if isinstance(prepared.body, str) else prepared.body
        phone = phone_of(prepared.method, prepared.path_url, body)
        prepared.headers.update(signing.sign_request(phone.key, prepared.method, prepared.url, headers, body, service.now()))
        return prepared


def text(value) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def phone_of(method: str, path: str, body) -> Phone:
    """The phone whose registration stands in the path or whose key in the body; else one with an account."""
    parts = path.split("?")[0].split("/")
    if method == "DELETE" and parts[2:3] == ["devices"]:
        return LEAVER
    if len(parts) > 3 and parts[2] == "registrations":
        return BY_REGISTRATION.get(parts[3], ACTIVE)
    if path == "/v1/registrations":
        try:
            return NEW.get(json.loads(body)["device_key"], ACTIVE)
        except (KeyError, TypeError, ValueError):
            return ACTIVE
    return ACTIVE


# Phones that registered during the fuzzing, by their device key in the form of the contract.
NEW: dict[str, Phone] = {}

service.learn_clock()
schemathesis.auth.set_from_requests(DeviceKey())


def is_valid(case, location: ParameterLocation) -> bool:
    """Whether this part of the request was made to be valid."""
    component = case.meta.components.get(location) if case.meta else None
    return component is not None and component.mode.is_positive


@schemathesis.serializer("application/partial-upload")
def part_of_a_photograph(ctx, value):
    return value if isinstance(value, bytes) else str(value).encode()


@schemathesis.deserializer("application/cose")
def cose_item(ctx, response):
    # The content is checked where it is used; here: that it is one signed item (docs/formats.md section 1).
    protected, unprotected, payload, signature = cbor2.loads(response.content)
    if unprotected != {} or len(signature) != 64 or not isinstance(payload, bytes):
        raise ValueError("not a COSE_Sign1 of this profile")
    return payload.hex()


@schemathesis.hook
def before_call(ctx, case, kwargs):
    label = case.operation.label
    named = (case.path_parameters or {}).get("id")
    # An id that exists was learnt from an answer: it stays.
    if named and named not in BY_REGISTRATION and is_valid(case, ParameterLocation.PATH):
        if label in STATES:
            case.path_parameters["id"] = CHOICE.choice(PHONES[CHOICE.choice(STATES[label])]).registration
        elif label == "GET /v1/documents/{id}":
            case.path_parameters["id"] = LEFT["document"]
        elif label == f"GET {FACE_CHECK}":
            case.path_parameters["id"] = LEFT["face_check"]
        elif FACE_CHECK in label and OPEN_FACE_CHECK:
            case.path_parameters["id"] = OPEN_FACE_CHECK["id"]
        elif label == f"GET {APPLICATION}" or label in (f"HEAD {applying.FILE}", f"PATCH {applying.FILE}"):
            case.path_parameters["id"] = LEFT["application"]
            if "sha256" in case.path_parameters:
                case.path_parameters["sha256"] = LEFT["file"]
        elif label == f"POST {APPLICATION}/withdrawal":
            # That one is withdrawn already, so that the others go on in the state in which they are.
            case.path_parameters["id"] = LEFT["withdrawn"]
    if label == "GET /v1/forms/{service}/{version}" and is_valid(case, ParameterLocation.PATH):
        case.path_parameters.update(service="kelahiran", version=1)
    if is_valid(case, ParameterLocation.HEADER) and "Idempotency-Key" in (case.headers or {}):
        # A generated key is often repeated, and then the first answer is replayed.
        case.headers["Idempotency-Key"] = str(uuid.uuid4())
    if is_valid(case, ParameterLocation.HEADER) and "Ikd-App" in (case.headers or {}) and CHOICE.random() < 0.9:
        # A generated version is nearly always too old, and then nothing else is checked.
        case.headers["Ikd-App"] = "0.1.0"
    if is_valid(case, ParameterLocation.BODY) and CHOICE.random() < 0.5:
        # Half of the valid bodies get signatures that verify, which no generator can guess.
        if label == "POST /v1/registrations":
            phone = Phone()
            made = registrations.registration_body(phone, {"nik": ACTIVE.nik})
            NEW[made["device_key"]] = phone
            case.body = {**case.body, **made}
        elif label == "POST /v1/views":
            case.body = registrations.views_body(ACTIVE)
        elif label == f"POST {REGISTRATION}/pairing":
            case.body = {"token": signing.base64url(control.pairing_token())}
        elif label == f"POST {FACE_CHECK}/answer" and OPEN_FACE_CHECK:
            case.body = faces.face_answer(ACTIVE, OPEN_FACE_CHECK)
        elif label == f"PUT {APPLICATION}" and is_valid(case, ParameterLocation.PATH):
            case.path_parameters["id"], case.body = LEFT["application"], LEFT["application_body"]
    if "x-schemathesis-unknown-property" in (case.headers or {}):
        # Any request may carry unknown headers, so this request is valid.
        case.meta.generation.mode = GenerationMode.POSITIVE
    # The replacement is as valid as the original, so the request is not classified again.
    case._sync_validated_hashes()


@schemathesis.hook
def after_call(ctx, case, response):
    service.note(case.operation.label, response.status_code, "fuzz")
    if case.operation.label == "POST /v1/registrations" and response.status_code == 201:
        phone = NEW.get(case.body["device_key"], ACTIVE)
        BY_REGISTRATION[response.json()["id"]] = phone
    if case.operation.label == "POST /v1/face-checks" and response.status_code == 201:
        OPEN_FACE_CHECK.clear()
        OPEN_FACE_CHECK.update(response.json())
