"""The archives that all servers answer from. Loading takes longest of all, so they stay for the next run.

Beside each stands of which code it was made. Where only migrations have come since, they are applied; where anything
else of it has changed, the archive is made anew.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import psycopg

from tests.bench import wagtail_peer
from tests.bench.servers import ROOT, in_shell, manage

if TYPE_CHECKING:
    from pathlib import Path

KEPT = ROOT / "var" / "bench"
OURS = ("*/migrations/*.py", "articles/sample/corpus.py", "tests/bench/plain/models.py", "tests/bench/plain/filling.py")
WAGTAIL = ("tests/bench/wagtail/newsroom/**/*.py",)
# What follows the log, as the worker has it do; of so many stories, search is quicker filled at one go.
FOLLOW = """
from cms.events import feed_subscribers
from cms.models import Cursor, Event
from cms.search.models import SearchIndex
from cms.search.rebuilding import Rebuild
if Event.objects.filter(sequence__gt=SearchIndex.objects.get().position).count() > 1000:
    for _ in Rebuild().run():
        pass
    at = SearchIndex.objects.get().position
    Cursor.objects.update_or_create(name="cms.search.indexing.index", defaults={"position": at})
while feed_subscribers():
    pass
"""
FILL = "from tests.bench.plain.filling import fill; fill()"


def digests(patterns: tuple[str, ...]) -> dict[str, str]:
    files = sorted(path for pattern in patterns for path in ROOT.glob(pattern))
    return {str(it.relative_to(ROOT)): sha256(it.read_bytes()).hexdigest() for it in files}


@dataclass
class Stamp:
    """Of which code something was made, and what was found out meanwhile."""

    path: Path
    patterns: tuple[str, ...]

    def __post_init__(self) -> None:
        # As it is now: while an archive is loaded, it may be changed.
        self.code = digests(self.patterns)

    def read(self) -> dict[str, dict[str, str]] | None:
        return json.loads(self.path.read_text()) if self.path.exists() else None

    def write(self, found: dict[str, int] | None = None) -> None:
        self.path.write_text(json.dumps({"code": self.code, "found": found or {}}))

    def changed(self) -> list[str]:
        """What the thing was made of and is no more so."""
        known = self.read()
        return [it for it, digest in known["code"].items() if self.code.get(it) != digest] if known else []

    def added(self) -> bool:
        known = self.read()
        return known is not None and self.code.keys() != known["code"].keys()


@dataclass(frozen=True)
class Archive:
    """Of so many stories. `server` is PostgreSQL's address; without it, they lie in SQLite."""

    articles: int
    server: str
    home: Path = KEPT
    # One that has a purpose of its own is a copy, made anew each time, and may be changed.
    purpose: str = ""

    @property
    def name(self) -> str:
        return self.purpose or str(self.articles)

    @property
    def folder(self) -> Path:
        return self.home.resolve() / (f"postgres-{self.name}" if self.server else self.name)

    @property
    def environment(self) -> dict[str, str]:
        found = {
            **os.environ,
            "DEBUG": "off",
            "SECRET_KEY": "only-for-the-benchmark, where nothing is secret",
            "ALLOWED_HOSTS": "*",
            "SITE_URL": "http://127.0.0.1",
            "API_URL": "http://127.0.0.1",
            "DATA_DIR": str(self.folder),
        }
        return {**found, "DATABASE_URL": self.address(self.database)} if self.server else found

    @property
    def database(self) -> str:
        """Another one than that of an archive which is kept elsewhere."""
        return f"newsroom_bench_{sha256(str(self.home.resolve()).encode()).hexdigest()[:6]}_{self.name}"

    def address(self, database: str) -> str:
        return f"{self.server.rpartition('/')[0]}/{database}"

    def load(self) -> dict[str, str]:
        """Returns the environment in which all servers find it."""
        stamp = Stamp(self.folder / "loaded.json", OURS)
        if changed := stamp.changed():
            print(f"{self.folder} was made with another {changed[0]}: loading it anew.", file=sys.stderr)
            self.drop()
        if stamp.read() and not stamp.added():
            return self.environment
        if stamp.read():
            print(f"{self.folder} was made with fewer migrations: applying them.", file=sys.stderr)
        self.fill()
        stamp.write()
        return self.environment

    def fill(self) -> None:
        self.make_database(self.database)
        (self.folder / "static").mkdir(parents=True, exist_ok=True)
        manage(self.environment, "migrate", "--verbosity", "0")
        loading = [sys.executable, "manage.py", "load_sample", "--into-production", "--articles", str(self.articles)]
        subprocess.run(loading, cwd=ROOT, env=self.environment, check=True)
        in_shell(self.environment, FOLLOW)
        in_shell({**self.environment, "DJANGO_SETTINGS_MODULE": "tests.bench.plain.settings"}, FILL)

    def drop(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.drop_database(self.database)
        self.drop_database(self.wagtail_database)

    def copy(self, purpose: str) -> dict[str, str]:
        """Returns the environment of a copy, which may be changed."""
        self.load()
        copy = Archive(self.articles, self.server, self.home, purpose)
        copy.drop()
        shutil.copytree(self.folder, copy.folder, ignore=shutil.ignore_patterns("wagtail*"))
        copy.make_database(copy.database, like=self.database)
        return copy.environment

    # Wagtail's, beside ours.

    @property
    def wagtail_database(self) -> str:
        return f"{self.database}_wagtail"

    def load_wagtail(self) -> tuple[dict[str, str], dict[str, int]]:
        """Returns the environment of its server, and the number that each category has there, by its slug."""
        url = self.address(self.wagtail_database) if self.server else f"sqlite:///{self.folder}/wagtail.sqlite3"
        surroundings = wagtail_peer.surroundings(self.environment, url)
        stamp = Stamp(self.folder / "wagtail.json", WAGTAIL)
        known = stamp.read()
        if known and known["code"] == stamp.code:
            return surroundings, known["found"]
        if known:
            print(f"{self.folder}: Wagtail's stories were copied by other code: copying them anew.", file=sys.stderr)
        (self.folder / "wagtail.sqlite3").unlink(missing_ok=True)
        self.drop_database(self.wagtail_database)
        self.make_database(self.wagtail_database)
        numbers = wagtail_peer.fill(surroundings, self.home.resolve())
        stamp.write(numbers)
        return surroundings, numbers

    def make_database(self, name: str, *, like: str = "") -> None:
        if not self.server:
            return
        with psycopg.connect(self.server, autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                connection.execute(f"CREATE DATABASE {name}{f' TEMPLATE {like}' if like else ''}")

    def drop_database(self, name: str) -> None:
        if self.server:
            with psycopg.connect(self.server, autocommit=True) as connection:
                connection.execute(f"DROP DATABASE IF EXISTS {name}")
