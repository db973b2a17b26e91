"""Visitor narrows lists by what stories are and have, by ids and times, counts them, and chooses their text's form."""

from __future__ import annotations

import pytest

from articles.compile.facets import language_range
from articles.editing import save_revision
from articles.models import Article, Correction
from articles.publishing import publish_article
from cms.delivery import pagination, published
from cms.models import Reference, Representation
from cms.publishing import withdraw
from cms.vocabulary import ACCESS_TIERS, BLOCKS_ASKED_FOR, GENRES, KINDS
from tests.block_examples import EXAMPLES
from tests.factories import ada, ed, make_article, paragraph
from tests.published import minutes, publish_story, publish_term, retract_story

pytestmark = pytest.mark.django_db

LIST = "/api/v1/articles/"


def slugs(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [it["slug"] for it in answer.json()["results"]]


def fault(answer) -> dict[str, str]:
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    return error


def test_the_words_of_the_desk_are_those_of_the_lists():
    assert tuple(Article.Kind.values) == KINDS
    assert tuple(Article.Genre.values) == GENRES
    assert tuple(Article.AccessTier.values) == ACCESS_TIERS
    assert set(BLOCKS_ASKED_FOR) <= {block["type"] for block in EXAMPLES.values()}


class TestWords:
    @pytest.fixture(autouse=True)
    def newsroom(self):
        """Made by the desk, so that what it chose is what lists find."""
        plain = make_article("Plain", language="gd")
        live = make_article("Live", kind="live", breaking=True, language="en-US")
        video = {"id": "video0001", "type": "video", "provider": "youtube", "external_id": "abc", "title": "Boats"}
        inside = {"id": "box00001", "type": "box", "variant": "factbox", "items": [{"blocks": [video]}]}
        opinion = make_article(
            "Opinion", genre="opinion", access_tier="subscriber", body=[paragraph("Boats."), inside], language="en-GB"
        )
        for article in (plain, live, opinion):
            publish_article(article, by=ed())
        Correction.objects.create(article=opinion, text="It was 2012, not 2021.")
        publish_article(opinion, by=ed())

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("kind=live", {"live"}),
            ("kind=live,article", {"live", "plain", "opinion"}),
            ("kind=video", set()),
            ("genre=opinion", {"opinion"}),
            ("access=subscriber,metered", {"opinion"}),
            ("language=en", {"live", "opinion"}),
            ("language=EN-gb", {"opinion"}),
            ("language=en-GB,gd", {"opinion", "plain"}),
            ("breaking=true", {"live"}),
            ("breaking=false", {"plain", "opinion"}),
            ("has=video", {"opinion"}),
            ("has=video,corrections", {"opinion"}),
            ("has=video,gallery", set()),
            ("kind=article&genre=report&language=gd", {"plain"}),
            ("breaking=false&has=corrections&kind=article,live&category=news", {"opinion"}),
            ("kind=live&breaking=false", set()),
        ],
    )
    def test_stories_are_found_by_what_they_are_and_have(self, client, query, expected):
        answer = client.get(f"{LIST}?{query}&count=exact")
        assert set(slugs(answer)) == expected
        assert answer.json()["count"] == len(expected)

    def test_several_filters_cost_two_queries(self, client, django_assert_num_queries):
        with django_assert_num_queries(1):
            client.get(f"{LIST}?kind=live")
        with django_assert_num_queries(2):
            client.get(f"{LIST}?kind=live,article&genre=report&category=news&breaking=false")
        with django_assert_num_queries(3):
            client.get(f"{LIST}?kind=live,article&language=en&category=news&breaking=false&has=video&count=exact")

    def test_a_story_that_changes_is_found_by_what_it_is_now(self, client):
        story = Article.objects.get(slug="live")
        story.kind, story.breaking = "article", False
        story.save()
        save_revision(story, by=ada())
        publish_article(story, by=ed())
        assert slugs(client.get(f"{LIST}?kind=live")) == []
        assert slugs(client.get(f"{LIST}?breaking=true")) == []


def test_a_language_is_found_by_its_wider_ones():
    assert list(language_range("zh-Hant-TW")) == ["zh", "zh-hant", "zh-hant-tw"]


