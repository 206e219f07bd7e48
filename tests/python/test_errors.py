"""Errors are typed, numbered and keyed, and contain no text from outside."""

import re
import time
from enum import Enum
from pathlib import Path

import pytest
from ikdcore import (
    ActivationEntry,
    ActivationFault,
    DeviceWarning,
    DocumentKind,
    ErrorCode,
    FormField,
    FormInput,
    FormShape,
    Guidance,
    Ikd,
    IkdError,
    Keystore,
    Language,
    PinRule,
    PlatformError,
    Refusal,
    Selfie,
    activation_fault,
    error_text,
    text_keys,
)

from support.citizen import PIN
from support.phone import Phone
from support.phone_parts import FailingKeystore, KeptLog

KEY = re.compile(r"[a-z0-9_]+")
# Must not appear anywhere: an example of text in a platform's exception.
SECRET = "NIK 9901010101900001"
# Number of a platform failure that is not one of the typed ones.
UNEXPECTED = -100


def failing(phone: Phone, call: str, failure: BaseException) -> Keystore:
    return FailingKeystore(phone.keystore, call, lambda: failure)


def test_every_code_has_a_unique_number() -> None:
    numbers = [error_text(code).number for code in ErrorCode]
    assert len(set(numbers)) == len(numbers) > 60


def test_every_code_has_a_unique_key() -> None:
    keys = [error_text(code).key for code in ErrorCode]
    assert len(set(keys)) == len(keys)


def test_a_wrong_captcha_leaves_the_code_and_a_wrong_code_leaves_nothing() -> None:
    wrong_answer = activation_fault(ErrorCode.WRONG_CAPTCHA)
    assert (wrong_answer.entry, wrong_answer.empty_code) == (ActivationEntry.CAPTCHA, False)
    spent = activation_fault(ErrorCode.CODE_EXPIRED)
    assert spent == ActivationFault(entry=None, empty_code=True, new_captcha=True, needs_new_code=True)


def test_text_keys_are_unique_and_in_order() -> None:
    assert text_keys() == sorted(set(text_keys()))


def test_text_keys_are_words_that_every_platform_allows() -> None:
    assert [key for key in text_keys() if not KEY.fullmatch(key)] == []


def test_text_keys_hold_the_key_of_every_code() -> None:
    assert {error_text(code).key for code in ErrorCode} <= set(text_keys())


@pytest.mark.parametrize(
    ("family", "values"),
    [("document", DocumentKind), ("guidance", Guidance), ("pin_rule", PinRule), ("refusal", Refusal)],
)
def test_the_key_of_a_value_is_its_family_and_its_name(family: str, values: type[Enum]) -> None:
    assert {f"{family}_{value.name.lower()}" for value in values} <= set(text_keys())


def test_entries_of_the_form_are_refused_with_keys_that_have_a_text(new_phone: Phone) -> None:
    registration = new_phone.open().registration()
    registration.begin(FormShape.SHORT)
    registration.acknowledge_officer_notice()
    registration.accept_terms(Language.INDONESIAN)
    with pytest.raises(IkdError.InvalidForm) as refused:
        registration.submit_form(FormInput(nik="99010101", email="warga", phone="1"))
    assert {fault.field for fault in refused.value.faults} == {FormField.NIK, FormField.EMAIL, FormField.PHONE}
    assert {fault.key for fault in refused.value.faults} <= set(text_keys())


def test_a_call_at_the_wrong_time_says_so(new_phone: Phone) -> None:
    with pytest.raises(IkdError.NotNow) as early:
        new_phone.open().registration().accept_terms(Language.INDONESIAN)
    assert early.value.code == ErrorCode.WRONG_STAGE


def test_a_phone_with_software_keys_is_warned_about(new_phone: Phone) -> None:
    assert new_phone.open().warnings() == [DeviceWarning.SOFTWARE_KEYS]


def test_nothing_is_left_until_a_moment_that_is_past(new_phone: Phone) -> None:
    app = new_phone.open()
    assert app.remaining_ms(0) == 0
    assert 0 < app.remaining_ms(int(time.time()) + 60) <= 60_000


