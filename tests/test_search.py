"""Visitor searches: what is found, in which order, what stands beside it, and what a search never shows."""

from __future__ import annotations

import time
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.publishing import publish_article
from cms.models import Document, SearchTerm
from cms.publishing import withdraw
from cms.search.engine import engine_of
from cms.search.finding import current_index, read_with
from cms.search.models import entries
from cms.search.query import read_query
from cms.search.terms import REMEMBERED, counted, names, number_of, terms_of
from cms.search.wanted import ANYWHERE, AT_THE_HEAD, IN_THE_TITLE
from tests.factories import ed, make_article, paragraph
from tests.published import (
    minutes,
    publish_category,
    publish_story,
    publish_term,
    retract_story,
    revise_story,
)
from tests.test_search_index import catch_up

pytestmark = pytest.mark.django_db

SEARCH = "/api/v1/search/"
DAY = 24 * 60


def search(client, q: str, **parameters):
    answer = client.get(SEARCH, {"q": q, **parameters})
    assert answer.status_code == 200, answer.content
    return answer.json()


def slugs(answer) -> list[str]:
    return [it["slug"] for it in answer["results"]]


def marked(spans) -> str:
    return "".join(f"[{it['text']}]" if it.get("marks") else it["text"] for it in spans)


def test_results_are_the_stored_cards_with_their_highlights(client):
    story = publish_story(slug="harbour", headline="Harbour reopens after storm")
    catch_up()
    [result] = search(client, "harbour")["results"]
    highlights = result.pop("highlights")
    assert result == client.get("/api/v1/articles/").json()["results"][0]
    assert client.get(SEARCH, {"q": "harbour"}).content.decode().startswith(f'{{"results":[{story.card[:-1]},')
    assert marked(highlights["headline"]) == "[Harbour] reopens after storm"


class TestOrder:
    def test_what_the_headline_says_stands_above_what_the_text_mentions(self, client):
        publish_story(slug="mentions", headline="Boats", text="There was a storm.", at=minutes(9))
        publish_story(slug="says", headline="The storm", at=minutes(1))
        catch_up()
        assert slugs(search(client, "storm")) == ["says", "mentions"]
        assert slugs(search(client, "storm", ordering="-published_at")) == ["mentions", "says"]

    def test_of_equal_stories_the_newer_one_stands_above(self, client):
        for number in (2, 3, 1):
            publish_story(slug=f"s{number}", headline="The storm", at=minutes(number))
        catch_up()
        assert slugs(search(client, "storm")) == ["s3", "s2", "s1"]

    def test_what_is_new_stands_above_what_said_it_long_ago(self, client):
        publish_story(slug="old", headline="The storm", at=minutes(-365 * DAY))
        publish_story(slug="new", headline="Boats", text="There was a storm.", at=minutes(0))
        catch_up()
        assert slugs(search(client, "storm")) == ["new", "old"]


class TestHighlights:
    def test_the_passage_is_the_one_that_says_most_and_keeps_its_accents(self, client):
        text = (
            f"The storm came. {'It rained on. ' * 40}The café of the harbours was shut by a storm. {'So it was. ' * 40}"
        )
        publish_story(headline="News", text=text)
        catch_up()
        [result] = search(client, "CAFE harbour")["results"]
        shown = marked(result["highlights"]["text"])
        assert "The [café] of the [harbours] was shut" in shown
        assert shown.startswith("… ")
        assert shown.endswith(" …")
        assert len(shown) < 300
        assert result["highlights"]["headline"] == []

    def test_markup_of_a_text_is_text(self, client):
        publish_story(headline="<b>Storm</b> & <script>")
        catch_up()
        [result] = search(client, "storm")["results"]
        assert marked(result["highlights"]["headline"]) == "<b>[Storm]</b> & <script>"

    def test_they_come_from_the_version_that_readers_have(self, client):
        story = publish_story(slug="s", headline="Storm", text="The mayor stole the storm.")
        catch_up()
        revise_story(story, headline="Storm", text="The mayor saw the storm.")
        [result] = search(client, "storm mayor")["results"]
        assert marked(result["highlights"]["text"]) == "The [mayor] saw the [storm]."