class TestIds:
    def test_stories_are_fetched_by_their_ids_in_the_order_of_the_list(self, client, django_assert_num_queries):
        stories = [publish_story(slug=f"s{i}", at=minutes(i)) for i in range(5)]
        withdraw("article", stories[1].key, by=None)
        retract_story(stories[2])
        keys = [it.key for it in stories]
        with django_assert_num_queries(1):
            answer = client.get(LIST, {"ids": ",".join([*keys, "0" * 26])})
        assert slugs(answer) == ["s4", "s3", "s0"]
        first = client.get(LIST, {"ids": ",".join(keys), "limit": 2, "count": "exact"}).json()
        assert first["count"] == 3
        assert slugs(client.get(first["next"])) == ["s0"]

    def test_they_combine_with_other_filters(self, client):
        leith = publish_term("tag", "leith")
        one, other = publish_story(slug="one", tags=(leith,)), publish_story(slug="other")
        both = f"{one.key},{other.key}"
        assert slugs(client.get(LIST, {"ids": both, "tag": "leith"})) == ["one"]
        assert slugs(client.get(LIST, {"ids": both, "tag": "-leith"})) == ["other"]

    def test_a_hundred_are_taken_and_no_more(self, client):
        keys = [f"01{i:024}" for i in range(101)]
        assert client.get(LIST, {"ids": ",".join(keys[:100])}).json()["results"] == []
        assert "at most 100" in fault(client.get(LIST, {"ids": ",".join(keys)}))["detail"]

    def test_what_is_no_id_is_refused(self, client):
        assert "as they stand in `id`" in fault(client.get(LIST, {"ids": "harbour-reopens"}))["detail"]


@pytest.mark.parametrize("sizes", [(1000, 10_000), (1, 2)], ids=["little", "much"])
@pytest.mark.parametrize("ordering", ["-published_at", "published_at", "-updated_at"])
def test_only_what_changed_since_is_listed_on_every_page(client, ordering, sizes, monkeypatch):
    """However much that is: it is read another way, and must look the same."""
    monkeypatch.setattr(published, "SIZES", sizes)
    published.changed_beyond.cache_clear()
    for i in range(6):
        publish_story(slug=f"s{i}", at=minutes(i), updated_at=minutes(20 + i if i % 2 else i))
    query = {"updated_after": "2026-11-22T08:20:00Z", "ordering": ordering, "limit": 2, "count": "exact"}
    first = client.get(LIST, query).json()
    second = client.get(first["next"]).json()
    found = [it["slug"] for it in first["results"] + second["results"]]
    assert found == (["s1", "s3", "s5"] if ordering == "published_at" else ["s5", "s3", "s1"])
    assert first["count"] == 3
    assert client.get(second["previous"]).json()["results"] == first["results"]
    published.changed_beyond.cache_clear()


@pytest.mark.parametrize(
    ("query", "named", "told"),
    [
        ("kind=lve", "kind", "must be one of `article`, `live`"),
        ("has=cats", "has", "`video`, `audio`, `gallery`"),
        ("access=paid", "access", "`free`, `registered`"),
        ("language=english!", "language", "BCP 47"),
        ("breaking=yes", "breaking", "`true`, `false`"),
        ("count=estimate", "count", "`exact`"),
        ("updated_after=later", "updated_after", "must be a time"),
        ("series=nothing", "series", "There is no series"),
        ("body=html", "body", "needs `view=full`"),
        ("view=full&body=pdf", "body", "`blocks`, `html`, `text`, `markdown`, `none`"),
        ("view=full&fields=body.html", "fields", "with `body=html` alone"),
        ("view=full&body=none&fields=body.blocks", "fields", "with `body=blocks` alone"),
    ],
)
def test_what_cannot_be_used_is_told(client, query, named, told):
    error = fault(client.get(f"{LIST}?{query}"))
    assert error["parameter"] == named
    assert told in error["detail"]


