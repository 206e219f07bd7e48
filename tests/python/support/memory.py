"""Searches the writable memory of another process."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

MAPPING = re.compile(r"([0-9a-f]+)-([0-9a-f]+) (\S{4}) \S+ \S+ \S+\s*(.*)")
CHUNK = 16 * 1024 * 1024


@dataclass(frozen=True)
class Region:
    """A piece of a process's address space."""

    start: int
    end: int
    name: str


@dataclass(frozen=True)
class Hit:
    """Something that was looked for, and where it was."""

    what: str
    address: int
    region: Region

    def __str__(self) -> str:
        where = self.region.name or f"anonymous memory of {(self.region.end - self.region.start) // 1024} KiB"
        return f"{self.what} in {where} at +{self.address - self.region.start:#x}"


def writable_regions(process: int) -> list[Region]:
    """All that the process can read and write: heaps, stacks, data of libraries."""
    regions = []
    for line in Path(f"/proc/{process}/maps").read_text().splitlines():
        found = MAPPING.fullmatch(line)
        if found is not None and found[3].startswith("rw"):
            name = found[4] if found[4].startswith("[") else Path(found[4]).name
            regions.append(Region(int(found[1], 16), int(found[2], 16), name))
    return regions


def scan(process: int, needles: Mapping[str, bytes]) -> list[Hit]:
    """Every place of each needle. The process should be paused."""
    overlap = max(map(len, needles.values())) - 1
    hits = []
    memory = os.open(f"/proc/{process}/mem", os.O_RDONLY)
    try:
        for region in writable_regions(process):
            for start, piece in _pieces(memory, region, overlap):
                for what, needle in needles.items():
                    hits += [Hit(what, start + at, region) for at in _all(piece, needle)]
    finally:
        os.close(memory)
    return sorted(set(hits), key=lambda hit: (hit.what, hit.address))


def _pieces(memory: int, region: Region, overlap: int) -> Iterator[tuple[int, bytes]]:
    start = region.start
    while start < region.end:
        try:
            piece = os.pread(memory, min(CHUNK + overlap, region.end - start), start)
        except OSError:
            # Device memory, or memory that was freed in the meantime.
            return
        if not piece:
            return
        yield start, piece
        start += min(CHUNK, len(piece))


def _all(piece: bytes, needle: bytes) -> Iterator[int]:
    at = piece.find(needle)
    while at >= 0:
        yield at
        at = piece.find(needle, at + 1)
