"""The selfie beside LiteRT, MediaPipe and OpenCV. `cargo xtask bench` runs this and makes a table of what it prints:
lines `selfie<TAB>name<TAB>ours<TAB>theirs`, medians of all rounds, microseconds of CPU time of
all threads; `theirs` may be empty.

    bench_selfie.py PROGRAM PHOTOGRAPH [PRELOADED]

PROGRAM is the release build of ikd-bench. Each round measures each step of ours and of theirs in turn, so that both
have the same neighbours. Start it bound to one core. With PRELOADED, a library that hides AVX, only ours is measured.
"""

import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

with contextlib.redirect_stderr(None):
    import cv2
    import mediapipe
    from ai_edge_litert.interpreter import Interpreter
    from mediapipe.python.solutions import face_mesh

ROUNDS = 9
# The face moves by a few pixels from frame to frame, to and fro.
FRAMES = 20
UPRIGHT = (480, 640)
# 12 megapixels, as phones store them.
PHOTO = (3024, 4032)
PORTRAIT = (720, 960)
MODULES = Path(mediapipe.__file__).parent / "modules"

Step = Callable[[], object]


class Ours:
    """The program that measures our steps."""

    def __init__(self, program: str, folder: str, preloaded: str | None) -> None:
        environment = dict(os.environ)
        if preloaded:
            environment["LD_PRELOAD"] = preloaded
        pipe = subprocess.PIPE
        self.process = subprocess.Popen([program, folder], stdin=pipe, stdout=pipe, text=True, env=environment)

    def median(self, step: str) -> float:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(step + "\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())


def median(step: Step, times: int) -> float:
    took = []
    for _ in range(times):
        start = time.process_time()
        step()
        took.append((time.process_time() - start) * 1e6)
    return statistics.median(took)


def model(name: str, side: int, low: float) -> Step:
    interpreter = Interpreter(model_path=str(MODULES / name), num_threads=1)
    interpreter.allocate_tensors()
    values = (np.arange(3 * side * side, dtype=np.float64) * 0.6180339887) % 1.0
    scaled = (values * (1.0 - low) + low).astype(np.float32).reshape(1, side, side, 3)
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], scaled)
    return lambda: interpreter.invoke()


