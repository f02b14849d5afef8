"""One breach of the data standard at a time, done to a record that keeps it otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

Fields = dict[str, str]


def breached(envelope: Mapping[str, object], breach: str, today: date) -> dict[str, object]:
    """A copy of a penalty or permit with the named breach; ``KeyError`` if it is not known.

    A permit has no fine, so ``fine-without-amount`` leaves it as it is.
    """
    fields = envelope["fields"]
    if not isinstance(fields, dict):
        raise TypeError("fields must be an object")
    changed = BREACHES[breach](dict(fields), _prefix(fields), today)
    return {**{k: v for k, v in envelope.items() if k != "gold"}, "fields": changed}


def _prefix(fields: Mapping[str, str]) -> str:
    return "CF" if "CF_WSH" in fields else "XK"


def _blank_number(fields: Fields, prefix: str, today: date) -> Fields:
    return {**fields, f"{prefix}_WSH": ""}


def _blank_authority(fields: Fields, prefix: str, today: date) -> Fields:
    return {**fields, "CF_CFJG" if prefix == "CF" else "XK_XKJG": ""}


def _wrong_category(fields: Fields, prefix: str, today: date) -> Fields:
    return {**fields, f"{prefix}_XDR_LB": "企业"}


def _wrong_code(fields: Fields, prefix: str, today: date) -> Fields:
    code = f"{prefix}_XDR_SHXYM"
    last = "1" if fields[code].endswith("0") else "0"
    return {**fields, code: fields[code][:-1] + last}


def _no_code(fields: Fields, prefix: str, today: date) -> Fields:
    return {**fields, f"{prefix}_XDR_SHXYM": ""}


def _person_with_code(fields: Fields, prefix: str, today: date) -> Fields:
    return {**fields, f"{prefix}_XDR_LB": "自然人"}


def _future_decision(fields: Fields, prefix: str, today: date) -> Fields:
    return {**fields, f"{prefix}_JDRQ": f"{today + timedelta(days=40):%Y/%m/%d}"}


def _odd_date(fields: Fields, prefix: str, today: date) -> Fields:
    year, month, day = fields[f"{prefix}_JDRQ"].split("/")
    return {**fields, f"{prefix}_JDRQ": f"{day}.{month}.{year}"}


def _ends_before_it_begins(fields: Fields, prefix: str, today: date) -> Fields:
    ends = "CF_GSJZQ" if prefix == "CF" else "XK_YXQZI"
    return {**fields, ends: "2015/01/31"}


def _fine_without_amount(fields: Fields, prefix: str, today: date) -> Fields:
    if prefix == "XK":
        return fields
    return {**fields, "CF_CFLB": "罚款", "CF_NR_FK": "0"}


#: Name of the breach to what it does.
BREACHES: dict[str, Callable[[Fields, str, date], Fields]] = {
    "blank-document-number": _blank_number,
    "blank-authority": _blank_authority,
    "unknown-category": _wrong_category,
    "wrong-credit-code": _wrong_code,
    "no-credit-code": _no_code,
    "person-with-credit-code": _person_with_code,
    "future-decision": _future_decision,
    "odd-date": _odd_date,
    "ends-before-it-begins": _ends_before_it_begins,
    "fine-without-amount": _fine_without_amount,
}
