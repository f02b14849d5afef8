"""Whom a record concerns: what the row says, else what its code and name plainly tell.

What is inferred is said to be inferred, and what seems to be a person is protected as one: it
never makes a row say more than it does. Pure; keeps nothing of a row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from detectors import checksums
from detectors.name_shape import is_name, surname_length
from detectors.organization import organizations
from detectors.sheet import Sheet
from detectors.view import TextView
from policies.standards.spec import Inference, Subject

_PERSON = "natural_person"
_CONTRADICTION = "写明是法人及非法人组织，而名称像是个人姓名：按自然人保护，交人工核对"

# What the law lets stand in brackets behind an organisation's name; anything else may be a person.
_FORM_RE = re.compile(
    r"\s*(?:\((?:特殊普通合伙|普通合伙|有限合伙|个人独资|个体工商户|筹|集团)\))?[\s.。]*"
)
# Longest given name: a surname and no more than this is a person's name before all else.
_GIVEN = 2
_LETTER_RE = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class InferredSubject:
    """Whom a record concerns, as far as its columns tell.

    ``subject_kind`` is what rules may rely on: stated, or inferred for an organisation or an
    individual business; ``None`` where nobody says and a person is not excluded. ``columns`` is
    the subject kind by which the columns are to be read: ``natural_person`` in every doubt.
    ``stated`` tells whether the row says it, ``contradicts`` whether its name denies what it
    says. ``note`` is a Chinese sentence about an inference; it holds no value.
    """

    subject_kind: str | None = None
    columns: str | None = None
    stated: bool = False
    contradicts: bool = False
    note: str = ""

    @property
    def seems_person(self) -> bool:
        """Whether nobody says it, but the subject is to be protected as a natural person."""
        return not self.stated and self.columns == _PERSON


def inferred(subject: Subject, fields: Mapping[str, str]) -> InferredSubject:
    """What canonical fields tell of the subject; nothing where they do not even name one."""
    said = subject.words.get(fields.get(subject.field, ""))
    name = fields.get(subject.name or "", "")
    if said is not None:
        if said in subject.impersonal and _denies(subject, fields, name):
            return InferredSubject(said, _PERSON, True, True, _CONTRADICTION)
        return InferredSubject(said, said, True)
    for inference in subject.infers:
        if _applies(inference, subject, fields, name):
            known = None if inference.then == _PERSON else inference.then
            return InferredSubject(known, inference.then, note=inference.note)
    return InferredSubject()


def names_organization(name: str) -> bool:
    """Whether a whole value is shaped like the name of an organisation, and not like a person's.

    A bracket behind it may only say the legal form.
    """
    view = TextView(name.strip())
    surname = surname_length(view.text, 0)
    if surname and len(view.text) <= surname + _GIVEN:  # 张学会 is a person
        return False
    mentions = organizations(Sheet.of_text(view.text))
    return any(
        not _LETTER_RE.search(view.text[: m.start]) and _FORM_RE.fullmatch(view.text[m.end :])
        for m in mentions
    )


def _applies(inference: Inference, subject: Subject, fields: Mapping[str, str], name: str) -> bool:
    if inference.by == "person_column":
        filled = any(sign in fields for sign in subject.person_signs)
        return filled and not names_organization(name)
    if inference.by == "code":
        return _code(subject, fields).startswith(inference.prefix) and _has_code(subject, fields)
    if inference.by == "name":
        return names_organization(name)
    return bool(name)


def _denies(subject: Subject, fields: Mapping[str, str], name: str) -> bool:
    """An organisation with a person's name; or with no code and no organisation's name either."""
    if is_name(TextView(name.strip()).text):
        return True
    return bool(name) and not _has_code(subject, fields) and not names_organization(name)


def _code(subject: Subject, fields: Mapping[str, str]) -> str:
    return fields.get(subject.code or "", "")


def _has_code(subject: Subject, fields: Mapping[str, str]) -> bool:
    return checksums.uscc_ok(_code(subject, fields))
