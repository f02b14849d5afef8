"""Look for original identity numbers, telephone numbers and cards where none may be.

    python tests/check_no_originals.py --input FILE... --out DIR --home DIR

Extracts them from the inputs with patterns and checksums of its own (none of the gateway's code),
then searches the released pile, the reasons and problems of the other piles, and every file of the
home: database, write-ahead log, logs. Prints counts and places, never a value; exits 1 if any is
found. Numbers are compared as digits, so a spaced or dashed survivor is found too.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl

IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]"
    r"(?![0-9A-Za-z])"
)
MOBILE = re.compile(r"(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])")
CARD = re.compile(r"(?<![0-9A-Za-z])6[2]\d{14,17}(?![0-9A-Za-z])")
LOOSE = re.compile(r"(?<=[0-9])[\s\-·._]+(?=[0-9])")
# 3.5 of the standards: one licence number in eleven passes the whole identity-number check, so
# what stands there as a licence or credit code is public whatever its digits.
PUBLIC = re.compile(
    r"(?:许可证?书?编?号|施工许可证?|许可编号|信用代码|注册号|文书?号|案号)[^0-9A-Za-z]{0,6}"
    r"([0-9A-Za-z]{15,18})(?![0-9A-Za-z])"
)
PUBLIC_COLUMN = re.compile(
    r"许可编号|信用代码|注册号|文书?号|(?:XKBH|SHXYM|JGDM|LYDM|LYDWDM|GSZC|WSH)$", re.IGNORECASE
)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity_ok(number: str) -> bool:
    total = sum(w * int(d) for w, d in zip(WEIGHTS, number, strict=False))
    return "10X98765432"[total % 11] == number[-1].upper()


def luhn_ok(number: str) -> bool:
    digits = [int(d) for d in reversed(number)]
    return sum(digits[::2] + [d * 2 - 9 * (d > 4) for d in digits[1::2]]) % 10 == 0


def numbers_in(text: str) -> set[str]:
    found = {m[0].upper() for m in IDENTITY.finditer(text) if identity_ok(m[0])}
    found |= {m[0] for m in MOBILE.finditer(text)}
    return found | {m[0] for m in CARD.finditer(text) if luhn_ok(m[0])}


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def cells(path: Path) -> Iterator[tuple[str, str]]:
    """Every heading with its text, as far as the file's form tells headings."""
    if path.suffix == ".xlsx":
        rows = openpyxl.load_workbook(path, read_only=True).active.iter_rows(values_only=True)
        head = next(rows)
        yield from ((str(h), str(c)) for row in rows for h, c in zip(head, row, strict=False))
        return
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030")
    if path.suffix == ".csv":
        csv.field_size_limit(10**9)
        for row in csv.DictReader(io.StringIO(text)):
            yield from ((str(h), str(c)) for h, c in row.items())
    elif path.suffix == ".xml":
        yield from re.findall(r"<(\w+)>([^<]*)</", text)
    else:
        for line in text.splitlines():
            yield from (("", t) if isinstance(t, str) else t for t in pairs(json.loads(line)))


def pairs(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, str):
                yield key, inner
            else:
                yield from pairs(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from pairs(inner)


def originals(path: Path) -> set[str]:
    """Numbers that may not appear: all but those that are licence, credit or document numbers."""
    found, kept = set(), set()
    for heading, text in cells(path):
        kept |= {m[1].upper() for m in PUBLIC.finditer(text)}
        if PUBLIC_COLUMN.search(heading):
            kept |= numbers_in(text)
        else:
            found |= numbers_in(text)
    return found - kept


def leaks(forbidden: set[str], out: Path, home: Path | None) -> list[str]:
    places = []
    for pile in ("released", "in_review", "blocked", "rejected"):
        path = out / f"{pile}.jsonl"
        for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            line = json.loads(raw)
            line.pop("id", None)
            for text in texts(line):
                squeezed = LOOSE.sub("", text)
                hits = (numbers_in(text) | numbers_in(squeezed)) & forbidden
                places += [f"{pile}.jsonl line {number}"] * len(hits)
    for path in sorted(home.rglob("*")) if home else ():
        if path.is_file() and out not in path.parents:
            content = path.read_bytes()
            places += [f"home file {path.name}" for n in forbidden if n.encode() in content]
    return places


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--input", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--home", type=Path)
    given = parser.parse_args()
    forbidden = set().union(*map(originals, given.input))
    found = leaks(forbidden, given.out, given.home)
    for place in found[:20]:
        sys.stdout.write(f"original found: {place}\n")
    sys.stdout.write(f"{len(forbidden)} originals looked for, {len(found)} found\n")
    return 1 if found or not forbidden else 0


if __name__ == "__main__":
    sys.exit(main())
