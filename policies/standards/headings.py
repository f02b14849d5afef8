"""Column names made comparable: codes of any case, Chinese headings however they are decorated."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

Target = TypeVar("Target")

_BRACKETED_RE = re.compile(r"[(\[{<【〔《]([^()\[\]{}<>【】〔〕《》]{1,40})[)\]}>】〕》]")
_ORDINAL_RE = re.compile(r"[*★☆●\s]{0,8}\(?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[.、):]")
_LONGEST = 120
_NOISE_RE = re.compile(r"[^0-9A-Z\u4e00-\u9fff]+")

# A heading may be repeated in a message only if nobody could hide a value in it: it has the form
# of a column code, or it is a short Chinese phrase with a word that headings are made of.
_CODE_RE = re.compile(r"(?:XK|CF|SX|BZ)(?:_[A-Z]{1,10}){0,4}", re.IGNORECASE)
_PHRASE_RE = re.compile(r"[\u4e00-\u9fff()（）/、]{2,14}")
_HEADING_WORD_RE = re.compile(
    "名称|类型|类别|种类|日期|时间|期限|代码|编码|编号|号码|序号|文号|机关|部门|单位|来源|内容|事实"
    "|依据|理由|结果|金额|电话|地址|邮箱|证件|证书|状态|标志|说明|备注|人员|姓名|程序|附件"
)
# Shorter values (罚款, 普通) are words that headings are made of.
_SHORTEST_SECRET = 3


def key(name: str) -> str:
    """The comparable form: NFKC, upper case, letters, digits and Chinese characters only."""
    return _NOISE_RE.sub("", _folded(name))


def keys(name: str) -> tuple[str, ...]:
    """The keys of a standard's own heading: whole, and without the part in brackets."""
    return tuple(dict.fromkeys((key(name), key(_BRACKETED_RE.sub("", _folded(name))))))


def resolve(name: str, targets: Mapping[str, Target], ignorable: Collection[str]) -> Target | None:
    """What a column name stands for; ``None`` if nothing.

    The part in brackets may be missing, may repeat the column's code or name, or be one of the
    ``ignorable`` keys (必填, 万元). Any other bracket is meaning that must not be lost:
    罚款金额(元) is not 罚款金额(万元).
    """
    if len(name) > _LONGEST:
        return None
    folded = _folded(name)
    if ordinal := _ORDINAL_RE.match(folded):
        folded = folded[ordinal.end() :]
    plain = _BRACKETED_RE.sub(lambda m: "" if key(m[1]) in ignorable else m[0], folded)
    for whole in (folded, plain):
        if (target := targets.get(key(whole))) is not None:
            return target
    target = targets.get(key(_BRACKETED_RE.sub("", plain)))
    parts = _BRACKETED_RE.findall(plain)
    return target if all(targets.get(key(part)) == target for part in parts) else None


def label(name: object, position: int, values: Iterable[str]) -> str:
    """How to speak of an unknown column without repeating what may be a value.

    Its name if that can only be a heading and holds no value of the row, else ``第N列`` (from one).
    """
    if (
        isinstance(name, str)
        and (_CODE_RE.fullmatch(name) or _is_phrase(name))
        and not any(len(v) >= _SHORTEST_SECRET and v in name for v in values)
    ):
        return f"“{name}”"
    return f"第{position}列"


def _is_phrase(name: str) -> bool:
    return bool(_PHRASE_RE.fullmatch(name) and _HEADING_WORD_RE.search(name))


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).upper()
