"""The figures of an evaluation for people: tables of at most 100 columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from rich.console import Group as Page
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from detectors.finding import SHIELDS
from gateway.evaluation import cases, tables
from gateway.evaluation.bootstrap import Figure
from gateway.evaluation.cases import Texts
from gateway.evaluation.compare import Comparison
from gateway.evaluation.results import Evaluation
from gateway.evaluation.tally import ALL, Group

_Cell = Callable[[Mapping[str, int], Mapping[str, Figure]], str]


def page(
    evaluation: Evaluation, comparison: Comparison | None = None, texts: Texts | None = None
) -> Page:
    """All tables of one evaluation, what matters most at the end, where the eye is.

    ``texts`` are the originals by document and field, for those who may see them: with them
    the cases are shown in their words, without them by their offsets alone.
    """
    parts: list[RenderableType] = [
        _sensitive(evaluation),
        _known(evaluation),
        _parts(evaluation),
        _kept(evaluation),
        _outcomes(evaluation),
        *cases.shown_by_rule(evaluation),
        *(cases.in_words(evaluation, texts) if texts is not None else ()),
        *cases.leaks(evaluation, texts),
        *_notes(evaluation),
        *(cases.changes(comparison) if comparison else ()),
    ]
    return Page(*parts)


def _sensitive(evaluation: Evaluation) -> Table:
    """Detection and leaks, of everything sensitive, by source and by type."""
    columns: dict[str, _Cell] = {
        "提及": _count("mentions"),
        "严格\nP": _share("strict_precision"),
        "严格\nR": _share("strict_recall"),
        "严格F1\n(95%)": _interval("strict_f1"),
        "无疑似\nF1": _share("sure_strict_f1"),
        "重叠\nF1": _share("overlap_f1"),
        "全部\n覆盖": _share("covered"),
        "字符\n覆盖": _share("chars_covered"),
        "泄漏": _leaked,
    }
    groups = [
        g
        for g in evaluation.groups("all", "source", "type")
        if g.name not in SHIELDS and "·" not in g.name and _says(evaluation, g)
    ]
    return _figures(evaluation, "敏感信息：发现与泄漏", "类型", groups, columns)


def _known(evaluation: Evaluation) -> Table:
    columns: dict[str, _Cell] = {
        "提及": _count("mentions"),
        "严格P": _share("strict_precision"),
        "严格R": _share("strict_recall"),
        "严格F1(95%)": _interval("strict_f1"),
        "重叠F1": _share("overlap_f1"),
    }
    groups = [g for g in evaluation.groups("type") if g.name in SHIELDS]
    return _figures(evaluation, "已知并保留的内容：发现", "类型", groups, columns)


def _parts(evaluation: Evaluation) -> Table:
    columns: dict[str, _Cell] = {
        "提及": _count("mentions"),
        "严格R": _share("strict_recall"),
        "无疑似R": _share("sure_strict_recall"),
        "重叠R": _share("overlap_recall"),
        "全部覆盖(95%)": _interval("covered"),
        "详址覆盖": _share("detail_covered"),
        "泄漏": _leaked,
    }
    groups = evaluation.groups("role", "of", "form")
    title = "按人的角色、地址归属、姓名形态"
    return _figures(evaluation, title, "组", groups, columns)


def _kept(evaluation: Evaluation) -> Table:
    columns: dict[str, _Cell] = {
        "展示": _count("kept"),
        "受损": _count("damaged"),
        "受损率(95%)": _interval("damage"),
        "整栏不展示": _count("dropped"),
    }
    groups = evaluation.groups("keep")
    return _figures(evaluation, "应当保留的内容：是否被误遮", "标签", groups, columns)


def _outcomes(evaluation: Evaluation) -> Table:
    columns: dict[str, _Cell] = {
        "份数": _count("documents"),
        "应遮": lambda counts, _: str(counts["hidden"] + counts["leaked"]),
        "泄漏": _count("leaked"),
        "泄漏率(95%)": _interval("leak_rate"),
        "露出字符": _share("bare_share"),
    }
    groups = [ALL, *evaluation.groups("outcome")]
    title = "去向与泄漏：待审的按审核后不作修改放行计"
    return _figures(evaluation, title, "去向", groups, columns)


def _notes(evaluation: Evaluation) -> Iterator[Text]:
    setting, found = evaluation.setting, evaluation.figures[ALL]
    named = {"须等人审核": "waiting", "敏感内容全部覆盖": "covered", "泄漏率": "leak_rate"}
    told = "，".join(f"{what} {tables.interval(found.get(n))}" for what, n in named.items())
    yield Text(f"共 {len(evaluation.rows)} 份：{told}。")
    pack = f"{setting.pack} {setting.version}"
    yield Text(f"渠道 {setting.channel}，公示日期 {setting.date}，规则包 {pack}", style="dim")
    means = "单位是百分之一；括号内是按文书自助抽样的 95% 区间；各栏含义见 docs/evaluation.md"
    yield Text(means, style="dim")
    silent = sum(bool(row.unread) for row in evaluation.rows)
    if silent:
        yield Text(f"! {silent} 份有检测器未能检查", style="red")
    misplaced = sum(row.misplaced for row in evaluation.rows)
    if misplaced:
        yield Text(f"! {misplaced} 处标注在读入后的记录里没有位置，没有计入", style="yellow")


def _figures(
    evaluation: Evaluation,
    title: str,
    what: str,
    groups: Sequence[Group],
    columns: Mapping[str, _Cell],
) -> Table:
    made = tables.table(title, (what, *columns), figures=True)
    for group in groups:
        counts, found = evaluation.counts[group], evaluation.figures[group]
        tables.add(made, tables.name(group), *(c(counts, found) for c in columns.values()))
    return made


def _says(evaluation: Evaluation, group: Group) -> bool:
    """Whether a type was annotated or found at all."""
    counts = evaluation.counts[group]
    return any(counts[name] for name in ("mentions", "found", "sensitive"))


def _count(name: str) -> _Cell:
    return lambda counts, _: str(counts[name])


def _share(name: str) -> _Cell:
    return lambda _, found: tables.percent(found[name].value) if name in found else tables.NONE


def _interval(name: str) -> _Cell:
    return lambda _, found: tables.interval(found.get(name))


def _leaked(counts: Mapping[str, int], _: Mapping[str, Figure]) -> str:
    """Leaks of all that the policy hides."""
    asked = counts["leaked"] + counts["hidden"]
    return f"{counts['leaked']}/{asked}" if asked else tables.NONE