def as_before_terms_were_numbers(slugs: list[str]) -> None:
    """As rows are after an upgrade from before: nothing is packed of them, and only those of other rows are known."""
    rows = entries(current_index().slot)
    old = rows.filter(key__in=Document.objects.live().filter(slug__in=slugs).values("key"))
    old.update(terms=None)
    packed = {name for row in rows.exclude(terms=None) for name in row.mentions.split()}
    SearchTerm.objects.exclude(number__in=map(number_of, packed)).delete()
    names.clear()


class TestFacets:
    @pytest.fixture(autouse=True)
    def newsroom(self):
        self.world = publish_category("world")
        self.europe = publish_category("europe", self.world)
        self.leith, self.ada = publish_term("tag", "leith"), publish_term("author", "ada")
        shown = {"categories": (self.world, self.europe), "tags": (self.leith,), "authors": (self.ada,)}
        self.a = publish_story(slug="a", **shown)
        words = {"genre": "opinion", "language": "en", "has": "video"}
        publish_story(slug="b", categories=(self.world,), words=words, at=minutes(-365 * DAY))
        self.c = publish_story(slug="c", headline="Nothing", at=minutes(-2 * 365 * DAY))
        catch_up()

    def test_they_count_what_was_found_by_category_author_tag_and_year(self, client):
        facets = search(client, "storm")["facets"]
        assert facets == {
            "counted": 2,
            "is_all": True,
            "category": [
                {"id": self.world.key, "name": "World", "slug": "world", "count": 2},
                {"id": self.europe.key, "name": "Europe", "slug": "europe", "count": 1},
            ],
            "author": [{"id": self.ada.key, "name": "Ada", "slug": "ada", "count": 1}],
            "tag": [{"id": self.leith.key, "name": "Leith", "slug": "leith", "count": 1}],
            "year": [{"year": 2026, "count": 1}, {"year": 2025, "count": 1}],
        }

    @pytest.mark.parametrize("older", [["a", "b", "c"], ["a"], ["b"]], ids=["all", "the newest", "an older one"])
    @pytest.mark.parametrize("ordering", ["relevance", "-published_at"])
    def test_they_count_and_name_those_of_rows_from_before_terms_were_numbers_alike(self, client, older, ordering):
        before = search(client, "storm", ordering=ordering)["facets"]
        as_before_terms_were_numbers(older)
        assert search(client, "storm", ordering=ordering)["facets"] == before
        assert [it["slug"] for it in before["category"]] == ["world", "europe"]

    @pytest.mark.parametrize(
        "older", [["a", "b", "c"], ["a"], ["b"], []], ids=["all", "the newest", "an older", "none"]
    )
    def test_older_ones_that_say_it_at_the_head_are_counted_and_named_alike(self, older):
        """Beside the newest, of which there is one here."""
        as_before_terms_were_numbers(older)
        index = current_index()
        wanted = read_with(index, read_query("storm")).wanted()
        found = engine_of("default").nearest(index.slot, wanted, {ANYWHERE: 1, AT_THE_HEAD: 9, IN_THE_TITLE: 9})
        counts = counted(found.terms, found.mentions)
        assert {name: counts[number] for number, name in terms_of(list(counts), found.mentions).items()} == {
            ("category", self.world.key): 2,
            ("category", self.europe.key): 1,
            ("author", self.ada.key): 1,
            ("tag", self.leith.key): 1,
        }

    def test_all_are_named_where_there_are_more_terms_than_are_remembered(self, client):
        before = search(client, "storm")["facets"]
        names.update({-number: ("tag", str(number)) for number in range(REMEMBERED)})
        del names[number_of(f"tag·{self.leith.key}")]
        assert search(client, "storm", limit=9)["facets"] == before
        assert len(names) < REMEMBERED, "and most are forgotten then"

    @pytest.mark.parametrize(
        ("narrowed", "expected"),
        [
            ({"category": "world"}, ["a", "b"]),
            ({"category": "europe"}, ["a"]),
            ({"tag": "leith", "author": "ada"}, ["a"]),
            ({"published_before": "2026-01-01"}, ["b"]),
            ({"published_after": "2026-01-01"}, ["a"]),
            ({"tag": "-leith"}, ["b"]),
            ({"category": "europe|world", "tag": "leith"}, ["a"]),
            ({"category": "world,-(europe,-world)", "author": "-ada"}, ["b"]),
            ({"ids": "{a},{c}"}, ["a"]),
            ({"genre": "opinion,report"}, ["b"]),
            ({"language": "en"}, ["b"]),
            ({"has": "video", "breaking": "false"}, ["b"]),
        ],
    )
    def test_the_filters_of_lists_narrow_a_search_and_its_counts(self, client, narrowed, expected):
        narrowed = {name: text.format(a=self.a.key, c=self.c.key) for name, text in narrowed.items()}
        answer = search(client, "storm", **narrowed)
        assert slugs(answer) == expected
        assert answer["facets"]["counted"] == len(expected)

    def test_a_filter_that_names_nothing_is_refused(self, client):
        answer = client.get(SEARCH, {"q": "storm", "tag": "atlantis"})
        assert answer.json()["errors"] == [{"parameter": "tag", "detail": "There is no tag “atlantis”."}]

    def test_a_term_that_readers_do_not_have_any_more_is_not_named(self, client):
        withdraw("tag", self.leith.key, by=None)
        assert search(client, "storm")["facets"]["tag"] == []


