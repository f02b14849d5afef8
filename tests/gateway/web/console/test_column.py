"""The public column: released words only; what ended tells only that."""

import re

import pytest
from sqlalchemy import insert, select

from gateway.storage import tables


@pytest.fixture
def released(web, held_case):
    """The record after its case was accepted: public on the column's channel."""
    verdict = {"verdict": "accept", "conclusion": "处理后公开", "reason": "已核对"}
    assert web.post(f"/v1/reviews/{held_case}/verdict", "reviewer", verdict).status_code == 200


def _links(page):
    return re.findall(r'href="(/column/[0-9a-f]{24})"', page)


def _end(web, event, answer="{}"):
    """A further event on what is public, as the life after publication writes it."""
    with web.gateway.database.writing() as tx:
        tx.exec_driver_sql("PRAGMA ignore_check_constraints=ON")  # events of a later schema
        last = tx.execute(select(tables.releases).order_by(tables.releases.c.seq.desc())).first()
        entry = tx.execute(select(tables.ledger).order_by(tables.ledger.c.seq.desc())).first()
        seq = entry.seq + 1
        tx.execute(insert(tables.ledger).values({**entry._mapping, "seq": seq}))
        row = {**last._mapping, "seq": seq, "event": event, "answer": answer}
        tx.execute(insert(tables.releases).values(row))


def test_nothing_waiting_is_public(web, held_case):
    """A record that waits for a person stands nowhere."""
    page = web.client.get("/column")
    assert page.status_code == 200
    assert "没有符合条件" in page.text


def test_the_released_words_and_no_others(web, released, record):
    """The page shows what the portal got, word for word, and no original."""
    (line,) = web.get(f"/v1/records/{record['id']}", "portal").json()["answers"]
    (link,) = _links(web.client.get("/column").text)
    page = web.client.get(link).text
    told = re.findall(r"<dd>(.*?)</dd>", page[page.index('class="record"') :], re.DOTALL)
    assert sorted(told) == sorted(text for text in line["fields"].values() if text)
    for change in line["transformations"]:
        original = record["fields"][change["field"]][change["start"] : change["end"]]
        assert len(original) < 4 or original not in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"kind": "penalty"}, 1),
        ({"kind": "permit"}, 0),
        ({"unit": "佛山市顺德区交通运输局"}, 1),
        ({"unit": "没有这个单位"}, 0),
        ({"words": "栎叶 2026"}, 1),
        ({"words": "%"}, 0),
        ({"words": "_"}, 0),
        ({"since": "2026-05-27", "until": "2026-05-27"}, 1),
        ({"since": "2026-05-28"}, 0),
        ({"since": "not a day"}, 1),
    ],
)
def test_search(web, released, asked, found):
    """By unit, kind, date and words of subject or number; signs of the database are plain text."""
    assert len(_links(web.client.get("/column", params=asked).text)) == found


@pytest.mark.parametrize(
    ("event", "word"),
    [("withdrawn", "已撤下"), ("expired", "期限已满"), ("repaired", "信用修复")],
)
def test_what_ended_tells_only_that(web, released, record, event, word):
    """410, how it ended, and not one word of the record; gone from list and sitemap."""
    (link,) = _links(web.client.get("/column").text)
    _end(web, event)
    page = web.client.get(link)
    assert page.status_code == 410
    assert word in page.text
    assert "栎叶" not in page.text
    assert _links(web.client.get("/column").text) == []
    assert link not in web.client.get("/column/sitemap.xml").text


def test_what_is_marked_stays_with_its_mark(web, released):
    """A mark has no fields of its own: the released content stays, with the mark."""
    (link,) = _links(web.client.get("/column").text)
    _end(web, "objection-marked")
    assert "提出异议" in web.client.get(link).text
    _end(web, "objection-answered")
    assert "提出异议" not in web.client.get(link).text


def test_an_unknown_event_is_an_end(web, released):
    """Fail closed: what the column does not know is not shown."""
    (link,) = _links(web.client.get("/column").text)
    _end(web, "something-new")
    assert web.client.get(link).status_code == 410


def test_the_last_day_is_the_last(web, released):
    """Past its last day a record is not shown, whether or not its end was written."""
    (link,) = _links(web.client.get("/column").text)
    with web.gateway.database.writing() as tx:
        tx.execute(tables.column_records.update().values(until="2026-11-23"))
    assert web.client.get(link).status_code == 200
    with web.gateway.database.writing() as tx:
        tx.execute(tables.column_records.update().values(until="2026-11-22"))
    assert web.client.get(link).status_code == 410
    assert _links(web.client.get("/column").text) == []


def test_the_sitemap_follows(web, released, monkeypatch):
    """Every public page under the configured address, and nothing else."""
    (link,) = _links(web.client.get("/column").text)
    monkeypatch.setenv("GONGSHI_PUBLIC_ADDRESS", "https://example.gov.cn/")
    found = re.findall(r"<loc>(.*?)</loc>", web.client.get("/column/sitemap.xml").text)
    assert found == [f"https://example.gov.cn{link}"]


def test_other_channels_are_not_shown(web, released, monkeypatch):
    """The column is the publication of one channel."""
    (link,) = _links(web.client.get("/column").text)
    monkeypatch.setenv("GONGSHI_COLUMN_CHANNEL", "xinyong-china")
    assert _links(web.client.get("/column").text) == []
    assert web.client.get(link).status_code == 404


def test_the_column_needs_nobody_and_gives_no_cookie(web, released):
    """No session, no script, a strict policy; an unknown page is 404 and repeats nothing."""
    given = web.client.get("/column/canary-name")
    assert given.status_code == 404
    assert "canary" not in given.text
    assert "Set-Cookie" not in web.client.get("/column").headers
    assert "unsafe" not in given.headers["Content-Security-Policy"]
