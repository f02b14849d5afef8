"""Step 1: a raw row or envelope in, a `Record` or a named refusal out. Never echoes a value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from detectors import checksums
from detectors.view import TextView
from gateway.formats import RawRow
from gateway.formats.problems import problem as unnamed
from gateway.keys import Keys
from gateway.record import Owner, Record, Rejected
from gateway.sheets import AGENCIES
from policies.standards import standard
from policies.standards.spec import Problem

_ENVELOPE = frozenset(
    {"id", "kind", "standard", "source", "owner", "procedure", "severity", "item_code", "fields"}
)
_KEYS = _ENVELOPE | {"unit", "person"}
_PROCEDURES = ("简易程序", "普通程序")
_LONGEST_ID = 128

_DIGITS_RE = re.compile(r"(?<![0-9])[0-9]{17}X(?![0-9A-Z])|[0-9]{11,}")
_MOBILE_RE = re.compile(r"(?:86)?1[3-9][0-9]{9}")
_CARD_RE = re.compile(r"62[0-9]{14,17}|[345][0-9]{15}")
#: Years within which the date in such a number is rather that of a licence or a serial number.
_YOUNGEST = 14
_ID_HOLDS_DATA = "编号里含有手机号、身份证号或银行卡号；编号会随记录公开，请改用不含个人信息的编号"
_SEVERITY_CONTRADICTS = "信封写的严重程度与失信严重程度一列不一致；请核对后只保留正确的一个"


@dataclass(frozen=True, slots=True)
class Intake:
    """Reads rows under the data standards. ``today`` is what "in the future" is measured by.

    ``kind`` is used for rows that do not say theirs.
    """

    keys: Keys
    today: date
    kind: str | None = None

    def read(self, row: RawRow) -> Record | Rejected:
        """One row. Every breach is reported, not only the first."""
        envelope, fields = split(row.content)
        faults = [*map(_told, row.problems), *_envelope_faults(envelope)]
        telling = _telling(_text(envelope, "id") or "", self.today)
        kind, generation = _text(envelope, "kind"), _text(envelope, "standard")
        reading = standard.read(
            fields, today=self.today, kind=kind or self.kind, standard=generation
        )
        problems = (*faults, *telling, *_contradictions(envelope, reading), *_further(row, reading))
        # An id that tells is not repeated either: the refusal bears a made one.
        identity = (None if telling else _text(envelope, "id")) or self._identity(reading, row)
        if problems or reading.kind is None:
            return Rejected(identity, row.number, problems, reading.kind, _unit(envelope, reading))
        severity = standard.severity(_text(envelope, "severity")) or reading.severity
        return Record(
            id=identity,
            kind=reading.kind,
            fields=reading.fields,
            standard=reading.standard,
            source=_text(envelope, "source") or "",
            owner=_owner(envelope.get("owner")),
            procedure=_text(envelope, "procedure"),
            severity=severity,
            usage_scope=reading.usage_scope,
            item_code=_text(envelope, "item_code") or reading.item_code,
            state=reading.status,
            declared_until=reading.declared_until,
            row=row.number,
        )

    def _identity(self, reading: standard.Reading, row: RawRow) -> str:
        """An id for a row without one: the same for the same decision, telling nothing of it."""
        key = reading.kind and standard.duplicate_key(reading.kind, reading.fields)
        if not key:
            key = orjson.dumps([row.number, str(sorted(row.content.items(), key=str))]).decode()
        return f"K{self.keys.token('record-token', key)[:20]}"


def _telling(identity: str, today: date) -> list[Problem]:
    """An id goes wherever its record goes, so it must not be a telephone, identity or card number.

    Not a scan: runs of digits and their check digits. Old identity numbers of 15 digits have
    none, and look like a region with a date; dates of birth of the last years are serial numbers.
    """
    if any(_is_personal(run, today) for run in _DIGITS_RE.findall(TextView(identity).text.upper())):
        return [Problem("id", "ID_HOLDS_DATA", _ID_HOLDS_DATA)]
    return []


def _is_personal(run: str, today: date) -> bool:
    if _MOBILE_RE.fullmatch(run):
        return True
    if checksums.identity_number_ok(run):
        born = checksums.identity_birth_date(run)
        return born is not None and born.year <= today.year - _YOUNGEST
    return bool(_CARD_RE.fullmatch(run)) and checksums.luhn_ok(run)


def _contradictions(envelope: Mapping[str, Any], reading: standard.Reading) -> list[Problem]:
    """What envelope and columns both say must be the same; neither is silently believed."""
    said = standard.severity(_text(envelope, "severity"))
    if said and reading.severity and said != reading.severity:
        return [Problem("severity", "SEVERITY_CONTRADICTS", _SEVERITY_CONTRADICTS)]
    return []


def _further(row: RawRow, reading: standard.Reading) -> list[Problem]:
    """What the standard adds to a row that the file itself already refused in part.

    A cell that could not be read is missing here: that it is blank would be a second complaint.
    """
    if not row.problems:
        return list(reading.problems)
    if not row.content or reading.kind is None:
        return []
    refused = {standard.canonical(reading.kind, p.field) or p.field for p in row.problems}
    return [problem for problem in reading.problems if problem.field not in refused]


def _told(fault: Problem) -> Problem:
    """A fault of the file; a column that no standard knows is not named, it may be a value."""
    known = fault.field in _KEYS or standard.knows_column(fault.field)
    return fault if known else unnamed(fault.code)


def split(content: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Envelope and fields. A bare flat row may still carry ``id`` and ``kind``."""
    fields = content.get("fields")
    if isinstance(fields, Mapping):
        return content, fields
    envelope = {key: content[key] for key in ("id", "kind", "standard") if key in content}
    return envelope, {key: value for key, value in content.items() if key not in envelope}


