"""`make test`: the suite on SQLite, then on PostgreSQL where it answers.

    python -m tests [what pytest takes]

REQUIRE_ALL=1 makes a part that cannot run a failure. TEST_DATABASE_URL says where PostgreSQL is.
"""

from __future__ import annotations

import os
import subprocess
import sys

import psycopg

POSTGRESQL = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
PROCESSORS = min(os.cpu_count() or 1, 4)


def main() -> None:
    failed = [name for name, url in legs().items() if run(name, url)]
    if not postgresql_answers():
        print("Not run: the suite on PostgreSQL. To run it, start one and say where: TEST_DATABASE_URL=postgres://…")
        if os.environ.get("REQUIRE_ALL") == "1":
            failed.append("PostgreSQL, which is missing")
    if failed:
        sys.exit(f"Failed: {', '.join(failed)}")


def legs() -> dict[str, str]:
    """Name and DATABASE_URL of each run; none is SQLite."""
    return {"SQLite": "", **({"PostgreSQL": POSTGRESQL} if postgresql_answers() else {})}


def run(name: str, url: str) -> int:
    print(f"\n--- The tests on {name}, Python {sys.version.split()[0]}", flush=True)
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment |= {"DATABASE_URL": url} if url else {}
    # Pages look and behave alike on either database: the browser, which takes longest, opens them on one.
    chosen = ["-m", "not browser"] if url else []
    # Without a browser, there is one more than processors: while a test waits for its database, another goes on.
    # Whoever runs out of tests takes over some of the others': those in a browser take much longer.
    in_parallel = ["-n", str(PROCESSORS + 1 if chosen else PROCESSORS), "--dist", "worksteal"]
    command = [sys.executable, "-m", "pytest", "-q", "-rR", *in_parallel, "--create-db", *chosen, *sys.argv[1:]]
    return subprocess.run(command, env=environment, check=False).returncode


def postgresql_answers() -> bool:
    try:
        psycopg.connect(POSTGRESQL, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


if __name__ == "__main__":
    main()