class TestSuggestion:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("harbuor", "harbour"),
            ("harbor", "harbour"),
            ("haarbour storm", "harbour storm"),
            ("hrabour -ferry", "harbour -ferry"),
            ('"after the" reopns', None),
            ("reopns", "reopens"),
            ("qwertz", None),
            ("harbour zebra", None),
        ],
    )
    def test_what_was_meant_is_told_where_nothing_is_found(self, client, typed, meant):
        publish_story(headline="Harbour reopens after storm")
        catch_up()
        answer = search(client, typed)
        assert (answer["results"], answer["suggestion"]) == ([], meant)

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            # Transposed letters.
            ("parliamnet", "parliament"), ("minsiter", "minister"), ("restaraunt", "restaurant"), ("ghandi", "gandhi"),
            # Missing ones, and such as should not be there.
            ("goverment", "government"), ("enviroment", "environment"), ("referendumm", "referendum"),
            # Doubled ones: one, two, and too many.
            ("accomodation", "accommodation"), ("embarased", "embarrassed"), ("milenium", "millennium"),
            ("tommorrow", "tomorrow"), ("missisipi", "mississippi"),
            # Wrong ones.
            ("definately", "definitely"), ("seperate", "separate"), ("kyev", "kyiv"),
            # With accents, and without.
            ("málagga", "malaga"), ("dusseldrof", "dusseldorf"), ("lodzz", "lodz"), ("strasse", None),
            # Several words, each with its own mistake.
            ("goverment minsiter", "government minister"), ("minsiter minister", "minister minister"),
        ],
    )  # fmt: skip
    def test_what_people_mistype_most_is_understood(self, client, typed, meant):
        publish_story(
            headline="Parliament, government and minister: referendum definitely separate, embarrassed tomorrow"
        )
        publish_story(headline="Accommodation and restaurant: millennium environment in Mississippi, by Gandhi of Kyiv")
        publish_story(headline="Málaga, Düsseldorf, Łódź, die Straße")
        catch_up()
        answer = search(client, typed)
        assert answer["suggestion"] == meant

    def test_no_word_is_told_that_only_a_withdrawn_story_has(self, client):
        story = publish_story(headline="Zanzibar")
        catch_up()
        assert search(client, "zanzibarr")["suggestion"] == "zanzibar"
        withdraw("article", story.key, by=None)
        assert search(client, "zanzibarr")["suggestion"] is None
        catch_up()
        assert search(client, "zanzibarr")["suggestion"] is None


