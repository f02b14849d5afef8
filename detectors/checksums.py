"""Check digits and fixed structures of Chinese identifiers, as pure functions.

All take the compact form: ASCII digits and upper-case letters, folded, separators removed (see
`detectors.view`); anything else is simply not ok. They judge arithmetic and never raise.
"""

from __future__ import annotations

import re
from datetime import date

_GB11643_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_GB11643_CHECKS = "10X98765432"
_IDENTITY_RE = re.compile(r"[1-9][0-9]{16}[0-9X]")
_BIRTH_YEARS = range(1800, 2100)
_LEGACY_IDENTITY_RE = re.compile(r"[1-8][0-9]{14}")

#: First two digits of GB/T 2260: the provinces, and 81, 82, 83 of the residence permits that
#: Hong Kong, Macao and Taiwan residents hold.
PROVINCES = frozenset(
    str(code)
    for first, last in (
        (11, 15),
        (21, 23),
        (31, 37),
        (41, 46),
        (50, 54),
        (61, 65),
        (71, 71),
        (81, 83),
    )
    for code in range(first, last + 1)
)

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_VALUES = {char: value for value, char in enumerate(_USCC_ALPHABET)}
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_USCC_RE = re.compile(r"[1-9ANGJQY][0-9A-HJ-NPQRTUWXY][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")

_GB11714_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORG_CODE_RE = re.compile(r"[0-9A-Z]{8}-?[0-9X]")

_BUSINESS_REGISTRATION_RE = re.compile(r"[0-9]{15}")
_DIGITS_RE = re.compile(r"[0-9]+")

_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VIN_VALUES = dict(
    zip(
        "0123456789ABCDEFGHJKLMNPRSTUVWXYZ",
        map(int, "012345678912345678123457923456789"),
        strict=True,
    )
)
# By the remainder modulo 11.
_VIN_CHECKS = "0123456789X"
_VIN_RE = re.compile(r"[A-HJ-NPR-Z0-9]{17}")

_MRZ_WEIGHTS = (7, 3, 1)
_MRZ_RE = re.compile(r"[0-9A-Z<]+")
_OLD_PERMANENT_RESIDENT_RE = re.compile(r"[A-Z]{3}[0-9]{12}")


def identity_check(body: str) -> str:
    """The 18th character for 17 digits: ISO 7064 MOD 11-2 as in GB 11643-1999."""
    return _GB11643_CHECKS[
        sum(w * int(c) for w, c in zip(_GB11643_WEIGHTS, body, strict=True)) % 11
    ]


def identity_checksum_ok(number: str) -> bool:
    """Whether 18 characters carry the right check character, whatever they stand for."""
    return bool(_IDENTITY_RE.fullmatch(number)) and identity_check(number[:17]) == number[17]


def identity_birth_date(number: str) -> date | None:
    """The birth date in an 18- or 15-character number; ``None`` if no such day exists.

    Legacy numbers have two digits for the year and all mean 19yy.
    """
    if _IDENTITY_RE.fullmatch(number):
        return _day(number[6:14])
    return _day("19" + number[6:12]) if _LEGACY_IDENTITY_RE.fullmatch(number) else None


def identity_region_ok(number: str) -> bool:
    """Whether the number begins with a province of GB/T 2260.

    Permanent residents' numbers (外国人永久居留身份证, 2023-12-01 on) have a 9 in front of the
    province; residence permits of 81, 82, 83 have no county.
    """
    if number[:1] == "9":
        return number[1:3] in PROVINCES
    return number[:2] in PROVINCES and (number[:1] != "8" or number[2:6] == "0000")


def identity_number_ok(number: str) -> bool:
    """18 characters with a province, a real birth date of 1800-2099 and the right check character.

    Covers 公民身份号码 (GB 11643-1999), 港澳台居民居住证 and the 18-character 外国人永久居留身份证.
    County codes and "not born in the future" are left to whoever has tables and a clock.
    """
    born = identity_birth_date(number) if identity_checksum_ok(number) else None
    return born is not None and born.year in _BIRTH_YEARS and identity_region_ok(number)


def legacy_identity_ok(number: str) -> bool:
    """15 digits with a province and a real birth date in 19yy; there is no check digit."""
    return (
        bool(_LEGACY_IDENTITY_RE.fullmatch(number))
        and identity_birth_date(number) is not None
        and identity_region_ok(number)
    )


