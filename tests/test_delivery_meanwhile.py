"""A story that is withdrawn or comes back between two looks of one request: what is said was true at one of them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from cms.publishing import withdraw
from tests.published import publish_category, publish_story, revise_story

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.django_db

ADDRESSES = ("articles/{}/", "articles/harbour/", "articles/{}/versions/", "articles/{}/updates/",
             "articles/{}/related/", "resolve/?path=/category/world/harbour")  # fmt: skip


@contextmanager
def after(looks: int, work: Callable[[], Any]) -> Iterator[None]:
    """Has something happen between two queries of a request, or after the last of them."""
    seen, waiting = 0, [work]

    def execute(run: Any, sql: str, *rest: Any) -> Any:
        nonlocal seen
        seen += sql.startswith("SELECT")
        if seen == looks + 1 and waiting:
            waiting.pop()()
        return run(sql, *rest)

    with connection.execute_wrapper(execute):
        yield
    while waiting:
        waiting.pop()()


@pytest.mark.parametrize("looks", range(1, 5))
@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(("reason", "status"), [("taken_down", 451), ("unpublished", 410)])
def test_what_comes_back_is_there_or_is_told_to_be_gone_as_it_was(client, address, looks, reason, status):
    world = publish_category("world")
    story = publish_story(slug="harbour", categories=(world,))
    withdraw("article", story.key, by=None, reason=reason, notice="By order of a court.")
    back = lambda: revise_story(story, headline="Back", categories=(world,))  # noqa: E731 (is called once)

    with after(looks, back):
        answer = client.get(f"/api/v1/{address.format(story.key)}")

    assert answer.status_code in (200, 301, status)
    # Nobody is sent where they came from.
    assert not answer.get("Location", "").endswith(address.format(story.key))
    assert client.get(f"/api/v1/{address.format(story.key)}", follow=True).status_code == 200


@pytest.mark.parametrize("looks", range(1, 5))
@pytest.mark.parametrize("address", ADDRESSES)
def test_what_goes_away_is_there_or_gone(client, address, looks):
    world = publish_category("world")
    story = publish_story(slug="harbour", categories=(world,))

    with after(looks, lambda: withdraw("article", story.key, by=None, reason="taken_down")):
        answer = client.get(f"/api/v1/{address.format(story.key)}")

    assert answer.status_code in (200, 451)
