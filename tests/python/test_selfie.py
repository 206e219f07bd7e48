"""The selfie: photographs and camera frames."""

import pytest
from ikdcore import ErrorCode, FrameLayout, Guidance, IkdError, Selfie

from support.citizen import photograph

JPEG = b"\xff\xd8\xff"
MOST_BYTES = 110_000


@pytest.fixture(scope="module")
def selfie() -> Selfie:
    """The engine, its models loaded."""
    engine = Selfie()
    engine.warm_up()
    return engine


def grey_frame(width: int, height: int) -> tuple[bytes, FrameLayout]:
    layout = FrameLayout(width=width, height=height, luma_stride=width, chroma_stride=0, chroma_step=1, rotation=0)
    return bytes([128]) * (width * height), layout


def test_a_good_photograph_needs_no_change(selfie: Selfie) -> None:
    verdict = selfie.assess_photograph(photograph())
    assert (verdict.guidance, verdict.faces) == ([], 1)


def test_the_portrait_is_a_small_jpeg_without_the_photographs_metadata(selfie: Selfie) -> None:
    portrait = selfie.portrait(photograph())
    details = portrait.details()
    assert (details.width, details.height, details.advice) == (720, 960, [])
    assert details.bytes <= MOST_BYTES
    preview = portrait.preview()
    assert preview.startswith(JPEG)
    assert len(preview) < details.bytes
    assert b"Exif" in photograph()
    assert b"Exif" not in preview


def test_a_camera_without_a_face_is_told_so_once(selfie: Selfie) -> None:
    luma, layout = grey_frame(640, 480)
    selfie.start_following()
    seen = [selfie.follow_frame(luma, b"", b"", layout, at_ms) for at_ms in (0, 2000)]
    assert [(frame.guidance, frame.say, frame.may_take) for frame in seen if frame] == [
        (Guidance.NO_FACE, True, False),
        (Guidance.NO_FACE, False, False),
    ]


def test_a_frame_without_a_face_says_so(selfie: Selfie) -> None:
    luma, layout = grey_frame(640, 480)
    assert Guidance.NO_FACE in selfie.assess_frame(luma, b"", b"", layout).guidance


def test_a_frame_that_is_shorter_than_its_layout_is_refused(selfie: Selfie) -> None:
    luma, layout = grey_frame(640, 480)
    with pytest.raises(IkdError.Defect) as refused:
        selfie.assess_frame(luma[:-1], b"", b"", layout)
    assert refused.value.code == ErrorCode.BAD_ARGUMENT


def test_a_file_that_is_no_picture_is_refused(selfie: Selfie) -> None:
    with pytest.raises(IkdError.InvalidInput) as refused:
        selfie.portrait(b"not a picture")
    assert refused.value.code == ErrorCode.PHOTO_UNSUPPORTED


def test_a_photograph_that_was_cut_off_is_refused(selfie: Selfie) -> None:
    with pytest.raises(IkdError.InvalidInput) as refused:
        selfie.portrait(photograph()[:200])
    assert refused.value.code == ErrorCode.PHOTO_DAMAGED
