"""Somebody at the console: signed in through the real form, with and without a browser."""

import os
import re
import shutil
import threading
import warnings
from pathlib import Path

import pytest
import uvicorn
from fastapi.testclient import TestClient

from gateway import passwords, totp
from gateway.sessions import Sessions
from gateway.web.app import create_app

PASSWORD = "correct horse battery"
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
#: Where screenshots are kept; a folder of the run unless named.
SHOTS = "GONGSHI_SCREENSHOTS"


def code_now(secret, clock):
    return totp.code(secret, totp.step_of(clock().timestamp()))


class Person:
    """One signed-in person: forms carry the token that the page gave."""

    def __init__(self, web, who, secret):
        self.web, self.who, self.secret = web, who, secret
        self.client = TestClient(web.app, follow_redirects=False)
        web.clock.advance(seconds=31)  # a code is good once
        sent = {"name": web.ids[who], "password": PASSWORD, "code": code_now(secret, web.clock)}
        answer = self.client.post("/console/signin", data=sent)
        assert answer.status_code == 303, answer.text
        self.home = answer.headers["Location"]

    @property
    def csrf(self):
        return re.search(r'name="csrf" content="([0-9a-f]{64})"', self.get(self.home).text)[1]

    def get(self, path, **params):
        return self.client.get(path, params=params or None)

    def post(self, path, **fields):
        return self.client.post(path, data={"csrf": self.csrf, **fields})

    def script(self, path, content):
        headers = {"X-CSRF": self.csrf, "X-Gongshi-Script": "1"}
        return self.client.post(path, json=content, headers=headers)


@pytest.fixture
def credentials(web, monkeypatch):
    """Gives an account password and code; the secret. The password costs little to check."""
    monkeypatch.setattr(passwords.kept, "__defaults__", ((4, 8, 1),))
    sessions = Sessions(web.gateway.database, web.gateway.keys, web.clock)
    return lambda who: sessions.give_credentials(web.ids[who], PASSWORD)


@pytest.fixture
def person(web, credentials):
    """Signs somebody in: ``person("reviewer")``; a second name makes another of that role."""

    def sign_in(role, name=None):
        if name is not None:
            web.add(name, role)
        who = name or role
        return Person(web, who, credentials(who))

    return sign_in


@pytest.fixture
def reviewer(person):
    return person("reviewer")


@pytest.fixture
def taken(reviewer, held_case):
    """The id of a case that the reviewer has taken."""
    assert reviewer.post(f"/console/cases/{held_case}/claim").status_code == 303
    return held_case


class Server:
    """The application on a free port of this machine, for a real browser."""

    def __init__(self, app):
        config = uvicorn.Config(
            app, host="127.0.0.1", port=0, log_level="error", http="h11", ws="none"
        )
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)

    def __enter__(self):
        self.thread.start()
        while not self.server.started:
            assert self.thread.is_alive()
        port = self.server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"

    def __exit__(self, *_):
        self.server.should_exit = True
        self.thread.join(30)


@pytest.fixture
def server(web):
    app = create_app(web.gateway, web.accounts)
    with Server(app) as address:
        yield address


@pytest.fixture(scope="session")
def chromium():
    """The machine's own Chromium. Without one the browser tests say so; the others still run."""
    sync_api = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM:
        warnings.warn("NO CHROMIUM: the browser tests of the console did not run", stacklevel=1)
        pytest.skip("skipped: no Chromium (apt-get install chromium fonts-noto-cjk)")
    options = ["--disable-quic", "--no-first-run", "--disable-background-networking",
               "--disable-component-update", "--disable-sync"]  # fmt: skip
    if os.geteuid() == 0:
        options.append("--no-sandbox")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shots(tmp_path_factory):
    """The folder of this run's screenshots."""
    named = os.environ.get(SHOTS)
    folder = Path(named) if named else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


class Desk:
    """A person in front of a browser. ``said`` is what the server answered, once overheard."""

    def __init__(self, page, address, shots):
        self.page, self.address, self.shots, self.said, self.faults = page, address, shots, [], []
        page.on("console", lambda m: self.faults.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))

    def overhear(self):
        """From now on keep the body and the headers of every answer."""

        def hear(route):
            answer = route.fetch(max_redirects=0)
            self.said += [answer.text(), repr(answer.headers_array)]
            route.fulfill(response=answer)

        self.page.context.route("**/*", hear)

    def sign_in(self, web, who, secret, path="/console"):
        page = self.page
        page.goto(f"{self.address}/console/signin")
        page.get_by_label("账号").fill(web.ids[who])
        page.get_by_label("口令").fill(PASSWORD)
        page.get_by_label("动态码").fill(code_now(secret, web.clock))
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(f"**{path}*")

    def shoot(self, name):
        """Keep a picture; nothing may be wider than the window."""
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        self.page.screenshot(path=self.shots / f"{name}.png", full_page=True)
        assert wide <= 0, f"{name} is {wide} px too wide"


@pytest.fixture
def desk(chromium, server, shots):
    """A fresh browser window of 1280 pixels."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    yield Desk(context.new_page(), server, shots)
    context.close()


@pytest.fixture
def phone(chromium, server, shots):
    """A telephone in the dark."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, color_scheme="dark", locale="zh-CN", has_touch=True
    )
    yield Desk(context.new_page(), server, shots)
    context.close()
