"""What ofiqpy, a Python port of OFIQ, says about a face whose landmarks are known.

OFIQ's own models cannot be had in a package. The components below need none: they run on a session made by hand, with
landmarks and pose from elsewhere and a mask in which nothing covers the face.
"""

from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import cv2
import numpy as np
from ofiqpy.align import align, landmarked_region
from ofiqpy.measures import geometry, pixel
from ofiqpy.measures.core import Measures
from ofiqpy.session import Session

# Native value and score.
Value = tuple[float, int]
# Of the aligned face, pixels.
SIDE = 616


def versions() -> dict[str, str]:
    """The packages whose behaviour the values depend on."""
    return {name: version(name) for name in ("ofiqpy", "opencv-python-headless", "numpy")}


def read(path: str) -> Any:
    """The upright picture, blue first."""
    image = cv2.imread(path)
    if image is None:
        raise SystemExit(f"{path} cannot be read")
    return image


def session_of(image: Any, landmarks: list[list[int]], yaw: float) -> Any:
    """A session without OFIQ's models."""
    # As ofiqpy does: the optimised code of the wheel rounds differently from the OpenCV of OFIQ.
    cv2.setUseOptimized(False)
    points = np.array(landmarks, np.float64)
    session = Session(image=image, landmarks=points)
    session.occlusion_mask = np.ones((SIDE, SIDE), np.uint8)
    # OFIQ's slot for the turn to a side is the one that ofiqpy calls pitch.
    session.yaw, session.pitch, session.roll = 0.0, yaw, 0.0
    session.aligned_face, session.aligned_landmarks, session.affine = align(image, points)
    session.landmarked_region = landmarked_region(session.aligned_landmarks)
    return session


def values(image: Any, landmarks: list[list[int]], yaw: float) -> dict[str, Value | None]:
    """The value of each component; None where it fails to be assessed."""
    measures = Measures(None)
    crops = "LeftwardCropOfTheFaceImage RightwardCropOfTheFaceImage MarginAboveOfTheFaceImage MarginBelowOfTheFaceImage"
    producers: list[tuple[str, Callable[[Any], Any]]] = [
        ("IlluminationUniformity", pixel.illumination_uniformity),
        ("LuminanceMean", measures.luminance_mean),
        ("LuminanceVariance", pixel.luminance_variance),
        ("UnderExposurePrevention", pixel.under_exposure),
        ("OverExposurePrevention", pixel.over_exposure),
        ("DynamicRange", pixel.dynamic_range),
        ("NaturalColour", pixel.natural_colour),
        ("EyesOpen", geometry.eyes_open),
        ("MouthClosed", geometry.mouth_closed),
        ("InterEyeDistance", geometry.inter_eye_distance),
        ("HeadSize", measures.head_size),
        (crops, geometry.crop_of_face),
    ]
    session = session_of(image, landmarks, yaw)
    found: dict[str, Value | None] = {}
    for names, producer in producers:
        try:
            produced = producer(session)
        except (ValueError, ZeroDivisionError, cv2.error):
            # ofiqpy makes each exception of a component a failure to assess it.
            found.update(dict.fromkeys(names.split()))
            continue
        for value in produced if isinstance(produced, tuple) else (produced,):
            found[value.name] = (float(value.raw), int(value.scalar)) if value.available else None
    return found