def _text(envelope: Mapping[str, Any], key: str) -> str | None:
    value = envelope.get(key)
    return value.strip() or None if isinstance(value, str) else None


def _unit(envelope: Mapping[str, Any], reading: standard.Reading) -> str:
    """Whose row it is, as far as it could be read."""
    owner = envelope.get("owner")
    stated = str(owner.get("unit") or "") if isinstance(owner, Mapping) else ""
    named = (stated, *(str(reading.fields.get(column, "")) for column in AGENCIES))
    return next((name.strip() for name in named if name.strip()), "")


def _owner(given: object) -> Owner | None:
    if not isinstance(given, Mapping):
        return None
    return Owner(unit=str(given.get("unit", "")), person=str(given.get("person", "")))


def _envelope_faults(envelope: Mapping[str, Any]) -> list[Problem]:
    faults = []
    if set(envelope) - _ENVELOPE:
        faults.append(Problem("", "UNKNOWN_ENVELOPE_KEY", "信封中有不认识的键，请按接口文档填写"))
    for key in _ENVELOPE - {"fields", "owner"}:
        if envelope.get(key) is not None and not isinstance(envelope[key], str):
            faults.append(Problem(key, "NOT_TEXT", "应为文本，请加引号后重新提交"))
    if len(_text(envelope, "id") or "") > _LONGEST_ID:
        faults.append(Problem("id", "TOO_LONG", f"编号不得超过{_LONGEST_ID}个字符"))
    procedure = _text(envelope, "procedure")
    if procedure is not None and procedure not in _PROCEDURES:
        faults.append(Problem("procedure", "NOT_IN_LIST", f"只能是：{'、'.join(_PROCEDURES)}"))
    severity = _text(envelope, "severity")
    if severity is not None and not standard.is_severity(severity):
        faults.append(
            Problem("severity", "NOT_IN_LIST", "只能是：轻微、一般、较重、严重，或旧代码0至3")
        )
    owner = envelope.get("owner")
    if owner is not None and not (isinstance(owner, Mapping) and owner.get("unit")):
        faults.append(Problem("owner", "INCOMPLETE", "责任单位和责任人须写作 unit 与 person"))
    return faults
