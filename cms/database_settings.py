"""What each kind of database is told when a connection to it is opened."""

from __future__ import annotations

from typing import Any


def options_of(engine: str, *, prepares: bool) -> dict[str, Any]:
    if engine.endswith("postgresql"):
        # Whether readers' queries are planned once by each connection. Those that Django writes are new ones each time.
        return {"prepare_threshold": 1 if prepares else None}
    if not engine.endswith("sqlite3"):
        return {}
    return {
        # Writers take the lock when they begin: one publish at a time, and no upgrade that fails half-way.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # A story is longer than SQLite's usual page of 4 KB. Only a database that is new takes the larger ones.
        "init_command": "PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        # Pages of the file that all processes share, as many as SQLite takes; each thread's own cache, of what changes
        # or lies beyond, is small: there is one for each thread.
        " PRAGMA mmap_size=2147418112;"
        # The last one lets REPLACE, too, ask the triggers that forbid deleting.
        " PRAGMA cache_size=-8000; PRAGMA recursive_triggers=ON;",
    }
