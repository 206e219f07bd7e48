"""Writes selfie.y4m from ../photos/selfie.jpg. Needs Pillow and numpy."""

import pathlib

import numpy
from PIL import Image, ImageOps

WIDTH, HEIGHT = 360, 480
HERE = pathlib.Path(__file__).parent


def halved(plane: numpy.ndarray) -> numpy.ndarray:
    return plane.reshape(HEIGHT // 2, 2, WIDTH // 2, 2).mean((1, 3))


def level(plane: numpy.ndarray) -> bytes:
    return numpy.clip(numpy.round(plane), 0, 255).astype(numpy.uint8).tobytes()


stored = Image.open(HERE / "../photos/selfie.jpg")
upright = ImageOps.exif_transpose(stored).convert("RGB").resize((WIDTH, HEIGHT), Image.LANCZOS)
red, green, blue = numpy.moveaxis(numpy.asarray(upright).astype(numpy.float64), 2, 0)
luma = 0.299 * red + 0.587 * green + 0.114 * blue
u = 128 - 0.168736 * halved(red) - 0.331264 * halved(green) + 0.5 * halved(blue)
v = 128 + 0.5 * halved(red) - 0.418688 * halved(green) - 0.081312 * halved(blue)
header = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg XCOLORRANGE=FULL\nFRAME\n".encode()
(HERE / "selfie.y4m").write_bytes(header + level(luma) + level(u) + level(v))
