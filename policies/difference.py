"""What a change of a pack means, in words: not which lines differ but what is done otherwise.

Each change says in which direction it goes. Where that depends on the records (a condition that
was rewritten), it says so, and a simulation answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from policies import words
from policies.action import Action
from policies.layer import Layer
from policies.pack import Pack
from policies.review import Scope
from policies.rule import Condition, Rule

T = TypeVar("T")

_SCOPES = (Scope.HELD, Scope.SAMPLE, Scope.CHANGED, Scope.ALL)
_COVER_ALL = "remove"
_NEVER = 10**6


class Direction(StrEnum):
    """Whether more is hidden, more is shown, neither, or it depends on the records."""

    STRICTER = "更严"
    MILDER = "更宽"
    SAME = "不变"
    DEPENDS = "视记录而定"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``rule`` is the id of what it is about, ``says`` a Chinese sentence."""

    section: str
    rule: str
    direction: Direction
    says: str


def difference(before: Pack, after: Pack) -> tuple[Change, ...]:
    """Every change from one pack to the other, in the order of the sections."""
    return (
        *_header(before, after),
        *_layers(before, after),
        *_switches(before, after),
        *_rules("记录规则", before, after, before.record_rules, after.record_rules),
        *_rules("数据项规则", before, after, before.field_rules, after.field_rules),
        *_rules("内容规则", before, after, before.entity_rules, after.entity_rules),
        *_rules("附注", before, after, before.marks, after.marks),
        *_reviews(before, after),
        *_periods(before, after),
        *_deadlines(before, after),
        *_life(before, after),
        *_masks(before, after),
        *_lists(before, after),
    )


def _header(before: Pack, after: Pack) -> Iterator[Change]:
    for name, what in (("id", "规则包"), ("version", "版本"), ("effective_from", "施行日期"),
                       ("effective_to", "失效日期")):  # fmt: skip
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            said = f"{what}由 {old or '未写'} 改为 {new or '未写'}"
            yield Change("规则包", after.id, Direction.SAME, said)


def _layers(before: Pack, after: Pack) -> Iterator[Change]:
    old, new = ({layer.id: layer for layer in pack.layers} for pack in (before, after))
    for name in sorted(new.keys() - old.keys()):
        level = new[name].level.chinese
        said = f"增加{level}级规则“{new[name].title}”"
        yield Change("层级", name, _of_rules(new[name].rules), said)
    for name in sorted(old.keys() - new.keys()):
        said = f"撤去{old[name].level.chinese}级规则“{old[name].title}”"
        yield Change("层级", name, Direction.DEPENDS, said)


def _of_rules(rules: Iterable[Rule]) -> Direction:
    """A level that lifts nothing can only be stricter."""
    return Direction.DEPENDS if any(rule.lifts for rule in rules) else Direction.STRICTER


def _switches(before: Pack, after: Pack) -> Iterator[Change]:
    for switch in after.switches:
        old, new = before.settings.get(switch.name), after.settings[switch.name]
        if old is None:
            said = f"新设开关“{switch.says}”，{'打开' if new else '关闭'}"
            yield Change("开关", switch.name, Direction.DEPENDS, said)
        elif old != new:
            said = (
                f"开关“{switch.says}”由{'打开' if old else '关闭'}改为{'打开' if new else '关闭'}"
            )
            yield Change("开关", switch.name, Direction.DEPENDS, said)


def _rules(
    section: str, before: Layer, after: Layer, old: Iterable[Rule], new: Iterable[Rule]
) -> Iterator[Change]:
    was, now = _by_id(old), _by_id(new)
    for name, rule in now.items():
        if name not in was:
            said = f"新增规则：{rule.does}（{words.rule_words(rule, after)}）"
            yield Change(section, name, _added(rule), said)
        elif said := _rewritten(was[name], rule, before, after):
            yield Change(section, name, _direction(was[name], rule), said)
    for name, rule in was.items():
        if name not in now:
            yield Change(section, name, _removed(rule), f"删除规则：{rule.does}")


def _by_id(rules: Iterable[Rule]) -> dict[str, Rule]:
    return {rule.id: rule for rule in rules}


def _added(rule: Rule) -> Direction:
    """What keeps may show what no rule knew before; what hides can only hide."""
    milder = rule.action is Action.KEEP or bool(rule.lifts)
    return Direction.DEPENDS if milder else Direction.STRICTER


