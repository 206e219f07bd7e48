"""Calls every operation of the contract once, in the order of a phone, and compares each answer with the OpenAPI file.
The result is the data that schemathesis starts from: registrations in every state and an account with documents, with
their keys (`phones.json` in the folder of this run)."""

import json
import sys

import control
import service
from applying import (
    APPLICATIONS,
    a_printed_card_is_asked_for,
    an_application_is_sent_once,
    applications_go_through_every_state,
)
from faces import a_face_is_shown_once_more, an_answered_face_check
from operations import call
from registrations import (
    a_code_is_sent_again_and_a_wrong_one_is_counted,
    a_phone_is_released_by_its_owner,
    a_registration_is_given_up,
    a_rejected_registration_is_amended,
    a_second_phone_waits_until_the_officer_releases_the_first,
    a_stranger_sees_no_registration,
    an_account_reads_its_documents_and_gets_a_view,
    approve,
    registration_is_answered_once_for_one_idempotency_key,
    to_activation,
    to_active,
    to_agreement,
    to_decision,
    to_difference,
    to_pairing,
    to_photo,
    upload_resumes_where_it_stopped,
)


def trust_is_served_to_anybody() -> None:
    answer = call("GET /v1/trust", None, 200)
    call("GET /v1/trust", None, 304, headers={"If-None-Match": answer.headers["ETag"]})


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
