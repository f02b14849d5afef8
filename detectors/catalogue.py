"""The table of all kinds for ``docs/detectors.md``, made from the classes so that it is current.

Run ``python -m detectors.catalogue > docs/detectors.md`` after adding or changing a kind.
"""

from __future__ import annotations

import sys

from detectors.detector import Detector
from detectors.finding import SHIELDS
from detectors.registry import all_detectors

_INTRODUCTION = """\
# Detectors

One row a kind, generated from the classes by `python -m detectors.catalogue`; a test keeps it
current. How sure a finding is (`certain`, `likely`, `suspect`) is the detector's word; what happens
to it is the policy's. Kinds marked 保留 are public: they are found so that they shield their text.

*Why* column before context before checksum before structure: 9.1 % of construction licence
numbers pass the whole identity-number check and 10.2 % of random 19-digit strings pass Luhn, so
arithmetic must not win against what is written in front. The price is that a number whose cue
was lost is a suspect and waits for a person.

| 类别 kind | 实体类型 | 名称 | 依据与结构 | 校验 | 字样 | 把握 |
|---|---|---|---|---|---|---|
"""


def documentation() -> str:
    """The whole page as Markdown."""
    return _INTRODUCTION + "".join(_row(detector) for detector in all_detectors())


def _row(detector: Detector) -> str:
    entities = "<br>".join(
        f"`{entity}`{'（保留）' if entity in SHIELDS else ''}" for entity in detector.entities
    )
    cells = (detector.label, detector.basis, detector.check, detector.cues, detector.confidence)
    return f"| `{detector.kind}` | {entities} | " + " | ".join(map(_cell, cells)) + " |\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    sys.stdout.write(documentation())
