"""What is registered: kept without its text, loaded whole or named as unread, every act logged."""

import importlib
import pickle
import sys
from pathlib import Path

import numpy as np
import orjson
import pytest
from sqlalchemy import select

from detectors.border import Scanner
from detectors.register import EMPTY
from detectors.sheet import Sheet
from gateway.accounts import Account, Role
from gateway.errors import Conflict, NotAllowed, NotFound, UsageError
from gateway.home import now, open_gateway
from gateway.ledger import Ledger
from gateway.mapped import Mapped
from gateway.registry import FOLDER, Label, Registry
from gateway.storage import tables
from gateway.web.app import for_today

sys.path.append(str(Path(__file__).parents[1] / "detectors"))
registered = importlib.import_module("registered")
OFFICER = Account("off-1", "管理员甲", Role.OFFICER, "2026-01-01T00:00:00.000Z")
OTHER = Account("off-2", "管理员乙", Role.OFFICER, "2026-01-01T00:00:00.000Z")
CUSTOMERS, DOCUMENT = registered.CUSTOMERS, registered.DOCUMENT
DICTIONARY = "# 代号\n天衢工程\n正则:QL-[0-9]{4}-[甲乙丙丁]\n"
TEXT = f"天衢工程的货物销往{CUSTOMERS[0]}，{DOCUMENT[40:110]}。"


@pytest.fixture
def registry(database, keys, home):
    return Registry(database, Ledger(database, now), keys, home)


def imported(registry):
    """One of each, in force."""
    held = [
        registry.import_list(Label("重点客户", "customer"), CUSTOMERS, OFFICER),
        registry.import_document(Label("评估", "document"), DOCUMENT, OFFICER),
        registry.import_words("dictionary", Label("代号", "dictionary"), DICTIONARY, OFFICER),
        registry.import_words("allow-list", Label("公开", "other"), "政务服务热线\n", OFFICER),
    ]
    return [registry.activate(each.id, OTHER) for each in held]


def hits(registry):
    found = Scanner(register=registry.load()).scan_text(TEXT)
    return sorted(f.detector for f in found if f.entity_type == "REGISTERED")


def test_each_kind_is_found_once_it_is_in_force(registry):
    """Imported is not active; active is found; removed is gone."""
    held = registry.import_list(Label("重点客户", "customer"), CUSTOMERS, OFFICER)
    assert (held.state, held.entries, hits(registry)) == ("imported", 4, [])
    registry.activate(held.id, OTHER)
    assert hits(registry) == [f"registered_list@1:{held.id}"]
    registry.remove(held.id[:8], OFFICER)
    assert (hits(registry), registry.load().lists) == ([], EMPTY.lists)
    assert [h.state for h in registry.list()] == ["removed"]


def test_all_kinds_together(registry):
    """List, document and dictionary each name themselves."""
    held = imported(registry)
    assert hits(registry) == sorted(
        f"{kind}@1:{each.id}"
        for kind, each in zip(
            ("registered_list", "registered_document", "officer_dictionary"), held, strict=False
        )
    )


def test_nothing_in_home_or_database_holds_the_text(registry, database, home):
    """Rows and files as bytes, in every encoding; a removed thing leaves no digest either."""
    held = imported(registry)
    with database.reading() as tx:
        rows = [tuple(row) for row in tx.execute(select(tables.registered))]
        log = [tuple(row) for row in tx.execute(select(tables.ledger))]
    raw = repr((rows, log)).encode() + b"".join(
        cell for row in rows for cell in row if isinstance(cell, bytes)
    )
    raw += b"".join(path.read_bytes() for path in (home / FOLDER).rglob("*") if path.is_file())
    for secret in (CUSTOMERS[0][:4], DOCUMENT[40:44], "天衢工程", "QL-[0-9]", "政务服务"):
        for encoding in ("utf-8", "utf-16-le", "utf-32-le", "gb18030"):
            assert secret.encode(encoding) not in raw
    for each in held:
        registry.remove(each.id, OFFICER)
    assert not list((home / FOLDER).rglob("*"))
    with database.reading() as tx:
        assert set(tx.scalars(select(tables.registered.c.content))) == {None}


