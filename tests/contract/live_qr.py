"""Reads the last code of a journey: python live_qr.py JOURNEY.jsonl KEYS.json

The keys are those of `ikd sandbox --keys` (JWK, RFC 7517): private ones of readers, public ones of issuers. A code is
valid for half a minute, so it is read as of the time at which the journey's file was written.
It must be readable, and unreadable with any character changed.
"""

import json
import os
import sys

from cryptography.hazmat.primitives.asymmetric import ec, x25519
from pyhpke import KEMKey

import qr
import signing


def issuer_of(jwk: dict) -> ec.EllipticCurvePublicKey:
    x, y = (int.from_bytes(signing.from_base64url(jwk[name]), "big") for name in "xy")
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def main() -> int:
    journey, keys = sys.argv[1:]
    at = int(os.stat(journey).st_mtime)
    with open(journey) as file:
        result = json.loads(file.read().splitlines()[-1])
    with open(keys) as file:
        jwks = json.load(file)["keys"]
    text = result["qr_text"]
    issuers = [issuer_of(jwk) for jwk in jwks if jwk.get("ikd:use") == "views"]
    shown, readers = None, [jwk for jwk in jwks if "d" in jwk]
    for jwk in readers:
        private = x25519.X25519PrivateKey.from_private_bytes(signing.from_base64url(jwk["d"]))
        reader = KEMKey.from_pyca_cryptography_key(private)
        try:
            shown = qr.read(text, reader, jwk["ikd:aud"], issuers, at)
            break
        except qr.Refused:
            continue
    if shown is None:
        print("none of the readers can read the code")
        return 1
    if str(shown["nik"]) != str(result["nik"]):
        print("the code shows another NIK than the journey registered")
        return 1
    accepted = 0
    for place in range(len(qr.PREFIX), len(text)):
        changed = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
        try:
            qr.read(changed, reader, jwk["ikd:aud"], issuers, at)
            accepted += 1
        except qr.Refused:
            pass
    print(f"a code of {len(text)} characters is read, and {accepted} of {len(text)} changed ones")
    return 1 if accepted else 0


if __name__ == "__main__":
    sys.exit(main())
