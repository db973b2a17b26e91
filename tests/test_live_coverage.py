"""Ada posts from the harbour; readers have each post at once, and are told what was changed and what was taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article, LiveUpdate
from articles.publishing import (
    delete_update,
    end_coverage,
    publish_article,
    publish_update,
    resume_coverage,
    take_down_article,
    unpublish_article,
)
from authors.publishing import bring_up_to_date
from cms.delivery import coverage
from cms.dependents import recompile_stale
from cms.events import feed_subscribers
from cms.models import Document, Event
from cms.publishing import PublishingError
from tests.factories import ada, ed, make_article, make_author, make_picture, paragraph, picture_block, retract

pytestmark = pytest.mark.django_db

URL = "/api/v1/articles/storm/updates/"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def story() -> Article:
    story = make_article("Storm", kind="live")
    publish_article(story, by=ed())
    return story


def post(story: Article, headline: str, **fields) -> LiveUpdate:
    fields.setdefault("body", [paragraph(f"{headline}, and more.")])
    update = LiveUpdate.objects.create(article=story, headline=headline, **fields)
    publish_update(update, by=ed())
    return update


def get(client, **query) -> dict:
    answer = client.get(URL, query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def headlines(answer: dict) -> list[str]:
    return [it["update"]["headline"] for it in answer["results"]]


def live(client) -> dict:
    return client.get("/api/v1/articles/storm/").json()["live"]


def settle() -> None:
    while feed_subscribers() or recompile_stale():
        pass


class TestPosts:
    def test_readers_have_a_post_once_it_is_published(self, client, story):
        draft = LiveUpdate.objects.create(article=story, headline="SECRET", body=[paragraph("SECRET")])
        assert get(client)["results"] == []
        assert live(client)["updates_count"] == 0
        publish_update(draft, by=ed())
        [found] = get(client)["results"]
        assert (found["op"], found["id"], found["update"]["headline"]) == ("upsert", draft.key, "SECRET")
        assert live(client)["updates"] == [found["update"]]

    def test_a_later_draft_of_it_stays_in_the_newsroom(self, client, story):
        writer = make_author("Ada Reporter")
        update = post(story, "First boat leaves", author=writer)
        LiveUpdate.objects.update(headline="SECRET")
        writer.bio = "Ada covers harbours."
        writer.save()
        bring_up_to_date(writer, by=ed())
        settle()
        [found] = get(client)["results"]
        assert found["update"]["headline"] == "First boat leaves"
        assert found["update"]["author"]["bio"] == "Ada covers harbours."
        assert live(client)["updates"] == [found["update"]]
        update.refresh_from_db()
        assert update.has_unpublished_changes

    def test_the_story_tells_what_its_page_needs(self, client, story):
        first = post(story, "First boat leaves", key_event=True)
        second = post(story, "Ferry to restart", pinned=True)
        told = live(client)
        assert (told["status"], told["updates_count"], told["pinned"]) == ("live", 2, second.key)
        assert [it["id"] for it in told["key_events"]] == [first.key]
        assert told["updates_url"].endswith(f"/articles/{story.key}/updates/")
        end_coverage(story, by=ed())
        assert (live(client)["status"], live(client)["poll_after"]) == ("ended", None)
        resume_coverage(story, by=ed())
        assert live(client)["status"] == "live"

    def test_search_engines_are_told_of_each_post(self, client, story):
        update = post(story, "First boat leaves")
        told = client.get(f"/api/v1/articles/{story.key}/?format=jsonld").json()
        assert told["@type"] == "LiveBlogPosting"
        [found] = told["liveBlogUpdate"]
        assert (found["headline"], found["articleBody"]) == ("First boat leaves", "First boat leaves, and more.")
        assert found["url"].endswith(f"/storm#{update.key}")

    def test_a_picture_comes_along(self, client, story):
        picture = make_picture("A crane.")
        post(story, "Crane falls", body=[picture_block(picture)])
        assert get(client)["results"][0]["update"]["body"]["blocks"][0]["image"]["alt"] == "A crane."
        assert client.get(f"/api/v1/images/{picture.key}/").status_code == 200

    @pytest.mark.parametrize(
        ("fields", "told"),
        [
            ({"body": []}, "Write a headline or some text"),
            ({"body": [{"id": "x", "type": "paragraph"}]}, "."),
        ],
    )
    def test_what_is_not_ready_stays_a_draft(self, story, fields, told):
        update = LiveUpdate.objects.create(article=story, **fields)
        with pytest.raises(PublishingError, match=told):
            publish_update(update, by=ed())
        assert not Document.objects.filter(kind="update").exists()

    def test_only_a_published_live_story_has_posts(self):
        draft, other = make_article("Draft", kind="live"), make_article("Other")
        publish_article(other, by=ed())
        for article in (draft, other):
            with pytest.raises(PublishingError, match="Publish the story as live coverage first"):
                publish_update(LiveUpdate.objects.create(article=article, headline="A"), by=ed())

    def test_whoever_may_not_publish_is_refused(self, story):
        update = LiveUpdate.objects.create(article=story, headline="A")
        for verb in (publish_update, delete_update):
            with pytest.raises(PublishingError):
                verb(update, by=ada())

    def test_following_comes_to_rest(self, story):
        post(story, "First boat leaves")
        settle()
        events = Event.objects.count()
        publish_article(story, by=ed())
        settle()
        assert Event.objects.count() == events


class TestWindows:
    @pytest.fixture(autouse=True)
    def posts(self, story):
        self.story = story
        self.posts = [post(story, f"P{i}", key_event=i % 3 == 0) for i in range(7)]
        other = make_article("Other", kind="live")
        publish_article(other, by=ed())
        post(other, "Elsewhere")
        in_order = Document.objects.live().filter(kind="update").order_by("published_at", "key")
        self.order = [it.title for it in in_order if it.title != "Elsewhere"]

    def test_the_newest_and_the_oldest(self, client):
        newest = get(client, window="latest:3")
        assert (headlines(newest), newest["has_more"]) == (self.order[:-4:-1], True)
        assert headlines(get(client, window="oldest:2")) == self.order[:2]
        assert headlines(get(client)) == self.order[::-1]

    def test_key_events(self, client):
        assert set(headlines(get(client, window="key_events"))) == {"P0", "P3", "P6"}

    def test_those_around_one(self, client):
        middle = next(it for it in self.posts if it.headline == self.order[3])
        assert headlines(get(client, window=f"around:{middle.key}:2")) == self.order[1:6][::-1]
        first = next(it for it in self.posts if it.headline == self.order[0])
        assert headlines(get(client, window=f"around:{first.key}:1")) == self.order[1::-1]
        assert client.get(URL, {"window": f"around:{'0' * 26}:2"}).status_code == 404

    @pytest.mark.parametrize(
        "query",
        [
            {"window": "newest:3"}, {"window": "latest:0"}, {"window": "latest:101"}, {"window": "since:abc"},
            {"window": "around:x:3"}, {"since": "c_"}, {"since": "1"}, {"since": "c_1", "window": "key_events"},
            {"since": "c_" + "9" * 19},
        ],
    )  # fmt: skip
    def test_what_is_no_window_is_refused(self, client, query):
        answer = client.get(URL, query)
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["parameter"] in query

    def test_each_costs_the_same_queries_however_much_there_is(self, client, django_assert_max_num_queries):
        for query in ({}, {"since": "c_0"}, {"window": f"around:{self.posts[2].key}:10"}, {"window": "key_events"}):
            with django_assert_max_num_queries(5):
                get(client, **query)


class TestSince:
    def test_a_client_that_polls_ends_with_what_another_loads(self, client, story):
        kept: dict[str, dict] = {}

        def poll(cursor: str) -> str:
            answer = get(client, since=cursor)
            for it in answer["results"]:
                if it["op"] == "delete":
                    assert it["update"] is None
                    kept.pop(it["id"], None)
                else:
                    kept[it["id"]] = it["update"]
            return answer["cursor"]

        cursor = poll("c_0")
        first, second = post(story, "First"), post(story, "Second")
        cursor = poll(cursor)
        first.headline = "First, corrected"
        first.save()
        publish_update(first, by=ed())
        delete_update(second, by=ed())
        third = post(story, "Third")
        cursor = poll(cursor)
        assert {it["headline"] for it in kept.values()} == {"First, corrected", "Third"}
        assert kept == {it["id"]: it["update"] for it in get(client)["results"]}
        assert get(client, since=cursor) == {
            "article_id": story.key, "cursor": cursor, "has_more": False, "results": [],
        }  # fmt: skip
        publish_update(second, by=ed())
        delete_update(third, by=ed())
        poll(cursor)
        assert kept == {it["id"]: it["update"] for it in get(client)["results"]}

    def test_of_what_was_taken_back_nothing_is_sent(self, client, story):
        update = post(story, "SECRET")
        delete_update(update, by=ed())
        for query in ({}, {"since": "c_0"}, {"window": f"around:{update.key}:3"}, {"window": "key_events"}):
            assert b"SECRET" not in client.get(URL, query).content
        assert "SECRET" not in str(client.get("/api/v1/articles/storm/").json())

    def test_posts_can_be_had_without_their_texts(self, client, story):
        post(story, "First")
        delete_update(post(story, "Second"), by=ed())
        whole, short = client.get(f"{URL}?since=c_0"), client.get(f"{URL}?since=c_0&body=none")
        expected = whole.json()
        for it in expected["results"]:
            if it["update"]:
                del it["update"]["body"]["blocks"]
        assert short.json() == expected
        assert short["ETag"] != whole["ETag"]
        assert client.get(f"{URL}?body=html").status_code == 400
        for body, status in (("blocks", 200), ("none", 400)):
            assert client.get(f"{URL}?body={body}&fields=results.update.body.blocks").status_code == status

    def test_an_answer_that_would_be_the_same_is_not_sent(self, client, story):
        post(story, "First")
        known = {"if-none-match": client.get(URL)["ETag"]}
        assert client.get(URL, headers=known).status_code == 304
        post(story, "Second")
        assert client.get(URL, headers=known).status_code == 200
        assert f"article:{story.key}" in client.get(URL)["Surrogate-Key"].split()

    def test_more_than_fit_come_with_the_next_question(self, client, story, monkeypatch):
        monkeypatch.setattr(coverage, "CHANGES", 2)
        for i in range(3):
            post(story, f"P{i}")
        first = get(client, since="c_0")
        assert (headlines(first), first["has_more"]) == (["P0", "P1"], True)
        second = get(client, since=first["cursor"])
        assert (headlines(second), second["has_more"]) == (["P2"], False)


class TestTheStoryGoes:
    @pytest.mark.parametrize(
        ("verb", "status"),
        [
            (lambda it: unpublish_article(it, by=ed()), 410),
            (lambda it: take_down_article(it, notice="By order of a court.", by=ed()), 451),
        ],
    )
    def test_its_posts_go_with_it(self, client, story, verb, status):
        post(story, "SECRET")
        verb(story)
        assert client.get(URL).status_code == status
        assert not Document.objects.live().filter(kind="update").exists()

    def test_and_come_back_with_it(self, client, story):
        post(story, "First")
        unpublish_article(story, by=ed())
        publish_article(story, by=ed())
        assert headlines(get(client)) == ["First"]
        assert live(client)["updates_count"] == 1

    def test_a_retraction_leaves_nothing_of_them(self, client, story):
        post(story, "SECRET")
        retract(story, "We were wrong.")
        assert get(client)["results"] == []
        assert b"SECRET" not in client.get("/api/v1/articles/storm/").content


class TestWhatWasTakenBack:
    """Like a story that was unpublished, it has no past."""

    @pytest.fixture
    def told(self, client, story, time_machine) -> LiveUpdate:
        now = timezone.now()
        wrong = post(story, "A boat has sunk", key_event=True, pinned=True)
        time_machine.move_to(now + MINUTE, tick=False)
        post(story, "All boats are back", key_event=True)
        time_machine.move_to(now + 2 * MINUTE, tick=False)
        delete_update(wrong, by=ed())
        time_machine.move_to(now + 3 * MINUTE, tick=False)
        return wrong

    def version(self, client, number: int) -> dict:
        return client.get(f"/api/v1/articles/storm/versions/{number}/").json()

    def test_is_in_no_earlier_version_of_the_story(self, client, told):
        answers = [client.get(f"/api/v1/articles/storm/versions/{number}/") for number in (1, 2, 3, 4)]
        assert all(b"has sunk" not in it.content and told.key.encode() not in it.content for it in answers)
        shown = answers[2].json()["live"]
        assert [it["headline"] for it in shown["updates"]] == ["All boats are back"]
        assert (len(shown["key_events"]), shown["pinned"], shown["updates_count"]) == (1, None, 2)

    def test_is_not_told_by_what_was_public_at_a_time_and_what_changed_since(self, client, told):
        at = client.get("/api/v1/articles/storm/versions/3/").json()["dates"]["modified_at"]
        for path in (f"?at={at}", "versions/3/diff/", "versions/3/diff/?with=1", "versions/", "updates/?since=c_0"):
            answer = client.get(f"/api/v1/articles/storm/{path}")
            assert answer.status_code == 200
            assert b"has sunk" not in answer.content

    def test_a_version_without_it_is_not_taken_for_the_one_with_it(self, client, story):
        told = post(story, "A boat has sunk")
        publish_article(story, by=ed())
        before = client.get("/api/v1/articles/storm/versions/2/")["ETag"]
        delete_update(told, by=ed())
        answer = client.get("/api/v1/articles/storm/versions/2/", headers={"if-none-match": before})
        assert answer.status_code == 200
        assert b"has sunk" not in answer.content

    def test_comes_back_as_it_is_now_and_not_as_it_was(self, client, told):
        told.headline, told.body = "A boat is late", [paragraph("It is on its way.")]
        told.save()
        publish_update(told, by=ed())
        assert "A boat is late" in [it["headline"] for it in live(client)["updates"]]
        assert "A boat is late" in [it["headline"] for it in self.version(client, 5)["live"]["updates"]]
        assert [it["headline"] for it in self.version(client, 3)["live"]["updates"]] == ["All boats are back"]

    @pytest.mark.parametrize("fields", ["", "live.updates.headline", "live.key_events.headline"])
    def test_is_in_no_bundle(self, client, story, fields):
        told = post(story, "A boat has sunk", key_event=True)
        settle()
        url = client.get("/api/v1/bundles/", {"fields": fields} if fields else {}).json()["url"]
        assert b"has sunk" in client.get(url).content
        delete_update(told, by=ed())
        assert client.get(url).status_code == 410

    def test_the_log_says_that_it_was_taken_back(self, client, told):
        events = client.get("/api/v1/log/?limit=100").json()["results"]
        assert [it["type"] for it in events if it["key"] == told.key] == ["update.published", "update.taken_back"]


def test_an_old_name_of_the_story_leads_on(client, story):
    post(story, "First")
    answer = client.get("/api/v1/articles/STORM/updates/?window=latest:1")
    assert answer.status_code == 301
    assert headlines(client.get(answer["Location"]).json()) == ["First"]
    assert client.get("/api/v1/articles/never/updates/").status_code == 404


def test_a_story_that_is_not_live_has_none(client):
    publish_article(make_article("Storm"), by=ed())
    assert live(client) is None
    assert get(client)["results"] == []
