"""What auditors can fetch."""


def test_entries_in_pages(web, record):
    """``next`` leads to the following page and is null at the end."""
    web.submit(record | {"channels": ["department-portal", "xinyong-china", "local-portal"]})
    first = web.get("/v1/ledger/entries", "auditor", limit=2).json()
    assert [entry["seq"] for entry in first["entries"]] == [1, 2]
    second = web.get("/v1/ledger/entries", "auditor", limit=2, after=first["next"]).json()
    assert [entry["seq"] for entry in second["entries"]] == [3]
    assert second["next"] is None


def test_checkpoint_follows_the_log(web, record):
    """It names the last entry; an empty log has number 0."""
    empty = web.get("/v1/ledger/checkpoint", "auditor").json()
    assert empty["checkpoint"] == f"gongshi-ledger/0/{'0' * 64}"
    receipt = web.submit(record).json()["answers"][-1]["receipt"]
    last = web.get("/v1/ledger/checkpoint", "auditor").json()
    assert (last["seq"], last["checkpoint"]) == (receipt["seq"], receipt["checkpoint"])
    assert web.gateway.ledger.verify(last["checkpoint"]).entries == last["seq"]


def test_register_in_pages(web, held_case):
    """Looks come in order and page by page."""
    for purpose in ("一", "二", "三"):
        web.post(f"/v1/reviews/{held_case}/reveal", "reviewer", {"purpose": purpose})
    first = web.get("/v1/access-register", "auditor", limit=2).json()
    second = web.get("/v1/access-register", "auditor", after=first["next"]).json()
    looks = first["entries"] + second["entries"]
    assert [look["purpose"] for look in looks] == ["一", "二", "三"]
    assert all(look["basis"] and look["fields"] == ["*"] for look in looks)
