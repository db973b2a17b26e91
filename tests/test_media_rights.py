"""Readers get a picture while something that they can see shows it and its rights allow it, and at no other time."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.checks import NotReady
from articles.editing import save_revision
from articles.models import Article, State
from articles.publishing import (
    publish_article,
    schedule_article,
    take_down_article,
    unpublish_article,
)
from authors.publishing import publish_authors
from cms.models import Document, Event
from cms.worker import Worker
from media.models import Image
from media.publishing import (
    NotFit,
    bring_up_to_date,
    follow_the_clock,
    is_public,
    publish_image,
    publish_images,
    release_unused,
    withdraw_image,
)
from media.renditions import renditions_of
from tests.factories import ada, ed, make_article, make_author, make_picture, paragraph, picture_block, retract

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
LISTS = ["articles/", "articles/?view=full", "authors/", "authors/?view=full"]


@pytest.fixture(autouse=True)
def files_on_request(settings: Any) -> None:
    """The worker does all of its jobs but the one that makes files, which takes long and is of no matter here."""
    settings.LONG_JOBS = [job for job in settings.LONG_JOBS if job != "media.making.make_next"]


@pytest.fixture(autouse=True)
def noon(time_machine: Any) -> None:
    time_machine.move_to(NOON)


def work() -> None:
    assert Worker().run_once() == []


def story_with(image: Image, headline: str = "Harbour reopens", **fields: Any) -> Article:
    """It leads with the picture and shows it in its text."""
    body = [paragraph("Boats left at first light."), picture_block(image)]
    return make_article(headline, lead_image=image, body=body, **fields)


def published(article: Article) -> Article:
    publish_article(article, by=ed())
    return article


def detail(client: Client, kind: str, key: str) -> Any:
    answer = client.get(f"/api/v1/{kind}/{key}/")
    assert answer.status_code == 200
    return answer.json()


def shows(client: Client, article: Article, image: Image) -> set[str]:
    """Where in what readers get of the story the picture stands."""
    story = detail(client, "articles", article.key)
    [card] = [it for it in client.get("/api/v1/articles/").json()["results"] if it["id"] == article.key]
    parts = {"lead": story["lead_media"], "text": story["body"], "social": story["seo"], "card": card["image"]}
    return {name for name, part in parts.items() if image.digest[:32] in json.dumps(part)}


EVERYWHERE = {"lead", "text", "social", "card"}


def traces(client: Client, image: Image) -> list[str]:
    """All addresses at which a reader finds the picture, or any other mention of its files."""
    stories = Document.objects.filter(kind="article").values_list("key", flat=True).distinct()
    pages = [f"/api/v1/{path}" for path in [*LISTS, f"images/{image.key}/", *(f"articles/{key}/" for key in stories)]]
    files = [f"/files/{rendition.name}" for rendition in renditions_of(image.original)]
    assert len(files) > 10
    found = [path for path in files if client.get(path).status_code != 404]
    found += [path for path in pages if image.digest[:32] in client.get(path).content.decode()]
    return found + [path for path in pages if "/images/" in path and client.get(path).status_code not in (404, 410)]


def is_served(client: Client, image: Image) -> bool:
    """Both what there is to know of it and a file."""
    file = client.get(f"/files/{renditions_of(image.original)[-1].name}").status_code
    about = client.get(f"/api/v1/images/{image.key}/").status_code
    assert (file == 200) == (about == 200)
    return file == 200


class TestRightsThatEnd:
    def test_at_that_moment_the_picture_is_gone_and_the_story_stays(self, client, time_machine):
        image = make_picture(expires_at=NOON + HOUR)
        story, other = published(story_with(image)), make_article("Another")
        other.related.add(story)
        save_revision(other, by=ada())
        published(other)
        assert shows(client, story, image) == EVERYWHERE
        assert is_served(client, image)

        time_machine.move_to(NOON + HOUR)
        work()

        assert shows(client, story, image) == set()
        assert traces(client, image) == []
        assert detail(client, "articles", story.key)["headline"] == "Harbour reopens"
        assert detail(client, "articles", other.key)["related"][0]["image"] is None
        assert client.get(f"/api/v1/images/{image.key}/").status_code == 410

    def test_when_they_are_extended_it_comes_back_without_anybody_republishing(self, client, time_machine):
        image = make_picture(expires_at=NOON + HOUR)
        story = published(story_with(image))
        time_machine.move_to(NOON + 2 * HOUR)
        work()
        image.expires_at = NOON + 9 * HOUR
        image.save()
        bring_up_to_date(image, by=ed())
        work()
        assert shows(client, story, image) == EVERYWHERE
        assert is_served(client, image)
        assert detail(client, "images", image.key)["rights"]["expires_at"] == "2026-11-22T21:00:00Z"

    def test_an_edit_that_ends_them_takes_it_away_at_once(self, client):
        image = make_picture()
        published(story_with(image))
        image.expires_at = NOON - HOUR
        image.save()
        bring_up_to_date(image, by=ed())
        assert not is_served(client, image)

    def test_a_story_cannot_be_published_with_it(self):
        story = story_with(make_picture(expires_at=NOON - HOUR))
        with pytest.raises(NotReady, match="its rights ended on 22 November 2026"):
            publish_article(story, by=ed())
        assert not Document.objects.exists()

    def test_a_portrait_leaves_the_profile_and_the_byline(self, client, time_machine):
        portrait = make_picture("Ada at her desk.", expires_at=NOON + HOUR)
        author = make_author(portrait=portrait)
        story = published(make_article(authors=[author]))
        assert byline(client, story)["portrait"]["id"] == portrait.key
        time_machine.move_to(NOON + HOUR)
        work()
        assert byline(client, story)["portrait"] is None
        assert detail(client, "authors", author.key)["portrait"] is None
        assert traces(client, portrait) == []

    def test_a_portrait_that_the_desk_withdraws_leaves_them_without_an_edit(self, client):
        portrait = make_picture("Ada at her desk.")
        author = make_author(portrait=portrait)
        story = published(make_article(authors=[author]))
        withdraw_image(portrait, by=ed())
        work()
        assert byline(client, story)["portrait"] is None
        assert detail(client, "authors", author.key)["portrait"] is None
        assert traces(client, portrait) == []


def byline(client: Client, story: Article) -> Any:
    return detail(client, "articles", story.key)["byline"]["contributors"][0]["author"]


class TestEmbargo:
    def test_a_story_with_the_picture_waits_and_is_told_until_when(self, client, time_machine):
        image = make_picture(embargo_until=NOON + HOUR)
        story = story_with(image)
        with pytest.raises(NotReady, match="is under embargo until 22 November 2026, 13:00 UTC"):
            publish_article(story, by=ed())
        work()
        assert traces(client, image) == []
        time_machine.move_to(NOON + HOUR)
        publish_article(story, by=ed())
        assert shows(client, story, image) == EVERYWHERE
        assert is_served(client, image)

    def test_one_that_comes_later_takes_the_picture_out_and_its_end_brings_it_back(self, client, time_machine):
        image = make_picture()
        story = published(story_with(image))
        image.embargo_until = NOON + HOUR
        image.save()
        bring_up_to_date(image, by=ed())
        work()
        assert traces(client, image) == []
        time_machine.move_to(NOON + HOUR)
        work()
        assert shows(client, story, image) == EVERYWHERE
        assert is_served(client, image)

    def test_a_portrait_comes_by_itself(self, client, time_machine):
        portrait = make_picture("Ada at her desk.", embargo_until=NOON + HOUR)
        author = make_author(portrait=portrait)
        story = published(make_article(authors=[author]))
        work()
        assert byline(client, story)["portrait"] is None
        assert traces(client, portrait) == []
        time_machine.move_to(NOON + HOUR)
        work()
        assert byline(client, story)["portrait"]["id"] == portrait.key
        assert detail(client, "authors", author.key)["portrait"]["id"] == portrait.key
        assert is_served(client, portrait)


class TestTheDeskWithdraws:
    def test_no_story_brings_it_back(self, client):
        image = make_picture()
        story = published(story_with(image))
        withdraw_image(image, by=ed())
        assert not is_served(client, image)
        work()
        assert traces(client, image) == []
        for article in (story, story_with(image, "Another")):
            with pytest.raises(NotReady, match="was withdrawn: choose another, or publish it again"):
                publish_article(article, by=ed())
        publish_images([image], by=ed())
        bring_up_to_date(image, by=ed())
        work()
        assert traces(client, image) == []

    def test_only_publishing_it_by_name_does(self, client):
        image = make_picture()
        story = published(story_with(image))
        withdraw_image(image, by=ed())
        work()
        publish_image(image, by=ed())
        work()
        assert shows(client, story, image) == EVERYWHERE


class TestStoriesThatReadersDoNotHave:
    """What only they show has no address, whoever guesses it."""

    @pytest.mark.parametrize("state", ["draft", "under embargo", "scheduled"])
    def test_nothing_of_a_picture_is_there_before_its_story(self, client, state):
        image = make_picture()
        story = story_with(image, embargo_until=NOON + HOUR if state == "under embargo" else None)
        if state == "scheduled":
            schedule_article(story, at=NOON + HOUR, by=ed())
        bring_up_to_date(image, by=ed())
        work()
        assert traces(client, image) == []

    @pytest.mark.parametrize("change", ["unpublish", "take down", "retract"])
    def test_nothing_of_it_is_left_once_its_story_goes(self, client, change):
        image = make_picture()
        story = published(story_with(image))
        assert is_served(client, image)
        go(story, change)
        # No worker has run.
        assert traces(client, image) == []
        work()
        assert traces(client, image) == []

    def test_it_comes_back_with_the_story(self, client):
        image = make_picture()
        story = published(story_with(image))
        first = Image.objects.get().published_at
        unpublish_article(story, by=ed())
        publish_article(story, by=ed())
        assert shows(client, story, image) == EVERYWHERE
        assert is_served(client, image)
        assert Image.objects.get().published_at == first

    @pytest.mark.parametrize("change", ["unpublish", "take down", "retract"])
    def test_it_stays_while_another_story_shows_it(self, client, change):
        image = make_picture()
        first, second = published(story_with(image, "First")), published(story_with(image, "Second"))
        go(first, change)
        work()
        assert shows(client, second, image) == EVERYWHERE
        assert is_served(client, image)
        go(second, change)
        assert traces(client, image) == []

    def test_a_new_version_without_the_picture_lets_it_go(self, client):
        image, other = make_picture(), make_picture("A lighthouse.")
        story = published(story_with(image))
        story.lead_image, story.body = other, [picture_block(other)]
        story.save()
        save_revision(story, by=ada())
        work()
        assert is_served(client, image), "readers have the older version still"
        publish_article(story, by=ed())
        work()
        assert traces(client, image) == []
        assert shows(client, story, other) == EVERYWHERE

    def test_a_portrait_that_is_replaced_goes(self, client):
        old, new = make_picture("Ada, 2012."), make_picture("Ada, 2026.")
        author = make_author(portrait=old)
        story = published(make_article(authors=[author]))
        author.portrait = new
        author.save()
        publish_authors([author], by=ed())
        work()
        assert traces(client, old) == []
        assert byline(client, story)["portrait"]["id"] == new.key

    def test_a_picture_that_was_published_by_name_needs_no_story(self, client):
        image = make_picture()
        publish_image(image, by=ed())
        story = published(story_with(image))
        unpublish_article(story, by=ed())
        work()
        assert is_served(client, image)


def go(story: Article, change: str) -> None:
    if change == "unpublish":
        unpublish_article(story, by=ed())
    elif change == "take down":
        take_down_article(story, notice="By order of a court.", by=ed())
    else:
        retract(story, "It is not so.")


class TestWhatAPictureNeeds:
    @pytest.mark.parametrize(
        ("lacking", "words"),
        [
            ({"alt": ""}, "needs alternative text, or to be marked as decorative"),
            ({"credit": ""}, "needs a credit"),
            ({"alt": "", "decorative": True, "credit": ""}, "needs a credit"),
        ],
    )
    def test_without_it_neither_a_story_nor_the_desk_publishes_it(self, client, lacking, words):
        image = make_picture(title="Harbour", **lacking)
        with pytest.raises(NotReady, match=f"The picture “Harbour” {words}"):
            publish_article(story_with(image), by=ed())
        with pytest.raises(NotFit, match=f"The picture “Harbour” {words}"):
            publish_image(image, by=ed())
        image.refresh_from_db()
        assert not image.stands_alone
        assert traces(client, image) == []

    def test_one_that_is_decorative_needs_no_alternative_text(self, client):
        image = make_picture("", decorative=True)
        story = published(story_with(image))
        assert detail(client, "articles", story.key)["lead_media"]["image"]["alt"] == ""

    def test_all_that_is_wrong_is_said_at_once(self):
        bare, late = make_picture("", title="Bare", credit=""), make_picture(title="Late", embargo_until=NOON + HOUR)
        story = make_article(body=[picture_block(bare, 1), picture_block(late, 2)])
        with pytest.raises(NotReady) as refused:
            publish_article(story, by=ed())
        words = str(refused.value)
        assert "“Bare” needs alternative text" in words
        assert "“Bare” needs a credit" in words
        assert "“Late” is under embargo" in words

    def test_a_portrait_without_credit_stays_away_until_it_has_one(self, client):
        portrait = make_picture("Ada at her desk.", credit="")
        author = make_author(portrait=portrait)
        story = published(make_article(authors=[author]))
        work()
        assert byline(client, story)["portrait"] is None
        assert traces(client, portrait) == []
        portrait.credit = "Cal Lens"
        portrait.save()
        bring_up_to_date(portrait, by=ed())
        work()
        assert byline(client, story)["portrait"]["id"] == portrait.key

    def test_a_credit_that_goes_missing_takes_no_picture_out_of_a_published_story(self, client):
        image = make_picture()
        story = published(story_with(image))
        image.credit = ""
        image.save()
        bring_up_to_date(image, by=ed())
        work()
        assert shows(client, story, image) == EVERYWHERE

    @pytest.mark.parametrize("made", [Image.SourceType.TRAINED, Image.SourceType.COMPOSITE_TRAINED])
    def test_generative_ai_has_to_be_owned_up_to(self, client, made):
        """On the picture, wherever it appears, and in what the story says of itself."""
        image = make_picture(title="Harbour", digital_source_type=made, ai_label="Made with generative AI")
        story = story_with(image)
        with pytest.raises(
            NotReady, match="“Harbour” was made with generative AI: say so under “Use of AI”"
        ) as refused:
            publish_article(story, by=ed())
        assert [fault.field for fault in refused.value.findings] == ["ai_use"]
        story.ai_use = "The picture was made by software."
        story.save()
        save_revision(story, by=ada())
        publish_article(story, by=ed())
        assert detail(client, "articles", story.key)["lead_media"]["image"]["ai"] == {
            "generated": True,
            "system": None,
            "label": "Made with generative AI",
        }

    def test_other_software_has_not(self):
        published(story_with(make_picture(digital_source_type=Image.SourceType.ENHANCED)))


class TestTheWorker:
    def test_it_rests_when_all_is_as_it_should_be(self):
        published(story_with(make_picture(expires_at=NOON + HOUR)))
        make_picture("Ours, and past.", expires_at=NOON - HOUR)
        make_picture("Ours, and to come.", embargo_until=NOON + HOUR)
        make_author(portrait=make_picture("Ben.", credit="", embargo_until=NOON - HOUR))
        work()
        assert follow_the_clock() == 0

    def test_a_portrait_that_lacks_a_credit_does_not_keep_it_busy(self, time_machine):
        author = make_author(portrait=make_picture("Ada.", credit="", embargo_until=NOON + HOUR))
        published(make_article(authors=[author]))
        time_machine.move_to(NOON + HOUR)
        work()
        assert follow_the_clock() == 0

    @pytest.mark.parametrize("past", [timedelta(0), timedelta(milliseconds=400)])
    def test_a_clock_between_two_seconds_does_not_keep_it_busy(self, time_machine, past):
        image = make_picture(expires_at=NOON + HOUR + past)
        published(story_with(image))
        time_machine.move_to(NOON + HOUR + past + timedelta(milliseconds=100), tick=False)
        assert follow_the_clock() == 1
        assert follow_the_clock() == 0
        assert not is_public(image.key)

    @pytest.mark.parametrize("number", [1, 90])
    def test_lapsed_rights_are_found_and_dealt_with_in_few_queries(self, number, time_machine):
        publish_rows(number, stands_alone=True, expires_at=NOON + HOUR)
        with CaptureQueriesContext(connection) as idle:
            assert follow_the_clock() == 0
        assert len(idle) == 2
        time_machine.move_to(NOON + HOUR)
        with CaptureQueriesContext(connection) as asked:
            assert follow_the_clock() == number
        assert len(asked) < 25
        assert not Document.objects.live().exists()
        assert Event.objects.filter(type="image.unpublished").count() == number

    def test_it_looks_only_at_those_that_the_clock_concerns(self):
        publish_rows(3000, stands_alone=True)
        make_picture(expires_at=NOON - HOUR)
        make_picture(embargo_until=NOON - HOUR)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        with CaptureQueriesContext(connection) as asked:
            follow_the_clock()
        plans = [plan_of(query["sql"]) for query in asked]
        assert "image_expiry" in plans[0]
        assert ["image_embargo" in plan for plan in plans] == [True, True]

    @pytest.mark.parametrize("number", [1, 1000])
    def test_pictures_that_nothing_shows_any_more_are_released_in_few_queries(self, number):
        publish_rows(number)
        changed = published(make_article())
        unpublish_article(changed, by=ed())
        events = list(Event.objects.filter(kind="article"))
        with CaptureQueriesContext(connection) as asked:
            release_unused(events)
        assert len(asked) < 25
        assert not Document.objects.live().filter(kind="image").exists()
        with CaptureQueriesContext(connection) as asked:
            release_unused(events)
        assert len(asked) == 1


def publish_rows(number: int, **fields: Any) -> None:
    """Pictures by the hundred, without files."""
    rows = [
        Image(
            digest=f"{it:032x}{it:032x}",
            format="JPEG",
            width=800,
            height=600,
            alt="Boats.",
            credit="Cal Lens",
            **fields,
        )
        for it in range(number)
    ]
    publish_images(Image.objects.bulk_create(rows), by=None)


def plan_of(sql: str) -> str:
    """What the database says it will do for one query."""
    with connection.cursor() as cursor:
        cursor.execute(f"{'EXPLAIN QUERY PLAN' if connection.vendor == 'sqlite' else 'EXPLAIN'} {sql}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


DESK = """
import sys, django
django.setup()
from articles.models import Article
from articles.publishing import publish_article, unpublish_article
article, act = Article.objects.get(pk=sys.argv[1]), {"publish": publish_article, "unpublish": unpublish_article}
print("ready", flush=True)
sys.stdin.readline()
act[sys.argv[2]](article, by=None)
"""


@pytest.mark.parametrize("round_", range(3))
def test_one_desk_unpublishes_the_last_story_while_another_publishes_one_with_the_same_picture(
    client, other_process, round_
):
    image = make_picture()
    last, next_ = published(story_with(image, "Last")), story_with(image, "Next")
    desks = [
        subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", DESK, key, act],
            env=other_process,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for key, act in ((last.key, "unpublish"), (next_.key, "publish"))
    ]
    for desk in desks:
        assert desk.stdout.readline() == "ready\n"
    for desk in desks:
        desk.stdin.write("go\n")
        desk.stdin.flush()
    for desk in desks:
        desk.communicate(timeout=60)

    assert [desk.returncode for desk in desks] == [0, 0]
    last.refresh_from_db()
    assert last.state == State.UNPUBLISHED
    for _ in range(2):
        assert shows(client, next_, image) == EVERYWHERE
        assert is_served(client, image)
        work()
