"""The registry: one line a kind.

A new kind needs four things of the same name, and a test wants all of them: its file, its line
here, its cases in ``tests/detectors/cases`` and its row in ``docs/detectors.md``.
"""

from __future__ import annotations

from functools import cache

from detectors.address import Address
from detectors.bank_account import BankAccount
from detectors.bank_card import BankCard
from detectors.cn_business_registration import CnBusinessRegistration
from detectors.cn_driver_file_number import CnDriverFileNumber
from detectors.cn_foreign_permanent_resident import CnForeignPermanentResident
from detectors.cn_id_card import CnIdCard
from detectors.cn_military_id import CnMilitaryId
from detectors.cn_org_code import CnOrgCode
from detectors.cn_passport import CnPassport
from detectors.cn_property_certificate import CnPropertyCertificate
from detectors.cn_social_security import CnSocialSecurity
from detectors.cn_travel_permit import CnTravelPermit
from detectors.cn_uscc import CnUscc
from detectors.cn_vehicle_plate import CnVehiclePlate
from detectors.cn_vessel import CnVessel
from detectors.coordinates import Coordinates
from detectors.date_of_birth import DateOfBirth
from detectors.detector import Detector
from detectors.document_number import DocumentNumber
from detectors.email_address import EmailAddress
from detectors.health import Health
from detectors.internal_mark import InternalMark
from detectors.ip_address import IpAddress
from detectors.licence_number import LicenceNumber
from detectors.mac_address import MacAddress
from detectors.medical_record import MedicalRecord
from detectors.minor_age import MinorAge
from detectors.officer_certificate import OfficerCertificate
from detectors.officer_dictionary import OfficerDictionary
from detectors.organization import Organization
from detectors.person import Person
from detectors.phone_number import PhoneNumber
from detectors.postal_code import PostalCode
from detectors.public_amount import PublicAmount
from detectors.qq_number import QqNumber
from detectors.register import EMPTY, Register
from detectors.registered_document import RegisteredDocument
from detectors.registered_list import RegisteredList
from detectors.state_secret_mark import StateSecretMark
from detectors.statute import Statute
from detectors.trade_secret import TradeSecret
from detectors.vin import Vin
from detectors.wechat_id import WechatId

_KINDS: tuple[type[Detector], ...] = (
    Person,
    OfficerCertificate,
    DateOfBirth,
    MinorAge,
    Address,
    PostalCode,
    CnIdCard,
    CnPassport,
    CnTravelPermit,
    CnForeignPermanentResident,
    CnMilitaryId,
    CnDriverFileNumber,
    CnSocialSecurity,
    PhoneNumber,
    EmailAddress,
    WechatId,
    QqNumber,
    IpAddress,
    MacAddress,
    BankCard,
    BankAccount,
    CnVehiclePlate,
    CnVessel,
    Vin,
    Coordinates,
    MedicalRecord,
    CnPropertyCertificate,
    Health,
    TradeSecret,
    StateSecretMark,
    InternalMark,
    Organization,
    CnUscc,
    CnOrgCode,
    CnBusinessRegistration,
    DocumentNumber,
    LicenceNumber,
    Statute,
    PublicAmount,
)

#: Kinds that know what the organisation has registered.
_REGISTERED: tuple[type[RegisteredList | RegisteredDocument | OfficerDictionary], ...] = (
    RegisteredList,
    RegisteredDocument,
    OfficerDictionary,
)


@cache
def _plain() -> tuple[Detector, ...]:
    return tuple(kind() for kind in _KINDS)


def all_detectors(register: Register = EMPTY) -> tuple[Detector, ...]:
    """One of every kind, in the order of the documentation. They keep no state between calls.

    Those that look for what is registered look for what ``register`` holds.
    """
    return (*_plain(), *(kind(register) for kind in _REGISTERED))


def entity_types() -> frozenset[str]:
    """Every entity type that some detector may report."""
    return frozenset(entity for kind in (*_KINDS, *_REGISTERED) for entity in kind.entities)
