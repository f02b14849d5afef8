"""Envelopes of fictitious penalties, permits and decision letters, one after another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from random import Random

from gateway.sample import companies, numbers, people, places, sentences, subject
from gateway.sample.industries import INDUSTRIES
from gateway.sample.marked import Text
from gateway.sample.subject import INDIVIDUAL, NATURAL, ORGANISATION
from gateway.sample.writer import Writer, chinese_date

#: Share of sentences that name people or carry their numbers, for texts full and poor of them.
DENSE, SPARSE = 0.7, 0.1
#: The day on which the newest record could have been decided.
LATEST = date(2026, 11, 20)

_SUBJECT_WORDS = {
    ORGANISATION: "organisation",
    INDIVIDUAL: "individual_business",
    NATURAL: "natural_person",
}
_SUBJECTS = (ORGANISATION,) * 6 + (INDIVIDUAL,) * 3 + (NATURAL,)
_LONGEST_FIELD = 2000  # 违法事实 as observed; what is longer is a letter
_FOREVER = "2099/12/31"
_REMARK_SHARE = 0.4
_FINES = (200, 500, 1000, 2000, 3000, 5000, 8000, 12000, 20000, 35000, 50000, 100000, 280000)
_SEVERE_FROM, _SLIGHT_TO, _SIMPLE_TO = 100_000, 1000, 3000
_SIMPLE_PERSON_TO = 200
_WARNING_SHARE = 0.12
_WAN = 10_000


def records(
    seed: int,
    count: int,
    *,
    length: int = 800,
    density: float = DENSE,
    kinds: Sequence[str] | None = None,
    subjects: Sequence[str] = _SUBJECTS,
    until: date = LATEST,
    with_gold: bool = False,
    first: int = 0,
) -> Iterator[dict[str, object]]:
    """Envelopes ``first`` to ``first + count`` of the endless series that ``seed`` stands for.

    ``length`` is the size of the main free text in characters, met to within a sentence;
    ``density`` in 0..1 the share of its sentences that hold personal information (0 gives texts
    without any). ``kinds`` are drawn from evenly: penalties and permits, or documents where the
    text is longer than a field holds. ``subjects`` are 行政相对人类别. Decisions fall into the
    year before ``until``. With ``with_gold`` an envelope also holds ``gold``: field code to a
    list of spans ``{start, end, entity_type, role?}``; take it out before submitting.
    """
    if kinds is None:
        kinds = ("penalty", "permit") if length <= _LONGEST_FIELD else ("document",)
    for index in range(first, first + count):
        rng = Random(f"{seed}/{index}")  # noqa: S311 - invented values, not secrets
        draft = _Draft(rng, rng.choice(subjects), length, density, until)
        kind = rng.choice(kinds)
        yield _envelope(f"S{seed}-{index:06d}", kind, draft, with_gold=with_gold)


def _envelope(ident: str, kind: str, draft: _Draft, *, with_gold: bool) -> dict[str, object]:
    texts = _FORMS[kind](draft)
    agency = draft.writer.agency.name
    shown: dict[str, object] = {
        "id": ident,
        "kind": kind,
        "owner": {"unit": agency, "person": people.name(draft.rng)},
    }
    if kind == "penalty":
        shown |= {"procedure": draft.procedure, "severity": draft.severity}
    shown["fields"] = {code: value.text for code, value in texts.items()}
    if with_gold:
        shown["gold"] = {
            code: [span.line() for span in value.gold]
            for code, value in texts.items()
            if value.gold
        }
    return shown


class _Draft:
    """The facts of one record, from which each kind of envelope is written."""

    def __init__(
        self, rng: Random, subject_kind: str, length: int, density: float, until: date
    ) -> None:
        self.rng, self.length, self.density = rng, length, density
        self.decided = until - timedelta(days=rng.randint(1, 355))
        self.industry = rng.choice(INDUSTRIES)
        self.place = rng.choice(places.PLACES)
        agency = companies.agency(rng, self.place, self.industry.bureau)
        self.subject = subject.drawn(rng, subject_kind, self.place, self.industry)
        self.writer = Writer(rng, self.place, self.industry, agency, self.subject, self.decided)
        self.yuan = 0 if rng.random() < _WARNING_SHARE else rng.choice(_FINES)
        self.writer.fine = _money(rng, self.yuan)
        self.writer.scope = rng.choice(self.industry.scope)

    @property
    def personal(self) -> bool:
        """Whether the texts may name people at all."""
        return self.density > 0

    @property
    def severity(self) -> str:
        """严重程度 by the fine."""
        if self.yuan >= _SEVERE_FROM:
            return "严重"
        return "轻微" if self.yuan <= _SLIGHT_TO else "一般"

    @cached_property
    def procedure(self) -> str:
        """简易程序 now and then, where the law allows it."""
        limit = _SIMPLE_PERSON_TO if self.subject.firm is None else _SIMPLE_TO
        simple = self.yuan <= limit and self.rng.randrange(2)
        return "简易程序" if simple else "普通程序"

    def passage(
        self,
        rich_openings: Sequence[str],
        plain_openings: Sequence[str],
        rich: Sequence[str],
        plain: Sequence[str],
    ) -> Text:
        """The main free text of the record."""
        opening = self.rng.choice(rich_openings if self.personal else plain_openings)
        return self.writer.passage(opening, rich, plain, self.length, self.density)

    def remark(self) -> Text:
        """备注, mostly empty."""
        if not self.personal or self.rng.random() > _REMARK_SHARE:
            return Text("")
        return self.writer.sentence(self.rng.choice(sentences.REMARKS))


def _penalty(draft: _Draft) -> dict[str, Text]:
    writer, rng = draft.writer, draft.rng
    facts = draft.passage(
        sentences.OPENINGS,
        sentences.PLAIN_OPENINGS,
        sentences.RICH,
        (*sentences.PLAIN, *draft.industry.facts),
    )
    return {
        **_subject_fields("CF", draft),
        "CF_WSH": writer.document_number(),
        "CF_WFXW": Text(rng.choice(draft.industry.violations)),
        "CF_SY": facts,
        "CF_YJ": writer.statute(),
        "CF_CFLB": Text("罚款" if draft.yuan else "警告"),
        "CF_NR": _result(draft),
        "CF_NR_FK": Text.of(f"{draft.yuan / _WAN:.6f}" if draft.yuan else "", "PUBLIC_AMOUNT"),
        "CF_NR_WFFF": Text(""),
        "CF_NR_ZKDX": Text(""),
        "CF_JDRQ": _date(draft.decided),
        "CF_YXQ": Text(_FOREVER),
        "CF_GSJZQ": Text("") if rng.randrange(2) else _date(draft.decided + timedelta(days=365)),
        **_source_fields(draft, ("CF_CFJG", "CF_CFJGDM"), ("CF_SJLY", "CF_SJLYDM")),
        "BZ": draft.remark(),
    }


def _permit(draft: _Draft) -> dict[str, Text]:
    writer, industry = draft.writer, draft.industry
    content = draft.passage(
        sentences.PERMIT_OPENINGS,
        sentences.PLAIN_PERMIT_OPENINGS,
        sentences.PERMIT_RICH,
        sentences.PERMIT_PLAIN,
    )
    return {
        **_subject_fields("XK", draft),
        "XK_XKWS": Text(f"准予{industry.certificate.removesuffix('证')}决定书"),
        "XK_WSH": writer.document_number("许"),
        "XK_XKLB": Text(draft.rng.choice(("普通", "特许", "认可", "核准", "登记"))),
        "XK_XKZS": Text(industry.certificate),
        "XK_XKBH": writer.licence(),
        "XK_NR": content,
        "XK_JDRQ": _date(draft.decided),
        "XK_YXQZ": _date(draft.decided),
        "XK_YXQZI": Text(_FOREVER) if draft.rng.randrange(2) else _date(_years_on(draft.decided)),
        **_source_fields(draft, ("XK_XKJG", "XK_XKJGDM"), ("XK_LYDW", "XK_LYDWDM")),
        "XK_ZT": Text("1"),
        "BZ": draft.remark(),
    }


def _document(draft: _Draft) -> dict[str, Text]:
    writer = draft.writer
    heading = (Text("关于对"), draft.subject.name, Text("作出行政处罚的决定"))
    body = draft.passage(
        sentences.OPENINGS,
        sentences.PLAIN_OPENINGS,
        sentences.RICH,
        (*sentences.PLAIN, *draft.industry.facts),
    )
    closing = (_result(draft), Text(f"\n{writer.agency.name}\n{chinese_date(draft.decided)}"))
    return {
        "title": Text.joined(heading),
        "body": Text.joined((body, Text("\n"), *closing)),
        "agency": Text.of(writer.agency.name, "ORGANIZATION"),
        "document_number": writer.document_number(),
        "decision_date": _date(draft.decided),
        "subject_kind": Text(_SUBJECT_WORDS[draft.subject.kind]),
    }


def _subject_fields(prefix: str, draft: _Draft) -> dict[str, Text]:
    """Fields 1 to 13: nothing between code and certificate for a natural person (§1.5)."""
    subject, rng = draft.subject, draft.rng
    codes = ("XDR_GSZC", "XDR_ZZJG", "XDR_SWDJ", "XDR_SYDW", "XDR_SHZZ")
    shown = dict.fromkeys(("XDR_MC", "XDR_LB", "XDR_SHXYM", *codes), Text(""))
    shown |= dict.fromkeys(("FRDB", "FR_ZJLX", "FR_ZJHM", "XDR_ZJLX", "XDR_ZJHM"), Text(""))
    shown |= {"XDR_MC": subject.name, "XDR_LB": Text(subject.kind)}
    number = Text.of(subject.head.id_number, "CN_ID_CARD")
    if subject.firm is None:
        shown |= {"XDR_ZJLX": Text("身份证"), "XDR_ZJHM": number}
    else:
        registration = numbers.business_registration(
            rng, draft.place.code, individual=subject.kind == INDIVIDUAL
        )
        shown |= {
            "XDR_SHXYM": Text.of(subject.firm.code, "CN_USCC"),
            "XDR_GSZC": Text.of(registration, "CN_BUSINESS_REGISTRATION"),
            "FRDB": subject.head_name,
            "FR_ZJLX": Text("身份证"),
            "FR_ZJHM": number,
        }
    return {f"{prefix}_{code}": value for code, value in shown.items()}


def _source_fields(draft: _Draft, *pairs: tuple[str, str]) -> Mapping[str, Text]:
    agency = draft.writer.agency
    shown: dict[str, Text] = {}
    for name, code in pairs:
        shown[name] = Text.of(agency.name, "ORGANIZATION")
        shown[code] = Text.of(agency.code, "CN_USCC")
    return shown


def _result(draft: _Draft) -> Text:
    if not draft.yuan:
        return draft.writer.sentence(sentences.WARNING)
    rich = draft.personal and draft.rng.random() < draft.density
    return draft.writer.sentence(
        draft.rng.choice(sentences.RICH_RESULTS if rich else sentences.RESULTS)
    )


def _money(rng: Random, yuan: int) -> str:
    if yuan >= _WAN and yuan % (_WAN // 10) == 0 and rng.randrange(2):
        return f"{yuan / _WAN:g}万元"
    return rng.choice((f"{yuan}元", f"人民币{yuan}元", f"{yuan:,}元"))


def _date(day: date) -> Text:
    return Text(f"{day:%Y/%m/%d}")


def _years_on(day: date) -> date:
    return day + timedelta(days=5 * 365)


_FORMS = {"penalty": _penalty, "permit": _permit, "document": _document}
