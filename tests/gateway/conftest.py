"""A fresh database for each test, on SQLite and on a real PostgreSQL, and keys to go with it.

The PostgreSQL is the one in the `pgserver` wheel, or that of ``GONGSHI_TEST_POSTGRES_URL`` (an
account that may create databases). If neither starts, the tests that want it fail.
"""

import importlib.util
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from gateway.keys import Keys
from gateway.storage.database import Database, default_url

# How long an example takes says nothing on a machine that others use as well.
settings.register_profile("gongshi", deadline=None)
settings.load_profile("gongshi")

# The shell ends the server when its standard input closes: also when the tests are killed.
_WATCH = '"$@" & server=$!; read _; kill -INT $server; wait $server'


class _Server:
    """PostgreSQL out of the wheel, on a socket in a folder that only it and root can enter."""

    def __init__(self, folder):
        self.folder = folder
        self.user = _unprivileged()
        if self.user:
            os.chown(folder, self.user.pw_uid, self.user.pw_gid)
        self.programs = self._programs()
        self._run("initdb", "--auth=trust", "--encoding=UTF8", "--locale=C", "--username=gongshi")
        postgres = [str(self.programs / "postgres"), "-D", str(folder / "data")]
        options = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}"]
        with (folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                ["/bin/sh", "-c", _WATCH, "sh", *postgres, *options],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **self._identity(),
            )

    def _identity(self):
        # PostgreSQL refuses to run as root.
        identity = {"cwd": self.folder, "env": {"PATH": os.defpath, "TZ": "UTC"}}
        if self.user:
            identity |= {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        return identity

    def _programs(self):
        """The wheel's programs, copied if the server's user cannot reach them where they are."""
        found = importlib.util.find_spec("pgserver").submodule_search_locations[0]
        installed = Path(found) / "pginstall"
        if self._reaches(installed / "bin" / "postgres"):
            return installed / "bin"
        copy = self.folder / "programs"
        shutil.copytree(Path(found), copy / "pgserver", symlinks=True)
        libraries = Path(found).with_name("pgserver.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, copy / "pgserver.libs")
        for path in (copy, *copy.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755)
        return copy / "pgserver" / "pginstall" / "bin"

    def _reaches(self, program):
        try:
            tried = subprocess.run(
                [program, "--version"], capture_output=True, check=False, **self._identity()
            )
        except PermissionError:
            return False
        return tried.returncode == 0

    def _run(self, program, *arguments):
        command = [str(self.programs / program), "-D", str(self.folder / "data"), *arguments]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, **self._identity()
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stdout}{done.stderr}")

    @property
    def url(self):
        return URL.create(
            "postgresql+psycopg",
            username="gongshi",
            database="postgres",
            query={"host": str(self.folder)},
        )

    def stop(self):
        self.process.stdin.close()
        self.process.wait(timeout=60)


def _unprivileged():
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _wait_for(url, process, folder):
    engine = create_engine(url)
    deadline = time.monotonic() + 60
    while True:
        try:
            with engine.connect():
                return
        except OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL: {(folder / 'log').read_text()}") from None
            time.sleep(0.05)
        finally:
            engine.dispose()


@pytest.fixture(scope="session")
def postgres_url():
    """The address of a running PostgreSQL in which databases can be created."""
    given = os.environ.get("GONGSHI_TEST_POSTGRES_URL")
    if given:
        yield make_url(given).set(drivername="postgresql+psycopg")
        return
    # A path of a socket is at most 107 bytes long, so not pytest's own folder.
    folder = Path(tempfile.mkdtemp(prefix="gongshi-pg-", dir="/tmp"))
    try:
        server = _Server(folder)
        try:
            _wait_for(server.url, server.process, folder)
            yield server.url
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _address(url):
    return url.render_as_string(hide_password=False)


def _command(url, statement):
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@contextmanager
def _copy(server, template):
    name = f"gongshi_{secrets.token_hex(6)}"
    _command(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield server.set(database=name)
    finally:
        _command(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres_template(postgres_url):
    """The name of a migrated database of which copies are made."""
    with _copy(postgres_url, "template1") as url:
        Database.open(_address(url)).close()
        yield url.database


@pytest.fixture
def fresh_postgres(postgres_url, postgres_template):
    """The address of a fresh migrated PostgreSQL database."""
    with _copy(postgres_url, postgres_template) as url:
        yield _address(url)


@pytest.fixture
def empty_postgres(postgres_url):
    """The address of a PostgreSQL database without tables."""
    with _copy(postgres_url, "template1") as url:
        yield _address(url)


@pytest.fixture
def home(tmp_path):
    """An empty home."""
    return tmp_path / "home"


@pytest.fixture
def keys():
    """Keys of their own for each test."""
    return Keys(secrets.token_bytes(32))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request):
    """The address of a fresh database of each kind."""
    if request.param == "postgresql":
        return request.getfixturevalue("fresh_postgres")
    return default_url(request.getfixturevalue("home"))


@pytest.fixture
def database(database_url):
    """A fresh open database of each kind."""
    opened = Database.open(database_url)
    yield opened
    opened.close()
