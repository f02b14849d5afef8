"""What stands around names in administrative text: dates, amounts, numbers, statutes, goods."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from models.tagger.recipe.material import words

_CAPITAL = "零壹贰叁肆伍陆柒捌玖"
_GOODS = words("things.goods")
_LAWS = words("things.laws")
_OFFICES = words("things.offices")
_PLATES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"


def _date(rng: Random) -> str:
    year, month, day = rng.randint(2005, 2026), rng.randint(1, 12), rng.randint(1, 28)
    return rng.choice(
        (
            f"{year}年{month}月{day}日", f"{year}年{month}月{day}日", f"{month}月{day}日",
            f"{year}-{month:02}-{day:02}", f"{year}/{month}/{day}", f"{year}.{month}.{day}",
            "当日" + rng.choice(("上午", "下午", "晚", "")), "次日" + rng.choice(("凌晨", "")),
            f"{year}年{month}月{day}日{rng.randint(0, 23)}时许",
        )
    )  # fmt: skip


def _money(rng: Random) -> str:
    yuan = rng.choice((50, 200, 500, 1000, 2000, 5000, 10000, 50000)) * rng.randint(1, 99)
    return rng.choice(
        (
            f"{yuan}元",
            f"{yuan:,}元",
            f"人民币{yuan}元",
            f"{yuan / 10000:g}万元",
            f"{yuan}.50元",
            f"￥{yuan}",
        )
    )


def _capital_money(rng: Random) -> str:
    digit, other = rng.choice(_CAPITAL[1:]), rng.choice(_CAPITAL[1:])
    return rng.choice(
        (
            f"{digit}万元整", f"{digit}仟元整", f"人民币{digit}佰元", f"{digit}拾{other}万元",
            f"{digit}仟{other}佰{digit}拾{other}元",
        )
    )  # fmt: skip


def _digits(rng: Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def _document(rng: Random) -> str:
    office, year = rng.choice(_OFFICES), rng.randint(2010, 2026)
    place = rng.choice("粤浙苏沪京川渝桂云藏新琼甘冀闽赣湘鄂温杭穗深厦")
    mark = rng.choice(("罚", "罚字", "处罚", "罚决", "处", "当罚", "许", "立"))
    left, right = rng.choice(("〔〕", "〔〕", "[]", "（）", "【】"))
    return (
        f"{place}{office}{mark}{left}{year}{right}{rng.choice(('', '第'))}{rng.randint(1, 999)}号"
    )


def _law(rng: Random) -> str:
    article = f"第{rng.choice('一二三四五六七八九')}十{rng.choice('一二三四五六七八九')}条"
    return f"《{rng.choice(_LAWS)}》" + rng.choice(
        ("", article, article + "第一款", article + "第（二）项")
    )


MAKERS: dict[str, Callable[[Random], str]] = {
    "date": _date,
    "ym": lambda rng: f"{rng.randint(1950, 2026)}年{rng.randint(1, 12)}月",
    "time": lambda rng: rng.choice(
        (
            f"{rng.randint(0, 23)}时{rng.randint(0, 59)}分",
            f"{rng.randint(0, 23)}:{rng.randint(10, 59)}",
        )
    ),
    "money": _money,
    "capmoney": _capital_money,
    "num": lambda rng: str(
        rng.choice((rng.randint(1, 12), rng.randint(1, 300), rng.randint(1, 9999)))
    ),
    "percent": lambda rng: f"{rng.randint(1, 99)}{rng.choice(('%', '％', '.5%', '‰'))}",
    "id": lambda rng: _digits(rng, 17) + rng.choice("0123456789X"),
    "phone": lambda rng: "1" + rng.choice("3578") + _digits(rng, 9),
    "plate": lambda rng: (
        rng.choice(_PLATES) + rng.choice("ABCDEFGH") + rng.choice(("", "·")) + _digits(rng, 5)
    ),
    "docno": _document,
    "law": _law,
    "cert": lambda rng: (
        rng.choice(("", "JY", "SC", "粤食药监械经营许", "第")) + _digits(rng, rng.randint(6, 14))
    ),
    "code": lambda rng: (
        "9"
        + rng.choice("12")
        + _digits(rng, 6)
        + rng.choice(("MA", ""))
        + _digits(rng, 8)
        + rng.choice("XABC5")
    ),
    "account": lambda rng: _digits(rng, rng.randint(12, 19)),
    "product": lambda rng: rng.choice(_GOODS),
}
