"""Reads a code from the screen with an independent decoder."""

import numpy
import zxingcpp
from ikdcore import QrFrame, modules_of

PIXELS_A_MODULE = 4


def read_off_the_screen(frame: QrFrame) -> str:
    """Draws the code with its quiet zone and reads its text."""
    light = ~numpy.array(modules_of(frame), dtype=bool)
    framed = numpy.pad(light, frame.quiet_zone, constant_values=True)
    picture = framed.repeat(PIXELS_A_MODULE, axis=0).repeat(PIXELS_A_MODULE, axis=1).astype(numpy.uint8) * 255
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    if len(found) != 1:
        raise AssertionError(f"{len(found)} codes are on the screen instead of one")
    text: str = found[0].text
    return text
