"""What a pack calls its channels, kinds and rules: pages show sentences, not codes alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gateway.web.console import words
from policies.pack import Pack

#: Rules that stand in no pack.
_OWN = {
    "REVIEWER": "审核人员的结论",
    "CONSENT": "征求第三方意见后决定公开",
    "RESCAN": "处理后的内容再次扫描仍有发现",
    "UNREAD": "有检测器没有检查过",
    "NO-RULE": "没有规则适用，由人决定",
}


@dataclass(frozen=True, slots=True)
class Naming:
    """The names of one pack."""

    channels: Mapping[str, str]
    kinds: Mapping[str, str]
    rules: Mapping[str, str]

    @classmethod
    def of(cls, pack: Pack) -> Naming:
        """The names that a pack gives."""
        return cls(pack.channels, pack.kinds, {rule.id: rule.does for rule in pack.rules} | _OWN)

    def channel(self, code: str) -> str:
        """The name of a channel."""
        return self.channels.get(code, code)

    def kind(self, code: str) -> str:
        """The name of a record kind."""
        return self.kinds.get(code, code)

    def rule(self, code: str) -> str:
        """What a rule does, in its own sentence; empty for a rule that the pack has no more."""
        return self.rules.get(code, "")

    def detector(self, code: str | None) -> str:
        """What a detector looks for, by the type that it is named after."""
        if not code:
            return "规则"
        name, _, version = code.partition("@")
        called = "审核人员" if name == "reviewer" else words.TYPES.get(name.upper(), name)
        return f"{called} {code}" if version else called

    def value(self, facet: str, value: str) -> str:
        """The name of what a case is found by."""
        if facet == "channel":
            return self.channel(value)
        if facet == "kind":
            return self.kind(value)
        if facet == "detector":
            return self.detector(value)
        if facet in {"reason", "rules"}:
            return "；".join(self.rule(rule) or rule for rule in value.split(","))
        return value