class TestWhatIsNotPublic:
    """The worker may be behind: a search asks the log what has happened since."""

    @pytest.fixture(params=[True, False], ids=["the worker keeps up", "the worker is behind"])
    def told(self, request):
        return catch_up if request.param else lambda: None

    @pytest.mark.parametrize("removal", ["unpublished", "taken_down", "retracted"])
    def test_a_story_that_was_removed_is_neither_found_nor_counted(self, client, told, removal):
        leith = publish_term("tag", "leith")
        story = publish_story(headline="Storm", tags=(leith,))
        publish_story(slug="other", headline="Storm")
        catch_up()
        assert search(client, "storm")["facets"]["counted"] == 2
        retract_story(story) if removal == "retracted" else withdraw("article", story.key, by=None, reason=removal)
        told()
        for ordering in ("relevance", "-published_at"):
            answer = search(client, "storm", ordering=ordering)
            assert slugs(answer) == ["other"]
            assert answer["facets"]["counted"] == 1
            assert answer["facets"]["tag"] == []

    def test_what_a_new_version_does_not_say_any_more_is_forgotten(self, client):
        story = publish_story(slug="s", headline="Storm", text="The mayor stole it.")
        catch_up()
        revise_story(story, headline="Storm", text="Somebody took it.")
        catch_up()
        assert slugs(search(client, "storm")) == ["s"]
        assert slugs(search(client, "stole")) == []

    def test_while_the_index_is_behind_the_answer_is_not_kept(self, client):
        publish_story(headline="Storm")
        assert client.get(SEARCH, {"q": "storm"})["Cache-Control"] == "public, max-age=1"
        catch_up()
        assert "s-maxage=300" in client.get(SEARCH, {"q": "storm"})["Cache-Control"]


class TestPages:
    @pytest.mark.parametrize("ordering", ["relevance", "-published_at"])
    def test_following_next_and_previous_shows_each_story_once(self, client, ordering):
        for number in range(7):
            headline = "Storm" if number % 2 else "Boats"
            publish_story(slug=f"s{number}", headline=headline, text="In the storm.", at=minutes(number))
        catch_up()
        whole = slugs(search(client, "storm", ordering=ordering))
        assert len(whole) == 7
        page = search(client, "storm", ordering=ordering, limit=3)
        pages = [slugs(page)]
        assert page["previous"] is None
        while page["next"]:
            assert page["next"].startswith("https://api.news.example/api/v1/search/?q=storm")
            page = client.get(page["next"]).json()
            assert page["facets"] is None
            pages.append(slugs(page))
        assert pages == [whole[:3], whole[3:6], whole[6:]]
        page = client.get(page["previous"]).json()
        assert slugs(page) == whole[3:6]
        page = client.get(page["previous"]).json()
        assert (slugs(page), page["previous"]) == (whole[:3], None)

    @pytest.mark.parametrize("ordering", ["relevance", "-published_at"])
    def test_stories_that_arrive_meanwhile_neither_shift_nor_repeat_any(self, client, ordering):
        for number in range(4):
            publish_story(slug=f"s{number}", headline="Storm", at=minutes(number))
        catch_up()
        page = search(client, "storm", ordering=ordering, limit=2)
        publish_story(slug="new", headline="Storm", at=minutes(99))
        catch_up()
        assert slugs(client.get(page["next"]).json()) == ["s1", "s0"]

    def test_a_cursor_of_another_search_is_refused(self, client):
        for _ in range(2):
            publish_story(headline="Storm and boats")
        catch_up()
        cursor = search(client, "storm", limit=1)["next"].split("cursor=")[1]
        for query in ({"q": "boats"}, {"q": "storm", "ordering": "-published_at"}):
            answer = client.get(SEARCH, {**query, "cursor": cursor})
            assert answer.status_code == 400
            assert answer.json()["errors"][0]["parameter"] == "cursor"