def test_every_act_is_logged_with_who_and_how_many(registry, database):
    """Import, activation, removal; the entry has the id, the counts and the account."""
    held = registry.import_list(Label("重点客户", "customer"), [*CUSTOMERS, "甲"], OFFICER)
    registry.activate(held.id, OTHER)
    registry.remove(held.id, OFFICER)
    entries = Ledger(database, now).entries()
    assert [e.entry.event for e in entries] == ["list-imported", "list-activated", "list-removed"]
    assert [entry.entry.body["account"] for entry in entries] == ["off-1", "off-2", "off-1"]
    for entry in entries:
        body = dict(entry.entry.body)
        assert body.pop("refused") in {0, 1}
        assert body.pop("account").startswith("off-")
        assert body == {"id": held.id, "kind": "list", "category": "customer", "entries": 4}
    assert entries[0].entry.body["refused"] == 1
    assert Ledger(database, now).verify().entries == 3


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OFFICER])
def test_only_an_officer_may(registry, role):
    """Nobody else imports, activates or removes; nothing is logged."""
    other = Account("x", "某", role, "2026-01-01T00:00:00.000Z")
    held = registry.import_list(Label("重点客户", "customer"), CUSTOMERS, OFFICER)
    acts = [
        lambda: registry.import_list(Label("n", "customer"), CUSTOMERS, other),
        lambda: registry.import_document(Label("n", "document"), DOCUMENT, other),
        lambda: registry.import_words("dictionary", Label("n", "dictionary"), "词语", other),
        lambda: registry.activate(held.id, other),
        lambda: registry.remove(held.id, other),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert [h.state for h in registry.list()] == ["imported"]


def test_no_officer_does_both(registry):
    """One imports, another activates; what is in force is removed by another than activated it."""
    held = registry.import_list(Label("重点客户", "customer"), CUSTOMERS, OFFICER)
    with pytest.raises(NotAllowed):
        registry.activate(held.id, OFFICER)
    registry.activate(held.id, OTHER)
    with pytest.raises(NotAllowed):
        registry.remove(held.id, OTHER)
    assert [h.state for h in registry.list()] == ["active"]
    registry.remove(held.id, OFFICER)
    mistake = registry.import_list(Label("误登", "customer"), CUSTOMERS, OFFICER)
    assert registry.remove(mistake.id, OFFICER).state == "removed"


def test_a_state_is_reached_once(registry):
    """No second activation, no way back from removal, no unknown id."""
    held = registry.import_list(Label("重点客户", "customer"), CUSTOMERS, OFFICER)
    registry.activate(held.id, OTHER)
    with pytest.raises(Conflict):
        registry.activate(held.id, OTHER)
    registry.remove(held.id, OFFICER)
    for act in (registry.activate, registry.remove):
        with pytest.raises(Conflict):
            act(held.id, OFFICER)
        for unknown in ("0" * 12, "", "%", "_"):
            with pytest.raises(NotFound):
                act(unknown, OFFICER)


def test_a_list_whose_file_is_gone_or_another_is_unread(registry, home):
    """Whether cut, changed or removed: the list is named, and nothing is released unseen."""
    held = imported(registry)[0]
    folder = home / FOLDER / held.id
    for path in sorted(folder.iterdir()):
        kept = path.read_bytes()
        for content in (kept[:-1], kept[:-1] + bytes([kept[-1] ^ 1]), b"", None):
            path.unlink() if content is None else path.write_bytes(content)
            register = registry.load()
            assert [u.detector for u in register.unread] == [f"registered_list:{held.id}"]
            assert not register.lists
            path.write_bytes(kept)
    assert not registry.load().unread


def test_sealed_content_that_does_not_open_is_unread(registry, database):
    """A row that was exchanged, cut or emptied; a fold that has changed since."""
    held = imported(registry)
    table = tables.registered
    damage = [{"content": b"\x01" * 90}, {"content": None}]
    for row, values in [(held[1], d) for d in damage] + [(held[2], d) for d in damage]:
        with database.writing() as tx:
            before = tx.scalar(select(table.c.content).where(table.c.id == row.id))
            tx.execute(table.update().where(table.c.id == row.id).values(**values))
        assert [u.detector.split(":")[1] for u in registry.load().unread] == [row.id]
        with database.writing() as tx:
            tx.execute(table.update().where(table.c.id == row.id).values(content=before))
    with database.writing() as tx:
        tx.execute(table.update().where(table.c.folding != "").values(folding="another"))
    assert {u.detector.split(":")[1] for u in registry.load().unread} == {held[0].id, held[1].id}


def test_refused_lines_are_named_and_nothing_is_kept(registry):
    """A dictionary with a fault is not imported in part."""
    label = Label("代号", "dictionary")
    with pytest.raises(UsageError) as refused:
        registry.import_words("dictionary", label, "天衢工程\n正则:(?=内部)甲\n正则:(\n", OFFICER)
    assert "第 2 行" in refused.value.message
    assert "第 3 行" in refused.value.message
    assert "内部" not in refused.value.message
    for kind, text in (("allow-list", "正则:[0-9]+"), ("dictionary", "# 空\n")):
        with pytest.raises(UsageError):
            registry.import_words(kind, label, text, OFFICER)
    with pytest.raises(UsageError):
        registry.import_list(Label("空", "customer"), ["甲", ""], OFFICER)
    with pytest.raises(UsageError):
        registry.import_document(Label("短", "document"), "太短", OFFICER)
    assert registry.list() == ()


@pytest.mark.parametrize(
    "name",
    ["", "  ", "长" * 41, "换\n行", "投诉人钟离秋", "电话13922100417", "配方芝麻55g、腐乳18g"],
)
def test_a_name_tells_nothing(name):
    """The name is shown with every hit, so it holds no personal data and no secret."""
    with pytest.raises(UsageError):
        Label(name, "customer")
    with pytest.raises(UsageError):
        Label("名单", "unheard-of")


def test_the_register_travels_to_a_worker_as_paths(registry):
    """A pickled register of a long list is short, and finds what it found."""
    held = imported(registry)
    register = registry.load()
    packed = pickle.dumps(register.lists)
    bits = register.lists[0].value._entries.bits
    assert isinstance(bits, Mapped)
    assert bits.path is not None
    (again,) = pickle.loads(packed)
    assert again.id == held[0].id
    assert np.array_equal(again.value._entries.bits, bits)
    assert bits.path.name.encode() in packed
    assert bits.tobytes()[:32] not in packed
    part = pickle.loads(pickle.dumps(bits[2:5]))
    assert type(part) is np.ndarray
    assert np.array_equal(part, bits[2:5])


def test_the_version_grows_with_every_change(registry):
    """What is loaded knows by which change it is current."""
    seen = [registry.version()]
    held = registry.import_list(Label("重点客户", "customer"), CUSTOMERS, OFFICER)
    seen.append(registry.version())
    registry.activate(held.id, OTHER)
    seen.append(registry.version())
    assert registry.load().version == seen[-1]
    assert seen == sorted(set(seen))
    assert orjson.dumps(seen)


def test_a_running_gateway_takes_up_what_changes(home):
    """Hot-loaded: the gateway of the next request knows what was activated or removed since."""
    gateway = open_gateway(home)
    registry = gateway.registry
    assert for_today(gateway) is gateway
    held = registry.import_list(Label("重点客户", "customer"), CUSTOMERS, OFFICER)
    registry.activate(held.id, OTHER)
    renewed = for_today(gateway)
    assert [each.id for each in renewed.journey.scanner.register.lists] == [held.id]
    assert any(f.entity_type == "REGISTERED" for f in renewed.journey.scanner.scan_text(TEXT))
    assert for_today(renewed) is renewed
    registry.remove(held.id, OFFICER)
    assert for_today(renewed).journey.scanner.register.lists == ()


def test_a_renewed_scanner_wants_what_the_old_one_wanted(registry):
    """A detector that was missing is missing still, a foreign one looks on."""
    scanner = Scanner(required=["absent"])
    renewed = scanner.renewed(registered.register(unread=()))
    unread = renewed.scan(Sheet.of_text("甲")).unread
    assert [u.detector for u in unread] == ["absent"]
    assert len(renewed.detectors) == len(scanner.detectors)
