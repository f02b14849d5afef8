"""The server ends what is over by itself, whether or not anybody asks."""

import threading
from dataclasses import replace
from datetime import date

import structlog

from gateway.errors import StorageUnavailable
from gateway.life import publications
from gateway.web import app
from gateway.web.night import Night


def test_the_watch_goes_on_after_a_failure():
    """A database that is away for a while does not end it; only the error's code is logged."""
    seen, calls = threading.Event(), []

    def work():
        calls.append(1)
        if len(calls) == 1:
            raise StorageUnavailable("不可用")
        seen.set()

    with structlog.testing.capture_logs() as logs:
        night = Night(work, every=0.001)
        night.start()
        assert seen.wait(60)
        night.end()
    assert not night.is_alive()
    assert [(line["event"], line["code"]) for line in logs] == [
        ("night-work-failed", "storage-unavailable")
    ]


def test_a_new_day_ends_what_is_over(web, other_record, monkeypatch):
    """The first look after midnight takes expired records down, with entry and event."""
    fields = other_record["fields"] | {"CF_SY": "当事人销售过期食品。", "CF_NR": "给予警告。"}
    web.submit(other_record | {"fields": fields})
    with web.gateway.database.reading() as tx:
        (held,) = publications.everything(tx)
    assert held.is_public
    last = date.fromisoformat(held.until)
    shown = {"day": last}
    monkeypatch.setattr(app, "today", lambda: shown["day"])
    gateway = app.for_today(web.gateway)
    with gateway.database.reading() as tx:
        assert [p.state.value for p in publications.everything(tx)] == ["released"]
    shown["day"] = date.fromordinal(last.toordinal() + 1)
    gateway = app.for_today(replace(gateway, journey=replace(gateway.journey, today=last)))
    with gateway.database.reading() as tx:
        assert [p.state.value for p in publications.everything(tx)] == ["expired"]
    gateway.ledger.verify()
