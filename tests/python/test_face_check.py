"""Showing the face once more: the service asks, the phone answers, the officer decides."""

import pytest
from ikdcore import (
    ErrorCode,
    FaceCheckState,
    FaceGuidance,
    FacePurpose,
    FaceRefusalReason,
    Ikd,
    IkdError,
    Portrait,
    Selfie,
)

from support import sandbox
from support.citizen import photograph


@pytest.fixture(scope="module")
def portrait() -> Portrait:
    """The portrait of the journey's photograph."""
    return Selfie().portrait(photograph())


async def test_a_refused_portrait_says_what_to_do_better_and_the_next_one_is_accepted(
    app: Ikd, portrait: Portrait
) -> None:
    checks, reference = app.face_checks(), sandbox.new_id()
    asked = await checks.request(FacePurpose.APPLICATION, reference)
    assert isinstance(asked, FaceCheckState.OPEN) and asked.tries_left == 3
    assert 0 < app.remaining_ms(asked.expires_at) <= 601_000
    assert isinstance(await checks.answer(portrait), FaceCheckState.PENDING)
    assert checks.poll_after_ms() is not None

    sandbox.decide_face(sandbox.waiting_face_check(), "retake", ["too-dark", "remove-mask"])
    refused = await checks.check()
    assert isinstance(refused, FaceCheckState.REFUSED)
    assert refused.reason == FaceRefusalReason.RETAKE
    assert refused.guidance == [FaceGuidance.TOO_DARK, FaceGuidance.REMOVE_MASK]
    assert (refused.tries_left, refused.retry_at) == (2, None)

    await checks.request(FacePurpose.APPLICATION, reference)
    await checks.answer(portrait)
    sandbox.decide_face(sandbox.waiting_face_check(), "accept")
    assert isinstance(await checks.check(), FaceCheckState.ACCEPTED)
    assert checks.poll_after_ms() is None
    # Another object of the same app knows the check too.
    assert isinstance(await app.face_checks().check(), FaceCheckState.ACCEPTED)


async def test_an_answer_needs_a_question(app: Ikd, portrait: Portrait) -> None:
    checks = app.face_checks()
    with pytest.raises(IkdError.NotNow) as early:
        await checks.answer(portrait)
    assert early.value.code == ErrorCode.WRONG_STAGE


async def test_a_reference_that_is_no_id_is_a_defect_of_the_shell(app: Ikd) -> None:
    with pytest.raises(IkdError.Defect) as refused:
        await app.face_checks().request(FacePurpose.APPLICATION, "application 7")
    assert refused.value.code == ErrorCode.BAD_ARGUMENT


async def test_a_locked_phone_asks_for_nothing(app: Ikd) -> None:
    app.lock().lock()
    with pytest.raises(IkdError.UnlockNeeded) as refused:
        await app.face_checks().request(FacePurpose.APPLICATION, sandbox.new_id())
    assert refused.value.code == ErrorCode.LOCKED
