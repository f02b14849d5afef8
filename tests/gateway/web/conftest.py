"""A real application on a fresh SQLite database, with an account in every role."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import orjson
import pytest
import structlog
from fastapi.testclient import TestClient

from gateway import home as house
from gateway.accounts import Accounts, Role
from gateway.journey import Gateway
from gateway.ledger import Ledger
from gateway.packs import Packs
from gateway.registry import Registry
from gateway.sample import records
from gateway.storage.database import default_url
from gateway.web.app import create_app
from policies import catalog

DAY = date(2026, 11, 23)
CHANNEL = "department-portal"
JSON = {"Content-Type": "application/json"}


@dataclass
class Clock:
    """A clock that a test can move."""

    moment: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def __call__(self):
        return self.moment

    def advance(self, **span):
        self.moment += timedelta(**span)


@dataclass
class Web:
    """The application, what is behind it, and callers in every role."""

    gateway: Gateway
    accounts: Accounts
    clock: Clock
    settings: dict = field(default_factory=dict)
    keys: dict = field(default_factory=dict)
    ids: dict = field(default_factory=dict)

    def __post_init__(self):
        self.app = create_app(self.gateway, self.accounts, **self.settings)
        self.client = TestClient(self.app)
        for role in Role:
            self.add(role.value, role)

    def add(self, name, role):
        account, self.keys[name] = self.accounts.create(name, role)
        self.ids[name] = account.id

    def headers(self, who, **more):
        return {"Authorization": f"Bearer {self.keys[who]}"} | more

    def get(self, path, who, **params):
        return self.client.get(path, headers=self.headers(who), params=params)

    def post(self, path, who, body, **headers):
        content = body if isinstance(body, bytes) else orjson.dumps(body)
        sent = self.headers(who) | JSON | headers
        return self.client.post(path, content=content, headers=sent)

    def submit(self, record, who="portal", key=None):
        headers = {} if key is None else {"Idempotency-Key": key}
        return self.post("/v1/records", who, record, **headers)

    def entries(self):
        return self.get("/v1/ledger/entries", "auditor").json()["entries"]


@pytest.fixture(scope="session")
def journey():
    return house.journey(DAY)


@pytest.fixture
def database_url(home):
    """SQLite, unless a test file says otherwise."""
    return default_url(home)


@pytest.fixture
def web_clock():
    return Clock()


@pytest.fixture
def gateway(journey, database, keys, web_clock):
    ledger = Ledger(database, web_clock, keys.signer())
    return Gateway(journey, database, ledger, keys, web_clock)


@pytest.fixture
def web(gateway):
    accounts = Accounts(gateway.database, gateway.clock)
    return Web(gateway, accounts, gateway.clock, {"renew": lambda held: held.current()})


@pytest.fixture
def small_web(gateway):
    """The same with a small limit on bodies."""
    accounts = Accounts(gateway.database, gateway.clock)
    return Web(gateway, accounts, gateway.clock, {"body_limit": 1000})


@pytest.fixture
def logs():
    with structlog.testing.capture_logs() as captured:
        yield captured


def _sample(number, **settings):
    found = next(records(number, 1, kinds=("penalty",), subjects=("法人及非法人组织",), **settings))
    return found | {"channels": [CHANNEL]}


@pytest.fixture
def record():
    """A submission whose text names people, so that it waits for a person or is masked."""
    return _sample(11, length=400)


@pytest.fixture
def other_record():
    """Another one."""
    return _sample(12, length=400)


@pytest.fixture
def broken_record():
    """A submission that breaks the data standard."""
    fields = {"CF_WSH": "粤某市监罚〔2026〕1号"}
    return {"id": "broken", "kind": "penalty", "fields": fields, "channels": [CHANNEL]}


@pytest.fixture
def held_case(web, record):
    """The id of a case that waits for a person."""
    given = web.submit(record).json()["answers"][0]
    assert given["outcome"] == "in_review"
    return web.get("/v1/reviews", "reviewer").json()["cases"][0]["id"]


PACK_DAY = date(2026, 3, 2)
PACK = "rs-2018-gd"
PHONE = "13800138000"


@pytest.fixture
def governed(journey, database, keys, home, web_clock):
    """The gateway of a home with packs of its own, as the server opens it.

    A test file whose application is to have packs says so: ``gateway`` is then this one.
    """
    ledger = Ledger(database, web_clock, keys.signer())
    packs = Packs(database, ledger, web_clock, lambda: PACK_DAY)
    walk = replace(journey, pack=packs.in_force(PACK_DAY, PACK), today=PACK_DAY)
    registry = Registry(database, ledger, keys, home)
    return Gateway(walk, database, ledger, keys, web_clock, registry, packs, packs.revision(), PACK)


@pytest.fixture
def submitted(web, record):
    """What is answered about a penalty in whose facts a telephone number stands."""

    def submit(identity):
        fields = record["fields"] | {
            "CF_SY": f"当事人经营场所电话{PHONE}。",
            "CF_JDRQ": "2026/02/25",
            "CF_WSH": f"穗天市监罚〔2026〕{identity}号",
        }
        sent = {**record, "id": f"r-{identity}", "fields": fields, "channels": [CHANNEL]}
        given = web.submit(sent)
        assert given.status_code == 200, given.text
        (answer,) = given.json()["answers"]
        return answer

    return submit


@dataclass(frozen=True)
class Loosened:
    """A pack that shows telephone numbers, and its cases once they say so too."""

    rules: str
    examples: str

    def mended(self, lines):
        """The cases on these lines without what they expected of the number."""
        written = self.examples.splitlines()
        starts = [n for n, line in enumerate(written) if line.startswith("  - name:")]
        for line in sorted(set(lines), reverse=True):
            at = max(start for start in starts if start < line)
            end = next((s for s in starts if s > at), len(written))
            block = "\n".join(written[at:end])
            written[at:end] = [block.split("    expect:")[0] + "    expect: {}"]
        return "\n".join(written) + "\n"


@pytest.fixture
def loosened():
    source = catalog.shipped().source(PACK)
    rules = source.rules.replace('version: "1.0.0"', 'version: "1.1.0"').replace(
        "      category: {other_than: [service]}\n    action: drop",
        "      category: {other_than: [service]}\n    action: keep",
    )
    return Loosened(rules, source.examples)
