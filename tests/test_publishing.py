"""What publishing means: one transaction, one version, one event, and nothing where nothing changed."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine
from django.db import IntegrityError

from cms.compiled import Mention
from cms.models import Document, Event, Reference
from cms.publishing import AddressTaken, NotLive, publish, publish_many, withdraw
from tests.bare import DAY, bare, key_of, log
from tests.factories import ed

pytestmark = pytest.mark.django_db


def live(name: str = "storm") -> Document:
    return Document.objects.live().get(kind="article", key=key_of(name))


def everything() -> list[list[tuple]]:
    return [list(model.objects.order_by("pk").values_list()) for model in (Document, Reference, Event)]


def test_publishing_makes_a_document_its_references_and_one_event():
    document = publish(bare(mentions=(Mention("tag", key_of("leith")),)), by=ed())

    assert json.loads(document.body)["version"] == document.version == 1
    [reference] = Reference.objects.all()
    assert (reference.kind, reference.key, reference.document_key) == ("tag", key_of("leith"), document.key)
    [event] = Event.objects.all()
    assert (event.sequence, event.type, event.version, event.actor) == (1, "article.published", 1, "ed")
    assert event.document_digest == document.digest


def test_a_new_version_replaces_the_old_one_at_the_same_moment():
    with time_machine.travel(DAY, tick=False) as clock:
        publish(bare(), by=None)
        clock.shift(60)
        second = publish(bare(text="Storm passes"), by=None)

    first = Document.objects.get(version=1)
    assert first.withdrawn_at == second.modified_at == Event.objects.get(sequence=2).at == DAY + timedelta(minutes=1)
    assert live() == second
    assert log() == ["article.published", "article.updated"]


def test_at_every_moment_exactly_one_version_was_public():
    for number in range(5):
        publish(bare(text=f"Storm, {number}"), by=None)

    versions = list(Document.objects.order_by("version"))

    assert len(versions) == 5
    assert all(earlier.withdrawn_at == later.modified_at for earlier, later in pairwise(versions))


def test_publishing_what_is_public_already_changes_nothing_and_makes_no_event():
    publish(bare(mentions=(Mention("tag", key_of("leith")),)), by=ed())
    before = everything()

    again = publish(bare(mentions=(Mention("tag", key_of("leith")),)), by=ed())

    assert everything() == before
    assert again == live()


@pytest.mark.parametrize(
    "change", [{"text": "Storm passes"}, {"slug": "gale"}, {"path": "/gale"}, {"title": "Gale"}, {"listed": False}]
)
def test_whatever_readers_get_makes_a_new_version_when_it_changes(change):
    publish(bare(), by=None)

    assert publish(bare(**change), by=None).version == 2
    assert len(log()) == 2


def test_a_changed_mention_alone_moves_the_references_and_makes_no_event():
    publish(bare(), by=None)

    publish(bare(mentions=(Mention("article", key_of("harbour"), listed=False),)), by=None)

    assert [(it.key, it.listed) for it in Reference.objects.all()] == [(key_of("harbour"), False)]
    assert len(log()) == 1


def test_what_is_mentioned_twice_is_referred_to_once_and_listed_if_either_says_so():
    tag = key_of("leith")

    publish(bare(mentions=(Mention("tag", tag, listed=False), Mention("tag", tag, listed=True))), by=None)

    assert [it.listed for it in Reference.objects.all()] == [True]


def test_an_unlisted_document_is_listed_under_nothing_that_it_mentions():
    publish(bare(listed=False, mentions=(Mention("tag", key_of("leith")),)), by=None)

    assert [it.listed for it in Reference.objects.all()] == [False]
    assert Document.objects.live().count() == 1
    assert not Document.objects.listed().exists()


@pytest.mark.parametrize("taken", [{"slug": "storm"}, {"path": "/article/storm"}])
def test_an_address_that_another_story_has_is_refused_and_all_is_as_before(taken):
    publish(bare("storm"), by=None)
    publish(bare("gale", mentions=(Mention("tag", key_of("leith")),)), by=None)
    before = everything()

    with pytest.raises(AddressTaken, match="choose another slug") as refusal:
        publish(bare("gale", text="Gale, again", **taken), by=None)

    assert refusal.value.holder == live("storm")
    assert everything() == before


def test_one_bad_document_in_a_batch_leaves_the_others_unpublished():
    publish(bare("storm"), by=None)
    before = everything()

    with pytest.raises(AddressTaken):
        publish_many([bare("gale"), bare("breeze"), bare("calm", slug="storm")], by=None)

    assert everything() == before


def test_a_failure_after_the_document_was_written_leaves_nothing_of_it():
    publish(bare("storm"), by=None)
    before = everything()

    # The same object twice: its document, then a second one that the database refuses.
    with pytest.raises(IntegrityError):
        publish_many([bare("storm", text="One"), bare("storm", text="Another")], by=None)

    assert everything() == before


def test_two_stories_can_change_their_addresses_with_each_other():
    publish_many([bare("storm"), bare("gale")], by=None)

    publish_many([bare("storm", slug="gale", path="/gale"), bare("gale", slug="storm", path="/storm")], by=None)

    assert (live("storm").slug, live("gale").slug) == ("gale", "storm")


def test_an_address_is_free_again_once_its_story_is_withdrawn():
    publish(bare("storm"), by=None)
    withdraw("article", key_of("storm"), by=None)

    assert publish(bare("gale", slug="storm", path="/article/storm"), by=None).slug == "storm"


def test_withdrawing_takes_the_document_and_its_references_away_and_says_so():
    publish(bare(mentions=(Mention("tag", key_of("leith")),)), by=None)

    event = withdraw("article", key_of("storm"), by=ed())

    assert not Document.objects.live().exists()
    assert not Reference.objects.exists()
    assert (event.sequence, event.type, event.version, event.actor) == (2, "article.unpublished", 1, "ed")
    assert Document.objects.get().withdrawn_at == event.at


def test_what_was_unpublished_can_still_be_taken_down():
    publish(bare(), by=None)
    withdraw("article", key_of("storm"), by=None)

    withdraw("article", key_of("storm"), by=None, reason="taken_down", notice="By order of the court.")

    assert log() == ["article.published", "article.unpublished", "article.taken_down"]
    assert Event.objects.last().notice == "By order of the court."


def test_what_is_not_public_cannot_be_unpublished():
    with pytest.raises(NotLive):
        withdraw("article", key_of("storm"), by=None)
    publish(bare(), by=None)
    withdraw("article", key_of("storm"), by=None)

    with pytest.raises(NotLive):
        withdraw("article", key_of("storm"), by=None)

    assert len(log()) == 2


def test_what_comes_back_goes_on_counting_its_versions():
    publish(bare(), by=None)
    withdraw("article", key_of("storm"), by=None)

    assert publish(bare(), by=None).version == 2
    assert log()[-1] == "article.published"


def test_bringing_up_to_date_publishes_nothing_that_is_not_public():
    publish(bare("storm"), by=None)
    withdraw("article", key_of("storm"), by=None)
    publish(bare("gale"), by=None)

    brought = publish_many([bare("storm"), bare("gale", text="Gale, again"), bare("calm")], by=None, only_live=True)

    assert [it.slug for it in brought] == ["gale"]
    assert [it.slug for it in Document.objects.live()] == ["gale"]


def test_a_clock_that_is_set_back_does_not_turn_the_log_around():
    with time_machine.travel(DAY, tick=False):
        publish(bare("storm"), by=None)
    with time_machine.travel(DAY - timedelta(hours=1), tick=False):
        publish(bare("storm", text="Storm passes"), by=None)

    assert [it.at for it in Event.objects.all()] == [DAY, DAY]
    assert live().modified_at == DAY


def test_readers_are_told_the_moment_that_the_log_has():
    with time_machine.travel(DAY + timedelta(seconds=1, microseconds=700_000), tick=False):
        document = publish(bare(), by=None)

    assert document.modified_at == DAY + timedelta(seconds=1)
    assert json.loads(document.body)["dates"]["modified_at"] == "2026-11-22T08:00:01Z"