class TestCount:
    def test_it_is_of_the_whole_list_whatever_the_page(self, client, django_assert_num_queries):
        leith, storm = publish_term("tag", "leith"), publish_term("tag", "storm")
        for i in range(5):
            publish_story(at=minutes(i), tags=(leith, storm) if i % 2 else (leith,))
        with django_assert_num_queries(2):
            first = client.get(LIST, {"count": "exact", "limit": 2}).json()
        assert (first["count"], first["count_is"]) == (5, "exact")
        assert client.get(first["next"]).json()["count"] == 5
        assert client.get(LIST, {"count": "exact", "tag": "leith|storm"}).json()["count"] == 5
        assert client.get(LIST, {"count": "exact", "tag": "storm"}).json()["count"] == 2
        assert client.get("/api/v1/tags/?count=exact").json()["count"] == 2
        assert "count" not in client.get(LIST).json()

    def test_too_many_are_not_counted_and_that_is_said(self, client, monkeypatch):
        monkeypatch.setattr(pagination, "MOST_COUNTED", 3)
        pagination.counting.cache_clear()
        for i in range(5):
            publish_story(at=minutes(i))
        try:
            answer = client.get(LIST, {"count": "exact"}).json()
        finally:
            pagination.counting.cache_clear()
        assert answer["count_is"] == "at_least"

    def test_another_count_is_another_edition(self, client):
        publish_story(slug="a", at=minutes(9))
        before = client.get(LIST, {"count": "exact", "limit": 1})
        publish_story(slug="b", at=minutes(1))
        after = client.get(LIST, {"count": "exact", "limit": 1}, headers={"if-none-match": before["ETag"]})
        assert after.status_code == 200
        assert after.json()["count"] == 2


class TestBody:
    @pytest.fixture(autouse=True)
    def newsroom(self):
        self.story = make_article("Harbour reopens", body=[paragraph("Rope & tar.")])
        publish_article(self.story, by=ed())

    @pytest.mark.parametrize("path", ["articles/?view=full", "articles/harbour-reopens/?"])
    @pytest.mark.parametrize(
        ("form", "text"), [("html", "<p>Rope &amp; tar.</p>"), ("text", "Rope & tar."), ("markdown", "Rope & tar.")]
    )
    def test_the_text_comes_in_the_form_that_was_asked_for(self, client, path, form, text, django_assert_num_queries):
        with django_assert_num_queries(1):
            answer = client.get(f"/api/v1/{path}&body={form}").json()
        story = answer["results"][0] if "results" in answer else answer
        assert story["body"] == {"schema": "body/1", "word_count": 3, "reading_minutes": 1, form: text}
        assert story["headline"] == "Harbour reopens"

    def test_it_can_be_left_out(self, client):
        body = client.get("/api/v1/articles/harbour-reopens/?body=none").json()["body"]
        assert body == {"schema": "body/1", "word_count": 3, "reading_minutes": 1}

    def test_one_form_of_it_can_be_all_that_is_sent(self, client):
        answer = client.get(LIST, {"view": "full", "body": "html", "fields": "slug,body.html"})
        assert answer.json()["results"] == [{"slug": "harbour-reopens", "body": {"html": "<p>Rope &amp; tar.</p>"}}]

    @pytest.mark.parametrize("path", ["articles/?view=full", "articles/harbour-reopens/?"])
    def test_each_form_is_an_edition_of_its_own(self, client, path):
        tags = {client.get(f"/api/v1/{path}&body={form}")["ETag"] for form in ("blocks", "html", "text", "none")}
        assert len(tags) == 4
        url = f"/api/v1/{path}&body=html"
        known = {"if-none-match": client.get(url)["ETag"]}
        assert client.get(url, headers=known).status_code == 304
        Representation.objects.filter(form="body.html").update(content="<p>Otherwise.</p>")
        assert client.get(url, headers=known).status_code == 200

    def test_one_that_is_not_made_yet_is_null(self, client):
        Representation.objects.all().delete()
        assert client.get("/api/v1/articles/harbour-reopens/?body=html").json()["body"]["html"] is None
        assert client.get(f"{LIST}?view=full&body=html").json()["results"][0]["body"]["html"] is None

    def test_lists_without_it_do_not_read_it(self, client, django_assert_num_queries):
        with django_assert_num_queries(1) as queries:
            client.get(f"{LIST}?view=full")
        assert "cms_representation" not in queries[0]["sql"]


def test_a_story_is_filed_under_each_word_once():
    article = make_article(kind="live", breaking=True)
    publish_article(article, by=ed())
    words = Reference.objects.filter(document_key=article.key, kind__in=["kind", "genre", "access", "language"])
    assert sorted(words.values_list("kind", "key")) == [
        ("access", "free"), ("genre", "report"), ("kind", "live"), ("language", "en"), ("language", "en-gb"),
    ]  # fmt: skip