def upgraded_identity(number: str) -> str:
    """The 18-character form of a 15-digit number: 19 put in, check character added."""
    body = f"{number[:6]}19{number[6:]}"
    return body + identity_check(body)


def uscc_check(body: str) -> str:
    """The 18th character for 17 of a credit code: MOD 31 of GB 32100-2015."""
    total = sum(w * _USCC_VALUES[c] for w, c in zip(_USCC_WEIGHTS, body, strict=True))
    return _USCC_ALPHABET[(31 - total % 31) % 31]


def uscc_ok(code: str) -> bool:
    """统一社会信用代码 (GB 32100-2015): registering department, region digits, alphabet, MOD 31.

    The embedded organisation code is judged by `org_code_ok(code[8:17])`. The placeholder
    ``00000000000000000X`` is not a credit code.
    """
    return bool(_USCC_RE.fullmatch(code)) and uscc_check(code[:17]) == code[17]


def org_code_check(body: str) -> str:
    """The ninth character for eight: GB 11714-1997, A=10 ... Z=35."""
    rest = 11 - sum(w * int(c, 36) for w, c in zip(_GB11714_WEIGHTS, body, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def org_code_ok(code: str) -> bool:
    """组织机构代码 (GB 11714-1997), with or without the hyphen before the check character."""
    return bool(_ORG_CODE_RE.fullmatch(code)) and org_code_check(code[:8]) == code[-1]


def business_registration_check(body: str) -> str:
    """The 15th digit for 14: ISO 7064 MOD 11,10 as in GS 15-2006."""
    p = 10
    for digit in body:
        p = ((p + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - p) % 10)


def business_registration_ok(number: str) -> bool:
    """15 位工商注册号 (GS 15-2006): authority, sequence, check digit."""
    return (
        bool(_BUSINESS_REGISTRATION_RE.fullmatch(number))
        and business_registration_check(number[:14]) == number[14]
    )


def luhn_check(body: str) -> str:
    """The digit that makes ``body`` plus it pass Luhn (ISO/IEC 7812-1)."""
    return str(-_luhn_sum(body + "0") % 10)


def luhn_ok(number: str) -> bool:
    """Luhn modulo 10 (ISO/IEC 7812-1). One random string in ten passes: weak evidence."""
    return bool(_DIGITS_RE.fullmatch(number)) and number.isascii() and _luhn_sum(number) % 10 == 0


def vin_check(vin: str) -> str:
    """The ninth character for a 17-character VIN (GB 16735, ISO 3779, 49 CFR 565)."""
    total = sum(w * _VIN_VALUES[c] for w, c in zip(_VIN_WEIGHTS, vin, strict=True))
    return _VIN_CHECKS[total % len(_VIN_CHECKS)]


def vin_ok(vin: str) -> bool:
    """车辆识别代号 (GB 16735) with the right check character. Not every import has one."""
    return bool(_VIN_RE.fullmatch(vin)) and vin_check(vin) == vin[8]


def mrz_check(text: str) -> str:
    """Check digit of a machine-readable field: weights 7-3-1 modulo 10 (ICAO Doc 9303-3)."""
    values = (0 if c == "<" else int(c, 36) for c in text)
    return str(sum(_MRZ_WEIGHTS[i % 3] * v for i, v in enumerate(values)) % 10)


def mrz_ok(field: str) -> bool:
    """Whether the last character is the 7-3-1 check digit of those before it."""
    return len(field) > 1 and bool(_MRZ_RE.fullmatch(field)) and mrz_check(field[:-1]) == field[-1]


def old_permanent_resident_ok(number: str) -> bool:
    """15-character 外国人永久居留证: nationality, place, birth yymmdd, sequence, 7-3-1 check."""
    if not _OLD_PERMANENT_RESIDENT_RE.fullmatch(number):
        return False
    born = number[7:13]
    return mrz_ok(number) and any(_day(century + born) for century in ("19", "20"))


def _luhn_sum(number: str) -> int:
    odd, even = number[-1::-2], number[-2::-2]
    return sum(map(int, odd)) + sum(sum(divmod(2 * int(c), 10)) for c in even)


def _day(yyyymmdd: str) -> date | None:
    try:
        return date(int(yyyymmdd[:4]), int(yyyymmdd[4:6]), int(yyyymmdd[6:]))
    except ValueError:
        return None
