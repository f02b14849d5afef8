"""Which packs are installed, which one is in force on a day, and the cases beside each."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from policies.compiler import compile_pack
from policies.examples import Example, check_examples, parse_examples
from policies.fault import Fault, PackFault, UnknownPack
from policies.pack import Pack

_PACK, _EXAMPLES = "pack.yaml", "examples.yaml"


@cache
def packs() -> tuple[str, ...]:
    """The ids of the installed packs, sorted."""
    folders = files("policies.packs").iterdir()
    return tuple(sorted(f.name for f in folders if f.is_dir() and (f / _PACK).is_file()))


@cache
def load(pack_id: str) -> Pack:
    """The pack of that id. Raises `UnknownPack`, or `PackFault` if it does not compile."""
    folder = _folder(pack_id)
    pack = compile_pack(source(pack_id), f"{pack_id}/{_PACK}")
    if pack.id != folder.name:
        raise PackFault([Fault(f"{pack_id}/{_PACK}", 1, "pack 应与文件夹同名，请更正")])
    return pack


def source(pack_id: str) -> str:
    """The YAML text of a pack, as officers copy it into a draft. Raises `UnknownPack`."""
    return (_folder(pack_id) / _PACK).read_text("utf-8")


def for_date(day: date) -> Pack:
    """The pack in force on the date of publication: of several, the one that took effect last.

    Raises `UnknownPack` for a day before the first.
    """
    standing = [pack for pack in map(load, packs()) if pack.in_force(day)]
    if not standing:
        raise UnknownPack("这一天没有生效的规则包，请指明用哪一个")
    return max(standing, key=lambda pack: (pack.effective_from, pack.id))


@cache
def examples(pack_id: str) -> tuple[Example, ...]:
    """The cases beside a pack. Raises `UnknownPack`, or `PackFault` if they cannot be read."""
    return parse_examples(
        (_folder(pack_id) / _EXAMPLES).read_text("utf-8"), f"{pack_id}/{_EXAMPLES}"
    )


def check(pack_id: str) -> tuple[Fault, ...]:
    """What the cases beside a pack find wrong with it; empty when all is well."""
    return check_examples(load(pack_id), examples(pack_id), f"{pack_id}/{_EXAMPLES}")


def _folder(pack_id: str) -> Traversable:
    if pack_id not in packs():
        raise UnknownPack(f"没有这个规则包；可用：{'、'.join(packs())}")
    return files("policies.packs") / pack_id
