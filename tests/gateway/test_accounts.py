"""Accounts: one role each, keys shown once, the three administrators kept apart."""

from datetime import UTC, datetime
from itertools import product

import pytest

from gateway.accounts import SEPARATED, Accounts, Role
from gateway.errors import Conflict, NotFound, Unauthenticated, UsageError
from gateway.storage import tables

NAME = "闻人试"


@pytest.fixture
def accounts(database):
    return Accounts(database, lambda: datetime(2026, 11, 23, 8, tzinfo=UTC))


def test_a_key_opens_its_account(accounts):
    """The key that was shown is good; the account carries name, role and the time of its making."""
    account, key = accounts.create(NAME, "reviewer")
    assert key.startswith("gsk_")
    assert accounts.authenticate(key) == account
    assert (account.name, account.role) == (NAME, Role.REVIEWER)
    assert account.created_at == "2026-11-23T08:00:00.000Z"


def test_the_key_is_nowhere_kept(accounts, database):
    """The database holds a digest of the key, and no repr shows the name."""
    account, key = accounts.create(NAME, "portal")
    with database.reading() as tx:
        stored = str(tx.execute(tables.accounts.select()).all())
    assert key not in stored
    assert key[4:] not in stored
    assert NAME not in repr(account)


@pytest.mark.parametrize("index", range(6), ids=["empty", "other", "cut", "longer", "case", "odd"])
def test_any_other_key_is_refused(accounts, index):
    """What is not exactly a key is refused in one and the same sentence, without echo."""
    _, key = accounts.create(NAME, "portal")
    wrong = ("", f"gsk_{'A' * 43}", key[:-1], key + "A", key.swapcase(), "\ud800" * 47)[index]
    with pytest.raises(Unauthenticated) as caught:
        accounts.authenticate(wrong)
    assert str(caught.value) == "密钥无效或已吊销"


def test_a_revoked_key_is_refused(accounts):
    """A revoked account cannot call, stays in the list, and revoking it again changes nothing."""
    account, key = accounts.create(NAME, "portal")
    accounts.revoke(account.id)
    accounts.revoke(account.id)
    with pytest.raises(Unauthenticated):
        accounts.authenticate(key)
    assert [(a.id, a.revoked_at is None) for a in accounts.list()] == [(account.id, False)]


def test_revoking_what_is_not_there(accounts):
    """An unknown account is not found, and its id is not repeated."""
    with pytest.raises(NotFound) as caught:
        accounts.revoke("unknown-id")
    assert "unknown-id" not in str(caught.value)


@pytest.mark.parametrize(("first", "second"), list(product(Role, Role)))
def test_nobody_holds_two_of_the_last_three(accounts, first, second):
    """三员分立: a person is at most one of officer, auditor and admin, and that once."""
    accounts.create(NAME, first)
    if first in SEPARATED and second in SEPARATED:
        with pytest.raises(Conflict):
            accounts.create(NAME, second)
    else:
        accounts.create(NAME, second)


@pytest.mark.parametrize("name", ["Ceshi A", " ceshi  a ", "ＣＥＳＨＩ Ａ", "CESHI\u3000a"])
def test_spelling_makes_no_second_person(accounts, name):
    """Case, width and spaces do not make another person of the same name."""
    accounts.create("ceshi a", "officer")
    with pytest.raises(Conflict):
        accounts.create(name, "admin")


def test_a_person_may_change_the_office(accounts):
    """Who is no longer officer may become auditor."""
    officer, _ = accounts.create(NAME, "officer")
    accounts.revoke(officer.id)
    assert accounts.create(NAME, "auditor")[0].role is Role.AUDITOR


@pytest.mark.parametrize("index", range(5), ids=["empty", "blank", "long", "control", "invisible"])
def test_names_are_plain(accounts, index):
    """ASVS 16.4.1: a name that could forge a log line or hide is refused."""
    with pytest.raises(UsageError):
        accounts.create(("", " \u3000", "x" * 101, "a\x1b[2J", "a\u200bb")[index], "portal")


def test_only_the_five_roles(accounts):
    """An unknown role is refused."""
    with pytest.raises(UsageError, match="portal"):
        accounts.create(NAME, "root")


def test_the_list_is_in_order_of_making(accounts):
    """All accounts are listed."""
    made = {accounts.create(NAME, role)[0] for role in ("portal", "portal", "officer")}
    assert set(accounts.list()) == made
