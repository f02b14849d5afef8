"""The words a pack may use. What is not here is a typing error, and a pack with one is refused."""

from __future__ import annotations

from detectors.finding import SHIELDS, Status

#: Written in a pack for "the record (the finding) does not say".
UNSET = "unset"

PERSONAL = frozenset(
    {
        "PERSON",
        "CN_ID_CARD",
        "CN_PASSPORT",
        "CN_TRAVEL_PERMIT",
        "CN_FOREIGN_PERMANENT_RESIDENT",
        "CN_MILITARY_ID",
        "CN_DRIVER_FILE_NUMBER",
        "CN_SOCIAL_SECURITY",
        "PHONE_NUMBER",
        "EMAIL_ADDRESS",
        "WECHAT_ID",
        "QQ_NUMBER",
        "IP_ADDRESS",
        "MAC_ADDRESS",
        "BANK_CARD",
        "BANK_ACCOUNT",
        "CN_VEHICLE_PLATE",
        "VIN",
        "ADDRESS",
        "DATE_OF_BIRTH",
        "COORDINATES",
        "MEDICAL_RECORD",
        "HEALTH",
        "CN_PROPERTY_CERTIFICATE",
    }
)
SECRETS = frozenset({"TRADE_SECRET", "STATE_SECRET_MARK", "INTERNAL_MARK", "REGISTERED"})
#: Marks on a whole document; no list and no consent lifts them.
MARKS = frozenset({"STATE_SECRET_MARK", "INTERNAL_MARK"})
#: Everything that is not a shield and so needs a mask.
SENSITIVE = PERSONAL | SECRETS
ENTITY_TYPES = SENSITIVE | SHIELDS

#: Roles of a person, and whose (or what kind of) place, number or plate it is.
ROLES = frozenset(
    {
        "subject",
        "legal_representative",
        "operator",
        "third_party",
        "witness",
        "complainant",
        "minor",
        "officer",
        "person",
        "business",
        "agency",
        "scene",
    }
)
STATUSES = frozenset(status.word for status in Status)

#: Attributes of `when` that are days: inside two dates, or unset.
DAYS = frozenset({"decided", "published"})

#: Attribute of `when` -> the values it can have; ``None`` where the pack or the data decides.
RECORD_ATTRIBUTES: dict[str, frozenset[str] | None] = {
    "channel": None,
    "kind": None,
    "subject_kind": frozenset({"organisation", "natural_person", "individual_business"}),
    "procedure": frozenset({"简易程序", "普通程序"}),
    "subject_minor": frozenset({"true", "false"}),
    "severity": frozenset({"轻微", "一般", "较重", "严重", "0", "1", "2", "3"}),
    "usage_scope": frozenset({"0", "1", "2"}),
    "item_code": None,
    "item_listing": frozenset({"listed", "unlisted", "no_catalogue"}),
    "secrecy_review": None,
    "state": frozenset({"有效", "无效", "正常", "撤销", "异议", "其他"}),
    "disclosure": frozenset({"公开", "依申请", "不公开"}),
    "hint": frozenset(
        {
            "simple_procedure",
            "natural_person",
            "contradictory_subject",
            "undated_penalty",
            "not_yet_effective",
            "public_security",
            "warning_only",
        }
    ),
    "unit": None,
    "decided": None,
    "published": None,
}
FIELD_ATTRIBUTES: dict[str, frozenset[str] | None] = RECORD_ATTRIBUTES | {
    "field": None,
    "display": frozenset({"public", "header", "never", "internal"}),
    "free_text": frozenset({"true", "false"}),
    "holds": ENTITY_TYPES,
}
ENTITY_ATTRIBUTES: dict[str, frozenset[str] | None] = FIELD_ATTRIBUTES | {
    "entity_type": ENTITY_TYPES,
    "role": ROLES,
    "status": STATUSES,
    "category": None,
}
