"""Operations of the contract as the scenario calls them: each answer is compared with the OpenAPI file."""

import base64
import hashlib

import jsonschema_rs
import schemathesis
import yaml

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
