"""How officers name a pack at the command line: by id, by the folder it is written in, by draft."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gateway.errors import NotFound, UsageError

if TYPE_CHECKING:
    from gateway.packs import Packs
    from policies.catalog import Catalog, Source


def known(home: Path | None) -> Catalog:
    """The packs of a home as they stand today; the shipped ones where there is no home."""
    from gateway.home import today
    from policies.catalog import shipped

    packs = kept(home)
    return packs.catalog(today()) if packs else shipped()


def kept(home: Path | None) -> Packs | None:
    """The versions that a home keeps, if there is one."""
    from gateway.home import existing, home_path, open_packs

    try:
        return open_packs(existing(home_path(home)))
    except NotFound:
        return None


def found_in(home: Path | None, catalog: Catalog, name: str) -> tuple[Catalog, str]:
    """The catalogue with what is named in place, and its id."""
    if name in catalog.ids:
        return catalog, name
    try:
        source = source_of(home, name)
    except UsageError as error:
        known_ids = "、".join(catalog.ids)
        raise UsageError(f"{error.message}；规则包有：{known_ids}") from None
    return catalog.replaced([source]), source.id


def source_of(home: Path | None, name: str) -> Source:
    """A pack in a folder, or a draft by the beginning of its number. Raises `UsageError`."""
    if Path(name).is_dir():
        return from_folder(Path(name))
    packs = kept(home)
    if packs is None:
        raise UsageError("没有这个规则包、文件夹或草案")
    return packs.find(name).source


def from_folder(folder: Path) -> Source:
    """A pack as it is written in a folder: pack.yaml and examples.yaml. Raises `UsageError`."""
    from policies.catalog import EXAMPLES_FILE, PACK_FILE, Source
    from policies.marked import read

    try:
        rules, examples = (
            (folder / name).read_text("utf-8-sig") for name in (PACK_FILE, EXAMPLES_FILE)
        )
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"文件夹里要有 {PACK_FILE} 和 {EXAMPLES_FILE}，都是 UTF-8 文本") from None
    top = read(rules, PACK_FILE).plain
    said = top.get("pack") if isinstance(top, dict) else None
    if not isinstance(said, str):
        raise UsageError(f"{PACK_FILE} 的第一行要写 pack: 名称")
    return Source(said, rules, examples)
