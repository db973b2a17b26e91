"""Nothing shows that is not public: not at any address, with any parameter, in any form; not by its words, and not by
what would be otherwise without it, such as a count, a facet, a suggestion, an ETag. What is due is there in a second.
"""

from __future__ import annotations

import re
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

import pytest
import yaml
from django.conf import settings as django_settings
from django.db import transaction
from django.utils import timezone

from articles.models import Article
from articles.publishing import publish_article
from cms.delivery.well_known import ADDRESSES
from cms.worker import Worker
from media.models import Image
from media.renditions import renditions_of
from tests.edge_visitor import Visitor
from tests.factories import ed
from tests.public_addresses import (
    ROUTES,
    VALUES,
    Answer,
    Request,
    ask_all,
    other_pages,
    parameters_of,
    public_routes,
    requests,
)
from tests.secret_newsroom import HOUR, ONCE_OUT, SECRET, Newsroom, key_of, settle

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from django.test import Client

MORNING = datetime(2026, 11, 22, 8, tzinfo=UTC)
TOLD = ("api/v1/log/", "api/v1/sync/", "api/v1/bundles/", "api/v1/corrections/summary/")
# What says nothing of any story.
SILENT = {
    "api/",
    "api/docs/",
    "api/docs/problems/",
    "api/schema/",
    "api/v1/",
    "api/v1/articles/<str:name>/updates/",
    "api/v1/articles/<str:name>/versions/<int:number>/diff/",
    "api/v1/bundles/",
    "api/v1/bundles/<str:edition>/",
    "api/v1/categories/",
    "api/v1/categories/<str:name>/",
    "api/v1/corrections/",
    "api/v1/corrections/<str:name>/",
    "api/v1/corrections/summary/",
    "api/v1/log/",
    "api/v1/site/",
    r"api/\A(?P<path>[\s\S]+)\Z",
    "files/<path:name>",
    "sitemap.xml",
    "robots.txt",
    *ADDRESSES,
    r"\A(?P<path>(?:feeds|sitemaps)/[\s\S]*)\Z",
}
BUNDLE = Request("api/v1/bundles/", "/api/v1/bundles/")
# What became of it, at addresses that name it.
GONE = (410, 451)


def echoed(request: Request) -> set[str]:
    """Who asks for a secret by its name is told that there is none of this name."""
    text = unquote_plus(request.address).lower()
    return {text[place:] for place in range(len(text)) if text.startswith("zq", place)}


def secrets_in(request: Request, answer: Answer) -> set[str]:
    known = echoed(request)
    return {it for it in answer.words(SECRET) if not any(text.startswith(it.lower()) for text in known)}


def told(different: Mapping[Request, tuple[Answer, Answer]]) -> str:
    lines = [f"{len(different)} answers are not what they would be without what is not public:"]
    for request, (expected, found) in list(different.items())[:12]:
        lines += [str(request), f"  {expected.status} {found.status} {secrets_in(request, found)}"]
        lines += [f"  {a} -> {b}" for a, b in zip(expected.headers, found.headers, strict=False) if a != b]
        if expected.content != found.content:
            at = next((i for i, (a, b) in enumerate(zip(expected.content, found.content, strict=False)) if a != b), 0)
            lines += [
                f"  {expected.content[max(0, at - 80) : at + 80]!r}",
                f"  {found.content[max(0, at - 80) : at + 80]!r}",
            ]
    return "\n".join(lines)


def as_if_never(request: Request, answer: Answer) -> Answer:
    """Of what was taken away, the log tells: so does what says when something last changed."""
    dated, content = {"Last-Modified"}, answer.content
    if "q=" in request.address:
        dated |= {"ETag"}
        content = re.sub(rb"cursor=[\w.-]+", b"cursor=", content)
    return answer._replace(headers=tuple(it for it in answer.headers if it[0] not in dated), content=content)


def is_told_of(request: Request) -> bool:
    """Where readers are to learn that something was taken away, though not what it said."""
    return request.route in TOLD or ".atom" in request.address


def names_what_was_out(request: Request) -> bool:
    kinds = ("article", "correction", "image", "tag", "author")
    names = [f"zq-{it}" for it in ONCE_OUT] + [key_of(kind, it) for kind in kinds for it in ONCE_OUT]
    return any(it in request.address for it in names)


def differences(
    before: Mapping[Request, Answer], after: Mapping[Request, Answer]
) -> dict[Request, tuple[Answer, Answer]]:
    return {it: (before[it], after[it]) for it in before if before[it] != after[it]}


def test_every_address_is_in_the_table() -> None:
    missing, gone = public_routes().keys() - ROUTES.keys(), ROUTES.keys() - public_routes().keys()
    assert not missing, f"Say in tests/public_addresses.py what to ask of {missing}, or that it is for the newsroom."
    assert not gone


def test_every_parameter_is_in_the_table() -> None:
    known = {route: {it.name: it for it in parameters_of(view)} for route, view in public_routes().items()}
    for route, parameters in known.items():
        for name, parameter in parameters.items():
            assert "enum" in parameter.schema or name in VALUES, f"Say what to ask of {name} at {route}."


