"""Makes quality.json beside this script: what ofiqpy says about the photographs of tests/assets/photos.

    pip install --requirement tests/bench/python/requirements-ofiq.txt      # Python 3.11 or 3.12
    python make_quality.py [IKD]

IKD is the built program: the landmarks and the turn of each photograph are taken from `ikd assess`. Without it those of
the existing file are kept. Every case states its picture: a part of a photograph (`crop`: left, top, width, height)
whose values v became min(255, max(0, v * gain * (256 * w - ramp * x) / (65536 * w) + offset)), the quotient rounded
down, with a gain and an offset for red, green and blue, at column x of a picture w pixels wide.
"""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
PHOTOS = HERE.parents[1] / "assets" / "photos"
sys.path.insert(0, str(HERE.parents[1] / "bench" / "python"))

import ofiq  # noqa: E402

NAMES = [
    "astronaut.png",
    "biden.jpg",
    "kinds.png",
    "obama.jpg",
    "obama2.jpg",
    "obama3.jpg",
    "obama_partial_face.jpg",
    "obama_partial_face2.jpg",
    "selfie.jpg",
]


def chin(points):
    """From the middle of the eyes to the chin, pixels."""
    eyes = points[[60, 64, 68, 72]].mean(axis=0)
    return np.hypot(*(points[16] - eyes))


def mouth_open(points):
    """The lower lip is a quarter of the face lower."""
    points[[93, 94, 95], 1] += round(chin(points) * 0.25)


def lids_closed(points):
    """One eye is closed, the other one almost."""
    points[[61, 62, 63], 1] = points[[67, 66, 65], 1]
    points[[69, 70, 71], 1] = points[[75, 74, 73], 1] - 2


def half_outside(points):
    """The face is moved over the left edge of the picture."""
    points[:, 0] -= points[54, 0]


# Name, photograph, and what is done to it.
DEGRADED = [
    ("dark", "astronaut.png", {"gain": 60}),
    ("too dark to see", "astronaut.png", {"gain": 20}),
    ("nearly black", "kinds.png", {"gain": 64}),
    ("half the light", "obama.jpg", {"gain": 128}),
    ("bright", "astronaut.png", {"gain": 400}),
    ("a bright spot", "astronaut.png", {"gain": 270}),
    ("over-exposed", "kinds.png", {"gain": 1024}),
    ("over-exposed photograph", "biden.jpg", {"gain": 1400}),
    ("no contrast", "astronaut.png", {"gain": 12, "offset": [130, 128, 120]}),
    ("black and white", "kinds.png", {"gain": 8192, "offset": [-4000] * 3}),
    ("yellow", "astronaut.png", {"gain": [256, 244, 96]}),
    ("blue", "astronaut.png", {"gain": [150, 220, 256], "offset": [0, 0, 40]}),
    ("lit from the left", "kinds.png", {"ramp": 230}),
    ("lit from the right", "astronaut.png", {"gain": 400, "ramp": -400, "offset": [-120] * 3}),
    ("mouth open", "astronaut.png", {"edit": mouth_open}),
    ("mouth open", "obama3.jpg", {"edit": mouth_open}),
    ("lids closed", "biden.jpg", {"edit": lids_closed}),
    ("lids closed", "kinds.png", {"edit": lids_closed}),
    ("turned to the side", "biden.jpg", {"yaw": 52.0}),
    ("at the left edge", "astronaut.png", {"crop": [166, 0, 346, 420]}),
    ("at the right edge", "astronaut.png", {"crop": [0, 0, 236, 250]}),
    ("large", "astronaut.png", {"crop": [130, 0, 200, 165]}),
    ("cut off", "astronaut.png", {"crop": [200, 60, 90, 100]}),
    ("half outside", "kinds.png", {"edit": half_outside}),
]


def found_by(ikd):
    """Landmarks and turn of each photograph."""
    if ikd:
        run = subprocess.run([ikd, "assess", *(PHOTOS / name for name in NAMES)], capture_output=True, text=True)
        lines = [json.loads(line) for line in run.stdout.splitlines()]
        faces = [(line["measured_on"]["landmarks"], round(line["measured_on"]["yaw"], 3)) for line in lines]
        return dict(zip(NAMES, faces, strict=True))
    cases = json.loads((HERE / "quality.json").read_text())["cases"]
    return {case["photo"]: (case["landmarks"], case["yaw"]) for case in reversed(cases) if case["name"] == "as it is"}


def degraded(image, crop, gain, offset, ramp):
    """A picture (blue first) as the first lines of this script say."""
    left, top, width, height = crop
    part = image[top : top + height, left : left + width].astype(np.int64)
    light = 256 * width - ramp * np.arange(width)
    changed = part * np.array(gain[::-1]) * light[None, :, None] // (65536 * width) + np.array(offset[::-1])
    return np.clip(changed, 0, 255).astype(np.uint8)


def main(ikd):
    faces = found_by(ikd)
    cases = []
    for name, photo, change in [("as it is", photo, {}) for photo in NAMES] + DEGRADED:
        landmarks, yaw = faces[photo]
        image = ofiq.read(str(PHOTOS / photo))
        gain = change.get("gain", 256)
        case = {
            "name": name,
            "photo": photo,
            "crop": change.get("crop", [0, 0, image.shape[1], image.shape[0]]),
            "gain": gain if isinstance(gain, list) else [gain] * 3,
            "offset": change.get("offset", [0, 0, 0]),
            "ramp": change.get("ramp", 0),
        }
        points = np.array(landmarks)
        change.get("edit", lambda points: None)(points)
        points -= case["crop"][:2]
        case["yaw"] = change.get("yaw", yaw)
        case["landmarks"] = points.tolist()
        picture = degraded(image, case["crop"], case["gain"], case["offset"], case["ramp"])
        values = ofiq.values(picture, case["landmarks"], case["yaw"])
        case["values"] = {key: value and [round(value[0], 7), value[1]] for key, value in values.items()}
        cases.append(case)
    lines = ",\n  ".join(json.dumps(case, separators=(",", ":")) for case in cases)
    text = f'{{\n "made_with": {json.dumps(ofiq.versions())},\n "cases": [\n  {lines}\n ]\n}}\n'
    (HERE / "quality.json").write_text(text)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
