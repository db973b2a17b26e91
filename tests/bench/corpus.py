"""The archive that all servers answer from, and the requests that each is sent."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import urllib.error
from typing import TYPE_CHECKING

import psycopg

from tests.bench.servers import OURS, PLAIN, ROOT, in_shell, manage

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bench.servers import Server

SLUGS = """
from cms.models import Document
stories = Document.objects.listed().filter(kind="article").order_by("key")
print("\\n".join(stories.values_list("slug", flat=True)))
"""
DRAWS = 100_000
DEEP = 500


def prepare(articles: int, database: str, *, purpose: str = "") -> dict[str, str]:
    """Loads the archive, unless an earlier run did, and returns the environment in which all servers find it.

    One that has a purpose of its own is changed there, and made anew each time.
    """
    name = purpose or str(articles)
    folder = ROOT / "var" / "bench" / (f"postgres-{name}" if database else name)
    if purpose:
        shutil.rmtree(folder, ignore_errors=True)
    environment = {
        **os.environ,
        "DEBUG": "off",
        "SECRET_KEY": "only-for-the-benchmark, where nothing is secret",
        "ALLOWED_HOSTS": "*",
        "SITE_URL": "http://127.0.0.1",
        "API_URL": "http://127.0.0.1",
        "DATA_DIR": str(folder),
    }
    if database:
        environment["DATABASE_URL"] = own_database(database, f"newsroom_bench_{name}", anew=bool(purpose))
    (folder / "static").mkdir(parents=True, exist_ok=True)
    manage(environment, "migrate", "--verbosity", "0")
    loading = [sys.executable, "manage.py", "load_sample", "--articles", str(articles)]
    subprocess.run(loading, cwd=ROOT, env={**environment, "DEBUG": "on"}, check=True)
    filling = "from tests.bench.plain.filling import fill; fill()"
    in_shell({**environment, "DJANGO_SETTINGS_MODULE": "tests.bench.plain.settings"}, filling)
    return environment


def own_database(server: str, name: str, *, anew: bool) -> str:
    """One that stays for the next run."""
    with psycopg.connect(server, autocommit=True) as connection:
        if anew:
            connection.execute(f"DROP DATABASE IF EXISTS {name}")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f"CREATE DATABASE {name}")
    return f"{server.rpartition('/')[0]}/{name}"


def requests(
    servers: dict[str, Server], environment: dict[str, str], slug: str, *, seed: int
) -> dict[str, dict[str, list[str]]]:
    """By job and server, what to ask for; `slug` is the hot story. What a server does not have, it is not asked."""
    ours, chance = servers["ours"], random.Random(seed)
    slugs = in_shell(environment, SLUGS).splitlines()
    drawn = chance.choices(slugs, k=min(DRAWS, 20 * len(slugs)))
    # As in life: the second story is read half as often as the first.
    popular = chance.sample(slugs, len(slugs))
    zipf = chance.choices(popular, [1 / rank for rank in range(1, len(slugs) + 1)], k=DRAWS)
    tree = json.loads(ours.get("/api/v1/categories/")[0])["results"]
    leaves = [child["slug"] for root in tree for child in root["children"]]
    hot = f"{slug}/"
    jobs = {
        "hot detail": {"edge": [OURS + hot], "constant": ["/detail"], "nginx": ["/detail.json"]},
        "hot list of 20": {"edge": [OURS], "constant": ["/list"], "nginx": ["/list.json"]},
        "304": {"edge": [f"{OURS}{hot}\t{servers['edge'].get(OURS + hot)[1]}"]},
        "detail, random": {"ours": [f"{OURS}{it}/" for it in drawn], "plain": [f"{PLAIN}{it}/" for it in drawn]},
        "detail, Zipf-like": {"edge": [f"{OURS}{it}/" for it in zipf], "plain": [f"{PLAIN}{it}/" for it in zipf]},
        "list of 20": {"ours": [OURS], "plain": [PLAIN]},
        "list by category": {
            "ours": [f"{OURS}?category={leaf}" for leaf in leaves],
            "plain": [f"{PLAIN}?category={leaf}" for leaf in leaves],
        },
        f"page {DEEP} by cursor": {"ours": [deep_page(ours)]},
        "conditional, cache off": {
            "ours": [f"{OURS}{hot}\t{ours.get(OURS + hot)[1]}"],
            "plain": [f"{PLAIN}{hot}\t{servers['plain'].get(PLAIN + hot)[1]}"],
        },
    }
    for job, path in {"search": "/api/v1/search/?q=harbour+storm", "sync": "/api/v1/sync/"}.items():
        try:
            ours.get(path)
        except urllib.error.HTTPError:
            continue
        jobs[job] = {"ours": [path]}
    return {job: {name: lines for name, lines in sides.items() if name in servers} for job, sides in jobs.items()}


def deep_page(ours: Server) -> str:
    """The last page, where there are not so many."""
    path = f"{OURS}?fields=id"
    for _ in range(DEEP - 1):
        following = json.loads(ours.get(path)[0])["next"]
        if following is None:
            break
        path = following.removeprefix("http://127.0.0.1")
    return f"{OURS}?cursor={path.rpartition('cursor=')[2]}"


def write_constants(ours: Server, slug: str, folder: Path) -> None:
    (folder / "detail.json").write_bytes(ours.get(f"{OURS}{slug}/")[0])
    (folder / "list.json").write_bytes(ours.get(OURS)[0])


def check_answers(servers: dict[str, Server], slug: str) -> None:
    """Both must really send the story; who leaves things out is fast too."""
    full = json.loads(servers["ours"].get(f"{OURS}{slug}/")[0])
    plain = json.loads(servers["plain"].get(f"{PLAIN}{slug}/")[0])
    last = [block for block in plain["body"] if block["type"] == "paragraph"][-1]["text"]
    wanted = [plain["headline"], plain["contributors"][0]["bio"], plain["category"]["name"], plain["tags"][0]["name"]]
    text = json.dumps(full, ensure_ascii=False)
    missing = [it for it in [*wanted, *(span["text"] for span in last)] if it not in text]
    if missing:
        raise SystemExit(f"Our answer lacks what the peer's has: {missing}")
    for name, path in (("ours", OURS), ("plain", PLAIN)):
        if len(json.loads(servers[name].get(path)[0])["results"]) != 20:
            raise SystemExit(f"{name}: not 20 stories in the list.")
