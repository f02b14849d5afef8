"""Channels for media (notice, clause 十四): what is public, as Atom and as short messages.

Made of the approved projection alone: every text is the text of a released field, byte for byte.
What was covered there is covered here, in titles too.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

import orjson
from sqlalchemy import Connection, select

from gateway.life import publications
from gateway.storage import tables
from policies.standards import standard

_ATOM = "http://www.w3.org/2005/Atom"
_KINDS = {
    "permit": "行政许可",
    "penalty": "行政处罚",
    "catalogue_item": "事项目录",
    "document": "文书",
}
#: Of each kind: whose it is, its number, what it says; columns as the projection has them.
_HEADS = {
    "permit": ("XK_XDR_MC", "XK_WSH", "XK_NR"),
    "penalty": ("CF_XDR_MC", "CF_WSH", "CF_NR"),
    "catalogue_item": ("SX_SSJG", "SX_JBBM", "SX_MC"),
    "document": ("agency", "document_number", "title"),
}
#: Characters of a short message, and what stands where it was cut.
LONGEST, CUT = 140, "…"


@dataclass(frozen=True, slots=True)
class Post:
    """One public record as media show it. ``fields`` is the projection, untouched."""

    record: str
    kind: str
    updated: str
    marked: bool
    fields: Mapping[str, str]

    @property
    def title(self) -> str:
        """Kind, subject and number, of what may be shown."""
        whose, number, _ = (self.fields.get(column, "") for column in _HEADS[self.kind])
        return " ".join(part for part in (_KINDS[self.kind], whose, number) if part)

    def lines(self) -> list[str]:
        """Each field with its heading, the text as it was released."""
        spec = standard.spec(self.kind)
        return [f"{spec[code].name}：{text}" for code, text in self.fields.items()]

    def message(self) -> str:
        """At most `LONGEST` characters for a WeChat or Weibo account; cut at a whole character."""
        said = self.fields.get(_HEADS[self.kind][2], "")
        mark = "【有异议】" if self.marked else ""
        return _cut(f"{mark}{self.title}。{said}")


def _cut(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    end = LONGEST - len(CUT)
    while end and unicodedata.combining(text[end]):
        end -= 1
    return text[:end] + CUT


def posts(tx: Connection, channel: str, at_most: int) -> list[Post]:
    """What is public on a channel, the newest first."""
    held = publications.on_channel(tx, channel)[-at_most:][::-1]
    table = tables.releases
    query = select(table.c.seq, table.c.at, table.c.answer)
    rows = tx.execute(query.where(table.c.seq.in_([p.seq for p in held])))
    answers = {row.seq: (row.at, orjson.loads(row.answer)) for row in rows}
    return [
        Post(p.record, p.kind, answers[p.seq][0], "objection" in said, said["fields"])
        for p in held
        for said in [answers[p.seq][1]]
        if p.kind in _HEADS
    ]


def atom(channel: str, title: str, source: str, found: Sequence[Post]) -> bytes:
    """An Atom feed (RFC 4287) of the posts; an entry's id is the record's token."""
    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed")
    _add(feed, "id", f"{source}:{channel}")
    _add(feed, "title", f"双公示 {title}")
    _add(feed, "updated", max((post.updated for post in found), default="1970-01-01T00:00:00Z"))
    author = ET.SubElement(feed, f"{{{_ATOM}}}author")
    _add(author, "name", "双公示信息发布网关")
    for post in found:
        entry = ET.SubElement(feed, f"{{{_ATOM}}}entry")
        _add(entry, "id", f"{source}:{channel}:{post.record}")
        _add(entry, "title", _writable(post.title))
        _add(entry, "updated", post.updated)
        _add(entry, "content", _writable("\n".join(post.lines()))).set("type", "text")
    written: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, f"{{{_ATOM}}}{name}")
    child.text = text
    return child


def _writable(text: str) -> str:
    """Control characters that XML cannot hold leave a visible mark instead."""
    return "".join("�" if ord(c) < ord(" ") and c not in "\t\n\r" else c for c in text)
