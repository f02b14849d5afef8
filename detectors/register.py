"""What an organisation has registered, compiled: lists, documents, dictionaries, allow-lists.

Values alone: who imports them, where they rest and when they change is the gateway's. What could
not be loaded is an `Unread`, so that the record goes to a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from detectors.compact import Keep, codes_of
from detectors.exact import ExactList
from detectors.finding import Unread
from detectors.fingerprints import Fingerprints
from detectors.keyed import Roller
from detectors.wordlist import Wordlist

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True, eq=False)
class Registered(Generic[T_co]):
    """One list, document or dictionary. ``id`` stands in findings, ``name`` is for officers.

    ``category`` says what it lists (`CATEGORIES`). ``departments`` are those that it is for,
    folded by `department`; none means all.
    """

    id: str
    name: str
    category: str
    departments: frozenset[str]
    value: T_co = field(repr=False)

    def applies(self, record: frozenset[str]) -> bool:
        """Whether it hides something in a record of these departments; in doubt it does."""
        return not self.departments or not record or bool(self.departments & record)

    def allows(self, record: frozenset[str]) -> bool:
        """Whether it may show something in such a record; in doubt it does not."""
        return not self.departments or (bool(record) and record <= self.departments)


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """All that is in force. ``roller`` hashes texts under the register's key.

    ``version`` grows with every change of what is registered.
    """

    lists: tuple[Registered[ExactList], ...] = ()
    documents: tuple[Registered[Fingerprints], ...] = ()
    dictionaries: tuple[Registered[Wordlist], ...] = ()
    allowed: tuple[Registered[Wordlist], ...] = ()
    roller: Roller | None = field(default=None, repr=False)
    unread: tuple[Unread, ...] = ()
    version: int = 0

    def named(self) -> Iterator[tuple[str, str]]:
        """Id and name of everything in force."""
        held: tuple[Registered[object], ...] = (
            *self.lists,
            *self.documents,
            *self.dictionaries,
            *self.allowed,
        )
        return ((each.id, each.name) for each in held)


#: Nothing is registered.
EMPTY = Register()

#: What a list or document may hold, with the word that officers read.
CATEGORIES = {
    "customer": "客户",
    "project": "项目",
    "person": "受保护人员",
    "document": "登记文件",
    "dictionary": "词典",
    "other": "其他",
}


def department(name: str) -> str:
    """A department's name as it is compared: without spaces, brackets and case."""
    return codes_of(name, Keep.WORDS).tobytes().decode("utf-32-le", "surrogatepass")
