"""The requests that each server is sent, and what all of them must answer."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

from tests.bench import wagtail_peer
from tests.bench.servers import OURS, PLAIN, in_shell

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.bench.servers import Server

ASKED = """
import json, random
from django.db import connection
from articles.sample.corpus import rare_words
from cms.models import Document
chance, words = random.Random(2), rare_words()
stories = Document.objects.listed().filter(kind="article").order_by("key")
print(json.dumps({
    "slugs": list(stories.values_list("slug", flat=True)),
    # A word of these is in 4 to 17 of a hundred stories, and one of those in more than half of them.
    "rare": ["+".join(chance.sample(words[300:1500], 2)) for _ in range(200)],
    "common": ["+".join(chance.sample(words[:30], 2)) for _ in range(200)],
    "indexed": connection.vendor == "postgresql",
}))
"""
DRAWS = 100_000
DEEP = 500


def requests(
    servers: dict[str, Server], environment: dict[str, str], slug: str, numbers: dict[str, int]
) -> dict[str, Callable[[], dict[str, list[str]]]]:
    """By job and server, what to ask for. `slug` is the hot story, `numbers` are the categories' at Wagtail.

    What a server does not have, it is not asked. Some take a walk through the whole archive to find out, and only for
    jobs that are wanted.
    """
    ours, plain, chance = servers["ours"], servers["plain"], random.Random(7)
    told = json.loads(in_shell(environment, ASKED))
    drawn = chance.choices(told["slugs"], k=min(DRAWS, 20 * len(told["slugs"])))
    # As in life: the second story is read half as often as the first.
    popular = chance.sample(told["slugs"], len(told["slugs"]))
    zipf = chance.choices(popular, [1 / rank for rank in range(1, len(popular) + 1)], k=DRAWS)
    tree = json.loads(ours.get("/api/v1/categories/")[0])["results"]
    leaves = [child["slug"] for root in tree for child in root["children"]]
    wagtail_leaves = wagtail_peer.stories([numbers[leaf] for leaf in leaves]) if numbers else []
    hot, wagtail_hot = f"{slug}/", wagtail_peer.story(slug)
    jobs: dict[str, Callable[[], dict[str, list[str]]]] = {
        "hot detail": lambda: {"edge": [OURS + hot], "constant": ["/detail"], "nginx": ["/detail.json"]},
        "hot list of 20": lambda: {"edge": [OURS], "constant": ["/list"], "nginx": ["/list.json"]},
        "304": lambda: {"edge": [known(servers["edge"], OURS + hot)]},
        "detail, random": lambda: {
            "ours": [f"{OURS}{it}/" for it in drawn],
            "plain": [f"{PLAIN}{it}/" for it in drawn],
            "wagtail": [wagtail_peer.story(it) for it in drawn],
        },
        "detail, Zipf-like": lambda: {
            "edge": [f"{OURS}{it}/" for it in zipf],
            "plain": [f"{PLAIN}{it}/" for it in zipf],
        },
        "list of 20": lambda: {"ours": [OURS], "plain": [PLAIN], "wagtail": wagtail_peer.stories()},
        "list by category": lambda: {
            "ours": [f"{OURS}?category={leaf}" for leaf in leaves],
            "plain": [f"{PLAIN}?category={leaf}" for leaf in leaves],
            "wagtail": wagtail_leaves,
        },
        f"page {DEEP} by cursor": lambda: {"ours": [deep_page(ours)]},
        "conditional, cache off": lambda: {
            "ours": [known(ours, OURS + hot)],
            "plain": [known(plain, PLAIN + hot)],
            "wagtail": [known(servers["wagtail"], wagtail_hot)] if "wagtail" in servers else [],
        },
        "search, two words": lambda: ranked(told["rare"], indexed=told["indexed"]),
        "search, common words": lambda: ranked(told["common"], indexed=told["indexed"]),
        "newest with two words": lambda: newest(told["rare"], indexed=told["indexed"]),
        "newest with common words": lambda: newest(told["common"], indexed=told["indexed"]),
        "sync, nothing new": lambda: {"ours": [f"/api/v1/sync/?cursor={last_cursor(ours)}"]},
    }
    return {job: only(servers, sides) for job, sides in jobs.items()}


def only(servers: dict[str, Server], sides: Callable[[], dict[str, list[str]]]) -> Callable[[], dict[str, list[str]]]:
    return lambda: {name: lines for name, lines in sides().items() if name in servers}


def known(server: Server, path: str) -> str:
    """Asked by somebody who has it."""
    return f"{path}\t{server.get(path)[1]}"


def ranked(words: list[str], *, indexed: bool) -> dict[str, list[str]]:
    """The best first. The plain project has an index for it in PostgreSQL alone."""
    sides = {"ours": [f"/api/v1/search/?q={it}" for it in words]}
    return sides | ({"plain": [f"{PLAIN}?q={it}&rank" for it in words]} if indexed else {})


def newest(words: list[str], *, indexed: bool) -> dict[str, list[str]]:
    sides = {"ours": [f"{OURS}?q={it}" for it in words]}
    return sides | ({"plain": [f"{PLAIN}?q={it}" for it in words]} if indexed else {})


def last_cursor(ours: Server) -> str:
    """Of an app that has everything."""
    answer = json.loads(ours.get("/api/v1/sync/")[0])
    while answer["has_more"]:
        answer = json.loads(ours.get(f"/api/v1/sync/?cursor={answer['next_cursor']}")[0])
    cursor: str = answer["next_cursor"]
    return cursor


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
    """All must really send the story; who leaves things out is fast too."""
    plain = json.loads(servers["plain"].get(f"{PLAIN}{slug}/")[0])
    last = [block for block in plain["body"] if block["type"] == "paragraph"][-1]["text"]
    wanted = [plain["headline"], plain["contributors"][0]["bio"], plain["category"]["name"], plain["tags"][0]["name"]]
    wanted += [plain["lead_image"]["credit"], *(span["text"] for span in last)]
    addresses = {"ours": (f"{OURS}{slug}/", OURS), "wagtail": (wagtail_peer.story(slug), wagtail_peer.stories()[0])}
    for name, (detail, listed) in addresses.items():
        if name not in servers:
            continue
        text = json.dumps(json.loads(servers[name].get(detail)[0]), ensure_ascii=False)
        if missing := [it for it in wanted if it not in text]:
            raise SystemExit(f"The answer of {name} lacks what that of plain DRF has: {missing}")
        cards = json.loads(servers[name].get(listed)[0])
        if len(cards.get("results") or cards["items"]) != 20:
            raise SystemExit(f"{name}: not 20 stories in the list.")
