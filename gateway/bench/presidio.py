"""Presidio as it comes, and as somebody who knows it would set it up for Chinese records.

The second is rebuilt from a written description: twelve pattern recognisers with checksums and
context words, and names from jieba. Both use spaCy's empty Chinese pipeline, the cheapest that
still feeds Presidio's context enhancer, and never reach for the network.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import cache

import jieba
import jieba.posseg
import spacy
import tldextract.tldextract
from presidio_analyzer import (
    AnalyzerEngine,
    EntityRecognizer,
    Pattern,
    PatternRecognizer,
    RecognizerRegistry,
    RecognizerResult,
)
from presidio_analyzer.nlp_engine import NlpArtifacts, SpacyNlpEngine

from detectors import checksums

Analyze = Callable[[str], Sequence[tuple[str, int, int]]]

_SHORTEST_NAME, _LONGEST_NAME = 2, 4
_NAME_SCORE, _PATTERN_SCORE = 0.6, 0.5


def stock() -> Analyze:
    """`AnalyzerEngine` with the recognisers that Presidio itself loads for ``zh``."""
    engine = _offline_engine()
    registry = RecognizerRegistry(supported_languages=["zh"])
    registry.load_predefined_recognizers(languages=["zh"], nlp_engine=engine)
    return _analyze(AnalyzerEngine(registry, engine, supported_languages=["zh"]))


def competent() -> Analyze:
    """`AnalyzerEngine` with twelve checked patterns, their context words, and jieba's names."""
    patterns = [_Checked(*row) for row in _KINDS]
    registry = RecognizerRegistry([*patterns, _JiebaNames()], supported_languages=["zh"])
    return _analyze(AnalyzerEngine(registry, _offline_engine(), supported_languages=["zh"]))


def _analyze(engine: AnalyzerEngine) -> Analyze:
    def analyze(text: str) -> Sequence[tuple[str, int, int]]:
        return [(r.entity_type, r.start, r.end) for r in engine.analyze(text, "zh")]

    return analyze


class _EmptyChinese(SpacyNlpEngine):
    """spaCy's Chinese without a model: one token a character, nothing to download."""

    def __init__(self) -> None:
        super().__init__(models=[{"lang_code": "zh", "model_name": "blank"}])

    def load(self) -> None:
        self.nlp = {"zh": spacy.blank("zh")}  # type: ignore[assignment] # declared as None


@cache
def _offline_engine() -> SpacyNlpEngine:
    # Presidio's e-mail recogniser calls this module-wide extractor, which would otherwise fetch
    # the list of public suffixes at its first use.
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=())
    engine = _EmptyChinese()
    engine.load()
    return engine


class _Checked(PatternRecognizer):
    """A pattern with context words and, where the kind has one, a checksum."""

    def __init__(
        self,
        entity: str,
        regex: str,
        context: Sequence[str],
        check: Callable[[str], bool] | None = None,
    ) -> None:
        super().__init__(
            entity,
            name=f"zh_{entity.lower()}",
            supported_language="zh",
            patterns=[Pattern(entity, regex, _PATTERN_SCORE)],
            context=list(context),
        )
        self._check = check

    def validate_result(self, pattern_text: str) -> bool | None:
        return self._check(pattern_text.upper()) if self._check else None


class _JiebaNames(EntityRecognizer):
    """Person names from jieba's part-of-speech tags."""

    def __init__(self) -> None:
        super().__init__(["PERSON"], name="zh_jieba_names", supported_language="zh")

    def load(self) -> None:
        jieba.setLogLevel(logging.WARNING)
        jieba.initialize()

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        found, at = [], 0
        for word, tag in jieba.posseg.cut(text):
            end = at + len(word)
            if tag.startswith("nr") and _SHORTEST_NAME <= len(word) <= _LONGEST_NAME:
                found.append(RecognizerResult("PERSON", at, end, _NAME_SCORE))
            at = end
        return found


def _alone(core: str) -> str:
    return f"(?<![0-9A-Za-z])(?:{core})(?![0-9A-Za-z])"


_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"

#: Entity type, pattern, context words, checksum.
_KINDS: tuple[tuple[str, str, Sequence[str], Callable[[str], bool] | None], ...] = (
    (
        "CN_ID_CARD",
        _alone(r"[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9Xx]"),
        ("身份证", "公民身份号码", "证件号码"),
        checksums.identity_number_ok,
    ),
    (
        "CN_USCC",
        _alone(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}"),
        ("统一社会信用代码", "信用代码"),
        checksums.uscc_ok,
    ),
    (
        "CN_ORG_CODE",
        _alone(r"[0-9A-Z]{8}-?[0-9X]"),
        ("组织机构代码", "机构代码"),
        checksums.org_code_ok,
    ),
    ("PHONE_NUMBER", _alone(r"(?:\+?86[- ]?)?1[3-9]\d{9}"), ("手机", "电话", "联系"), None),
    ("LANDLINE", _alone(r"0\d{2,3}-?[2-9]\d{6,7}"), ("电话", "传真", "座机"), None),
    (
        "EMAIL_ADDRESS",
        r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+",
        ("邮箱", "邮件"),
        None,
    ),
    ("BANK_CARD", _alone(r"[3-6]\d{15,18}"), ("卡号", "银行卡", "账户"), checksums.luhn_ok),
    (
        "CN_VEHICLE_PLATE",
        rf"[{_PROVINCES}][A-HJ-NP-Z]·?[A-HJ-NP-Z0-9]{{5,6}}(?![0-9A-Za-z])",
        ("车牌", "号牌", "车辆"),
        None,
    ),
    ("CN_PASSPORT", _alone(r"[EGDSPH][A-Z0-9]\d{7}"), ("护照",), None),
    ("IP_ADDRESS", _alone(r"(?:\d{1,3}\.){3}\d{1,3}"), ("IP", "地址"), None),
    ("DOCUMENT_NUMBER", r"[一-龥]{2,12}〔(?:19|20)\d{2}〕\d{1,5}号", ("文号", "决定书"), None),
    ("PUBLIC_AMOUNT", r"\d[\d,]*(?:\.\d+)?(?:万|亿)?元", ("罚款", "没收", "金额"), None),
)
