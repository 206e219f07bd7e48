"""The PIN: wrong tries, waiting times and locking."""

import pytest
from ikdcore import ErrorCode, Ikd, IkdError, PinRule, Stage

from support.citizen import PIN, WRONG_PIN
from support.phone import Phone

NEW_PIN = "407192"


def attempts_left(app: Ikd) -> int:
    stage = app.stage()
    assert isinstance(stage, Stage.LOCKED)
    return stage.attempts_left


async def test_unlock_with_the_pin_opens(locked_phone: Phone) -> None:
    app = locked_phone.open()
    await app.lock().unlock(PIN)
    assert isinstance(app.stage(), Stage.UNLOCKED)


def test_an_easy_pin_is_refused_at_its_first_entry(app: Ikd) -> None:
    app.lock().check_pin(NEW_PIN)
    with pytest.raises(IkdError.UnsuitablePin) as easy:
        app.lock().check_pin("123456")
    assert easy.value.rule == PinRule.SERIES


async def test_unlock_with_a_wrong_pin_counts_one_attempt(locked_phone: Phone) -> None:
    app = locked_phone.open()
    before = attempts_left(app)
    with pytest.raises(IkdError.WrongPin) as wrong:
        await app.lock().unlock(WRONG_PIN)
    assert (wrong.value.code, wrong.value.attempts_left) == (ErrorCode.WRONG_PIN, before - 1)


async def test_a_wrong_attempt_is_remembered_by_the_next_process(locked_phone: Phone) -> None:
    app = locked_phone.open()
    before = attempts_left(app)
    with pytest.raises(IkdError.WrongPin):
        await app.lock().unlock(WRONG_PIN)
    del app
    assert attempts_left(locked_phone.open()) == before - 1


async def test_the_same_wrong_pin_typed_again_costs_one_attempt_in_all(locked_phone: Phone) -> None:
    app = locked_phone.open()
    before = attempts_left(app)
    for _ in range(2):
        with pytest.raises(IkdError.WrongPin):
            await app.lock().unlock(WRONG_PIN)
    assert attempts_left(app) == before - 1


async def test_unlock_with_something_that_is_no_pin_costs_no_attempt(locked_phone: Phone) -> None:
    app = locked_phone.open()
    before = attempts_left(app)
    with pytest.raises(IkdError.InvalidInput) as wrong:
        await app.lock().unlock("58301")
    assert (wrong.value.code, attempts_left(app)) == (ErrorCode.NOT_A_PIN, before)


async def test_the_right_pin_gives_the_attempts_back(locked_phone: Phone) -> None:
    app = locked_phone.open()
    before = attempts_left(app)
    with pytest.raises(IkdError.WrongPin):
        await app.lock().unlock(WRONG_PIN)
    await app.lock().unlock(PIN)
    app.lock().lock()
    assert attempts_left(app) == before


async def test_too_many_wrong_pins_bring_a_wait_that_counts_nothing(locked_phone: Phone) -> None:
    app = locked_phone.open()
    waiting, guess = 0, int(WRONG_PIN)
    while not waiting:
        with pytest.raises(IkdError.WrongPin) as wrong:
            await app.lock().unlock(str(guess))
        waiting, guess = wrong.value.retry_after_ms, guess + 1
    left = attempts_left(app)
    with pytest.raises(IkdError.Wait) as wait:
        await app.lock().unlock(PIN)
    assert (wait.value.code, attempts_left(app)) == (ErrorCode.COOLING_DOWN, left)
    assert wait.value.retry_after_ms > 0


async def test_the_new_pin_opens_after_a_change(app: Ikd) -> None:
    await app.lock().change_pin(PIN, NEW_PIN, NEW_PIN)
    app.lock().lock()
    await app.lock().unlock(NEW_PIN)
    assert isinstance(app.stage(), Stage.UNLOCKED)


async def test_the_old_pin_is_wrong_after_a_change(app: Ikd) -> None:
    await app.lock().change_pin(PIN, NEW_PIN, NEW_PIN)
    app.lock().lock()
    with pytest.raises(IkdError.WrongPin):
        await app.lock().unlock(PIN)


async def test_a_new_pin_that_is_typed_differently_the_second_time_is_refused(app: Ikd) -> None:
    with pytest.raises(IkdError.InvalidInput) as differ:
        await app.lock().change_pin(PIN, NEW_PIN, "407193")
    assert differ.value.code == ErrorCode.PINS_DIFFER


@pytest.mark.parametrize(
    ("easy", "rule"), [("123456", PinRule.SERIES), ("111222", PinRule.FEW_DIGITS), (PIN, PinRule.LIKE_OLD)]
)
async def test_an_easy_pin_is_refused_with_the_rule_it_breaks(app: Ikd, easy: str, rule: PinRule) -> None:
    with pytest.raises(IkdError.UnsuitablePin) as refused:
        await app.lock().change_pin(PIN, easy, easy)
    assert refused.value.rule == rule


async def test_the_user_is_verified_again_while_unlocked(app: Ikd) -> None:
    await app.lock().verify_user(PIN)
    with pytest.raises(IkdError.WrongPin):
        await app.lock().verify_user(WRONG_PIN)


async def test_documents_cannot_be_read_while_locked(app: Ikd) -> None:
    documents = app.documents()
    wanted = documents.list().documents[0].id
    app.lock().lock()
    with pytest.raises(IkdError.UnlockNeeded) as refused:
        documents.open(wanted)
    assert refused.value.code == ErrorCode.LOCKED


async def test_dropping_an_open_app_releases_its_vault(locked_phone: Phone) -> None:
    app = locked_phone.open()
    await app.lock().unlock(PIN)
    # The background sync uses the vault until it has ended.
    await app.documents().sync()
    del app
    following = locked_phone.open()
    assert isinstance(following.stage(), Stage.LOCKED)
    await following.lock().unlock(PIN)


def test_the_activity_log_has_the_unlock_and_verifies(app: Ikd) -> None:
    activity = app.activity()
    assert activity.recent(limit=100)[0].event.is_unlocked()
    assert activity.verify()
