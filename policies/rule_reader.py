"""Reads the rules of a pack from marked YAML; every mistake becomes a fault with its line."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from presidio_anonymizer.entities import InvalidParamError

from detectors.register import department
from policies import masks
from policies.action import Action
from policies.engine import RESERVED
from policies.fault import Fault
from policies.level import Level
from policies.marked import Marked
from policies.rule import NO_RULE, Condition, Rule, Span
from policies.vocabulary import DAYS, UNSET

_ID = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*")
_CHINESE = re.compile(r"[一-鿿]")
_COUNT = re.compile(r"[0-9]{1,4}", re.ASCII)
_OTHER_THAN = "other_than"

Attributes = Mapping[str, frozenset[str] | None]


@dataclass(slots=True)
class Reader:
    """Reads pieces of one file and collects what is wrong with them.

    A piece that cannot be read gives a harmless value and a fault; a file with faults never
    becomes a pack. ``below`` are the rules of broader levels, which may be lifted; ``implied``
    are conditions of every rule of the file.
    """

    file: str
    faults: list[Fault] = field(default_factory=list)
    switches: Collection[str] = ()
    words: Mapping[str, Collection[str]] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    level: Level = Level.NATIONAL
    below: Mapping[str, Level] = field(default_factory=dict)
    implied: tuple[Condition, ...] = ()

    def fault(self, line: int, message: str) -> None:
        """Note a fault; ``message`` says what to do."""
        self.faults.append(Fault(self.file, line, message))

    def mapping(
        self, marked: Marked, required: Collection[str] = (), optional: Collection[str] | None = ()
    ) -> dict[str, Marked]:
        """A mapping with the keys that are allowed (any, if ``optional`` is ``None``)."""
        if not isinstance(marked.value, dict):
            self.fault(marked.line, "这里应当是“键: 值”的列表")
            return {key: Marked("", marked.line) for key in required}
        found = marked.value
        for key in required:
            if key not in found:
                self.fault(marked.line, f"缺少“{key}”，请补上")
        known = None if optional is None else {*required, *optional}
        for key, item in found.items():
            if known is not None and key not in known:
                self.fault(item.line, f"不认识“{key}”，可用：{'、'.join(sorted(known))}")
        missing = {key: Marked("", marked.line) for key in required if key not in found}
        return found | missing

    def items(self, marked: Marked) -> list[Marked]:
        """A list; a single value counts as a list of one."""
        if isinstance(marked.value, list):
            return marked.value
        return [marked] if marked.value else []

    def text(self, marked: Marked) -> str:
        """A text that is not empty."""
        if isinstance(marked.value, str) and marked.value.strip():
            return marked.value.strip()
        self.fault(marked.line, "这里应当写一段文字")
        return ""

    def chinese(self, marked: Marked) -> str:
        """A text that officers read, so it must hold Chinese."""
        text = self.text(marked)
        if text and not _CHINESE.search(text):
            self.fault(marked.line, "这里应当用中文说明")
        return text

    def day(self, marked: Marked) -> date:
        """A date as YYYY-MM-DD."""
        try:
            return date.fromisoformat(self.text(marked))
        except ValueError:
            self.fault(marked.line, "日期应当写成 2018-09-05 的形式")
            return date.max

    def days(
        self, marked: Marked, required: Collection[str], optional: Collection[str], crossed: str
    ) -> tuple[date, date | None]:
        """Two dates ``from`` and ``to``, the first at or before the second."""
        entries = self.mapping(marked, required, optional)
        starts = self.day(entries["from"]) if "from" in entries else date.min
        ends = self.day(entries["to"]) if "to" in entries else None
        if ends is not None and ends < starts:
            self.fault(entries["to"].line, crossed)
        return starts, ends

    def truth(self, marked: Marked) -> bool:
        """``true`` or ``false``."""
        if marked.value not in ("true", "false"):
            self.fault(marked.line, "这里只能写 true 或 false")
        return marked.value == "true"

    def chosen(self, marked: Marked, words: Collection[str]) -> str:
        """One of the words."""
        if isinstance(marked.value, str) and marked.value in words:
            return marked.value
        self.fault(marked.line, f"这里只能写：{'、'.join(sorted(words))}")
        return ""

    def count(self, marked: Marked, least: int = 1) -> int:
        """A whole number, of days or months."""
        text = self.text(marked)
        if not _COUNT.fullmatch(text) or int(text) < least:
            self.fault(marked.line, f"这里应当写不小于 {least} 的整数")
            return least
        return int(text)

    def names(self, marked: Marked) -> dict[str, str]:
        """Words with their Chinese names, at least one."""
        entries = self.mapping(marked, (), None)
        if not entries:
            self.fault(marked.line, "这一节至少要有一项，写法为“代码: 中文名”")
        return {code: self.chinese(name) for code, name in entries.items()}

    def rules(self, marked: Marked | None, attributes: Attributes) -> tuple[Rule, ...]:
        """A section of rules, at least one, or no such section."""
        if marked is None:
            return ()
        items = self.items(marked)
        if not items:
            self.fault(marked.line, "这一节至少要有一条规则")
        return tuple(self.rule(item, attributes) for item in items)

    def rule(
        self,
        marked: Marked,
        attributes: Attributes,
        action: Action | None = None,
        extra: Collection[str] = (),
    ) -> Rule:
        """One rule. ``action`` is given where the section fixes it; ``extra`` keys are allowed."""
        fixed = action is not None
        required = ("id", "basis", "does") if fixed else ("id", "basis", "does", "when", "action")
        optional = ("when", *extra) if fixed else ("mask",) if "entity_type" in attributes else ()
        optional = (*optional, "lifts")
        entries = self.mapping(marked, required, optional)
        if action is None:
            action = self._action(entries["action"])
        when = self._when(entries["when"], attributes) if "when" in entries else ((), ())
        return Rule(
            id=self.id(entries["id"]),
            basis=self.chinese(entries["basis"]),
            does=self.chinese(entries["does"]),
            action=action,
            when=(*self.implied, *when[0]),
            switches=when[1],
            mask=self._rule_mask(entries["mask"], action) if "mask" in entries else None,
            line=marked.line,
            lifts=self._lifts(entries["lifts"]) if "lifts" in entries else frozenset(),
            level=self.level,
        )

    def _lifts(self, marked: Marked) -> frozenset[str]:
        """Rules of broader levels that this one sets aside; its basis is that of doing so."""
        named = set()
        for item in self.items(marked):
            name = self.text(item)
            if self.level is Level.NATIONAL:
                self.fault(item.line, "lifts 只能写在省、部门、渠道的规则里，请删去")
            elif name != NO_RULE and self.below.get(name, self.level) >= self.level:
                self.fault(item.line, f"更宽的层级里没有规则“{name}”，不能取消")
            named.add(name)
        if not named:
            self.fault(marked.line, "lifts 没有写规则编号")
        return frozenset(named)

    def mask(self, marked: Marked) -> tuple[str, dict[str, str]]:
        """A mask by name, or as ``{operator: ..., parameter: ...}``."""
        if isinstance(marked.value, str):
            return self.chosen(marked, masks.names()), {}
        entries = self.mapping(marked, ("operator",), None)
        operator = self.chosen(entries["operator"], masks.names())
        params = {k: self.text(v) for k, v in entries.items() if k != "operator"}
        if operator:
            try:
                masks.check(operator, params)
            except InvalidParamError:
                self.fault(marked.line, "这个遮盖方式没有这样的参数")
        return operator, params

    def id(self, marked: Marked) -> str:
        """The id of a rule, once only."""
        name = self.text(marked)
        if name and not _ID.fullmatch(name):
            self.fault(marked.line, "规则编号只能用大写字母、数字和连字符，如 GD-03-DEADLINE")
        if name in RESERVED:
            self.fault(marked.line, f"“{name}”是系统保留的规则编号，请换一个")
        if name in self.ids:
            self.fault(marked.line, f"规则编号“{name}”已经用过，请换一个")
        self.ids.add(name)
        return name

    def _action(self, marked: Marked) -> Action:
        word = self.chosen(marked, [action.word for action in Action])
        return Action.of(word) if word else Action.BLOCK

    def _rule_mask(self, marked: Marked, action: Action) -> str:
        operator = self.chosen(marked, masks.names())
        if action in (Action.KEEP, Action.DROP):
            self.fault(marked.line, "keep 不遮盖、drop 总是全部去除，请删去 mask")
        elif operator and action is Action.MASK and not masks.leaves_something(operator):
            self.fault(marked.line, "mask 动作要留下一部分内容；全部去除请用 drop")
        return operator

    def _when(
        self, marked: Marked, attributes: Attributes
    ) -> tuple[tuple[Condition, ...], tuple[tuple[str, bool], ...]]:
        entries = self.mapping(marked, (), None)
        conditions, switches = [], []
        for name, item in entries.items():
            if name == "switch":
                switches += self._switches(item)
            elif name in attributes:
                conditions.append(self._condition(name, item, attributes[name]))
            else:
                known = "、".join(sorted((*attributes, "switch")))
                self.fault(item.line, f"不认识条件“{name}”，这里可用：{known}")
        return tuple(conditions), tuple(switches)

    def _condition(self, name: str, item: Marked, closed: frozenset[str] | None) -> Condition:
        negated = isinstance(item.value, dict)
        if name in DAYS:
            return self._span(name, item)
        if negated:
            item = self.mapping(item, (_OTHER_THAN,))[_OTHER_THAN]
        allowed = closed if closed is not None else self.words.get(name)
        words = {self._word(name, word, allowed) for word in self.items(item)}
        if not words:
            self.fault(item.line, f"条件“{name}”没有写值")
        return Condition(name, frozenset(words), negated)

    def _span(self, name: str, item: Marked) -> Condition:
        """A day of the record: inside two dates, or not written."""
        if item.value == UNSET:
            return Condition(name, frozenset({None}))
        starts, ends = self.days(item, (), ("from", "to"), "from 晚于 to，请更正")
        if starts is date.min and ends is None:
            self.fault(item.line, "日期条件应当写成 {from: 2026-04-01} 或 {to: 2026-03-31}")
        return Condition(name, frozenset(), days=Span(None if starts is date.min else starts, ends))

    def _word(self, name: str, marked: Marked, allowed: Collection[str] | None) -> str | None:
        if marked.value == UNSET:
            return None
        if allowed is None:
            return department(self.text(marked)) if name == "unit" else self.text(marked)
        return self.chosen(marked, (*allowed, UNSET))

    def _switches(self, marked: Marked) -> list[tuple[str, bool]]:
        wanted = []
        for name, item in self.mapping(marked, (), None).items():
            if name not in self.switches:
                self.fault(item.line, f"没有声明开关“{name}”，请先写进 switches")
            wanted.append((name, self.truth(item)))
        return wanted
