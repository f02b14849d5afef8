"""Numbers of permits, licences and projects (许可证编号、批准文号、项目代码). Kept, never masked.

Their shapes collide with identity numbers, so the words in front decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.anchors import near
from detectors.claim import Claim, Evidence
from detectors.detector import Detector
from detectors.finding import Status
from detectors.heads import by_head
from detectors.sheet import Sheet

_EDGE = r"(?<![0-9A-Za-z])"
# The same, looked at behind the first character: to a character the engine skips, to an edge not.
_EDGE_BEHIND = r"(?<![0-9A-Za-z].)"
_END = r"(?![0-9A-Za-z])"
_HAN = "\u4e00-\u9fff"

# Shapes that name themselves.
_SELF = re.compile(
    by_head(
        rf"{_EDGE}(?:SC|JY|QS)[ ]?[0-9]{{12,14}}{_END}"
        r"|国[药食妆][准进备]?(?:字|健字|健注|健备|健续|妆特字|特字)[ ]?"
        rf"[A-Z]{{0,2}}[0-9]{{8}}{_END}"
        rf"|[建乡][字地][ ]?第[ ]?[(〔\[]?[0-9]{{4,}}[)〕\]]?[0-9-]{{0,18}}号"
        rf"|\([{_HAN}]\)JZ安许证字(?:[〔\[(][0-9]{{4}}[〕\])])?[0-9-]{{4,14}}"
        rf"|车[0-9]{{2}}[{_HAN}][A-Z][0-9]{{5}}(?:\([0-9]{{2}}\))?{_END}"
    )
)
_DEVICE = re.compile(rf"[{_HAN}]械(?:注|备)[准进许]?(?:字)?[ ]?[0-9]{{8,14}}号?{_END}")
_DEVICE_WORD = re.compile("械")
_PROJECT = re.compile(
    rf"[0-9]{_EDGE_BEHIND}[0-9]{{3}}-[0-9]{{6}}-[0-9]{{2}}-[0-9]{{2}}-[0-9]{{6}}{_END}"
)
_POLLUTION = re.compile(
    rf"[0-9A-HJ-NPQRTUWXY]{_EDGE_BEHIND}[0-9A-HJ-NPQRTUWXY]{{17}}[0-9]{{3}}[A-Z]{_END}"
)

# Is in every such number, and found much faster.
_PROJECT_PART = re.compile("-[0-9]{6}-[0-9]{2}-")

# Shapes that need the words in front: a licence, a certificate, a registration, a report.
_CUED = re.compile(
    by_head(
        r"许可证?书?|施工许可证?|资质证书?|资格证书?|合格证|登记证|备案证?|注册证|批准证"
        r"|批准文书?|检验报告|检测报告|报告书?|专利|生产批件|特种设备[^,。;\n]{0,6}|营业执照(?:证"
        r"|注册)?|登记证号|准运证|经营许可证?|道路运输证|运输证"
    )
    + r"[^0-9A-Za-z,。;\n]{0,6}?(?:编?号码?|代码|证号|号)"
    # Then what joins a word and its number in a sentence, in JSON, in Markdown and in a table.
    r"[ \t:=为是(\[【】「『“\"'*`|]{0,6}"
    rf"(?P<number>(?:[{_HAN}]{{1,8}}第?)?[A-Za-z]{{0,4}}-?[A-Za-z]{{0,4}}[0-9][0-9A-Za-z./-]{{3,28}}[0-9A-Za-z](?:号(?!码))?)"
)
# A column of licence numbers that holds one number and nothing beside it.
_ALONE = re.compile(rf"[0-9A-Za-z{_HAN}()〔〕\[\]._/-]{{4,64}}")
# What no licence number looks like: two numbers, a mobile number, a bank card.
_PERSONAL = re.compile(
    rf"{_EDGE}(?:1[3-9][0-9]{{9}}|62[0-9]{{14,17}}){_END}|[0-9]{{5,}}[({_HAN}]+[0-9]{{7,}}"
)
_NOT_CUED = re.compile(r"身份|护照|驾驶证|从业资格")


class LicenceNumber(Detector):
    """Licence, permit, approval and project numbers (许可证号、批准文号、投资项目代码)."""

    kind = "licence_number"
    entities = ("LICENCE_NUMBER",)
    label = "许可证编号"
    basis = "食品生产许可管理办法; 建办市〔2020〕25号"
    check = "SC、JY、国药准字等自带字头; 项目代码分段"
    cues = "许可证、证书、登记、专利等编号字样"
    confidence = "字头或字样俱备为确定; 仅凭分段为可能"

    def claims(self, sheet: Sheet) -> Iterator[Claim]:
        """Numbers with their own shape, and numbers that a licence's name announces."""
        text = sheet.view.text
        both = Evidence.CONTEXT | Evidence.STRUCTURE
        devices = near(_DEVICE, _DEVICE_WORD, text, back=1, ahead=24)
        for match in (*_SELF.finditer(text), *devices):
            span = (match.start(), match.end())
            yield self.claim(sheet, *span, Status.CERTAIN, both, "自带字头的许可编号")
        for shape in (_PROJECT, _POLLUTION) if _PROJECT_PART.search(text) else (_POLLUTION,):
            for match in shape.finditer(text):
                span = (match.start(), match.end())
                yield self.claim(
                    sheet, *span, Status.LIKELY, Evidence.STRUCTURE, "固定分段的项目或许可编号"
                )
        for match in _CUED.finditer(text):
            if not _NOT_CUED.search(match[0]):
                yield self.claim(
                    sheet, *match.span("number"), Status.CERTAIN, both, "证照名称引出的编号"
                )
        yield from self._columns(sheet)

    def _columns(self, sheet: Sheet) -> Iterator[Claim]:
        """The whole of a column that is defined to hold one; its heading is the cue."""
        for passage, start in zip(sheet.passages, sheet.view_starts, strict=True):
            if passage.holds != self.entities[0]:
                continue
            cell = sheet.view.after(start, len(passage.text))
            if _ALONE.fullmatch(cell) and not _PERSONAL.search(cell):
                evidence = Evidence.COLUMN | Evidence.CONTEXT | Evidence.STRUCTURE
                yield self.claim(
                    sheet, start, start + len(cell), Status.CERTAIN, evidence, "许可编号列的内容"
                )
