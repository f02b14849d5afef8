"""Which packs there are, which one is in force on a day, and the cases beside each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from importlib.resources import files

from policies.compiler import compile_layer, compile_pack
from policies.example_reader import Example, parse_examples
from policies.examples import Result, faults_of, run_examples
from policies.fault import Fault, PackFault, UnknownPack
from policies.layer import Layer, digest_of
from policies.layers import compose
from policies.level import Level
from policies.marked import read
from policies.pack import Pack

PACK_FILE, EXAMPLES_FILE = "pack.yaml", "examples.yaml"


@dataclass(frozen=True)
class Source:
    """One pack as it is written: its rules and the cases beside them, both YAML."""

    id: str
    rules: str = field(repr=False)
    examples: str = field(repr=False)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the rules and the cases as they are written, hexadecimal."""
        return digest_of([self.rules, self.examples])

    @cached_property
    def on(self) -> str | None:
        """The pack that these rules add to; ``None`` for a whole pack. Raises `PackFault`."""
        top = read(self.rules, f"{self.id}/{PACK_FILE}").plain
        said = top.get("on") if isinstance(top, dict) else None
        return said if isinstance(said, str) else None


class Catalog:
    """Packs by id, compiled when they are first asked for and remembered."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._sources = {source.id: source for source in sources}
        self._own: dict[str, Layer] = {}
        self._stacks: dict[tuple[str, ...], Pack] = {}
        self._results: dict[str, tuple[Result, ...]] = {}

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all packs, narrower levels too, sorted."""
        return tuple(sorted(self._sources))

    @property
    def whole(self) -> tuple[str, ...]:
        """The ids of those that stand alone."""
        return tuple(name for name in self.ids if self._sources[name].on is None)

    def source(self, pack_id: str) -> Source:
        """A pack as it is written. Raises `UnknownPack`."""
        if pack_id not in self._sources:
            raise UnknownPack(f"没有这个规则包；可用：{'、'.join(self.ids)}")
        return self._sources[pack_id]

    def replaced(self, sources: Iterable[Source]) -> Catalog:
        """The same catalogue with some packs added or written anew.

        What was compiled stays, but for what is written for a pack that changes, or beside it.
        """
        new = list(sources)
        if not new:
            return self
        catalog = Catalog([*self._sources.values(), *new])
        changed = {source.id for source in new}
        around = changed | {_base(source) for source in new}
        catalog._own = {
            name: own
            for name, own in self._own.items()
            if name not in changed and own.on not in around
        }
        return catalog

    def own(self, pack_id: str) -> Layer:
        """What one file says itself. Raises `UnknownPack`, or `PackFault`."""
        if pack_id not in self._own:
            self._own[pack_id] = self._compiled(self.source(pack_id))
        return self._own[pack_id]

    def load(self, pack_id: str) -> Pack:
        """A whole pack alone, or a narrower level on its pack. Raises as `own`."""
        own = self.own(pack_id)
        return own if isinstance(own, Pack) else self._stack(own.on, (own.id,))

    def standing(self, pack_id: str, day: date) -> Pack:
        """A pack with every narrower level that is in force on the day. Raises as `own`."""
        own = self.own(pack_id)
        if not isinstance(own, Pack):
            return self.load(pack_id)
        narrower = (self.own(n) for n in self.ids if self._sources[n].on == pack_id)
        return self._stack(pack_id, tuple(layer.id for layer in narrower if layer.in_force(day)))

    def for_date(self, day: date) -> Pack:
        """What is in force on the date of publication: the pack that took effect last.

        Raises `UnknownPack` for a day before the first.
        """
        packs = [self.load(name) for name in self.whole]
        standing = [pack for pack in packs if pack.in_force(day)]
        if not standing:
            raise UnknownPack("这一天没有生效的规则包，请指明用哪一个")
        latest = max(standing, key=lambda pack: (pack.effective_from, pack.id))
        return self.standing(latest.id, day)

    def examples(self, pack_id: str) -> tuple[Example, ...]:
        """The cases beside a pack. Raises `UnknownPack`, or `PackFault` if unreadable."""
        return parse_examples(self.source(pack_id).examples, f"{pack_id}/{EXAMPLES_FILE}")

    def results(self, pack_id: str) -> tuple[Result, ...]:
        """Each case beside a pack with what does not come out as written."""
        if pack_id not in self._results:
            self._results[pack_id] = run_examples(self.load(pack_id), self.examples(pack_id))
        return self._results[pack_id]

    def check(self, pack_id: str) -> tuple[Fault, ...]:
        """What the cases beside a pack find wrong with it; empty when all is well."""
        rules = self.own(pack_id).rules
        return faults_of(rules, self.results(pack_id), f"{pack_id}/{EXAMPLES_FILE}")

    def _stack(self, base_id: str, layer_ids: tuple[str, ...]) -> Pack:
        key = (base_id, *layer_ids)
        if key not in self._stacks:
            base = self.own(base_id)
            if not isinstance(base, Pack):
                raise UnknownPack("省、部门、渠道的规则只能补充一个整包")
            layers = [self.own(name) for name in layer_ids]
            self._stacks[key] = compose(base, layers)
        return self._stacks[key]

    def _compiled(self, source: Source) -> Layer:
        file = f"{source.id}/{PACK_FILE}"
        if source.on is None:
            own: Layer = compile_pack(source.rules, file)
        else:
            own = compile_layer(source.rules, self._below(source), file)
        if own.id != source.id:
            raise PackFault([Fault(file, 1, "pack 应与规则包的名称（文件夹）相同，请更正")])
        return own

    def _below(self, source: Source) -> Pack:
        """The pack with the broader levels on it, whichever their dates: what may be lifted."""
        base_id = source.on or ""
        level = _level(source)
        broader = [n for n in self.ids if self._sources[n].on == base_id]
        return self._stack(base_id, tuple(n for n in broader if _level(self._sources[n]) < level))


def _base(source: Source) -> str:
    """The pack that a file adds to; the file's own name where that cannot be read."""
    try:
        return source.on or source.id
    except PackFault:
        return source.id


def _level(source: Source) -> Level:
    """The level that a file says it has; a wrong word counts as the narrowest."""
    top = read(source.rules, f"{source.id}/{PACK_FILE}").plain
    word = top.get("level") if isinstance(top, dict) else None
    words = {level.word: level for level in Level}
    return words.get(str(word), Level.CHANNEL)


@cache
def shipped() -> Catalog:
    """The packs that come with the program."""
    folders = files("policies.packs").iterdir()
    return Catalog(
        Source(
            folder.name,
            (folder / PACK_FILE).read_text("utf-8"),
            (folder / EXAMPLES_FILE).read_text("utf-8"),
        )
        for folder in folders
        if folder.is_dir() and (folder / PACK_FILE).is_file()
    )
