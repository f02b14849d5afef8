"""An evaluation for people: tables of at most 100 columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from rich import box
from rich.console import Group as Page
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from detectors.finding import SHIELDS
from gateway.evaluation.bootstrap import Figure
from gateway.evaluation.results import Evaluation
from gateway.evaluation.survive import REASONS
from gateway.evaluation.tally import Group

_NONE = "—"
_HUNDRED = 100


def page(evaluation: Evaluation) -> Page:
    """All tables of one evaluation, the wide one first."""
    parts: list[RenderableType] = [
        _detection(evaluation),
        _recalls(evaluation),
        _kept(evaluation),
        *_lines(evaluation),
    ]
    return Page(*parts)


def _detection(evaluation: Evaluation) -> Table:
    groups = [g for g in evaluation.groups if g.kind in {"all", "source", "type"}]
    shown = _table(
        "检测与泄漏",
        (
            "类型",
            "提及",
            "严格P",
            "严格R",
            "严格F1",
            "F1不计疑似",
            "重叠F1",
            "全覆盖",
            "字符",
            "泄漏",
        ),
    )
    for group in groups:
        counts, f = evaluation.counts[group], evaluation.figures[group]
        shown.add_row(
            _name(group),
            str(counts["mentions"]),
            *(_percent(f.get(n)) for n in ("strict_precision", "strict_recall")),
            _interval(f.get("strict_f1")),
            *(_percent(f.get(n)) for n in ("sure_strict_f1", "overlap_f1", "covered")),
            _percent(f.get("chars_covered")),
            _leak(counts, f),
        )
    return shown


def _recalls(evaluation: Evaluation) -> Table:
    groups = [g for g in evaluation.groups if g.kind in {"role", "class", "of"}]
    shown = _table(
        "按角色、姓名形态、地址归属",
        ("组", "提及", "严格R", "R不计疑似", "重叠R", "全覆盖", "详细部分", "泄漏"),
    )
    for group in groups:
        counts, f = evaluation.counts[group], evaluation.figures[group]
        shown.add_row(
            _name(group),
            str(counts["mentions"]),
            *(
                _percent(f.get(n))
                for n in ("strict_recall", "sure_strict_recall", "overlap_recall")
            ),
            _interval(f.get("covered")),
            _percent(f.get("detail_covered")),
            _leak(counts, f),
        )
    return shown


def _kept(evaluation: Evaluation) -> Table:
    shown = _table("应保留的内容", ("标签", "处数", "受损", "受损率", "整栏不展示"))
    for group in (g for g in evaluation.groups if g.kind == "keep"):
        counts, f = evaluation.counts[group], evaluation.figures[group]
        shown.add_row(
            group.name or "全部",
            str(counts["kept"]),
            str(counts["damaged"]),
            _interval(f.get("damage")),
            str(counts["dropped"] or ""),
        )
    return shown


def _lines(evaluation: Evaluation) -> Iterable[Text]:
    outcomes = evaluation.outcomes
    waiting = outcomes.get("in_review", 0)
    yield Text(
        f"共 {len(evaluation.rows)} 份；待人审核 {waiting}，"
        f"直接放行 {outcomes.get('released', 0)}，不得公示 {outcomes.get('blocked', 0)}，"
        f"退回 {outcomes.get('rejected', 0)}"
    )
    reasons = Counter(j.fate.reason for _, j in evaluation.leaks if j.fate)
    for reason, count in reasons.most_common():
        yield Text(f"泄漏：{REASONS[reason or 'missed']} {count} 处")


def _table(title: str, columns: Sequence[str]) -> Table:
    shown = Table(title=title, box=box.SIMPLE, title_justify="left", padding=(0, 0, 0, 1))
    for at, column in enumerate(columns):
        shown.add_column(column, justify="right" if at else "left", no_wrap=True)
    return shown


def _name(group: Group) -> str:
    if group.kind == "all":
        return "全部敏感"
    if group.kind == "source":
        return {"real": "其中真实", "surrogate": "其中仿制"}[group.name]
    return f"{group.name}（保留）" if group.name in SHIELDS else group.name


def _leak(counts: Mapping[str, int], figures: Mapping[str, Figure]) -> str:
    if "leak_rate" not in figures:
        return _NONE
    return f"{counts['leaked']}/{counts['leaked'] + counts['hidden']}"


def _percent(figure: Figure | None) -> str:
    return _NONE if figure is None else f"{figure.value * _HUNDRED:.1f}"


def _interval(figure: Figure | None) -> str:
    if figure is None:
        return _NONE
    low, high = figure.low * _HUNDRED, figure.high * _HUNDRED
    return f"{figure.value * _HUNDRED:.1f}({low:.0f}–{high:.0f})"
