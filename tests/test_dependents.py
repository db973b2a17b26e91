"""What changes reaches every document that shows it, in batches, and one bad document holds up nobody."""

from __future__ import annotations

import pytest

from cms import dependents
from cms.compiled import Mention
from cms.dependents import mark_dependents, recompile_stale
from cms.events import feed_subscribers
from cms.models import Document, Event, Stale
from cms.publishing import publish, publish_many, withdraw
from tests.bare import bare, key_of, log

pytestmark = pytest.mark.django_db

TEXT = {"now": "as it was"}
CALLS: list[list[str]] = []
BAD = key_of("bad")


def recompile(keys: list[str]) -> None:
    """The stories of these tests show one text, which they all take over when they are compiled anew."""
    CALLS.append(keys)
    if BAD in keys:
        raise ValueError("This story cannot be compiled.")
    names = Document.objects.live().filter(kind="article", key__in=keys).values_list("slug", flat=True)
    publish_many([story(name) for name in names], by=None, only_live=True)


def story(name: str):
    return bare(name, TEXT["now"], mentions=(Mention("author", key_of("ada")),))


@pytest.fixture(autouse=True)
def own_recompiler(settings) -> None:
    settings.RECOMPILERS = {"article": f"{__name__}.recompile"}
    settings.EVENT_SUBSCRIBERS = ["cms.dependents.mark_dependents"]
    TEXT["now"] = "as it was"
    CALLS.clear()


def change_author() -> None:
    TEXT["now"] = "as it is now"
    publish(bare("ada", "another biography", kind="author"), by=None)


def texts() -> set[str]:
    return {document.body.split('"headline":"')[1].split('"')[0] for document in Document.objects.live()}


def test_a_changed_author_reaches_every_story_in_batches(monkeypatch):
    monkeypatch.setattr(dependents, "BATCH", 4)
    publish_many([story(f"story-{number}") for number in range(10)], by=None)
    feed_subscribers()
    change_author()

    feed_subscribers()
    assert [recompile_stale() for _ in range(4)] == [4, 4, 2, 0]

    assert texts() == {"as it is now", "another biography"}
    assert [len(keys) for keys in CALLS] == [4, 4, 2]
    assert log().count("article.updated") == 10


def test_a_story_that_did_not_change_makes_no_event():
    publish(story("storm"), by=None)
    publish(bare("ada", kind="author"), by=None)
    feed_subscribers()

    assert recompile_stale() == 1

    assert log() == ["article.published", "author.published"]
    assert not Stale.objects.exists()


def test_stories_that_show_nothing_of_it_are_left_alone():
    publish(bare("storm"), by=None)
    change_author()
    feed_subscribers()

    assert recompile_stale() == 0


def test_a_withdrawn_author_reaches_the_stories_as_well():
    publish(bare("ada", kind="author"), by=None)
    publish(story("storm"), by=None)
    feed_subscribers()
    Stale.objects.all().delete()

    withdraw("author", key_of("ada"), by=None)
    feed_subscribers()

    assert [mark.key for mark in Stale.objects.all()] == [key_of("storm")]


def test_being_told_twice_marks_once():
    publish(story("storm"), by=None)
    change_author()

    for _ in range(2):
        mark_dependents(list(Event.objects.all()))

    assert Stale.objects.count() == 1


def test_a_failing_batch_stays_marked():
    publish(story("bad"), by=None)
    change_author()
    feed_subscribers()

    with pytest.raises(ValueError, match="cannot be compiled"):
        recompile_stale()

    assert [mark.key for mark in Stale.objects.all()] == [BAD]


def test_one_story_that_cannot_be_compiled_holds_up_no_other():
    names = ["storm", "gale", "bad", "calm"]
    publish_many([story(name) for name in names], by=None)
    feed_subscribers()
    change_author()
    feed_subscribers()

    for _ in range(12):
        try:
            recompile_stale()
        except ValueError:
            continue

    assert [mark.key for mark in Stale.objects.all()] == [BAD]
    assert texts() == {"as it is now", "as it was", "another biography"}
    publish(story("breeze"), by=None)
    TEXT["now"] = "once more"
    publish(bare("ada", "a third biography", kind="author"), by=None)
    feed_subscribers()
    recompile_stale()
    assert "once more" in texts(), "new marks come before the one that failed"


def recompile_and_be_overtaken(keys: list[str]) -> None:
    recompile(keys)
    TEXT["now"] = "even newer"
    publish(bare("ada", "a third biography", kind="author"), by=None)
    feed_subscribers()


def test_a_story_that_is_marked_while_it_is_compiled_is_compiled_again(settings):
    """The biography changes once more just after the story has read it: that must not be lost."""
    publish(story("storm"), by=None)
    feed_subscribers()
    change_author()
    feed_subscribers()

    settings.RECOMPILERS = {"article": f"{__name__}.recompile_and_be_overtaken"}
    recompile_stale()
    settings.RECOMPILERS = {"article": f"{__name__}.recompile"}
    recompile_stale()

    assert texts() == {"even newer", "a third biography"}