def test_all_that_is_documented_is_in_the_table() -> None:
    documented = yaml.safe_load((django_settings.BASE_DIR / "docs" / "openapi.yaml").read_text())["paths"]
    plain = {ROUTES[it].partition("?")[0]: view for it, view in public_routes().items()}
    for path, methods in documented.items():
        kinds = {it: view for it, view in plain.items() if as_documented(it) == path}
        assert len(kinds) == 1, path
        [view] = kinds.values()
        inside = {it["name"] for it in methods["get"].get("parameters", []) if it["in"] == "query"}
        assert inside == {it.name for it in parameters_of(view)}, path


def as_documented(template: str) -> str:
    places = ("article", "category", "collection", "tag", "author", "image", "correction")
    for it in places:
        template = template.replace(f"{{{it}}}", "{name}")
    return template.replace("{term}", "{term}/{name}")


@pytest.mark.django_db
def test_what_is_not_public_shows_nowhere(client: Client, time_machine: Any) -> None:
    time_machine.move_to(MORNING, tick=False)
    newsroom = Newsroom()
    settle()
    time_machine.move_to(MORNING + HOUR, tick=False)
    asked = ask_all(client, requests(newsroom.names()))
    before = asked | ask_all(client, other_pages(asked))
    assert len(before) > len(asked) > 1000
    assert all_secrets_in(before) == {}

    newsroom.keep_secrets()
    settle()
    after = ask_all(client, before)
    assert not (different := differences(before, after)), told(different)

    newsroom.publish_for_a_while()
    editions = ask_all(client, other_pages(ask_all(client, [BUNDLE])))
    assert all_secrets_in(editions) != {}

    newsroom.take_away()
    time_machine.move_to(MORNING + 2 * HOUR - timedelta(seconds=1), tick=False)
    settle()
    removed = ask_all(client, before)
    assert all_secrets_in(removed) == {}
    different = differences(
        {it: as_if_never(it, before[it]) for it in before if not is_told_of(it)},
        {it: as_if_never(it, removed[it]) for it in before},
    )
    different = {it: both for it, both in different.items() if not (names_what_was_out(it) and both[1].status in GONE)}
    assert not different, told(different)
    assert [it.status for it in ask_all(client, editions).values()] == [410]
    assert files_that_are_served(client) == {newsroom.picture.key}


def all_secrets_in(answers: Mapping[Request, Answer]) -> dict[Request, set[str]]:
    return {it: found for it, answer in answers.items() if (found := secrets_in(it, answer))}


def files_that_are_served(client: Client) -> set[str]:
    """Pictures of which any file can be had, by their keys."""
    pictures = {it.key: renditions_of(it.original) for it in Image.objects.all()}
    return {
        key
        for key, files in pictures.items()
        if any(client.get(f"/files/{it.name}").status_code != 404 for it in files)
    }


@pytest.mark.flaky(reruns=1)
def test_what_is_due_is_at_every_address_within_a_second_and_what_has_ended_at_none(
    committed_db: None, client: Client, tmp_path: Path
) -> None:
    newsroom = Newsroom()
    newsroom.keep_secrets()
    ending = newsroom.secret_story("expired")
    publish_article(ending, by=ed())
    settle()
    appearing = rehearsed(newsroom, client)
    assert SILENT ^ (public_routes().keys() - {it.route for it in appearing}) == set()
    visitor = Visitor(tmp_path)
    worker = Worker()
    running = threading.Thread(target=worker.run)
    running.start()
    try:
        early = {it: through(visitor, it) for it in appearing}
        minute = timezone.now().replace(microsecond=0) + timedelta(seconds=2)
        Article.objects.filter(pk=newsroom.scheduled.pk).update(scheduled_for=minute)
        Article.objects.filter(pk=ending.pk).update(expires_at=minute)
        wait_until(minute + timedelta(seconds=1))
        late = {it: through(visitor, it) for it in appearing}
        files = files_that_are_served(client)
        # What it is called, nobody could know before.
        editions = {it: through(visitor, it) for it in other_pages({BUNDLE: through(visitor, BUNDLE)})}
    finally:
        worker.stop()
        running.join()
    assert not any(is_due(word) for found in all_secrets_in(early).values() for word in found)
    missing = {str(it): words for it, found in appearing.items() if (words := found - secrets_in(it, late[it]))}
    assert missing == {}
    assert not any("expired" in word for found in all_secrets_in(late).values() for word in found)
    assert files == {newsroom.picture.key, key_of("image", "scheduled")}
    assert any(is_due(word) for found in all_secrets_in(editions).values() for word in found)
    assert not any("expired" in word for found in all_secrets_in(editions).values() for word in found)


def rehearsed(newsroom: Newsroom, client: Client) -> dict[Request, set[str]]:
    """Where the story that is due will be seen, and what of it."""
    with transaction.atomic():
        Article.objects.filter(pk=newsroom.scheduled.pk).update(scheduled_for=timezone.now())
        settle()
        shown = all_secrets_in(ask_all(client, requests(newsroom.names())))
        transaction.set_rollback(True)
    due = {it: set(filter(is_due, found)) for it, found in shown.items() if not names_what_was_out(it)}
    return {it: found for it, found in due.items() if found}


def is_due(word: str) -> bool:
    return "scheduled" in word


def through(visitor: Visitor, request: Request) -> Answer:
    """As readers have it: from what web servers keep, or made for them."""
    answer = visitor.ask(request.address, accept=request.accept)
    return Answer(answer.status, tuple(answer.headers.items()), answer.content)


def wait_until(moment: datetime) -> None:
    time.sleep(max(0, (moment - timezone.now()).total_seconds()))