def _removed(rule: Rule) -> Direction:
    """Without a keeping rule a person looks; without another one, another rule decides."""
    if rule.lifts:
        return Direction.DEPENDS
    return Direction.STRICTER if rule.action is Action.KEEP else Direction.DEPENDS


def _rewritten(old: Rule, new: Rule, before: Layer, after: Layer) -> str:
    parts = []
    was, now = words.action_words(old), words.action_words(new)
    if was != now:
        parts.append(f"动作由“{was}”改为“{now}”")
    was, now = words.when_words(old, before), words.when_words(new, after)
    if was != now:
        parts.append(f"适用情形由“{was}”改为“{now}”")
    if old.lifts != new.lifts:
        parts.append(f"不再适用的规则由 {words.listed(old.lifts)} 改为 {words.listed(new.lifts)}")
    if old.basis != new.basis:
        parts.append(f"依据由“{old.basis}”改为“{new.basis}”")
    if old.does != new.does:
        parts.append(f"说明由“{old.does}”改为“{new.does}”")
    return "；".join(parts)


def _direction(old: Rule, new: Rule) -> Direction:
    """Where only the action changed, or only words were taken out or put in, it is certain."""
    if old.lifts != new.lifts or old.switches != new.switches:
        return Direction.DEPENDS
    reach = _reach(old.when, new.when)
    if reach is None:
        return Direction.DEPENDS
    steps = {new.action - old.action, (new.mask == _COVER_ALL) - (old.mask == _COVER_ALL)}
    if old.mask != new.mask and _COVER_ALL not in {old.mask, new.mask}:
        return Direction.DEPENDS
    if reach:
        steps.add(reach if old.action > Action.KEEP else -reach)
    steps.discard(0)
    if not steps:
        return Direction.SAME
    if all(step > 0 for step in steps):
        return Direction.STRICTER
    return Direction.MILDER if all(step < 0 for step in steps) else Direction.DEPENDS


def _reach(old: tuple[Condition, ...], new: tuple[Condition, ...]) -> int | None:
    """1 if the new conditions meet more records, -1 if fewer, 0 if the same, else ``None``."""
    if set(old) == set(new):
        return 0
    was, now = ({(c.attribute, c.negated): c for c in each} for each in (old, new))
    if len(was) != len(old) or len(now) != len(new):
        return None
    wider = _meets_all(was, now)
    narrower = _meets_all(now, was)
    return 1 if wider and not narrower else -1 if narrower and not wider else None


def _meets_all(
    old: Mapping[tuple[str, bool], Condition], new: Mapping[tuple[str, bool], Condition]
) -> bool:
    """Whether whatever meets the old conditions meets the new ones."""
    for key, condition in new.items():
        before = old.get(key)
        if before is None or before.days != condition.days:
            return False
        inside = before.words <= condition.words
        if not (before.words >= condition.words if condition.negated else inside):
            return False
    return True


def _pairs(
    before: Iterable[T], after: Iterable[T], key: str
) -> Iterator[tuple[str, T | None, T | None]]:
    was = {str(getattr(item, key).id): item for item in before}
    now = {str(getattr(item, key).id): item for item in after}
    for name in dict.fromkeys((*was, *now)):
        if was.get(name) != now.get(name):
            yield name, was.get(name), now.get(name)


def _reviews(before: Pack, after: Pack) -> Iterator[Change]:
    for name, old, new in _pairs(before.reviews, after.reviews, "rule"):
        if new is None:
            said = f"删除复核规则：{words.review_words(old)}" if old else ""
            yield Change("复核", name, Direction.DEPENDS, said)
        elif old is None:
            yield Change("复核", name, _added(new.rule), f"新增复核规则：{words.review_words(new)}")
        else:
            steps = (_SCOPES.index(new.scope) - _SCOPES.index(old.scope)) or new.share - old.share
            said = f"由“{words.review_words(old)}”改为“{words.review_words(new)}”"
            if old.scope != new.scope or (old.share, old.seed) != (new.share, new.seed):
                yield Change("复核", name, _signed(steps), said)
            yield from _rules("复核", before, after, [old.rule], [new.rule])


