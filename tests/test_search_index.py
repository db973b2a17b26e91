"""The index finds what readers may find, and nothing else, on either database."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from django.core.management import call_command

from cms.events import feed
from cms.models import Cursor, Document, SearchIndex, SearchTypo, SearchWord
from cms.publishing import publish_many, withdraw
from cms.search import bands
from cms.search.finding import current_index, newest, rank, read_with, with_keys
from cms.search.query import read_query
from cms.search.rebuilding import Overtaken, Rebuild
from cms.search.wanted import Usage
from tests.published import compiled_story, minutes, publish_story, publish_term

pytestmark = pytest.mark.django_db


def catch_up() -> None:
    while feed("cms.search.indexing.index"):
        pass


def found(text: str) -> list[str]:
    """Slugs, best first."""
    index = current_index()
    ranked = rank(index, read_with(index, read_query(text)).wanted(), int(minutes(1000).timestamp()))
    slugs = dict(Document.objects.listed().filter(kind="article").values_list("key", "slug"))
    return [slugs[it.key] for it in with_keys(index, ranked.best(len(ranked)))]


def in_time(text: str, **options) -> list[str]:
    index = current_index()
    rows = newest(index, read_with(index, read_query(text)).wanted(), 1000, **options)
    slugs = dict(Document.objects.listed().filter(kind="article").values_list("key", "slug"))
    return [slugs[it.key] for it in rows]


@pytest.fixture
def stories() -> None:
    ada, leith = publish_term("author", "ada", name="Ada Réporter"), publish_term("tag", "leith")
    first = {"headline": "Harbour reopens after storm", "text": "Boats left.", "authors": (ada,)}
    publish_story(slug="harbour", at=minutes(1), **first)
    publish_story(slug="storms", at=minutes(2), headline="Storms close harbours", text="Nobody left.", tags=(leith,))
    publish_story(slug="cafe", at=minutes(3), headline="Café Malmö opens", text="Coffee for the storm.")
    publish_story(slug="owned", at=minutes(4), headline="A state-owned ferry", text="It’s Sweden’s. Œuvre, Straße.")
    catch_up()


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("storm", ["storms", "harbour", "cafe"]),
        ("STORMS", ["storms", "harbour", "cafe"]),
        ("harbour storm", ["storms", "harbour"]),
        ("harbour AND storm", ["storms", "harbour"]),
        ('"harbour reopens"', ["harbour"]),
        ('"reopens harbour"', []),
        ("“harbour reopens”", ["harbour"]),
        ('"storm boats"', []),
        ("storm -harbour", ["cafe"]),
        ("storm NOT harbour", ["cafe"]),
        ('storm -"harbour reopens"', ["storms", "cafe"]),
        ("harbour OR coffee", ["storms", "harbour", "cafe"]),
        ("storm reopens OR coffee", ["harbour", "cafe"]),
        ("reop*", ["harbour"]),
        ("caf*", ["cafe"]),
        ("cafe malmo", ["cafe"]),
        ("CAFÉ", ["cafe"]),
        ("ada reporter", ["harbour"]),
        ("leith", ["storms"]),
        ("state-owned", ["owned"]),
        ("owned state", ["owned"]),
        ("owned-state", []),
        ("sweden", ["owned"]),
        ("sweden's", ["owned"]),
        ("oeuvre strasse", ["owned"]),
        ("opens", ["cafe"]),
        ("nowhere", []),
        ("nowh*", []),
    ],
)
def test_words_phrases_exclusions_beginnings_and_alternatives(stories, text, slugs):
    assert sorted(found(text)) == sorted(slugs)
    assert in_time(text) == [it for it in ("owned", "cafe", "storms", "harbour") if it in slugs]
    assert in_time(text, oldest=True) == [it for it in ("harbour", "storms", "cafe", "owned") if it in slugs]


@pytest.mark.parametrize("language", ["de", "fr-CA", "tlh", "zh"])
def test_words_are_found_in_other_forms_of_the_language_of_their_story(language):
    headline, query = {
        "de": ("Häuser am Hafen", "Hauses"),
        "fr-CA": ("Les bateaux partent", "bateau"),
        "tlh": ("qaleghpu", "QALEGHPU"),
        "zh": ("港口重新开放", "重新"),
    }[language]
    compiled = compiled_story(slug="there", headline=headline)
    compiled.card["language"] = compiled.body["language"] = language
    publish_many([compiled, compiled_story(slug="other")], by=None)
    catch_up()
    assert found(query) == ["there"]


def test_the_same_event_told_twice_changes_nothing(stories):
    before = sorted(SearchWord.objects.values_list("slot", "word", "stories", "heads"))
    Cursor.objects.update(position=0)
    catch_up()
    assert sorted(SearchWord.objects.values_list("slot", "word", "stories", "heads")) == before
    assert len(in_time("storm")) == 3


def test_words_that_no_story_has_any_more_are_forgotten(stories):
    for story in Document.objects.live().filter(kind="article"):
        withdraw("article", story.key, by=None)
    catch_up()
    assert not SearchWord.objects.exists()
    assert not SearchTypo.objects.exists()


def test_stories_of_the_same_moment_each_have_a_place():
    publish_many([compiled_story(headline="Storm") for _ in range(300)], by=None)
    catch_up()
    assert len(in_time("storm")) == 300


class TestRebuild:
    def test_it_finds_the_same_as_before(self, stories):
        before = [(text, found(text)) for text in ("storm", "harbour", "reop*", "malmo")]
        out = io.StringIO()
        call_command("rebuild_search", stdout=out)
        assert "4 stories can be searched" in out.getvalue()
        assert SearchIndex.objects.get().slot == "b"
        assert [(text, found(text)) for text, _ in before] == before
        call_command("rebuild_search", stdout=out)
        assert SearchIndex.objects.get().slot == "a"
        assert [(text, found(text)) for text, _ in before] == before

    def test_an_index_that_was_lost_comes_back(self, stories):
        SearchIndex.objects.update(slot="b")
        assert found("storm") == []
        call_command("rebuild_search", stdout=io.StringIO())
        call_command("rebuild_search", stdout=io.StringIO())
        assert len(found("storm")) == 3

    def test_the_old_index_answers_until_the_new_one_knows_as_much(self, stories, monkeypatch):
        publish_many([compiled_story(slug=f"more{i}", headline="Storm") for i in range(20)], by=None)
        catch_up()
        rebuilding = Rebuild().run()
        for number, _ in enumerate(rebuilding):
            assert len(found("storm")) == 23 + number
            # Published while the new index is being made, and heard of by the old one.
            publish_story(slug=f"new{number}", headline="Storm")
            catch_up()
        assert SearchIndex.objects.get().slot == "b"
        assert len(found("storm")) == 23 + number + 1
        assert not current_index().is_behind

    def test_of_two_rebuilds_at_once_the_later_one_gives_way(self, stories):
        late = Rebuild()
        call_command("rebuild_search", stdout=io.StringIO())
        with pytest.raises(Overtaken):
            late.take_over()
        assert len(found("storm")) == 3


@pytest.mark.postgres
def test_bands_keep_the_order_of_time_whatever_comes_into_their_midst(monkeypatch):
    monkeypatch.setattr(bands, "FULL", 4)
    monkeypatch.setattr(bands, "CROWDED", 8)
    numbers = [*range(0, 60, 3), *range(59, -1, -3), *range(1, 60, 3)]
    for start in range(0, len(numbers), 7):
        some = numbers[start : start + 7]
        publish_many([compiled_story(slug=f"s{it}", headline="Storm", at=minutes(it)) for it in some], by=None)
        catch_up()
    index = current_index()
    wanted = replace(read_with(index, read_query("storm")).wanted(), uses=(Usage(10**6, 10**6),))
    slugs = dict(Document.objects.listed().filter(kind="article").values_list("key", "slug"))
    rows = [slugs[it.key] for it in newest(index, wanted, 1000)]
    assert rows == [f"s{it}" for it in sorted(numbers, reverse=True)]
    assert [slugs[it.key] for it in newest(index, wanted, 9)] == rows[:9]
    assert [slugs[it.key] for it in newest(index, wanted, 9, oldest=True)] == rows[::-1][:9]
    assert 8 < len(bands.Bands(index.slot, "default").bands) < 20
