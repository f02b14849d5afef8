"""``policy`` steps: draft, test, simulate, approve as another officer, roll back, trace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.cli import shown
from gateway.cli.policy_names import from_folder, source_of
from gateway.errors import UsageError

if TYPE_CHECKING:
    from gateway.accounts import Account
    from gateway.journey import Gateway
    from gateway.packs import Packs, Version
    from gateway.rehearsal import Tried

Who = Annotated[str, typer.Option("--as", metavar="NAME", help="安全管理员账号（officer）")]
Which = Annotated[str, typer.Argument(metavar="DRAFT", help="草案编号，可只写开头几位")]
Day = Annotated[datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="公示日期")]

_EXAMPLES_FAIL = 4
_TOP, _LENGTH = 15, 24


def register(app: typer.Typer) -> None:
    """Add the commands to ``policy``."""
    for command in (draft, simulate, approve, rollback, withdraw, versions, trace, take):
        app.command()(command)
    app.command("try")(try_draft)
    app.command("proposals")(list_proposals)


def _desk(home: Path | None, who: str) -> tuple[Gateway, Packs, Account]:
    from gateway.home import home_path, open_gateway

    gateway = open_gateway(home_path(home))
    return gateway, _packs(gateway), _officer(gateway, who)


def _packs(gateway: Gateway) -> Packs:
    if gateway.packs is None:
        raise UsageError("这个网关没有规则包")
    return gateway.packs


def _officer(gateway: Gateway, who: str) -> Account:
    from gateway.accounts import Accounts, Role
    from gateway.duties import acting

    return acting(Accounts(gateway.database, gateway.clock), who, Role.OFFICER)


def draft(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="含 pack.yaml 和 examples.yaml 的文件夹")
    ],
    who: Who,
    over: Annotated[str | None, typer.Option("--over", help="改写已有草案，而不是新建")] = None,
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """收下一份草案；还有错也可以先收下，改好再测试。"""
    _, packs, officer = _desk(home, who)
    source = from_folder(folder)
    if over is None:
        made = packs.draft(source.id, source.rules, source.examples, officer)
    else:
        made = packs.edit(over, source.rules, source.examples, officer)
    _told(made, as_json, f"下一步：gongshi policy try {made.id} --as {who}")


def try_draft(which: Which, who: Who, home: shown.Home = None, as_json: shown.Json = False) -> None:
    """编译草案并运行示例；有错时退出码为 3，示例不符时为 4。"""
    _, packs, officer = _desk(home, who)
    trial = packs.test(which, officer)
    if as_json:
        shown.emit({"version": trial.version.id, "state": trial.version.state,
                    "faults": [*map(str, trial.faults)],
                    "failures": [*map(str, trial.failures)]})  # fmt: skip
    for fault in () if as_json else (*trial.faults, *trial.failures):
        shown.console.print(f"  {fault}", markup=False)
    if trial.faults:
        raise typer.Exit(3)
    if trial.failures:
        raise typer.Exit(_EXAMPLES_FAIL)
    if not as_json:
        _told(
            trial.version,
            as_json,
            f"下一步：gongshi policy simulate {which} --as {who} --last 1000",
        )


def simulate(
    which: Annotated[str, typer.Argument(metavar="DRAFT", help="草案编号，或规则包的文件夹")],
    file: Annotated[list[Path] | None, typer.Option("--file", help="用这些文件模拟")] = None,
    last: Annotated[int | None, typer.Option("--last", min=1, help="最近多少条留存记录")] = None,
    days: Annotated[int | None, typer.Option("--days", min=1, help="最近多少天的留存记录")] = None,
    to: Annotated[
        list[str] | None, typer.Option("--to", metavar="CHANNEL", help="文件所用的渠道，可重复")
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="记录种类")] = None,
    who: Annotated[str, typer.Option("--as", metavar="NAME", help="安全管理员账号")] = "",
    purpose: Annotated[str, typer.Option("--purpose", help="使用留存记录的目的")] = "规则草案模拟",
    day: Day = None,
    chart: Annotated[Path | None, typer.Option("--chart", metavar="OUT", help="图，SVG")] = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="并行进程数")] = 1,
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """用留存的记录或文件试一试草案：哪些内容将新遮盖、新显示，哪些记录结果不同。"""
    from gateway.home import home_path, open_gateway, today
    from gateway.rehearsal import from_files, recorded, rehearsal
    from gateway.simulation_chart import chart as drawn

    gateway = open_gateway(home_path(home))
    packs, officer = _packs(gateway), _officer(gateway, who) if who or not file else None
    played = rehearsal(gateway, source_of(home, which), day.date() if day else today())
    if file or officer is None:
        channels = to or list(played.after.pack.channels)
        records: Iterator[Tried] = from_files(gateway, file or [], kind, channels)
    else:
        since = _ago(days) if days else None
        records = recorded(gateway, officer, purpose, since=since, last=last)
    result = None
    with shown.progress("模拟", as_json) as advance:
        seen = 0
        for result in played.play(records, jobs):
            advance(result.records - seen)
            seen = result.records
    if result is None:
        raise UsageError("没有可以模拟的记录")
    said = played.summary(result)
    if officer is not None and not Path(which).is_dir():
        packs.simulated(which, said, officer)
    if chart is not None:
        chart.write_text(drawn(said), "utf-8")
    if as_json:
        shown.emit(said)
    else:
        _show(said)


def _ago(days: int) -> str:
    from gateway.home import now

    return (now() - timedelta(days=days)).isoformat(timespec="milliseconds")


def _show(said: Mapping[str, Any]) -> None:
    shown.console.print(
        f"{said['records']} 条记录；将新遮盖 {said['newly_hidden_characters']} 字，"
        f"将新显示 {said['newly_shown_characters']} 字",
        markup=False,
    )
    rows = [(each["channel"], _PILE[each["before"]], _PILE[each["after"]], each["records"])
            for each in said["outcomes"]]  # fmt: skip
    shown.table("结果", ("渠道", "现在", "草案", "记录"), rows)
    for direction, name in (("hidden", "将新遮盖"), ("shown", "将新显示")):
        _show_newly(name, said["newly"][direction])
    if said["lifting"]:
        shown.console.print(f"放宽的规则：{'、'.join(said['lifting'])}", markup=False)
    samples = [(s["what"], s["rule"], s["record"], s["channel"], s.get("field", ""),
                f"{s['start']}–{s['end']}" if "start" in s else f"{s['before']}→{s['after']}")
               for s in said["samples"][:_TOP]]  # fmt: skip
    if samples:
        columns = ("变化", "规则", "记录", "渠道", "字段", "位置")
        shown.table("举例（不含原文）", columns, samples)


_PILE = {"released": "✓ 可以公示", "in_review": "? 待人审核", "blocked": "✗ 不得公示"}
_GROUPS = {"rule": "规则", "field": "字段", "entity_type": "类型", "channel": "渠道"}


def _show_newly(name: str, groups: Mapping[str, Mapping[str, Mapping[str, int]]]) -> None:
    for group, counts in groups.items():
        most = max((count["characters"] for count in counts.values()), default=1)
        rows = [
            (each, count["spots"], count["characters"], _bar(count["characters"], most))
            for each, count in list(counts.items())[:_TOP]
        ]
        shown.table(f"{name}，按{_GROUPS[group]}", (_GROUPS[group], "处", "字", ""), rows)


def _bar(characters: int, most: int) -> str:
    return "█" * max(1, _LENGTH * characters // most)


def approve(
    which: Which,
    who: Who,
    active_from: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="施行日，默认今天")
    ] = None,
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """由起草人以外的另一名安全管理员批准；到施行日起生效。"""
    _, packs, officer = _desk(home, who)
    day: date | None = active_from.date() if active_from else None
    _told(packs.approve(which, officer, day), as_json, "")


def rollback(
    pack: Annotated[str, typer.Argument(metavar="PACK", help="规则包名称")],
    who: Who,
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """撤下施行中的版本，立即恢复上一版。"""
    _, packs, officer = _desk(home, who)
    restored = packs.rollback(pack, officer)
    if as_json:
        shown.emit({"pack": pack, "restored": restored.id if restored else None})
        return
    name = f"版本 {restored.id[:8]}" if restored else "随程序附带的版本"
    shown.console.print(f"已恢复{name}，立即生效。", markup=False)


def withdraw(which: Which, who: Who, home: shown.Home = None, as_json: shown.Json = False) -> None:
    """放弃一份草案，或撤回还没有到施行日的版本。"""
    _, packs, officer = _desk(home, who)
    _told(packs.withdraw(which, officer), as_json, "")


def versions(home: shown.Home = None, as_json: shown.Json = False) -> None:
    """列出草案和各版本：谁起草、谁批准、何时施行。"""
    from gateway.home import existing, home_path, open_packs
    from gateway.packs import STATES

    found = open_packs(existing(home_path(home))).versions()
    if as_json:
        shown.emit([_plain(each) for each in found])
        return
    rows = [
        (
            v.id[:8],
            v.pack,
            STATES[v.state],
            v.active_from or "—",
            v.digest[:12],
            shown.moment(v.changed_at),
        )
        for v in found
    ]
    shown.table("版本", ("编号", "规则包", "状态", "施行日", "摘要", "最后变动"), rows)


def trace(
    digest: Annotated[str, typer.Argument(metavar="DIGEST", help="处理结果里的规则包摘要")],
    home: shown.Home = None,
) -> None:
    """按处理结果里的摘要，取出当时作出决定的规则包全文，JSON。"""
    from gateway.home import existing, home_path, open_database
    from gateway.pack_archive import archived

    found = archived(open_database(existing(home_path(home))), digest)
    shown.emit({"pack": found.pack, "version": found.version, "digest": found.digest,
                "first_used": found.first_used, "content": found.content})  # fmt: skip


def list_proposals(who: Who, home: shown.Home = None, as_json: shown.Json = False) -> None:
    """审核结论提示的规则建议：常被恢复显示、补充遮盖、不同意公示的，不含原文。"""
    from gateway.proposals import proposals

    gateway, _, _ = _desk(home, who)
    found = proposals(gateway)
    if as_json:
        shown.emit([{"id": p.id, "what": p.what, "says": p.says, "rule": p.rule,
                     "entity_type": p.entity_type, "cases": p.cases} for p in found])  # fmt: skip
        return
    rows = [(each.id, each.says, each.cases) for each in found]
    shown.table(f"{len(rows)} 条建议", ("编号", "建议", "案件"), rows)


def take(
    proposal: Annotated[str, typer.Argument(metavar="PROPOSAL", help="建议编号")],
    which: Which,
    who: Who,
    purpose: Annotated[str, typer.Option("--purpose", help="查看所涉原文的目的，将予登记")],
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """把一条建议写进草案：示例，或者词典。"""
    from gateway.proposals import take as taken

    gateway, packs, officer = _desk(home, who)
    _told(taken(gateway, packs, proposal, which, officer, purpose), as_json, "")


def _told(version: Version, as_json: bool, then: str) -> None:
    from gateway.packs import STATES

    if as_json:
        shown.emit(_plain(version))
        return
    starts = f"，{version.active_from} 起施行" if version.active_from else ""
    said = f"{version.pack} {version.id}：{STATES[version.state]}{starts}  {version.digest[:12]}"
    shown.console.print(f"{said}\n{then}".strip(), markup=False)


def _plain(version: Version) -> dict[str, Any]:
    names: Sequence[str] = (
        "id", "pack", "digest", "state", "authors", "approved_by", "active_from", "changed_at"
    )  # fmt: skip
    return {name: getattr(version, name) for name in names}
