"""Resident identity numbers (公民身份号码, GB 11643-1999), 18 and 15 digits, residence permits.

Also the tax numbers that contain one. What is written in front decides before arithmetic does;
a failing check digit makes a suspect and never a silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import ClassVar

from detectors.checksums import (
    PROVINCES,
    identity_birth_date,
    identity_checksum_ok,
    identity_region_ok,
    legacy_identity_ok,
)
from detectors.claim import Claim, Evidence
from detectors.context import Cue, announced, cue, nearest, of_a_relative
from detectors.detector import Detector
from detectors.finding import Status
from detectors.grouping import in_few_pieces
from detectors.leftovers import IDENTITY_RE, leftovers
from detectors.regions import region_codes
from detectors.sheet import Sheet
from detectors.view import Number

_STRUCTURE, _CHECKSUM, _CONTEXT = Evidence.STRUCTURE, Evidence.CHECKSUM, Evidence.CONTEXT

#: The years in which the date inside a number may as well be that of a construction licence
#: (6 region + 8 date + 4 digits; 9.1 % of them pass the whole check).
_LICENCE_YEARS = 2000
_ADULT_YEARS = 14
_NEAR_LENGTHS = range(14, 20)
# At most three letters; a credit code has a region of six digits as well, so one in front of them
# or right behind them is none of a person's.
_NEARLY_RE = re.compile(r"(?=(?:[0-9]*[A-Z]){0,3}[0-9]*\Z)[0-9A-Z][0-9]{7}[0-9A-Z]{6,11}")
_USUAL_GAP, _NO_GAP = 6, 1
_GROUPS = 6
_OLDEST = 1890

# A multiplication sign, Greek Chi, Cyrillic Ha or an asterisk in the place of the last X.
_X_LIKE = frozenset("\u00d7\u2715\u2573\u03a7\u0425*")
_EIGHTEEN_RE = re.compile(r"[1-8][0-9]{16}[0-9X]")
_MASKED_LENGTHS = range(14, 21)
_LENGTH = 18
_OF_AGE = 18


class CnIdCard(Detector):
    """公民身份号码：18位、旧15位、港澳台居民居住证，以及内含身份号码的税号."""

    kind: ClassVar[str] = "cn_id_card"
    entities: ClassVar[tuple[str, ...]] = ("CN_ID_CARD",)
    label: ClassVar[str] = "公民身份号码"
    basis: ClassVar[str] = "GB 11643-1999；GB/T 2260；港澳台居民居住证"
    check: ClassVar[str] = "ISO 7064 MOD 11-2（15位无校验码）"
    cues: ClassVar[str] = "身份证、公民身份号码、证件号码、社会保障号等；许可证编号、订单号等为反证"
    confidence: ClassVar[str] = (
        "有字样且校验正确为确定；无字样时出生年2000年前为确定、其后为存疑；校验不符为存疑"
    )

    def __init__(self, today: Callable[[], date] = date.today) -> None:
        super().__init__()
        self._today = today

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        """All readings; overlapping ones are merged when claims are settled."""
        lengths = sheet.view.numbers_by_length
        for number in lengths.get(18, ()):
            yield from self._eighteen(sheet, number)
        for number in lengths.get(15, ()):
            yield from self._fifteen(sheet, number)
        for length in (17, 20):
            for number in lengths.get(length, ()):
                yield from self._tax_number(sheet, number)
        for number in lengths.get(17, ()):
            yield from self._odd_x(sheet, number)
        for length in _NEAR_LENGTHS:
            for number in lengths.get(length, ()):
                yield from self._near_miss(sheet, number)
        yield from self._masked(sheet)

    def _eighteen(self, sheet: Sheet, n: Number) -> Iterator[Claim]:
        if not _EIGHTEEN_RE.fullmatch(n.compact):
            return
        born = identity_birth_date(n.compact)
        own = cue(sheet, n.start, n.end, self.entities[0])
        if born is None or not _OLDEST <= born.year <= self._today().year:
            if own is Cue.OWN and in_few_pieces(n, _GROUPS):
                yield self._suspect(sheet, n, "18位，出生日期不存在，上文为证件字样", _CONTEXT)
            return
        checked = identity_checksum_ok(n.compact)
        province = identity_region_ok(n.compact) and born <= self._today()
        if own is Cue.OWN:
            yield from self._announced(sheet, n, born, checked and province)
        elif checked and province:
            yield self._unannounced(sheet, n, born, own)
        elif checked or (self._plausible(n, born) and n.groups == 1 and not n.glued):
            why = "校验码正确，行政区划不明" if checked else "区划与出生日期存在，校验码不符"
            yield self._suspect(sheet, n, f"18位，{why}", _STRUCTURE)

    def _announced(self, sheet: Sheet, n: Number, born: date, sound: bool) -> Iterator[Claim]:
        if sound:
            yield self._sound(sheet, n, born, "上文为证件字样")
        elif in_few_pieces(n, _GROUPS):
            yield self._suspect(sheet, n, "18位，区划或校验码不符，上文为证件字样", _CONTEXT)

    def _sound(self, sheet: Sheet, n: Number, born: date, why: str) -> Claim:
        """Right in every way, and what stands in front says that it is a person's."""
        status = Status.LIKELY if n.glued or n.guessed else Status.CERTAIN
        evidence = _CONTEXT | _CHECKSUM | _STRUCTURE
        why = f"18位，区划、日期、校验码均正确，{why}"
        return self.claim(sheet, n.start, n.end, status, evidence, why, role=self._role(born))

    def _role(self, born: date) -> str | None:
        """Whether it is a minor's (未成年人)."""
        return "minor" if born > _years_before(self._today(), _OF_AGE) else None

    def _unannounced(self, sheet: Sheet, n: Number, born: date, own: Cue) -> Claim:
        """Everything is right but nobody says what it is: the birth date decides."""
        if of_a_relative(sheet, n.start):
            return self._sound(sheet, n, born, "上文为亲属字样")
        # The check counts in any case: a credit code that passes both must not hide the number.
        evidence = _CHECKSUM | _STRUCTURE
        if born > _years_before(self._today(), _ADULT_YEARS) and not n.compact.endswith("X"):
            return self._suspect(sheet, n, "18位，校验码正确，日期过近，可能为证照编号", evidence)
        if born.year >= _LICENCE_YEARS and not n.compact.endswith("X"):
            return self._suspect(sheet, n, "18位，校验码正确，无证件字样，可能为证照编号", evidence)
        sure = not (n.glued or n.guessed) and n.groups <= _GROUPS
        known = n.compact[:6] in region_codes() and sure
        status = Status.CERTAIN if known else Status.LIKELY
        heard = "上文为其他编号字样" if own is Cue.OTHER else "无字样"
        why = f"18位，区划、日期、校验码均正确，{heard}"
        return self.claim(sheet, n.start, n.end, status, evidence, why, role=self._role(born))

    def _plausible(self, n: Number, born: date) -> bool:
        return n.compact[:6] in region_codes() and born <= self._today()

    def _fifteen(self, sheet: Sheet, n: Number) -> Iterator[Claim]:
        if not legacy_identity_ok(n.compact):
            return
        types = nearest(sheet, n.start).types
        own = cue(sheet, n.start, n.end, self.entities[0])
        if own is Cue.OWN and in_few_pieces(n, _GROUPS):
            why = "15位，区划与出生日期存在，上文为证件字样"
            yield self.claim(sheet, n.start, n.end, Status.LIKELY, _CONTEXT | _STRUCTURE, why)
        elif "CN_BUSINESS_REGISTRATION" in types or n.groups > 1 or n.glued or n.guessed:
            return
        elif n.compact[:6] in region_codes():
            yield self._suspect(sheet, n, "15位，形似旧身份号码，无证件字样", _STRUCTURE)

    def _tax_number(self, sheet: Sheet, n: Number) -> Iterator[Claim]:
        """20 characters: identity number and two digits; 17: a legacy one and two digits."""
        inner, tail = n.compact[:-2], n.compact[-2:]
        tax = "TAX" in nearest(sheet, n.start).types
        if not in_few_pieces(n, _GROUPS if tax else 1) or not tail.isdigit():
            return
        if len(inner) == _LENGTH and identity_checksum_ok(inner) and self._dated(inner):
            status = Status.CERTAIN if tax and not n.guessed else Status.LIKELY
            evidence = _CHECKSUM | _STRUCTURE | (_CONTEXT if tax else _STRUCTURE)
            yield self.claim(sheet, n.start, n.end, status, evidence, "20位税号，内含身份号码")
        elif tax and legacy_identity_ok(inner):
            evidence = _CONTEXT | _STRUCTURE
            why = "17位税号，内含旧身份号码"
            yield self.claim(sheet, n.start, n.end, Status.LIKELY, evidence, why)

    def _dated(self, inner: str) -> bool:
        born = identity_birth_date(inner)
        return born is not None and identity_region_ok(inner) and born <= self._today()

    def _odd_x(self, sheet: Sheet, n: Number) -> Iterator[Claim]:
        following = sheet.view.after(n.end, 1)
        if following not in _X_LIKE or not following or not n.compact.isdigit():
            return
        if identity_checksum_ok(n.compact + "X") and self._dated(n.compact + "X"):
            own = cue(sheet, n.start, n.end, self.entities[0]) is Cue.OWN
            evidence = _CHECKSUM | _STRUCTURE | (_CONTEXT if own else _STRUCTURE)
            why = "17位加形似X的字符，校验码正确"
            yield self.claim(sheet, n.start, n.end + 1, Status.LIKELY, evidence, why)

    def _near_miss(self, sheet: Sheet, n: Number) -> Iterator[Claim]:
        """A digit too few or too many, a letter among them, no such province."""
        if n.groups > 1 or n.glued or n.guessed or not _NEARLY_RE.fullmatch(n.compact):
            return
        plain = n.compact[:-1].isdigit() and n.compact[:2] in PROVINCES
        gap = _USUAL_GAP if plain else _NO_GAP
        if announced(sheet, n.start, n.end, self.entities[0], gap):
            yield self._suspect(sheet, n, "位数、日期或区划不符，紧接证件字样", _CONTEXT)

    def _masked(self, sheet: Sheet) -> Iterator[Claim]:
        """What is left of a half-masked number: behind a cue, or of just the right length."""
        for match in leftovers(sheet, IDENTITY_RE):
            start, end = match.span()
            heard = cue(sheet, start, end, self.entities[0])
            whole = end - start == _LENGTH and match[0][:2] in PROVINCES and heard is Cue.NONE
            if whole or (heard is Cue.OWN and end - start in _MASKED_LENGTHS):
                evidence = _CONTEXT if heard is Cue.OWN else _STRUCTURE
                why = "部分遮盖的身份号码"
                yield self.claim(
                    sheet, start, end, Status.SUSPECT, evidence, why, category="masked"
                )

    def _suspect(self, sheet: Sheet, n: Number, why: str, evidence: Evidence) -> Claim:
        return self.claim(sheet, n.start, n.end, Status.SUSPECT, evidence | _STRUCTURE, why)


def _years_before(day: date, years: int) -> date:
    """The same day ``years`` earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
