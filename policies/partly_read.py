"""Columns that hold a person's name must be names all through; what else stands there is noted.

A name column is short and shown at the head of a record, so what no detector understood in it
(a former name, a nickname, a remark) is not let pass as harmless. Knows no rule, keeps no text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from detectors.finding import Finding, Scan, Status
from detectors.view import TextView
from policies.standards.spec import FieldSpec

#: The rule of a name column with more in it than names, and the category of its finding.
PARTLY_READ = "PARTLY-READ"
PARTLY_READ_BASIS = "失败即关闭：姓名栏中有不能认作姓名的内容，整栏遮盖，交人工处理"
CATEGORY = "partly_read"

_DETECTOR = "name_column@1"
_PERSON = "PERSON"
_SPLIT_RE = re.compile(r"[、,，;；/|\s]+")
# Longer names are written with dots or in Latin letters.
_LONG_RE = re.compile(r"[\u3400-\u9fff]{5,}")
# Nothing is left to hide in 张某, 欧阳某某, 张某2, 张* and 张××.
_MASKED_RE = re.compile(r"[^\W\d_]{1,2}(?:某{1,2}|[*×○□]{1,3}|[xX]{1,3})[0-9]{0,2}")


def with_partly_read(specs: Mapping[str, FieldSpec], fields: Mapping[str, str], scan: Scan) -> Scan:
    """The scan with one suspect more, over the whole cell, for each such column."""
    added = {
        code: (_finding(spec, text), *scan.findings.get(code, ()))
        for code, text in fields.items()
        if (spec := specs.get(code)) is not None
        and spec.holds == _PERSON
        and not _all_names(text, scan.findings.get(code, ()))
    }
    return Scan({**scan.findings, **added}, scan.unread) if added else scan


def _all_names(text: str, findings: Iterable[Finding]) -> bool:
    """Whether nothing but names (found, or masked already) and what separates them is there."""
    names = (f for f in findings if f.entity_type == _PERSON and _is_short(text[f.start : f.end]))
    covered = {at for f in names for at in range(f.start, f.end)}
    rest = "".join(" " if at in covered else char for at, char in enumerate(text))
    return all(_says_nothing(piece) for piece in _SPLIT_RE.split(TextView(rest).text))


def _is_short(name: str) -> bool:
    """Not a name with something before or after it (自然人张三丰) that was taken for one name."""
    plain = _SPLIT_RE.sub("", TextView(name).text)
    return not _LONG_RE.fullmatch(plain)


def _says_nothing(piece: str) -> bool:
    return not any(char.isalnum() for char in piece) or bool(_MASKED_RE.fullmatch(piece))


def _finding(spec: FieldSpec, text: str) -> Finding:
    return Finding(
        start=0,
        end=len(text),
        entity_type=_PERSON,
        score=0.0,
        detector=_DETECTOR,
        status=Status.SUSPECT,
        role=spec.role,
        category=CATEGORY,
        explanation="姓名栏中有不能认作姓名的内容",
    )
