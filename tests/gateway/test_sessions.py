"""Signing in: password and code, lock-out, time-out; a refusal never tells which part failed."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from gateway import passwords, sessions, totp
from gateway.accounts import Accounts
from gateway.errors import NotFound
from gateway.sessions import FAILURES, IDLE, LOCKED, LONGEST, Sessions, SignInRefused
from gateway.storage import tables

PASSWORD = "correct horse battery"


class Door:
    """An account with credentials, a clock that moves, and the sessions."""

    def __init__(self, database, keys):
        self.moment = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
        self.database = database
        self.accounts = Accounts(database, self.now)
        self.account, _ = self.accounts.create("审核员甲", "reviewer")
        self.sessions = Sessions(database, keys, self.now)
        self.secret = self.sessions.give_credentials(self.account.id, PASSWORD)

    def now(self):
        return self.moment

    def code(self):
        self.moment += timedelta(seconds=31)
        return totp.code(self.secret, totp.step_of(self.moment.timestamp()))

    def enter(self, name="审核员甲", password=PASSWORD, code=None):
        return self.sessions.sign_in(name, password, code or self.code())


@pytest.fixture
def door(database, keys, monkeypatch):
    monkeypatch.setattr(passwords.kept, "__defaults__", ((4, 8, 1),))
    return Door(database, keys)


def test_password_and_code_open_a_session(door):
    """By name or by id; the session knows its account, and the table knows no token."""
    for name in ("审核员甲", door.account.id):
        token = door.enter(name)
        session = door.sessions.of(token)
        assert session.account == door.account
        assert session.csrf == sessions.csrf_of(token)
        with door.database.reading() as tx:
            kept = repr(tx.execute(select(tables.sessions)).all())
        assert token not in kept
        assert session.csrf not in kept


@pytest.mark.parametrize("wrong", ["name", "password", "code"])
def test_a_refusal_does_not_tell_what_was_wrong(door, wrong):
    """The same words and the same status for a wrong name, password or code."""
    given = {"name": "审核员甲", "password": PASSWORD, "code": door.code()} | {wrong: "000000x"}
    with pytest.raises(SignInRefused) as refused:
        door.sessions.sign_in(**given)
    assert "000000x" not in refused.value.message
    assert refused.value.message.startswith("账号、口令或动态码不对")


def test_a_code_opens_one_session(door):
    """Who reads a code over a shoulder comes too late."""
    code = door.code()
    door.enter(code=code)
    with pytest.raises(SignInRefused):
        door.enter(code=code)


def test_failures_lock_the_account_for_a_while(door):
    """After five failures even the right password waits; then it works again."""
    for _ in range(FAILURES):
        with pytest.raises(SignInRefused):
            door.enter(password="wrong")
    with pytest.raises(SignInRefused):
        door.enter()
    door.moment += LOCKED
    assert door.sessions.of(door.enter())


def test_a_wrong_code_counts_as_a_failure(door):
    """Codes cannot be tried one after another."""
    for _ in range(FAILURES):
        with pytest.raises(SignInRefused):
            door.enter(code="12345x")
    with pytest.raises(SignInRefused):
        door.enter()


def test_a_session_left_alone_ends(door):
    """Use keeps it alive; fifteen minutes without do not."""
    token = door.enter()
    for _ in range(3):
        door.moment += IDLE - timedelta(minutes=1)
        assert door.sessions.of(token)
    door.moment += IDLE
    assert door.sessions.of(token) is None


def test_no_session_outlasts_the_day(door):
    """However busy, it ends after eight hours."""
    token, began = door.enter(), door.moment
    while door.moment + timedelta(minutes=10) < began + LONGEST:
        door.moment += timedelta(minutes=10)
        assert door.sessions.of(token)
    door.moment = began + LONGEST
    assert door.sessions.of(token) is None


def test_it_ends_with_sign_out_new_credentials_and_the_account(door):
    """Three ways out."""
    token = door.enter()
    door.sessions.sign_out(token)
    assert door.sessions.of(token) is None
    token = door.enter()
    door.secret = door.sessions.give_credentials(door.account.id, PASSWORD)
    assert door.sessions.of(token) is None
    token = door.enter()
    door.accounts.revoke(door.account.id)
    assert door.sessions.of(token) is None
    with pytest.raises(SignInRefused):
        door.enter()
    with pytest.raises(NotFound):
        door.sessions.give_credentials(door.account.id, PASSWORD)


def test_a_name_of_two_accounts_is_nobodys(door):
    """Two accounts of one name sign in by their ids."""
    other, _ = door.accounts.create("审核员甲", "portal")
    door.sessions.give_credentials(other.id, PASSWORD)
    with pytest.raises(SignInRefused):
        door.enter()
    assert door.sessions.of(door.enter(door.account.id)).account.role == "reviewer"
    with pytest.raises(NotFound):
        sessions.find(door.accounts, "审核员甲")
    assert sessions.find(door.accounts, other.id) == other


def test_the_secret_rests_sealed(door):
    """Neither the secret nor the password lies in the table."""
    with door.database.reading() as tx:
        row = tx.execute(select(tables.credentials)).one()
    assert door.secret not in row.secret_sealed
    assert PASSWORD not in row.password


def test_a_made_up_token_is_no_session(door):
    """Nor is an empty one."""
    assert door.sessions.of("") is None
    assert door.sessions.of("x" * 5000) is None
