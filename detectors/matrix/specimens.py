"""The specimens of `specimens.yaml`: an invented value of every kind that is a number or code."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from detectors import checksums
from detectors.matrix.forms import COUNTRY_FORMS, FORMS, Form

# What completes a value by its check character.
_CHECKS: Mapping[str, Callable[[str], str]] = {
    "identity": lambda body: body + checksums.identity_check(body),
    "luhn": lambda body: body + checksums.luhn_check(body),
    "credit-code": lambda body: body + checksums.uscc_check(body),
    "organisation": lambda body: f"{body}-{checksums.org_code_check(body)}",
    "registration": lambda body: body + checksums.business_registration_check(body),
    "machine-readable": lambda body: body + checksums.mrz_check(body),
    "vehicle": lambda body: body[:8] + checksums.vin_check(body) + body[9:],
}


@dataclass(frozen=True, eq=False, slots=True)  # each is itself and nothing else
class Specimen:
    """A value, the cue that announces it, and how it is grouped when it is grouped.

    ``without`` gives the forms that do not apply, each with its reason in Chinese: such a cell is
    empty and nobody is promised anything. ``lone`` are the forms that are found without the cue,
    ``not_in`` the carriers in which it is not promised, with the reason. ``country``: it may carry
    the country's code.
    """

    name: str
    label: str
    family: str
    entity: str
    cue: str
    value: str
    sizes: tuple[int, ...]
    without: Mapping[str, str]
    lone: frozenset[str]
    not_in: Mapping[str, str]
    country: bool

    def forms(self, *, cued: bool = True) -> Iterator[Form]:
        """The forms that apply and read otherwise than the plain one."""
        for form in FORMS:
            applies = form.name not in self.without and (cued or form.name in self.lone)
            if form.name in COUNTRY_FORMS and not self.country:
                continue
            if applies and (form.name == "plain" or self.written(form) != self.value):
                yield form

    def written(self, form: Form) -> str:
        """The value in a form."""
        return form.write(self.value, self.sizes)


@cache
def specimens() -> tuple[Specimen, ...]:
    """All specimens, in the order of the file."""
    text = resources.files("detectors.matrix").joinpath("specimens.yaml").read_text("utf-8")
    data = yaml.safe_load(text)
    return tuple(
        _specimen(row, family, data["groups"])
        for family, rows in data["specimens"].items()
        for row in rows
    )


def _specimen(row: Mapping[str, Any], family: str, groups: Mapping[str, Any]) -> Specimen:
    value = str(row["value"])
    without: dict[str, str] = {}
    for name, reason in (row.get("without") or {}).items():
        group = groups.get(name, {"forms": [name], "reason": None})
        without |= dict.fromkeys(group["forms"], reason or group["reason"])
    return Specimen(
        name=row["name"],
        label=row["label"],
        family=family,
        entity=row["entity"],
        cue=row["cue"],
        value=_CHECKS[row["check"]](value) if "check" in row else value,
        sizes=tuple(row.get("sizes", (len(value),))),
        without=without,
        lone=_lone(row.get("lone", False), groups),
        not_in=row.get("not_in", {}),
        country=row.get("country", False),
    )


def _lone(said: bool | Mapping[str, Sequence[str]], groups: Mapping[str, Any]) -> frozenset[str]:
    """All forms, none, or all but the named ones and groups."""
    if not said:
        return frozenset()
    but = () if said is True else said["but"]
    left_out = {form for name in but for form in groups.get(name, {"forms": [name]})["forms"]}
    return frozenset(form.name for form in FORMS) - left_out
