"""Makes selfie.jpg from obama.jpg: what a phone held at arm's length would have taken.

    pip install numpy opencv-python-headless
    python make_selfie.py

The photograph ends just above the head; a selfie has air there. Its top row is therefore continued upwards and blurred.
The crop (546 x 728) is enlarged to 1080 x 1440, since none of the photographs shows a larger face, and stored the way a
phone's sensor lies: turned, with an EXIF block that says so and that names a device, a time and a place (the National
Monument in Jakarta). All three are invented: they are there so that a test can see them disappear.
"""
import os
import struct

import cv2
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
AIR, LEFT, TOP, WIDTH, HEIGHT = 112, 223, 8, 546, 728


def selfie():
    photo = cv2.imread(os.path.join(HERE, 'obama.jpg'))
    tall = cv2.copyMakeBorder(photo, AIR, 0, 0, 0, cv2.BORDER_REPLICATE)
    soft = cv2.GaussianBlur(tall, (0, 0), 9)
    blend = np.clip((AIR + 14 - np.arange(tall.shape[0])) / 14, 0, 1)[:, None, None]
    tall = (soft * blend + tall * (1 - blend)).round().astype(np.uint8)
    crop = tall[TOP:TOP + HEIGHT, LEFT:LEFT + WIDTH]
    return cv2.resize(crop, (1080, 1440), interpolation=cv2.INTER_LANCZOS4)


def exif():
    """Big-endian TIFF: image directory, then the place, then the values that do not fit into four bytes."""
    text = lambda s: s.encode() + b'\0'
    ratio = lambda *v: b''.join(struct.pack('>II', round(x * 100), 100) for x in v)
    main = [(0x010F, 2, text('CONTOH')), (0x0112, 3, struct.pack('>H', 6)), (0x0132, 2, text('2026:08:17 10:00:00')), (0x8825, 4, None)]
    place = [(1, 2, text('S')), (2, 5, ratio(6, 10, 31.4)), (3, 2, text('E')), (4, 5, ratio(106, 49, 37.6))]
    size = lambda entries: 2 + 12 * len(entries) + 4
    place_at = 8 + size(main)
    values_at, values = place_at + size(place), b''
    main[3] = (0x8825, 4, struct.pack('>I', place_at))
    out = b'MM\0*' + struct.pack('>I', 8)
    for entries in (main, place):
        out += struct.pack('>H', len(entries))
        for tag, kind, value in entries:
            count = len(value) // {2: 1, 3: 2, 4: 4, 5: 8}[kind]
            if len(value) > 4:
                value, at = struct.pack('>I', values_at + len(values)), value
                values += at
            out += struct.pack('>HHI', tag, kind, count) + value.ljust(4, b'\0')
        out += struct.pack('>I', 0)
    return b'Exif\0\0' + out + values


def main():
    stored = cv2.rotate(selfie(), cv2.ROTATE_90_COUNTERCLOCKWISE)
    jpeg = cv2.imencode('.jpg', stored, [cv2.IMWRITE_JPEG_QUALITY, 88])[1].tobytes()
    block = exif()
    with open(os.path.join(HERE, 'selfie.jpg'), 'wb') as f:
        f.write(jpeg[:2] + b'\xff\xe1' + struct.pack('>H', len(block) + 2) + block + jpeg[2:])


if __name__ == '__main__':
    main()