def _periods(before: Pack, after: Pack) -> Iterator[Change]:
    for name, old, new in _pairs(before.periods, after.periods, "rule"):
        if old is not None and new is not None:
            was, now = words.period_words(old), words.period_words(new)
            shorter = (old.months or _NEVER) - (new.months or _NEVER)
            later = (_NEVER if new.repair_months is None else new.repair_months) - (
                _NEVER if old.repair_months is None else old.repair_months
            )
            if was != now:
                said = f"由“{was}”改为“{now}”"
                yield Change("期限", name, _both(shorter, later), said)
            yield from _rules("期限", before, after, [old.rule], [new.rule])
        elif new is not None:
            said = f"新增期限：{new.rule.does}（{words.period_words(new)}）"
            yield Change("期限", name, Direction.DEPENDS, said)
        elif old is not None:
            yield Change("期限", name, Direction.DEPENDS, f"删除期限：{old.rule.does}")


def _deadlines(before: Pack, after: Pack) -> Iterator[Change]:
    was, now = (*before.deadlines, before.reply), (*after.deadlines, after.reply)
    for name, old, new in _pairs(was, now, "rule"):
        if old is not None and new is not None:
            if old.working_days != new.working_days:
                said = f"由{words.deadline_words(old)}改为{words.deadline_words(new)}"
                yield Change("时限", name, Direction.DEPENDS, said)
            yield from _rules("时限", before, after, [old.rule], [new.rule])
        elif new is not None:
            said = f"新增时限：{new.rule.does}"
            yield Change("时限", name, Direction.DEPENDS, said)
        elif old is not None:
            yield Change("时限", name, Direction.DEPENDS, f"删除时限：{old.rule.does}")


def _life(before: Pack, after: Pack) -> Iterator[Change]:
    """The time after publication: its rules, and whatever else of it was written anew."""
    old, new = before.life, after.life
    if old == new:
        return
    was, now = (each.rules if each else () for each in (old, new))
    told = tuple(_rules("公示以后", before, after, was, now))
    yield from told
    if old is None or new is None or told:
        return
    for name, what in (("takedown", "撤下"), ("objection", "异议"), ("repair", "信用修复")):
        if getattr(old, name) != getattr(new, name):
            rule = getattr(new, name).rule.id
            said = f"{what}的时限、事由、材料或者条件有改动"
            yield Change("公示以后", rule, Direction.DEPENDS, said)


def _masks(before: Pack, after: Pack) -> Iterator[Change]:
    for name in sorted({*before.masks, *after.masks}):
        old, new = before.masks.get(name), after.masks.get(name)
        if old != new:
            all_of_it = (new is not None and new.operator == _COVER_ALL) - (
                old is not None and old.operator == _COVER_ALL
            )
            said = f"遮盖方式由“{words.mask_words(old)}”改为“{words.mask_words(new)}”"
            yield Change("遮盖", name, _signed(all_of_it, Direction.DEPENDS), said)


def _lists(before: Pack, after: Pack) -> Iterator[Change]:
    for what, old, new, more in (
        ("渠道", set(before.channels), set(after.channels), Direction.DEPENDS),
        ("检测器", set(before.detectors), set(after.detectors), Direction.STRICTER),
        ("词典", {d.id for d in before.dictionaries}, {d.id for d in after.dictionaries},
         Direction.STRICTER),
    ):  # fmt: skip
        if added := new - old:
            yield Change(what, words.listed(added), more, f"增加{what}：{words.listed(added)}")
        if gone := old - new:
            yield Change(
                what, words.listed(gone), Direction.DEPENDS, f"减少{what}：{words.listed(gone)}"
            )
    kept = {d.id: d for d in before.dictionaries}
    for each in after.dictionaries:
        if each.id in kept and set(each.words) != set(kept[each.id].words):
            yield Change(
                "词典",
                each.id,
                Direction.DEPENDS,
                f"词语由 {len(kept[each.id].words)} 个改为 {len(each.words)} 个",
            )


def _signed(step: int, otherwise: Direction = Direction.SAME) -> Direction:
    return Direction.STRICTER if step > 0 else Direction.MILDER if step < 0 else otherwise


def _both(*steps: int) -> Direction:
    if all(step >= 0 for step in steps):
        return _signed(max(steps))
    return Direction.MILDER if all(step <= 0 for step in steps) else Direction.DEPENDS
