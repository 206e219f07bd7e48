"""The quality components of `ikd assess` beside those of ofiqpy, on the same landmarks.

`cargo xtask bench` runs this and makes a table of what it prints: lines
`quality<TAB>component<TAB>pictures<TAB>most points apart<TAB>native values apart`. The pictures are the photographs of
tests/assets/photos and, as PNG, the same in other light. Wants the program in IKD_BINARY and the folder of the
photographs in IKD_PHOTOGRAPHS.
"""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import ofiq

# Factors for blue, green and red, and what is added.
LIGHTS = {
    "dark": ((0.3, 0.3, 0.3), 0),
    "bright": ((1.7, 1.7, 1.7), 0),
    "washed out": ((0.2, 0.2, 0.2), 120),
    "yellow": ((0.4, 0.9, 1.0), 0),
    "blue": ((1.0, 0.85, 0.6), 10),
}


def pictures(photographs: Path, folder: Path) -> Iterator[Path]:
    """Each photograph, and copies of it in other light."""
    for photograph in sorted(path for path in photographs.iterdir() if path.suffix in (".jpg", ".png")):
        # The colours of Display P3 are converted by ikd but not by OpenCV.
        if photograph.name == "p3.jpg":
            continue
        yield photograph
        image = ofiq.read(str(photograph))
        for name, (factors, more) in LIGHTS.items():
            copy = folder / f"{photograph.stem} {name}.png"
            cv2.imwrite(str(copy), np.clip(image * np.array(factors) + more, 0, 255).astype(np.uint8))
            yield copy


def assessed(paths: list[Path]) -> list[dict[str, Any]]:
    """What the program says about each picture."""
    program = [os.environ["IKD_BINARY"], "assess", *map(str, paths)]
    printed = subprocess.run(program, capture_output=True, text=True, check=False).stdout
    return [json.loads(line) for line in printed.splitlines()]


def main() -> None:
    apart: dict[str, list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for line in assessed(list(pictures(Path(os.environ["IKD_PHOTOGRAPHS"]), Path(folder)))):
            measured_on = line.get("measured_on")
            if not measured_on:
                continue
            theirs = ofiq.values(ofiq.read(line["input"]), measured_on["landmarks"], measured_on["yaw"])
            for name, value in theirs.items():
                ours = line["quality"][name]
                if value is None or ours is None:
                    # Where only one of both has a value, they are as far apart as can be.
                    points, native = (0.0, 0.0) if value is ours else (100.0, 0.0)
                else:
                    points, native = abs(ours["score"] - value[1]), abs(ours["native"] - value[0])
                apart.setdefault(name, []).append((points, native))
    for name, differences in apart.items():
        points = max(difference[0] for difference in differences)
        native = max(difference[1] for difference in differences)
        print(f"quality\t{name}\t{len(differences)}\t{points:.0f}\t{native:.6f}", flush=True)


if __name__ == "__main__":
    main()
