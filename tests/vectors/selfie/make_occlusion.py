"""Makes occlusion.json beside this script: what the models of glasses and masks score on faces that OpenCV aligned.

    pip install 'numpy<2' opencv-python-headless==4.11.0.86 ai-edge-litert
    pip download --no-deps mediapipe==0.10.21       # the wheel is a zip: unpack it
    python make_occlusion.py FOLDER_OF_THE_UNPACKED_WHEEL

Eyes are found as in make_vectors.py. `align`, `glasses_features` and `mask_features` are those with which both models
were trained. The product has them again in Rust, with no code of OpenCV.

Each photograph in tests/assets/photos is scored as it is, and each of PORTRAITS also with drawn glasses and with a drawn
mask. The drawings are plain shapes without smooth edges, so that a test can draw the same pixels; they look like toys,
and say nothing about real glasses or masks.
"""
import json
import os
import sys

import cv2
import numpy as np

from make_vectors import HERE, PHOTOS, Model, detect, landmarks

MODELS = os.path.join(HERE, '..', '..', '..', 'core', 'assets', 'selfie')
PORTRAITS = ['astronaut.png', 'biden.jpg', 'obama.jpg', 'obama2.jpg', 'obama3.jpg', 'selfie.jpg']


def align(rgb, right, left, n=256):
    d = left - right
    s = 80 / np.hypot(*d)
    a = np.arctan2(d[1], d[0])
    c, q = np.cos(-a) * s, np.sin(-a) * s
    m = np.array([[c, -q, 0], [q, c, 0]], np.float32)
    m[:, 2] = np.array([88, 100]) - m[:, :2] @ right
    src = cv2.GaussianBlur(rgb, (0, 0), .35 / s) if s < .5 else rgb
    return cv2.warpAffine(src, m, (n, n), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def edges(g):
    gx, gy = (cv2.Sobel(g, cv2.CV_32F, *d, ksize=3) / 8 for d in ((1, 0), (0, 1)))
    return gx, np.maximum(gy, 0), np.maximum(-gy, 0)


def glasses_features(face):
    g = cv2.resize(cv2.cvtColor(face, cv2.COLOR_RGB2GRAY).astype(np.float32), (128, 128), interpolation=cv2.INTER_AREA)
    gx, down, up = edges(g)
    s = slice(34, 80), slice(10, 118)
    skin = max(15, np.median(g[60:100, 40:88]))
    blocks = lambda v: cv2.resize(v, (18, 10), interpolation=cv2.INTER_AREA).ravel()
    sides = [blocks(np.sqrt(e[s] / skin)) for e in (np.maximum(gx, 0), np.maximum(-gx, 0), down, up)]
    return np.concatenate([*sides, blocks(g[s] / skin) * .5])


def mask_features(face):
    lab = cv2.cvtColor(face, cv2.COLOR_RGB2LAB).astype(np.float32)
    gx, down, up = edges(cv2.cvtColor(face, cv2.COLOR_RGB2GRAY).astype(np.float32))
    cheek = np.median(np.concatenate([lab[112:126, x].reshape(-1, 3) for x in (slice(70, 106), slice(150, 186))]), 0)
    skin = max(15., float(cheek[0]))
    s = slice(108, 236), slice(56, 200)
    d = lab[s] - cheek
    d[..., 0] /= skin / 40
    blocks = lambda v: cv2.resize(v, (9, 8), interpolation=cv2.INTER_AREA).ravel()
    return np.concatenate([blocks(d[..., c]) / 10 for c in range(3)] + [np.sqrt(blocks(e[s] / skin)) for e in (np.abs(gx), down, up)])


def score(name, features):
    weights = np.fromfile(os.path.join(MODELS, name + '.f32'), '<f4').astype(float)
    return round(float(weights[:-1] @ features + weights[-1]), 4)


def drawn(what, rgb, right, left):
    """u and v are across and down from the middle of the eyes, in eye distances."""
    (rx, ry), (lx, ly) = right, left
    ox, oy, ex, ey = (rx + lx) / 2, (ry + ly) / 2, lx - rx, ly - ry
    n = ex * ex + ey * ey
    x, y = np.arange(rgb.shape[1])[None] - ox, np.arange(rgb.shape[0])[:, None] - oy
    u, v = np.abs((x * ex + y * ey) / n), (y * ex - x * ey) / n
    out = rgb.copy()
    if what == 'glasses':
        across, down = (u - .5) / .4, (v - .08) / .3
        lens = across * across + down * down
        rim, bridge = (lens >= .78) & (lens <= 1), (u < .12) & (np.abs(v) < .035)
        out[rim | bridge | (u >= .89) & (u < 1.15) & (np.abs(v) < .04)] = 35, 30, 30
    else:
        on = (v >= .4 + .2 * u) & (v <= 1.7 - .3 * u) & (u <= 1.1 - .3 * v)
        out[on] = 150, 190, 215
        fold = v * 6
        out[on & (fold - np.floor(fold) < .15)] = 130, 170, 195
    return out


def main(wheel):
    detector = Model(os.path.join(wheel, 'mediapipe/modules/face_detection/face_detection_short_range.tflite'))
    mesh = Model(os.path.join(wheel, 'mediapipe/modules/face_landmark/face_landmark.tflite'))

    def measured(rgb):
        face = max(detect(detector, rgb), key=lambda f: (f[3] - f[1]) * (f[4] - f[2]))
        xy, _ = landmarks(mesh, rgb, face)
        # Rounded first, so that the drawings and scores are those of the points in the file.
        right, left = (np.round(((xy[a] + xy[b]) / 2).astype(float), 5) for a, b in ((33, 133), (362, 263)))
        aligned = align(rgb, right, left)
        return {'right_eye': right.tolist(), 'left_eye': left.tolist(),
                'glasses': score('glasses', glasses_features(aligned)), 'mask': score('mask', mask_features(aligned))}

    rows = {}
    for name in sorted(n for n in os.listdir(PHOTOS) if n.endswith(('.jpg', '.png'))):
        rgb = cv2.cvtColor(cv2.imread(os.path.join(PHOTOS, name)), cv2.COLOR_BGR2RGB)
        rows[name] = {'plain': measured(rgb)}
        for what in ('glasses', 'mask') if name in PORTRAITS else ():
            rows[name][what] = measured(drawn(what, rgb, *(rows[name]['plain'][eye] for eye in ('right_eye', 'left_eye'))))
    with open(os.path.join(HERE, 'occlusion.json'), 'w') as f:
        json.dump(rows, f, indent=1)
        f.write('\n')


if __name__ == '__main__':
    main(sys.argv[1])
