"""The cases of an evaluation for people: what leaked, what is shown by right, what changed.

A case is told by document, field and offset. Its words are shown only to those who ask for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from detectors.finding import SHIELDS
from gateway.evaluation import tables
from gateway.evaluation.compare import MEASURES, Change, Comparison, Move
from gateway.evaluation.results import Case, Evaluation
from gateway.evaluation.survive import BY_ANNOTATION, REASONS, SHOWN
from gateway.evaluation.tally import Group

#: Originals by document and field.
Texts = Mapping[str, Mapping[str, str]]

_AROUND = 10  # characters shown on both sides of a case
_FIGURES = {
    "strict_f1": "严格F1",
    "sure_strict_f1": "严格F1(无疑似)",
    "overlap_f1": "重叠F1",
    "covered": "全部覆盖",
    "leak_rate": "泄漏率",
    "damage": "受损率",
}


def shown_by_rule(evaluation: Evaluation) -> Iterator[RenderableType]:
    """What survives by right: counts by rule, type and annotated role."""
    told = Counter(_rule_of(case) for case in evaluation.of_fate(SHOWN))
    if told:
        made = tables.table("按规则公示的原文（不算泄漏）", ("规则", "类型", "标注角色", "处数"))
        for (rule, kind, role), count in sorted(told.items()):
            tables.add(made, rule, kind, role, count)
        yield made


def _rule_of(case: Case) -> tuple[str, str, str]:
    mention, fate = case.judged.mention, case.judged.fate
    rule = (fate.rule if fate else None) or tables.NONE
    return (
        "标注为保留" if rule == BY_ANNOTATION else rule,
        mention.entity_type or tables.NONE,
        mention.role or mention.of or tables.NONE,
    )


def leaks(evaluation: Evaluation, texts: Texts | None = None) -> Iterator[RenderableType]:
    """Every leak with its place and reason."""
    found = evaluation.leaks
    if not found:
        yield Text("✓ 没有发现泄漏", style="green")
        return
    words = () if texts is None else ("原文",)
    columns = ("编号", "字段", "位置", "类型", "角色", "去向", "原因", *words)
    made = tables.table(f"✗ {len(found)} 处泄漏", columns)
    for case in found[: tables.MOST]:
        mention, fate = case.judged.mention, case.judged.fate
        tables.add(
            made, case.row.id, mention.field, f"{mention.start}–{mention.end}",
            mention.entity_type, mention.role or mention.of, tables.OUTCOMES[case.row.outcome][2:],
            REASONS[(fate.reason if fate else None) or "missed"], *_words(texts, case),
        )  # fmt: skip
    yield made
    yield from _rest(len(found))
    reasons = Counter(c.judged.fate.reason for c in found if c.judged.fate)
    told = (f"{REASONS[reason or 'missed']} {count}" for reason, count in reasons.most_common())
    yield Text(f"泄漏原因：{'；'.join(told)}")


def _words(texts: Texts | None, case: Case) -> tuple[str, ...]:
    mention = case.judged.mention
    if texts is None:
        return ()
    return (texts[case.row.id][mention.field][mention.start : mention.end],)


def in_words(evaluation: Evaluation, texts: Texts) -> Iterator[RenderableType]:
    """Sensitive mentions that were not found exactly, and wrong findings, as they stand there."""
    missed = tables.table("没有严格找到的敏感内容", ("编号", "位置", "类型", "发现", "原文"))
    for case in evaluation.cases():
        judged, m = case.judged, case.judged.mention
        if not (m.keep or m.optional or judged.strict):
            how = "部分" if judged.overlap else "别的类型" if judged.inside else "无"
            around = _around(texts[case.row.id][m.field], m.start, m.end)
            tables.add(missed, case.row.id, f"{m.start}–{m.end}", m.entity_type, how, around)
    wrong = tables.table("误报", ("编号", "位置", "类型", "把握", "原文"))
    for row in evaluation.rows:
        for w in row.wrong:
            f = w.finding
            if f.entity_type not in SHIELDS:
                around = _around(texts[row.id][w.field], f.start, f.end)
                tables.add(
                    wrong, row.id, f"{f.start}–{f.end}", f.entity_type, f.status.word, around
                )
    yield from (made for made in (missed, wrong) if made.row_count)


def _around(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    return f"{before}【{text[start:end]}】{after}".replace("\n", "⏎")


def changes(comparison: Comparison) -> Iterator[RenderableType]:
    """What moved and which cases were won and lost against an older run."""
    if comparison.differs:
        yield Text(f"! 两次的条件不同：{'、'.join(comparison.differs)}", style="yellow")
    if comparison.only_before or comparison.only_after:
        yield Text(
            f"! 只有以前有的标注 {comparison.only_before} 处，"
            f"只有这次有的 {comparison.only_after} 处，没有比较",
            style="yellow",
        )
    if comparison.moves:
        yield _moves(comparison.moves)
    for title, found in (("▲ 改善", comparison.won), ("▼ 退步", comparison.lost)):
        yield _changes(f"{title} {len(found)} 处", found) if found else Text(f"{title} 0 处")
        yield from _rest(len(found))


def _moves(moves: Sequence[Move]) -> Table:
    made = tables.table("指标变化", ("组", "指标", "以前", "现在", "变化"))
    for move in moves:
        tables.add(
            made, tables.name(Group(move.kind, move.name)), _FIGURES[move.figure],
            tables.percent(move.before), tables.percent(move.after),
            f"{(move.after - move.before) * 100:+.1f}",
        )  # fmt: skip
    return made


def _changes(title: str, found: Sequence[Change]) -> Table:
    made = tables.table(title, ("指标", "编号", "字段", "位置", "类型", "角色", "形态"))
    for change in found[: tables.MOST]:
        tables.add(
            made, MEASURES[change.measure], change.id, change.field,
            f"{change.start}–{change.end}", change.type, change.role, change.form,
        )  # fmt: skip
    return made


def _rest(count: int) -> Iterator[Text]:
    if count > tables.MOST:
        yield Text(f"另有 {count - tables.MOST} 处，用 --json 或 --out 查看全部", style="dim")
