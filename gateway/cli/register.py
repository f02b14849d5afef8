"""``register``: lists, documents, dictionaries and allow-lists, by officers, without their text."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli import shown

if TYPE_CHECKING:
    from gateway.accounts import Account
    from gateway.journey import Gateway
    from gateway.registry import Held, Label, Registry

app = typer.Typer(
    help="登记名单、文件、词典和白名单 · what must not get out, kept without its text",
    no_args_is_help=True,
)
Which = Annotated[str, typer.Argument(metavar="ID", help="登记编号，可只写开头几位")]
Who = Annotated[str, typer.Option("--as", metavar="NAME", help="安全管理员账号（officer）")]

_STATES = {"imported": "已导入，未启用", "active": "✓ 启用", "removed": "✗ 已删除"}


class Kind(StrEnum):
    """What can be registered."""

    LIST = "list"
    DOCUMENT = "document"
    DICTIONARY = "dictionary"
    ALLOW_LIST = "allow-list"


@app.command("import")
def import_file(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="名单为 .csv、.xlsx；文件为 .txt、.docx、.pdf；词典、白名单为 .txt"
        ),
    ],
    kind: Annotated[Kind, typer.Option("--kind", help="登记什么")],
    name: Annotated[str, typer.Option("--name", help="命中时显示的名称，不得含个人信息")],
    who: Who,
    category: Annotated[
        str, typer.Option("--category", help="名单列的是 customer、project、person 还是 other")
    ] = "other",
    column: Annotated[
        list[str] | None, typer.Option("--column", help="表格中要登记的列，可重复")
    ] = None,
    department: Annotated[
        list[str] | None, typer.Option("--department", help="只用于这个部门，可重复；默认全部")
    ] = None,
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """导入一份名单、文件、词典或白名单；只留加密钥的摘要或密封件，启用后才生效。"""
    from gateway.registry import Label

    gateway, registry = _opened(home)
    officer = _officer(gateway, who)
    fixed = {Kind.DOCUMENT: "document", Kind.DICTIONARY: "dictionary", Kind.ALLOW_LIST: "other"}
    label = Label(name, fixed.get(kind, category), tuple(department or ()))
    held = _imported(registry, kind, label, file, column or [], officer, quiet=as_json)
    if as_json:
        shown.emit(asdict(held))
        return
    left_out = f"，另有 {held.refused} 行过短、过长或读不出，没有登记" if held.refused else ""
    shown.console.print(
        f"已导入 {held.id}：{held.entries} 条{left_out}。\n"
        f"由另一名安全管理员启用：gongshi register activate {held.id} --as NAME",
        markup=False,
    )


def _imported(
    registry: Registry,
    kind: Kind,
    label: Label,
    file: Path,
    columns: list[str],
    officer: Account,
    *,
    quiet: bool,
) -> Held:
    from gateway.reference_files import Table, document, text

    if kind is Kind.DOCUMENT:
        return registry.import_document(label, document(file), officer)
    if kind is not Kind.LIST:
        return registry.import_words(kind.value, label, text(file), officer)
    table = Table(file, columns)
    with shown.progress("登记中", quiet) as advance:
        return registry.import_list(label, table.entries(advance), officer, table)


@app.command()
def activate(which: Which, who: Who, home: shown.Home = None, as_json: shown.Json = False) -> None:
    """启用另一名安全管理员导入的；正在运行的服务随即采用。"""
    gateway, registry = _opened(home)
    _told(registry.activate(which, _officer(gateway, who)), as_json)


@app.command()
def remove(which: Which, who: Who, home: shown.Home = None, as_json: shown.Json = False) -> None:
    """停用并删除其摘要或密封件；启用中的须由启用人以外的安全管理员办理，记录仍在日志中。"""
    gateway, registry = _opened(home)
    _told(registry.remove(which, _officer(gateway, who)), as_json)


@app.command("list")
def list_registered(home: shown.Home = None, as_json: shown.Json = False) -> None:
    """列出登记过的一切：编号、名称、类别、部门、条数、状态。"""
    _, registry = _opened(home)
    found = registry.list()
    if as_json:
        shown.emit([asdict(held) for held in found])
        return
    rows = [
        (h.id, h.kind, h.name, h.category, "、".join(h.departments) or "全部", h.entries,
         _STATES[h.state])
        for h in found
    ]  # fmt: skip
    shown.table("登记", ("编号", "种类", "名称", "类别", "部门", "条数", "状态"), rows)


def _told(held: Held, as_json: bool) -> None:
    if as_json:
        shown.emit(asdict(held))
    else:
        shown.console.print(f"{held.id} {held.name}：{_STATES[held.state]}", markup=False)


def _opened(home: Path | None) -> tuple[Gateway, Registry]:
    from gateway.home import home_path, open_gateway

    gateway = open_gateway(home_path(home))
    if gateway.registry is None:
        raise TypeError("a gateway of a home has its registry")
    return gateway, gateway.registry


def _officer(gateway: Gateway, name: str) -> Account:
    from gateway.accounts import Accounts, Role
    from gateway.duties import acting

    return acting(Accounts(gateway.database, gateway.clock), name, Role.OFFICER)
