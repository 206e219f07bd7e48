"""From Daftar to a code that a reader accepts."""

import pytest
from ikdcore import ClockTrust, Ikd, IkdError, Refusal, Stage, ViewKind, showing

from conftest import Registered
from support import sandbox
from support.citizen import name_of
from support.qr_picture import read_off_the_screen
from support.sandbox import Person


def audience_for(app: Ikd, kind: ViewKind) -> int:
    return next(audience.number for audience in app.presenter().audiences() if kind in audience.views)


def test_each_screen_of_the_registration_comes_once_and_in_order(registered: Registered) -> None:
    assert [name_of(stage) for stage in registered.stages] == [
        "WELCOME",
        "OFFICER_NOTICE",
        "TERMS",
        "FORM",
        "SELFIE",
        "UPLOADING",
        "OFFICE_PAIRING",
        "AWAITING_DECISION",
        "ACTIVATION",
        "CREATE_PIN",
        "UNLOCKED",
    ]


@pytest.mark.parametrize("kind", ViewKind)
def test_a_code_that_a_decoder_read_from_the_screen_is_accepted_by_a_reader(
    app: Ikd, holder: Person, kind: ViewKind
) -> None:
    with showing(app, kind, audience_for(app, kind)) as codes:
        text = read_off_the_screen(codes.next_frame())
    seen = app.verifier().reader(sandbox.reader_keys()).read(text)
    assert (seen.nik, seen.name, seen.ktp is not None) == (holder.nik, holder.name, kind == ViewKind.FULL_KTP)


def test_a_reader_learns_the_state_of_its_own_clock_and_trust_bundle(app: Ikd) -> None:
    with showing(app, ViewKind.BASIC, audience_for(app, ViewKind.BASIC)) as codes:
        text = codes.next_frame().text
    reader = app.verifier().reader(sandbox.reader_keys())
    seen = reader.read(text)
    assert isinstance(seen.own_clock, ClockTrust.IN_SYNC) and not seen.trust_overdue
    assert isinstance(reader.own_clock(), ClockTrust.IN_SYNC)


def test_the_modules_of_a_code_say_its_text(app: Ikd) -> None:
    with showing(app, ViewKind.BASIC, audience_for(app, ViewKind.BASIC)) as codes:
        frame = codes.next_frame()
    assert read_off_the_screen(frame) == frame.text


def test_the_code_changes_by_itself(app: Ikd) -> None:
    with showing(app, ViewKind.BASIC, audience_for(app, ViewKind.BASIC)) as codes:
        assert codes.next_frame().text != codes.next_frame().text


def test_a_code_that_was_accepted_is_refused_the_second_time(app: Ikd) -> None:
    with showing(app, ViewKind.BASIC, audience_for(app, ViewKind.BASIC)) as codes:
        text = codes.next_frame().text
    reader = app.verifier().reader(sandbox.reader_keys())
    reader.read(text)
    with pytest.raises(IkdError.NotAccepted) as refused:
        reader.read(text)
    assert refused.value.refusal == Refusal.REPLAYED


def test_a_code_with_one_character_changed_is_not_accepted(app: Ikd) -> None:
    with showing(app, ViewKind.BASIC, audience_for(app, ViewKind.BASIC)) as codes:
        text = codes.next_frame().text
    changed = text[:100] + ("A" if text[100] != "A" else "B") + text[101:]
    with pytest.raises(IkdError.NotAccepted):
        app.verifier().reader(sandbox.reader_keys()).read(changed)


def test_a_showing_that_has_ended_gives_no_more_codes(app: Ikd) -> None:
    with showing(app, ViewKind.BASIC, audience_for(app, ViewKind.BASIC)) as codes:
        codes.next_frame()
    with pytest.raises(IkdError.NotNow):
        codes.next_frame()


def test_codes_cannot_be_shown_while_locked(app: Ikd) -> None:
    audience = audience_for(app, ViewKind.BASIC)
    app.lock().lock()
    assert isinstance(app.stage(), Stage.LOCKED)
    with pytest.raises(IkdError.UnlockNeeded):
        app.presenter().start(ViewKind.BASIC, audience)
