"""The forms in which a number or code is written: plain, grouped, in other digits, in markup."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

#: A value and the sizes of its customary groups -> how it is written.
Write = Callable[[str, Sequence[int]], str]

_ARABIC = "0123456789"
_LATIN_CAPITALS = (0x41, 0x5A)


@dataclass(frozen=True, slots=True)
class Form:
    """One way of writing a value. ``label`` is Chinese, for the table."""

    name: str
    label: str
    write: Write


def pieces(value: str, sizes: Sequence[int]) -> Iterator[str]:
    """The value in its customary groups; what the sizes leave over is the last one."""
    at = 0
    for size in sizes:
        yield value[at : at + size]
        at += size
    if at < len(value):
        yield value[at:]


def _grouped(by: str) -> Write:
    return lambda value, sizes: by.join(pieces(value, sizes))


def _each(by: str) -> Write:
    return lambda value, _: by.join(value)


def _digits(others: str) -> Write:
    table = str.maketrans(_ARABIC, others)
    return lambda value, _: value.translate(table)


def _middle(before: str, after: str) -> Write:
    """Puts something around a part of the value that neither begins nor ends it."""

    def write(value: str, sizes: Sequence[int]) -> str:
        first = _first_group(value, sizes)
        last = min(first + 4, len(value) - 1)
        return f"{value[:first]}{before}{value[first:last]}{after}{value[last:]}"

    return write


def _first_group(value: str, sizes: Sequence[int]) -> int:
    return sizes[0] if len(sizes) > 1 else len(value) // 2


def _mixed(value: str, _: Sequence[int]) -> str:
    """Some digits from the middle on are Chinese numerals: four, or three of a short value."""
    first = len(value) // 2 - 1
    numerals = _digits("〇一二三四五六七八九")
    return value[:first] + numerals(value[first : first + 4], ()) + value[first + 4 :]


def _numeral_ends(first: int, last: int) -> Write:
    """Some digits at the head or the end are numerals, which might be a name's or a word's."""
    numerals = _digits("〇一二三四五六七八九")

    def write(value: str, _: Sequence[int]) -> str:
        cut = len(value) - last
        return numerals(value[:first], ()) + value[first:cut] + numerals(value[cut:], ())

    return write


def _wide(value: str, _: Sequence[int]) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in value)


def _referred(code: str) -> Write:
    return lambda value, _: "".join(code.format(ord(c)) if c.isascii() else c for c in value)


def _broken(by: str) -> Write:
    def write(value: str, sizes: Sequence[int]) -> str:
        first = _first_group(value, sizes)
        return value[:first] + by + value[first:]

    return write


_LOOKALIKES = str.maketrans("01", "Ol")

FORMS: tuple[Form, ...] = (
    Form("plain", "原样", lambda value, _: value),
    Form("lower", "小写字母", lambda value, _: value.lower()),
    Form("spaced", "空格分组", _grouped(" ")),
    Form("wide-spaced", "全角空格分组", _grouped("\u3000")),
    Form("tabbed", "制表符分组", _grouped("\t")),
    Form("dashed", "连字符分组", _grouped("-")),
    Form("en-dashed", "短横线分组", _grouped("–")),
    Form("dotted", "圆点分组", _grouped(".")),
    Form("middle-dotted", "间隔号分组", _grouped("·")),
    Form("underscored", "下划线分组", _grouped("_")),
    Form("every-digit", "逐位空格", _each(" ")),
    Form("listed", "逐位逗号", _each(",")),
    Form("full-width", "全角", _wide),
    Form("zero-width", "夹零宽字符", _each("\u200b")),
    Form("soft-hyphens", "夹软连字符", _grouped("\u00ad")),
    Form("line-break", "中间换行", _broken("\n")),
    Form("windows-line-break", "中间换行加缩进", _broken("\r\n  ")),
    Form("numerals", "中文数字", _digits("〇一二三四五六七八九")),
    Form("capital-numerals", "大写数字", _digits("零壹贰叁肆伍陆柒捌玖")),
    Form("mixed-numerals", "中文与阿拉伯数字混写", _mixed),
    Form("numerals-first", "开头两位为中文数字", _numeral_ends(2, 0)),
    Form("numerals-last", "末尾两位为中文数字", _numeral_ends(0, 2)),
    Form("circled", "带圈数字", _digits("⓪①②③④⑤⑥⑦⑧⑨")),
    Form("arabic-indic", "阿拉伯-印度数字", _digits("٠١٢٣٤٥٦٧٨٩")),
    Form("devanagari", "天城文数字", _digits("०१२३४५६७८९")),
    Form("mathematical", "数学粗体数字", _digits("𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗")),
    Form("lookalikes", "O代0、l代1", lambda value, _: value.translate(_LOOKALIKES)),
    Form("references", "HTML十进制实体", _referred("&#{};")),
    Form("hex-references", "HTML十六进制实体", _referred("&#x{:x};")),
    Form("twice-escaped", "两次转义的实体", _referred("&amp;#{};")),
    Form("no-break-spaces", "&nbsp;分组", _grouped("&nbsp;")),
    Form("bold-tag", "中间加粗标签", _middle("<b>", "</b>")),
    Form("span-tag", "中间带样式标签", _middle('<span style="color:#c00">', "</span>")),
    Form("break-tag", "中间换行标签", _broken("<br>")),
    Form("bold-markdown", "中间Markdown加粗", _middle("**", "**")),
    Form("code-markdown", "中间Markdown代码", _middle("`", "`")),
    Form("plus-86", "+86", lambda value, _: "+86" + value),
    Form("plus-86-spaced", "+86加空格分组", lambda v, sizes: "+86 " + " ".join(pieces(v, sizes))),
    Form("dashed-86", "+86加连字符", lambda v, sizes: "+86-" + "-".join(pieces(v, sizes))),
    Form("0086", "0086", lambda value, _: "0086" + value),
    Form("86-in-brackets", "(+86)", lambda value, _: "(+86)" + value),
)

#: Only telephone numbers have a country.
COUNTRY_FORMS = frozenset({"plus-86", "plus-86-spaced", "dashed-86", "0086", "86-in-brackets"})