class TestLists:
    """`q=` on the list of stories."""

    @pytest.fixture(autouse=True)
    def newsroom(self):
        leith = publish_term("tag", "leith")
        for number in range(5):
            headline = "Storm" if number != 2 else "Boats"
            publish_story(
                slug=f"s{number}", headline=headline, text="Rain.", at=minutes(number), tags=(leith,) * (number > 0)
            )
        catch_up()

    def test_it_keeps_the_order_and_the_shape_of_the_list(self, client):
        whole = {it["slug"]: it for it in client.get("/api/v1/articles/").json()["results"]}
        answer = client.get("/api/v1/articles/?q=storm&tag=leith").json()
        assert answer == {"results": [whole["s4"], whole["s3"], whole["s1"]], "next": None, "previous": None}
        assert slugs(client.get("/api/v1/articles/?q=storm&ordering=published_at").json()) == ["s0", "s1", "s3", "s4"]
        assert client.get("/api/v1/articles/?q=storm&count=exact&limit=1").json()["count"] == 4
        assert client.get("/api/v1/articles/?q=storm&view=full").json()["results"][0]["state"] == "published"

    @pytest.mark.parametrize("ordering", ["published_at", "-published_at"])
    def test_its_pages_follow_one_another(self, client, ordering):
        pages, url = [], f"/api/v1/articles/?q=storm&limit=3&ordering={ordering}"
        while url:
            page = client.get(url).json()
            pages.append(slugs(page))
            url = page["next"]
        assert pages in ([["s0", "s1", "s3"], ["s4"]], [["s4", "s3", "s1"], ["s0"]])
        assert slugs(client.get(page["previous"]).json()) == pages[0]

    def test_a_story_that_was_removed_is_gone_at_once(self, client):
        key = client.get("/api/v1/articles/s4/").json()["id"]
        withdraw("article", key, by=None)
        answer = client.get("/api/v1/articles/?q=storm&count=exact").json()
        assert (slugs(answer), answer["count"]) == (["s3", "s1", "s0"], 3)

    @pytest.mark.parametrize("query", ["ordering=-updated_at", "updated_after=2026-01-01"])
    def test_orders_that_words_do_not_have_are_refused(self, client, query):
        answer = client.get(f"/api/v1/articles/?q=storm&{query}")
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["parameter"] == query.split("=")[0]


class TestValidators:
    def test_an_unchanged_answer_is_told_by_one_query(self, client, django_assert_num_queries):
        publish_story(headline="Storm")
        catch_up()
        etag = client.get(SEARCH, {"q": "storm"})["ETag"]
        with django_assert_num_queries(1):
            assert client.get(SEARCH, {"q": "storm"}, headers={"if-none-match": etag}).status_code == 304
        publish_story(headline="Storm")
        assert client.get(SEARCH, {"q": "storm"}, headers={"if-none-match": etag}).status_code == 200

    @pytest.mark.parametrize("query", ["", "&ordering=-published_at", "&fields=headline,body,highlights"])
    def test_whole_stories_come_in_the_form_that_is_asked_for(self, client, query):
        publish_article(make_article("Harbour reopens", body=[paragraph("Boats are <b>back</b>.")]), by=ed())
        catch_up()
        address = f"/api/v1/search/?q=harbour&view=full{query}"
        [whole] = client.get(address).json()["results"]
        assert whole["body"]["blocks"][0]["type"] == "paragraph"
        [as_html] = client.get(f"{address}&body=html").json()["results"]
        assert as_html["body"]["html"] == "<p>Boats are &lt;b&gt;back&lt;/b&gt;.</p>"
        assert as_html["highlights"] == whole["highlights"]
        [without] = client.get(f"{address}&body=none").json()["results"]
        assert not {"blocks", "html"} & set(without["body"])
        assert client.get("/api/v1/search/?q=harbour&body=html").status_code == 400
        answer = client.get(f"{address}&body=html")
        assert client.get(f"{address}&body=html", headers={"if-none-match": answer["ETag"]}).status_code == 304
        assert client.get(f"{address}&body=none")["ETag"] != answer["ETag"]

    def test_parts_of_a_result_are_asked_for_by_name(self, client):
        publish_story(headline="Storm")
        catch_up()
        assert search(client, "storm", fields="headline")["results"] == [{"headline": "Storm"}]
        [result] = search(client, "storm", fields="highlights.headline")["results"]
        assert marked(result["highlights"]["headline"]) == "[Storm]"