def nv21(rgb: np.ndarray) -> np.ndarray:
    """The frame as a phone stores it: rotated by 90 degrees against the clock, to be rotated back."""
    stored = np.ascontiguousarray(np.rot90(rgb))
    planar = cv2.cvtColor(stored, cv2.COLOR_RGB2YUV_I420)
    height, width = stored.shape[:2]
    luma, chroma = planar[:height], planar[height:].reshape(2, height // 2, width // 2)
    return np.concatenate([luma.ravel(), np.stack([chroma[1], chroma[0]], axis=-1).ravel()])


def pictures(photograph: Path, folder: Path) -> tuple[list[np.ndarray], np.ndarray, bytes]:
    """Upright frames, the large photograph and its file. Our program reads the same from the folder."""
    source = cv2.cvtColor(cv2.imread(str(photograph)), cv2.COLOR_BGR2RGB)
    small = cv2.resize(source, (UPRIGHT[0] + 20, UPRIGHT[1] + 20), interpolation=cv2.INTER_AREA)
    offsets = [min(i, FRAMES - i) for i in range(FRAMES)]
    frames = [np.ascontiguousarray(small[i : i + UPRIGHT[1], i : i + UPRIGHT[0]]) for i in offsets]
    (folder / "frames.nv21").write_bytes(b"".join(nv21(frame).tobytes() for frame in frames))
    large = cv2.resize(source, PHOTO, interpolation=cv2.INTER_CUBIC)
    # An enlarged picture has no noise, which takes most of the time of a decoder.
    noise = np.random.default_rng(7).normal(0.0, 4.0, large.shape[:2])[..., None]
    large = np.clip(large + noise, 0, 255).astype(np.uint8)
    options = [cv2.IMWRITE_JPEG_QUALITY, 90]
    file = cv2.imencode(".jpg", cv2.cvtColor(large, cv2.COLOR_RGB2BGR), options)[1].tobytes()
    (folder / "photo.jpg").write_bytes(file)
    (folder / "photo.rgb").write_bytes(large.tobytes())
    return frames, large, file


def rotated(step: float, size: tuple[int, int], source: tuple[int, int]) -> np.ndarray:
    """The map from a result to its source, as OpenCV takes it."""
    cos, sin = np.cos(0.1) * step, np.sin(0.1) * step
    (width, height), (w, h) = size, source
    return np.array(
        [
            [cos, -sin, w / 2 - cos * width / 2 + sin * height / 2],
            [sin, cos, h / 2 - sin * width / 2 - cos * height / 2],
        ]
    )


def cut(source: np.ndarray, step: float, size: tuple[int, int]) -> np.ndarray:
    """A rotated part of a picture, made smaller first as far as the map leaves pixels out."""
    if step > 1.5:
        by = step / 1.5
        small = cv2.resize(source, None, fx=1 / by, fy=1 / by, interpolation=cv2.INTER_AREA)
        return cut(small, 1.5, size)
    matrix = rotated(step, size, (source.shape[1], source.shape[0]))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    result: np.ndarray = cv2.warpAffine(source, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return result


def part(source: np.ndarray, step: float, size: tuple[int, int]) -> np.ndarray:
    """The same from the part of a large picture that is needed, with the margin of the rotation."""
    width, height = (int(length * step * 1.15) for length in size)
    x, y = ((source.shape[1] - width) // 2, (source.shape[0] - height) // 2)
    return cut(source[max(y, 0) : y + height, max(x, 0) : x + width], step, size)


def main() -> None:
    program, photograph = sys.argv[1], Path(sys.argv[2])
    preloaded = sys.argv[3] if len(sys.argv) > 3 else None
    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory() as name:
        measure(program, photograph, Path(name), preloaded)


def measure(program: str, photograph: Path, folder: Path, preloaded: str | None) -> None:
    frames, large, file = pictures(photograph, folder)
    ours = Ours(program, str(folder), preloaded)
    ours.median(f"still 1 {PHOTO[0]} {PHOTO[1]}")
    if preloaded:
        without = {"detector": "detector 20", "mesh": "mesh 20"}
        without |= {"frame, tracked": "tracked 8", "frame, mean of five": "cycle 8"}
        for step, line in without.items():
            ours.median(line)
            print(f"selfie\t{step}\t{statistics.median(ours.median(line) for _ in range(ROUNDS)):.1f}\t", flush=True)
        return
    detector = model("face_detection/face_detection_short_range.tflite", 128, -1.0)
    mesh = model("face_landmark/face_landmark.tflite", 192, 0.0)
    stored = [np.frombuffer(nv21(frame).tobytes(), np.uint8).reshape(720, 640) for frame in frames]
    quality = [cv2.IMWRITE_JPEG_QUALITY, 85]

    def small(frame: np.ndarray) -> object:
        rgb = cv2.cvtColor(frame, cv2.COLOR_YUV2RGB_NV21)
        return cv2.rotate(cv2.resize(rgb, (128, 96), interpolation=cv2.INTER_AREA), cv2.ROTATE_90_CLOCKWISE)

    def still() -> object:
        rgb = cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_COLOR)
        cv2.resize(rgb, (96, 128), interpolation=cv2.INTER_AREA)
        detector()
        mesh()
        mesh()
        return cv2.imencode(".jpg", part(rgb, 2.8, PORTRAIT), quality)

    with face_mesh.FaceMesh(static_image_mode=False, max_num_faces=1) as tracker:
        seen = iter(range(10**9))

        def tracked() -> None:
            found = tracker.process(frames[next(seen) % FRAMES])
            assert found.multi_face_landmarks

        steps: list[tuple[str, str, Step, int]] = [
            ("detector", "detector 20", detector, 20),
            ("mesh", "mesh 20", mesh, 20),
            ("frame, tracked", "tracked 8", tracked, 40),
            ("frame, mean of five", "cycle 8", tracked, 40),
            ("NV21 to 96 x 128", "nv21-small 40", lambda: small(stored[0]), 40),
            (
                "NV21 to 192 x 192, rotated",
                "nv21-cut 40",
                lambda: cut(cv2.cvtColor(stored[0], cv2.COLOR_YUV2RGB_NV21), 1.3, (192, 192)),
                40,
            ),
            (
                "brightness of a frame",
                "luma 100",
                lambda: cv2.calcHist([stored[0][:480]], [0], None, [256], [0, 256]),
                100,
            ),
            (
                "12 MP to 96 x 128",
                "still-small 3",
                lambda: cv2.resize(large, (96, 128), interpolation=cv2.INTER_AREA),
                3,
            ),
            ("12 MP to 720 x 960, rotated", "still-cut 3", lambda: part(large, 2.8, PORTRAIT), 3),
            ("12 MP JPEG to portrait", "portrait 1", still, 1),
        ]
        for _, line, theirs, _ in steps:
            ours.median(line)
            median(theirs, 3)
        figures: dict[str, tuple[list[float], list[float]]] = {step[0]: ([], []) for step in steps}
        for _ in range(ROUNDS):
            for name, line, theirs, times in steps:
                figures[name][0].append(ours.median(line))
                figures[name][1].append(median(theirs, times))
        for name, (mine, others) in figures.items():
            print(f"selfie\t{name}\t{statistics.median(mine):.1f}\t{statistics.median(others):.1f}", flush=True)


if __name__ == "__main__":
    main()
