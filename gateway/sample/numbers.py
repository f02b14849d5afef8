"""Identifiers of every kind with correct check characters, and the ways people write them.

The arithmetic is written here a second time on purpose: the detectors check, this makes, and
each is a test of the other.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date
from random import Random

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VIN_VALUES = {
    **{digit: int(digit) for digit in "0123456789"},
    **dict(zip("ABCDEFGH", range(1, 9), strict=True)),
    **dict(zip("JKLMNPR", (1, 2, 3, 4, 5, 7, 9), strict=True)),
    **dict(zip("STUVWXYZ", range(2, 10), strict=True)),
}
_VIN_CHECKED, _DECIMAL_POINT_OF_ELEVEN = 8, 10
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # plates know neither I nor O
_MOBILE_HEADS = ("133", "136", "138", "139", "147", "150", "158", "159", "166", "177", "186", "199")
_BANK_HEADS = ("622848", "621700", "622202", "621661", "623058", "622588", "621483")
_OLD_BANK_HEADS = ("622260", "622155", "625912", "436742")
_MAIL_HOSTS = ("example.com", "example.cn", "mail.example.com", "example.net", "example.org")
_MAIL_WORDS = ("lotus", "amber", "harbor", "willow", "orchid", "maple", "breeze", "summit", "reed")
_FULL_WIDTH = str.maketrans("0123456789X-", "０１２３４５６７８９Ｘ－")
_FULL_WIDTH_SHARE, _GROUPED_SHARE = 0.05, 0.20


def id_number(rng: Random, region: str, year: int) -> str:
    """公民身份号码 (GB 11643-1999): 18 characters for a birth in ``year``."""
    month = rng.randint(1, 12)
    day = rng.randint(1, calendar.monthrange(year, month)[1])
    body = f"{region}{year:04d}{month:02d}{day:02d}{rng.randint(1, 999):03d}"
    return body + _id_check(body)


def legacy_id_number(rng: Random, region: str) -> str:
    """The 15-digit number of before 1999, for a birth in 1940-1984."""
    whole = id_number(rng, region, rng.randint(1940, 1984))
    return whole[:6] + whole[8:17]


def construction_licence(rng: Random, region: str, issued: date) -> str:
    """建筑工程施工许可证编号: 18 digits that pass the whole identity-number check.

    6 region, 8 date, 2 sequence, 2 category. One in eleven real ones does, and those are the
    ones that matter.
    """
    front = f"{region}{issued:%Y%m%d}"
    while True:  # every residue is reached within eleven sequence numbers
        body = f"{front}{rng.randint(1, 99):02d}0{rng.randint(1, 3)}"
        if body[17] == _id_check(body[:17]):
            return body


def org_code(rng: Random, alphabet: str = _USCC_ALPHABET) -> str:
    """组织机构代码 (GB 11714-1997): nine characters without the hyphen."""
    body = "".join(rng.choices(alphabet, k=8))
    total = sum(int(c, 36) * w for c, w in zip(body, _ORG_WEIGHTS, strict=True))
    return body + "0123456789X0"[11 - total % 11]


def uscc(rng: Random, region: str, kind: str = "91") -> str:
    """统一社会信用代码 (GB 32100-2015). ``kind``: 91 enterprise, 92 individual, 11 agency."""
    lead = "0123456789" if kind == "11" else _USCC_ALPHABET
    body = f"{kind}{region}{org_code(rng, lead)}"
    total = sum(_USCC_ALPHABET.index(c) * (3**i % 31) for i, c in enumerate(body))
    return body + _USCC_ALPHABET[(31 - total % 31) % 31]


def business_registration(rng: Random, region: str, *, individual: bool = False) -> str:
    """工商注册号 (GS 15-2006): 15 digits, ISO 7064 MOD 11,10; the sequence of 个体 starts 6-9."""
    lead = rng.choice("6789" if individual else "0123")
    body = f"{region}{lead}{rng.randrange(10**7):07d}"
    rest = 10
    for digit in body:
        rest = (rest + int(digit)) % 10 or 10
        rest = rest * 2 % 11
    return body + str((11 - rest) % 10)


def mobile(rng: Random) -> str:
    """手机号: eleven digits of an allocated range."""
    return rng.choice(_MOBILE_HEADS) + f"{rng.randrange(10**8):08d}"


def landline(rng: Random, dialling: str) -> str:
    """固定电话 with its area code: eight digits in large cities, seven elsewhere."""
    length = 8 if len(dialling) == len("020") or dialling in ("0755", "0757", "0731") else 7
    return f"{dialling}-{rng.randint(2, 8)}{rng.randrange(10 ** (length - 1)):0{length - 1}d}"


def bank_card(rng: Random) -> str:
    """银行卡号: 19 digits, or 16, that pass Luhn."""
    old = rng.random() < _GROUPED_SHARE
    head, length = (rng.choice(_OLD_BANK_HEADS), 16) if old else (rng.choice(_BANK_HEADS), 19)
    body = head + "".join(rng.choices("0123456789", k=length - 7))
    doubled = sum(
        divmod(int(d) * 2, 10)[0] + int(d) * 2 % 10 if i % 2 == 0 else int(d)
        for i, d in enumerate(reversed(body))
    )
    return body + str(-doubled % 10)


def bank_account(rng: Random) -> str:
    """对公账号: 12, 15, 17 or 20 digits, no check digit."""
    length = rng.choice((12, 15, 17, 20))
    return str(rng.randint(1, 8)) + "".join(rng.choices("0123456789", k=length - 1))


def plate(rng: Random, prefix: str) -> str:
    """机动车号牌: five places, or six of a new-energy car; sometimes with the dot."""
    dot = rng.choice(("", "", "·"))
    if rng.random() < _GROUPED_SHARE:
        return f"{prefix}{dot}{rng.choice('DF')}{rng.choice(_LETTERS)}{rng.randrange(10**4):04d}"
    tail = rng.choice((f"{rng.randrange(10**5):05d}", f"{rng.randrange(10**4):04d}L"))
    return prefix + dot + rng.choice((tail, f"{rng.choice(_LETTERS)}{rng.randrange(10**4):04d}"))


def vin(rng: Random) -> str:
    """车辆识别代号 (GB 16735) with its check character in the ninth place."""
    body = "L" + "".join(rng.choices(list(_VIN_VALUES), k=16))
    total = sum(_VIN_VALUES[c] * w for c, w in zip(body, _VIN_WEIGHTS, strict=True))
    check = "X" if total % 11 == _DECIMAL_POINT_OF_ELEVEN else str(total % 11)
    return body[:_VIN_CHECKED] + check + body[_VIN_CHECKED + 1 :]


def email(rng: Random) -> str:
    """An address at a host that RFC 2606 keeps free."""
    word = rng.choice(_MAIL_WORDS)
    return f"{word}{rng.choice(('', '.', '_'))}{rng.randint(11, 9999)}@{rng.choice(_MAIL_HOSTS)}"


def wechat(rng: Random) -> str:
    """微信号: a letter, then letters and digits."""
    return f"{rng.choice(_MAIL_WORDS)}_{rng.randint(1000, 99999)}"


def qq(rng: Random) -> str:
    """QQ 号: eight to ten digits."""
    return str(rng.randint(10**7, 10**10 - 1))


def passport(rng: Random) -> str:
    """普通护照: E and eight digits, or E, a letter and seven."""
    if rng.random() < _GROUPED_SHARE:
        return f"E{rng.choice('ABCDEFGHJKLMN')}{rng.randrange(10**7):07d}"
    return f"E{rng.randrange(10**8):08d}"


def travel_permit(rng: Random) -> str:
    """港澳居民来往内地通行证: H or M and eight digits."""
    return f"{rng.choice('HM')}{rng.randrange(10**8):08d}"


def written(rng: Random, number: str, *groups: int) -> str:
    """The number as a clerk types it: mostly plain, sometimes in groups, rarely full-width.

    ``groups`` are the sizes people cut this kind of number into; what is left over is the last.
    """
    draw = rng.random()
    if draw < _FULL_WIDTH_SHARE:
        return number.translate(_FULL_WIDTH)
    if groups and draw < _FULL_WIDTH_SHARE + _GROUPED_SHARE:
        return rng.choice((" ", " ", "-")).join(_cut(number, groups))
    return number


def written_mobile(rng: Random, number: str) -> str:
    """A mobile number, now and then with the country code in front."""
    if rng.random() < _FULL_WIDTH_SHARE:
        return rng.choice(("+86", "+86 ", "86-")) + number
    return written(rng, number, 3, 4)


#: Kinds that need nothing but chance.
PLAIN: dict[str, Callable[[Random], str]] = {
    "account": bank_account,
    "email": email,
    "wechat": wechat,
    "qq": qq,
    "passport": passport,
    "travel": travel_permit,
    "vin": vin,
}


def _cut(number: str, groups: tuple[int, ...]) -> list[str]:
    pieces, at = [], 0
    for size in groups:
        pieces.append(number[at : at + size])
        at += size
    return [*pieces, number[at:]] if number[at:] else pieces


def _id_check(body: str) -> str:
    total = sum(int(d) * w for d, w in zip(body, _ID_WEIGHTS, strict=True))
    return _ID_CHECKS[total % 11]