@pytest.mark.parametrize("q", ["storm", '"the storm" -ferry boats OR sto*'])
@pytest.mark.parametrize("ordering", ["relevance", "-published_at"])
def test_a_search_costs_the_same_queries_however_much_is_found(client, q, ordering):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            search(client, q, ordering=ordering)
        return len(found)

    numbers = []
    for _ in range(2):
        for number in range(12):
            terms = {"tags": (publish_term("tag", f"t{len(numbers)}-{number}"),)}
            publish_story(headline="The storm", text="Boats.", at=minutes(number), **terms)
        catch_up()
        numbers.append(queries())
    assert numbers[0] == numbers[1] <= 9


HOSTILE = [
    "'", '"', '""', "*", "-", "- -", "OR", "OR OR", "NOT", "AND AND", "(", "))", "a:b", "title:storm", "{title}:x",
    "^a", "NEAR(a b)", "storm NEAR/2 boats", "a <-> b", "a & b", "!a", "a | b", ":*", "storm:*", "storm:A", "\\", "\\'",
    "';--", "' OR 1=1 --", "%", "_", "%s", "%(x)s", "\x00", "storm\x00", "\ufffd", "\u202estorm", "🌊 storm", "𝔰𝔱𝔬𝔯𝔪",
    "ﬁre", "İ", "ß", "ǅ", "\u0345", "ก" * 9, "band·1", "category·01", "-storm", '-"storm', "storm -storm", "“storm",
    "a" * 200, "1 2 3", "½", "²", "一二三", "\u0301\u0301", "storm" + "\u0301" * 50,
]  # fmt: skip


@pytest.mark.parametrize("ordering", ["relevance", "-published_at"])
def test_nothing_that_is_typed_is_an_error_or_an_operator(client, ordering):
    publish_story(headline="Storm")
    catch_up()
    for q in HOSTILE:
        answer = client.get(SEARCH, {"q": q, "ordering": ordering})
        assert answer.status_code in (200, 400), (q, answer.content)
        if answer.status_code == 400:
            assert answer.json()["errors"][0]["parameter"] == "q"


@pytest.mark.parametrize(
    ("q", "fault"),
    [
        (None, "is missing"),
        ("", "is empty"),
        ("...", "at least one word"),
        ("-storm", "at least one word"),
        ("x" * 201, "at most 200 characters"),
        ("a b c d e f g h i j k l m n o p q", "at most 16 words"),
        ("ab* cd* ef* gh*", "at most 3 words"),
    ],
)
def test_what_cannot_be_looked_for_says_why(client, q, fault):
    answer = client.get(SEARCH, {} if q is None else {"q": q})
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert error["parameter"] == "q"
    assert fault in error["detail"]


@pytest.mark.parametrize("part", ["a ", '"', "é", "-", "(", "\u0301", "a*", "OR ", "一"])
def test_a_megabyte_is_refused_at_once(client, part):
    address = f"{SEARCH}?q={quote(part) * (1_000_000 // len(quote(part)))}"
    start = time.process_time()
    assert client.get(address).status_code == 400
    assert time.process_time() - start < 3
