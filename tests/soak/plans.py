"""`python -m tests.soak.plans`: what each list, search and sync request has the databases do, with 100,000 stories.

    python -m tests.soak.plans [--articles 100000] [--folder var/plans] [--postgres postgres://…/name | --no-postgres]
    python -m tests.soak.plans --keep var/bench   # asks the archives that `make bench` has loaded, or loads them there

Loads the made-up archive into SQLite, and into a PostgreSQL of its own unless one is named; what is loaded already
stays, so that asking again takes a minute. It passes if no table of any size is read from end to end, nothing but a few
rows is sorted, no more rows are looked at than is said beside the request, and a page of many costs as many queries as
a page of few. The times are processor time of the process that answers, which does not count what PostgreSQL's own
processes do.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from tests.__main__ import POSTGRESQL
from tests.bench.archive import Archive
from tests.soak.own_postgresql import OwnPostgreSQL

ROOT = Path(__file__).resolve().parents[2]
ASK = "from tests.soak.asking import main; main()"


def surroundings(folder: Path, database: str | None) -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
    folder.mkdir(parents=True, exist_ok=True)
    environment |= {"DEBUG": "on", "SECRET_KEY": "of an archive without secrets", "DATA_DIR": str(folder)}
    return environment | ({"DATABASE_URL": database} if database else {})


def manage(environment: dict[str, str], *arguments: str) -> bool:
    return not subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=False
    ).returncode


def ask(environment: dict[str, str], articles: int) -> bool:
    return (
        manage(environment, "migrate", "--verbosity", "0")
        and manage(environment, "load_sample", "--into-production", "--articles", str(articles))
        and manage(environment, "shell", "--no-imports", "-c", ASK)
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.soak.plans")
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "plans")
    parser.add_argument("--postgres", metavar="URL", help="An empty database, or one that this has filled before.")
    parser.add_argument("--no-postgres", action="store_true")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="Where `make bench` keeps its archives.")
    given = parser.parse_args()
    if given.keep:
        servers = [""] if given.no_postgres else ["", POSTGRESQL]
        asked = [ask(Archive(given.articles, it, given.keep).load(), given.articles) for it in servers]
        sys.exit(not all(asked))
    folder = given.folder.resolve()
    passed = [ask(surroundings(folder / "sqlite", None), given.articles)]
    if given.postgres:
        passed.append(ask(surroundings(folder / "postgresql", given.postgres), given.articles))
    elif not given.no_postgres:
        with OwnPostgreSQL() as server:
            passed.append(ask(surroundings(folder / "postgresql", server.url), given.articles))
    sys.exit(not all(passed))


if __name__ == "__main__":
    main()
