"""The shapes that the data standards are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a record kind in the canonical (G2b) standard.

    ``type`` is ``text`` | ``date`` | ``decimal`` | ``code``; ``length`` the longest value in
    characters; ``obligation`` ``required`` | ``conditional`` | ``optional``; ``display``
    ``public`` (in the record block), ``header`` (with the subject's name), ``never`` (collected,
    never shown) or ``internal`` (remarks, shown only if a pack says so). ``free_text`` marks the
    fields where a clerk writes sentences. ``holds`` is the entity type the column is defined to
    hold and ``role`` the role of a person named there. ``values`` is a closed list. ``check``
    names the check digit: ``uscc`` | ``org_code`` | ``business_registration`` | ``identity``,
    and ``check_type`` the column that says which document an ``identity`` number comes from.
    ``places`` is the number of decimals allowed.
    """

    code: str
    name: str
    type: str
    length: int | None
    obligation: str
    display: str
    free_text: bool = False
    holds: str | None = None
    role: str | None = None
    values: tuple[str, ...] = ()
    check: str | None = None
    check_type: str | None = None
    places: int | None = None
    note: str = ""


#: What is read beside the canonical fields; text stands for coded words.
ATTRIBUTES = {
    code: FieldSpec(code, name, type_, None, "optional", "internal")
    for code, name, type_ in (
        ("usage_scope", "信息使用范围", "text"),
        ("severity", "失信严重程度", "text"),
        ("status", "当前状态", "text"),
        ("item_code", "权力编码", "code"),
        ("declared_until", "公示截止期", "date"),
    )
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One breach of the data standard. ``message`` is Chinese and holds no value."""

    field: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One upload rule between fields, as it stands in a kind's file.

    It applies when the field ``when`` is filled, or is ``one_of`` the values, or ``contains`` the
    word; always without ``when``. Then the fields of ``require`` must be filled, of ``blank``
    empty, of ``positive`` above zero, of ``not_future`` dates up to today, and the first date of
    ``in_order`` must not be after the second. ``message`` may say ``{name}``, the heading of the
    field at fault.
    """

    code: str
    message: str
    when: str | None = None
    one_of: tuple[str, ...] = ()
    contains: str | None = None
    require: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()
    positive: tuple[str, ...] = ()
    not_future: tuple[str, ...] = ()
    in_order: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Inference:
    """What a row without a subject kind is taken for.

    It applies ``by`` a filled ``person_column``, a valid credit ``code`` (with ``prefix``), the
    ``name`` of an organisation, or ``nothing`` of these. ``then`` is the subject kind, ``note``
    the Chinese sentence that states it as an inference.
    """

    by: str
    then: str
    note: str
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """How a kind says whom it concerns: the field and its words as subject kinds.

    ``person_signs`` are the fields that only a natural person fills. ``name``, ``code`` and
    ``identity`` are the fields of the subject's name, credit code and identity number. ``infers``
    is tried in order where the row does not say; ``impersonal`` are the subject kinds whose name
    is never a person's.
    """

    field: str
    words: Mapping[str, str]
    person_signs: tuple[str, ...] = ()
    name: str | None = None
    code: str | None = None
    identity: str | None = None
    infers: tuple[Inference, ...] = ()
    impersonal: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """What a column holds for one subject kind: an entity type and a person's role."""

    holds: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A record kind in the canonical standard.

    ``key`` are the parts of the duplicate key, each the fields of which the first filled one
    counts. ``held`` says what a column holds where that depends on the subject kind. ``status``
    maps the values of ``status_field`` to words, any other value to ``status_otherwise``.
    ``decision_date`` is the field of the decision's day, ``effective_date`` that from which it
    holds, ``declared_until`` that of the feeder's own last public day, ``secrecy_review`` that of
    the conclusion of the 保密审查, ``disclosure`` that of 公开属性.
    """

    kind: str
    name: str
    fields: tuple[FieldSpec, ...]
    rules: tuple[Rule, ...] = ()
    key: tuple[tuple[str, ...], ...] = ()
    subject: Subject | None = None
    held: Mapping[str, Mapping[str, Held]] = field(default_factory=dict)
    status_field: str | None = None
    status: Mapping[str, str] = field(default_factory=dict)
    status_otherwise: str | None = None
    decision_date: str | None = None
    effective_date: str | None = None
    declared_until: str | None = None
    secrecy_review: str | None = None
    disclosure: str | None = None
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Generation:
    """One generation of the standard: how its columns lead to the canonical record.

    ``extends`` names the generation whose data it takes over. ``columns`` is kind -> canonical
    code -> further names of the column; ``attributes`` the same for what is not a field
    (``usage_scope`` | ``severity`` | ``status`` | ``item_code`` | ``declared_until``);
    ``dropped`` kind -> name -> what it means. ``signature`` lists canonical fields that tell the
    generation apart; its own names do so anyway. ``lacks`` are the canonical fields it does not
    know, ``if_present`` those that must be filled only where the row has the column. ``values``
    translates values of a field, ``coded`` those of an attribute (``None``: no counterpart).
    ``lengths`` replaces lengths (``None``: not checked), ``join`` says how several columns make
    one field.
    """

    id: str
    name: str
    effective_from: date
    kinds: tuple[str, ...]
    effective_until: date | None = None
    extends: str | None = None
    columns: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    attributes: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    dropped: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    signature: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lacks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    if_present: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    coded: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    lengths: Mapping[str, int | None] = field(default_factory=dict)
    join: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Headings:
    """Further names of the columns for all generations: kind -> canonical code -> names.

    ``dropped`` are columns that mean nothing in any kind, ``ignorable`` the words that may stand
    in brackets behind any heading. ``words`` are what headings are made of: only an unknown column
    made of nothing else is called by its name.
    """

    columns: Mapping[str, Mapping[str, tuple[str, ...]]]
    dropped: tuple[str, ...] = ()
    ignorable: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