def test_there_is_no_upload_form_or_pairing_qr_without_a_registration(new_phone: Phone) -> None:
    registration = new_phone.open().registration()
    for call in (registration.upload_progress, registration.form_shape, registration.pairing_qr):
        with pytest.raises(IkdError.NotNow):
            call()


def test_every_error_of_the_library_is_one_class(new_phone: Phone) -> None:
    with pytest.raises(IkdError):
        new_phone.open().registration().accept_terms(Language.INDONESIAN)


def test_an_app_built_with_a_wrong_key_does_not_open(new_phone: Phone) -> None:
    config = new_phone.config()
    config.trust_root = bytes(33)
    with pytest.raises(IkdError.Defect) as defect:
        Ikd.open(config, new_phone.services())
    assert defect.value.code == ErrorCode.MISCONFIGURED


def test_a_data_folder_that_cannot_be_made_is_an_error_without_its_path(new_phone: Phone, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    config = new_phone.config()
    config.data_dir = str(tmp_path / "file" / "data")
    with pytest.raises(IkdError.Device) as failed:
        Ikd.open(config, new_phone.services())
    assert failed.value.code == ErrorCode.DATA_FOLDER
    assert str(tmp_path) not in repr(failed.value)


@pytest.mark.parametrize("kind", [RuntimeError, NotImplementedError, SystemExit, KeyboardInterrupt])
async def test_what_a_key_store_raises_unexpectedly_arrives_without_its_text(
    locked_phone: Phone, kind: type[BaseException]
) -> None:
    app = locked_phone.open(keystore=failing(locked_phone, "prf", kind(SECRET)))
    with pytest.raises(IkdError.Device) as failed:
        await app.lock().unlock(PIN)
    assert (failed.value.code, failed.value.number) == (ErrorCode.KEYSTORE_FAILED, UNEXPECTED)
    assert SECRET not in f"{failed.value} {failed.value!r}"


async def test_nothing_of_what_a_key_store_raises_is_printed(
    locked_phone: Phone, capfd: pytest.CaptureFixture[str]
) -> None:
    app = locked_phone.open(keystore=failing(locked_phone, "prf", SystemExit(SECRET)))
    with pytest.raises(IkdError.Device):
        await app.lock().unlock(PIN)
    assert capfd.readouterr() == ("", "")


async def test_what_a_key_store_raises_unexpectedly_is_not_logged(locked_phone: Phone) -> None:
    log = KeptLog()
    app = locked_phone.open(keystore=failing(locked_phone, "prf", RuntimeError(SECRET)), log=log)
    with pytest.raises(IkdError.Device):
        await app.lock().unlock(PIN)
    assert log.lines
    assert SECRET not in str(log.lines)


async def test_a_typed_failure_of_the_key_store_keeps_its_number(locked_phone: Phone) -> None:
    failure = PlatformError.Failed(transient=True, number=-34018)
    app = locked_phone.open(keystore=failing(locked_phone, "prf", failure))
    with pytest.raises(IkdError.Device) as failed:
        await app.lock().unlock(PIN)
    assert (failed.value.transient, failed.value.number) == (True, -34018)


async def test_a_key_that_the_phone_invalidated_is_unrecoverable(locked_phone: Phone) -> None:
    app = locked_phone.open(keystore=failing(locked_phone, "prf", PlatformError.Invalidated()))
    with pytest.raises(IkdError.Unrecoverable) as lost:
        await app.lock().unlock(PIN)
    assert lost.value.code == ErrorCode.KEYS_LOST


async def test_a_key_store_that_answers_with_nothing_is_a_typed_failure(locked_phone: Phone) -> None:
    class Careless(FailingKeystore):
        def prf(self, alias: str, input: bytes) -> bytes:
            return None  # type: ignore[return-value]

    app = locked_phone.open(keystore=Careless(locked_phone.keystore, "", RuntimeError))
    with pytest.raises(IkdError.Device) as failed:
        await app.lock().unlock(PIN)
    assert failed.value.number == UNEXPECTED


def test_a_string_in_the_place_of_bytes_is_refused_before_the_library_sees_it(new_phone: Phone) -> None:
    with pytest.raises(TypeError):
        Selfie().portrait("not bytes")  # type: ignore[arg-type]
