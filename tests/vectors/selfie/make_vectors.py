"""Makes the vectors beside this script: what the original models say, run by Google's own engine.

    pip install numpy opencv-python-headless ai-edge-litert
    pip download --no-deps mediapipe==0.10.21       # the wheel is a zip: unpack it
    python make_vectors.py FOLDER_OF_THE_UNPACKED_WHEEL

faces.json   largest face of each photograph in tests/assets/photos: pixels of the upright picture
models.json  outputs of both models for an input that any language can make: values[i] = frac(i * 0.6180339887) in the
             order red plane, green plane, blue plane; the detector's input is 2 * values - 1. Every STEP-th output number.
"""
import json
import math
import os
import sys

import cv2
import numpy as np
from ai_edge_litert.interpreter import Interpreter

HERE = os.path.dirname(os.path.abspath(__file__))
PHOTOS = os.path.join(HERE, '..', '..', 'assets', 'photos')
STEP = 101


class Model:
    def __init__(self, path):
        self.net = Interpreter(path, num_threads=1)
        self.net.allocate_tensors()

    def __call__(self, image):
        self.net.set_tensor(self.net.get_input_details()[0]['index'], image[None].astype(np.float32))
        self.net.invoke()
        return [self.net.get_tensor(d['index']) for d in self.net.get_output_details()]


def anchors():
    return np.array([((x + .5) / g, (y + .5) / g) for g, n in ((16, 2), (8, 6)) for y in range(g) for x in range(g) for _ in range(n)])


def detect(model, rgb):
    """Rows of (score, left, top, right, bottom, six points), surest first, in pixels."""
    h, w = rgb.shape[:2]
    scale = 128 / max(h, w)
    nw, nh = max(1, round(w * scale)), max(1, round(h * scale))
    x0, y0 = (128 - nw) // 2, (128 - nh) // 2
    box = np.zeros((128, 128, 3), np.uint8)
    box[y0:y0 + nh, x0:x0 + nw] = cv2.resize(rgb, (nw, nh), interpolation=cv2.INTER_AREA)
    values, logits = model(box / 127.5 - 1)
    score = 1 / (1 + np.exp(-np.clip(logits[0, :, 0].astype(float), -80, 80)))
    found = []
    for i in np.argsort(-score):
        if score[i] <= .5:
            break
        v, a = values[0, i] / 128, anchors()[i]
        cx, cy = v[:2] + a
        found.append(np.array([score[i], cx - v[2] / 2, cy - v[3] / 2, cx + v[2] / 2, cy + v[3] / 2, *(v[4:].reshape(6, 2) + a).ravel()]))

    def overlap(a, b):
        i = max(0, min(a[3], b[3]) - max(a[1], b[1])) * max(0, min(a[4], b[4]) - max(a[2], b[2]))
        return i / ((a[3] - a[1]) * (a[4] - a[2]) + (b[3] - b[1]) * (b[4] - b[2]) - i)
    faces = []
    while found:
        group = [f for f in found if overlap(found[0], f) > .3]
        found = [f for f in found if overlap(found[0], f) <= .3]
        mean = np.average(group, axis=0, weights=[f[0] for f in group])
        mean[0] = group[0][0]
        mean[1::2] = (mean[1::2] * 128 - x0) / scale
        mean[2::2] = (mean[2::2] * 128 - y0) / scale
        faces.append(mean)
    return faces


def landmarks(model, rgb, face):
    (rx, ry), (lx, ly) = face[5:7], face[7:9]
    cx, cy, angle = (face[1] + face[3]) / 2, (face[2] + face[4]) / 2, math.atan2(ly - ry, lx - rx)
    side = max(face[3] - face[1], face[4] - face[2]) * 1.5
    for _ in range(2):
        shrink = min(1, 384 / side)
        src = cv2.resize(rgb, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA) if shrink < 1 else rgb
        c, s = math.cos(angle) * side * shrink / 192, math.sin(angle) * side * shrink / 192
        m = np.array([[c, -s, cx * shrink - (c - s) * 96], [s, c, cy * shrink - (s + c) * 96]], np.float32)
        points, flag = model(cv2.warpAffine(src, m, (192, 192), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP) / 255)
        xy = (points.reshape(468, 3)[:, :2] @ m[:, :2].T + m[:, 2]) / shrink
        angle = math.atan2(*(xy[263] - xy[33])[::-1])
        ca, sa = math.cos(angle), math.sin(angle)
        level = xy @ np.array([[ca, -sa], [sa, ca]])
        low, high = level.min(0), level.max(0)
        (cx, cy), side = np.array([[ca, -sa], [sa, ca]]) @ ((low + high) / 2), max(high - low) * 1.5
    return xy, 1 / (1 + math.exp(-float(flag.ravel()[0])))


def main(wheel):
    detector = Model(os.path.join(wheel, 'mediapipe/modules/face_detection/face_detection_short_range.tflite'))
    mesh = Model(os.path.join(wheel, 'mediapipe/modules/face_landmark/face_landmark.tflite'))
    faces = {}
    point = lambda p: [round(float(v), 2) for v in p]
    for name in sorted(n for n in os.listdir(PHOTOS) if n.endswith(('.jpg', '.png'))):
        rgb = cv2.cvtColor(cv2.imread(os.path.join(PHOTOS, name)), cv2.COLOR_BGR2RGB)
        found = detect(detector, rgb)
        face = max(found, key=lambda f: (f[3] - f[1]) * (f[4] - f[2]))
        xy, flag = landmarks(mesh, rgb, face)
        faces[name] = {
            'faces': len(found), 'score': round(float(face[0]), 4), 'box': point(face[1:5]), 'mesh_flag': round(flag, 4),
            'right_eye': point((xy[33] + xy[133]) / 2), 'left_eye': point((xy[362] + xy[263]) / 2),
            'nose_tip': point(xy[1]), 'chin': point(xy[152]),
        }
    outputs = {'step': STEP}
    for name, model, side, scale, offset in (('detector', detector, 128, 2, -1), ('mesh', mesh, 192, 1, 0)):
        values = np.mod(np.arange(3 * side * side) * 0.6180339887, 1).reshape(3, side, side)
        outputs[name] = [[round(float(v), 5) for v in o.ravel()[::STEP]] for o in model(values.transpose(1, 2, 0) * scale + offset)]
    for name, data in (('faces', faces), ('models', outputs)):
        with open(os.path.join(HERE, name + '.json'), 'w') as f:
            json.dump(data, f, indent=1)
            f.write('\n')


if __name__ == '__main__':
    main(sys.argv[1])
