"""YAML with the line of every value kept, and every scalar left as the text that was written.

Nothing is constructed and nothing runs: no tags, no anchors, no surprises such as ``no`` for
false or a version read as a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from policies.fault import Fault, PackFault

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Marked:
    """A text, list or mapping of a YAML file and the line (from 1) on which it begins."""

    value: str | list[Marked] | dict[str, Marked]
    line: int

    @property
    def plain(self) -> object:
        """The same without lines: nested ``str``, ``list`` and ``dict``."""
        if isinstance(self.value, dict):
            return {key: item.plain for key, item in self.value.items()}
        if isinstance(self.value, list):
            return [item.plain for item in self.value]
        return self.value


def read(text: str, file: str) -> Marked:
    """Parse one YAML document. Raises `PackFault` with the line of what cannot be read."""
    try:
        _refuse_aliases(text, file)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise PackFault([Fault(file, line, "不是有效的 YAML，请检查缩进、冒号和引号")]) from None
    except yaml.YAMLError:
        raise PackFault([Fault(file, 1, "含有 YAML 不允许的字符，请另存为 UTF-8 文本")]) from None
    if node is None:
        raise PackFault([Fault(file, 1, "文件是空的，请写入规则")])
    faults: list[Fault] = []
    marked = _marked(node, file, faults)
    if faults:
        raise PackFault(faults)
    return marked


def _refuse_aliases(text: str, file: str) -> None:
    """Anchors hide what a rule says, aliases can make a short file endlessly large."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise PackFault([Fault(file, line, "不允许引用（*），请把内容写全")])
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise PackFault([Fault(file, line, "嵌套过深，请按规则包的格式书写")])


def _marked(node: yaml.Node, file: str, faults: list[Fault]) -> Marked:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        entries: dict[str, Marked] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if name in entries or not name:
                message = f"键“{name}”重复，请合并" if name else "键必须是文字"
                faults.append(Fault(file, key.start_mark.line + 1, message))
            entries[name] = _marked(value, file, faults)
        return Marked(entries, line)
    if isinstance(node, yaml.SequenceNode):
        return Marked([_marked(item, file, faults) for item in node.value], line)
    return Marked(str(node.value), line)
