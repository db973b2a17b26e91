from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from articles.checks import NotReady
from articles.editing import save_revision
from articles.gates import set_gate
from articles.models import Article, Correction, Gate, PictureRequest, State
from articles.publishing import (
    move_article,
    publish_article,
    publish_due,
    publish_sections,
    schedule_article,
    take_down_article,
    unpublish_article,
    unschedule_article,
)
from articles.publishing.article import UnderEmbargo
from articles.slugs import free_slug
from articles.workflow import TransitionRefused
from authors.models import Author
from authors.publishing import bring_up_to_date
from cms.dependents import recompile_stale
from cms.events import feed_subscribers
from cms.models import Document, Event, Reference, Stale
from cms.publishing import AddressTaken, PublishingError
from media.publishing import withdraw_image
from tests.factories import (
    ada,
    ed,
    make_article,
    make_author,
    make_category,
    make_picture,
    make_tag,
    paragraph,
    retract,
)

pytestmark = pytest.mark.django_db


def live(article: Article) -> dict:
    return json.loads(Document.objects.live().get(kind="article", key=article.key).body)


def work() -> None:
    """What the worker does until nothing is left."""
    while feed_subscribers() + recompile_stale():
        pass


def test_a_published_story_carries_all_that_its_page_shows():
    news = make_category("News")
    europe = make_category("Europe", parent=news)
    author = make_author("Ada Reporter", bio="Ada covers harbours.", job_title="Maritime correspondent")
    storm = make_tag("Storm")
    article = make_article(
        "Harbour reopens",
        category=europe,
        authors=[author],
        tags=[storm],
        standfirst=[{"text": "Boats left at first light."}],
        kicker="Leith",
    )

    publish_article(article, by=ed())

    body = live(article)
    assert body["type"] == "article"
    assert body["path"] == "/news/europe/harbour-reopens"
    assert [it["name"] for it in body["category"]["ancestors"]] == ["News"]
    assert body["byline"]["text"] == "Ada Reporter"
    assert body["byline"]["contributors"][0]["author"]["bio"] == "Ada covers harbours."
    assert [it["name"] for it in body["tags"]] == ["Storm"]
    assert body["body"]["blocks"][0]["text"] == [{"text": "The harbour reopened on Sunday."}]
    assert body["body"]["word_count"] == 5
    assert body["summary"] == "Boats left at first light."
    assert body["version"] == 1


def test_what_a_story_shows_is_in_the_log_before_it():
    article = make_article(authors=[make_author()], tags=[make_tag("Storm")])
    publish_article(article, by=ed())
    kinds = list(Event.objects.values_list("kind", flat=True))
    assert kinds[-1] == "article"
    assert {"category", "category_tree", "site", "author", "tag"} <= set(kinds[:-1])


def test_publishing_again_without_a_change_makes_no_event():
    article = make_article()
    publish_article(article, by=ed())
    events = Event.objects.count()
    publish_article(article, by=ed())
    save_revision(article, by=ada(), note="Nothing changed")
    publish_article(article, by=ed())
    assert Event.objects.count() == events
    assert not article.has_unpublished_changes


def test_readers_do_not_see_a_later_draft_even_when_the_story_is_brought_up_to_date():
    author = make_author(bio="Old bio")
    article = make_article("Harbour reopens", authors=[author])
    publish_article(article, by=ed())
    Article.objects.filter(pk=article.pk).update(headline="SECRET")
    article.refresh_from_db()
    save_revision(article, by=ada())

    author.bio = "New bio"
    author.save()
    bring_up_to_date(author, by=ed())
    work()

    body = live(article)
    assert body["headline"] == "Harbour reopens"
    assert body["byline"]["contributors"][0]["author"]["bio"] == "New bio"
    assert body["version"] == 2
    assert article.has_unpublished_changes
    assert not any("SECRET" in text for row in Document.objects.values_list("body", "card", "title") for text in row)


def test_a_renamed_category_reaches_every_story_below_it_and_old_addresses_stay_known():
    news = make_category("News")
    europe = make_category("Europe", parent=news)
    article = make_article("Harbour reopens", category=europe)
    publish_article(article, by=ed())

    news.name, news.slug = "World", "world"
    news.save()
    publish_sections(by=ed())
    work()

    body = live(article)
    assert body["path"] == "/world/europe/harbour-reopens"
    assert body["category"]["ancestors"][0]["name"] == "World"
    assert Document.objects.filter(path="/news/europe/harbour-reopens", key=article.key).exists()
    assert not Stale.objects.exists()


def test_an_author_without_published_stories_is_not_public():
    author = make_author()
    make_article(authors=[author])
    bring_up_to_date(author, by=ed())
    assert not Document.objects.exists()


def test_an_unpublished_story_is_not_brought_back_by_a_changed_author():
    author = make_author()
    article = make_article(authors=[author])
    publish_article(article, by=ed())
    Stale.objects.create(kind="article", key=article.key)
    unpublish_article(article, by=ed())
    work()
    assert article.state == State.UNPUBLISHED
    assert not Document.objects.live().filter(kind="article").exists()
    assert not Document.objects.live().filter(kind="author").exists()
    assert [it.type for it in Event.objects.order_by("-sequence")[:2]] == ["author.unpublished", "article.unpublished"]


def test_two_stories_that_show_each_other_come_to_rest():
    first = make_article("First")
    second = make_article("Second", related=[first])
    first.related.add(second)
    save_revision(first, by=ada())
    publish_article(first, by=ed())
    assert live(first)["related"] == []
    publish_article(second, by=ed())
    work()
    assert [it["headline"] for it in live(first)["related"]] == ["Second"]
    assert [it["headline"] for it in live(second)["related"]] == ["First"]
    events = Event.objects.count()
    work()
    assert Event.objects.count() == events


def test_a_related_story_disappears_when_it_is_unpublished():
    first = make_article("First")
    publish_article(first, by=ed())
    second = make_article("Second", related=[first])
    publish_article(second, by=ed())
    unpublish_article(first, by=ed())
    work()
    assert live(second)["related"] == []


def test_updated_moves_only_for_a_change_that_matters(time_machine):
    time_machine.move_to("2026-11-22T08:30:00Z")
    article = make_article()
    publish_article(article, by=ed())

    time_machine.move_to("2026-11-22T09:00:00Z")
    article.body = [paragraph("The harbor reopened on Sunday.")]
    article.save()
    save_revision(article, by=ada())
    publish_article(article, by=ed())
    dates = live(article)["dates"]
    assert dates["updated_at"] == "2026-11-22T08:30:00Z"
    assert dates["modified_at"] == "2026-11-22T09:00:00Z"

    time_machine.move_to("2026-11-22T10:00:00Z")
    publish_article(article, by=ed(), substantive=True)
    dates = live(article)["dates"]
    assert dates["first_published_at"] == dates["published_at"] == "2026-11-22T08:30:00Z"
    assert dates["updated_at"] == "2026-11-22T10:00:00Z"


def test_a_correction_goes_out_with_the_story_and_cannot_be_taken_back():
    article = make_article()
    publish_article(article, by=ed())
    correction = Correction.objects.create(article=article, text="It was 2012, not 2021.", was="2021", now="2012")
    publish_article(article, by=ed())

    body = live(article)
    assert body["corrections"][0]["text"] == [{"text": "It was 2012, not 2021."}]
    note = body["body"]["blocks"][-1]
    assert (note["type"], note["kind"], note["correction_id"]) == ("note", "correction", correction.key)


def test_a_serious_correction_stands_above_the_text():
    article = make_article()
    Correction.objects.create(article=article, text="The man was acquitted.", severity=Correction.Severity.SERIOUS)
    publish_article(article, by=ed())
    assert live(article)["body"]["blocks"][0]["type"] == "note"


def test_a_retraction_keeps_the_address_and_replaces_the_text():
    article = make_article("Minister resigns", standfirst=[{"text": "CLAIM"}], summary="CLAIM", seo_description="CLAIM")
    publish_article(article, by=ed())
    retract(article, "The minister has not resigned.")

    document = Document.objects.live().get(kind="article")
    body = json.loads(document.body)
    assert body["state"] == "retracted"
    assert [block["kind"] for block in body["body"]["blocks"]] == ["retraction"]
    assert body["seo"]["robots"][0] == "noindex"
    assert body["summary"] == "The minister has not resigned."
    assert "CLAIM" not in document.body
    assert "CLAIM" not in document.card
    assert not document.listed
    assert not Reference.objects.filter(document=document, listed=True).exists()
    assert Event.objects.filter(kind="article").last().type == "article.retracted"


def test_a_taken_down_story_needs_a_notice_and_leaves_one():
    article = make_article()
    publish_article(article, by=ed())
    with pytest.raises(PublishingError, match="notice"):
        take_down_article(article, notice=" ", by=ed())
    unpublish_article(article, by=ed())
    take_down_article(article, notice="Removed by order of a court.", by=ed())
    event = Event.objects.last()
    assert (event.type, event.notice) == ("article.taken_down", "Removed by order of a court.")
    assert article.state == State.TAKEN_DOWN


def test_nothing_goes_out_before_its_embargo(time_machine):
    time_machine.move_to("2026-11-22T08:00:00Z")
    article = make_article(embargo_until=timezone.now() + timedelta(hours=1))
    with pytest.raises(UnderEmbargo, match="embargo until 22 November 2026"):
        publish_article(article, by=ed())
    assert not Event.objects.exists()
    time_machine.move_to("2026-11-22T09:00:01Z")
    publish_article(article, by=ed())
    assert article.state == State.PUBLISHED


def test_a_story_that_is_not_ready_says_everything_that_is_missing_and_changes_nothing():
    article = make_article(" ", slug="empty", category=None, body=[])
    with pytest.raises(NotReady) as refused:
        publish_article(article, by=ed())
    assert {fault.field for fault in refused.value.findings} == {"headline", "category", "body"}
    article.refresh_from_db()
    assert article.state == State.DRAFT
    assert article.first_published_at is None
    assert not Event.objects.exists()


def test_what_is_wrong_with_the_text_is_told_by_its_block():
    article = make_article(body=[paragraph("Sound."), {"id": "b2", "type": "heading", "level": 9, "text": []}])
    with pytest.raises(NotReady, match=r"^Block 2 \(heading\): "):
        publish_article(article, by=ed())


def test_the_address_of_another_story_is_refused_by_name():
    storm = make_article("Storm at sea", slug="storm")
    publish_article(storm, by=ed())
    Article.objects.filter(pk=storm.pk).update(slug="calm", headline="Renamed, but not published yet")
    clash = make_article("Storm on land", slug="storm")
    with pytest.raises(AddressTaken, match="“Storm at sea”: choose another slug"):
        publish_article(clash, by=ed())
    clash.refresh_from_db()
    assert clash.state == State.DRAFT


def test_a_new_slug_keeps_clear_of_what_readers_know():
    storm = make_article("Storm", slug="storm")
    publish_article(storm, by=ed())
    Article.objects.filter(pk=storm.pk).update(slug="calm")
    assert free_slug("Storm") == "storm-2"
    assert free_slug("Storm", but=storm.key) == "storm"


def test_a_story_cannot_stand_where_a_category_stands():
    europe = make_category("Europe", parent=make_category("News"))
    publish_sections(by=ed())
    with pytest.raises(AddressTaken, match="/news/europe belongs to the category “Europe”"):
        publish_article(make_article("Europe", category=europe.parent, slug="europe"), by=ed())


def test_ada_may_not_publish():
    article = make_article()
    with pytest.raises(TransitionRefused, match="the permission “Can publish and unpublish stories”"):
        publish_article(article, by=ada())
    move_article(article, "submit", by=ada())
    assert article.state == State.IN_REVIEW


def test_a_spiked_story_cannot_be_published():
    article = make_article()
    move_article(article, "spike", by=ed())
    with pytest.raises(TransitionRefused, match="spiked"):
        publish_article(article, by=ed())


def test_the_worker_publishes_what_was_scheduled_and_nothing_newer(time_machine):
    time_machine.move_to("2026-11-22T08:00:00Z")
    article = make_article("Budget at noon")
    schedule_article(article, at=timezone.now() + timedelta(hours=4), by=ed())
    Article.objects.filter(pk=article.pk).update(headline="Typed later")
    article.refresh_from_db()
    save_revision(article, by=ada())
    assert publish_due() == 0

    time_machine.move_to("2026-11-22T12:00:01Z")
    assert publish_due() == 1
    assert publish_due() == 0
    assert live(article)["headline"] == "Budget at noon"
    article.refresh_from_db()
    assert (article.state, article.scheduled_for) == (State.PUBLISHED, None)


def test_a_schedule_that_fails_is_kept_and_says_why(time_machine):
    time_machine.move_to("2026-11-22T08:00:00Z")
    broken = make_article("Not cleared")
    fine = make_article("Fine")
    for article in (broken, fine):
        schedule_article(article, at=timezone.now() + timedelta(hours=1), by=ed())
    set_gate(broken, Gate.Kind.LEGAL, Gate.Status.NEEDED, by=ed())
    time_machine.move_to("2026-11-22T09:01:00Z")
    assert publish_due() == 1
    broken.refresh_from_db()
    assert broken.state == State.SCHEDULED
    assert "Legal" in broken.schedule_problem
    unschedule_article(broken, by=ed())
    assert (broken.state, broken.schedule_problem) == (State.READY, "")


def test_a_time_that_is_past_cannot_be_scheduled():
    with pytest.raises(PublishingError, match="still to come"):
        schedule_article(make_article(), at=timezone.now() - timedelta(minutes=1), by=ed())


@pytest.mark.parametrize("number", [1, 20])
def test_publishing_costs_the_same_queries_whatever_the_story_mentions(number, django_assert_max_num_queries):
    article = make_article(
        authors=[make_author(f"Author {n}") for n in range(number)],
        tags=[make_tag(f"Tag {n}") for n in range(number)],
    )
    by = ed()
    with django_assert_max_num_queries(81 if connection.vendor == "postgresql" else 75):
        publish_article(article, by=by)


def test_what_readers_know_already_is_not_published_again(django_assert_max_num_queries):
    known = {"authors": [make_author()], "tags": [make_tag("Storm")]}
    publish_article(make_article("First", **known), by=ed())
    article, by = make_article("Second", **known), ed()
    with django_assert_max_num_queries(31):
        publish_article(article, by=by)


def test_pictures_that_are_only_wished_for_do_not_stop_a_story():
    article = make_article()
    PictureRequest.objects.create(article=article, caption="A pier", after_block="paragraph0001")
    publish_article(article, by=ed())
    assert "A pier" not in Document.objects.live().get(kind="article").body


def test_an_author_profile_changes_in_place():
    author = make_author("Ada Reporter")
    article = make_article(authors=[author])
    publish_article(article, by=ed())
    Author.objects.filter(pk=author.pk).update(slug="ada")
    author.refresh_from_db()
    bring_up_to_date(author, by=ed())
    assert Document.objects.live().get(kind="author").path == "/authors/ada"
    assert Document.objects.filter(kind="author", path="/authors/ada-reporter").exists()


def test_a_story_that_was_never_saved_compiles_to_the_same_bytes_again():
    body = [{"type": "paragraph", "text": [{"text": "At noon."}], "id": "paragraph0001"}]
    article = Article.objects.create(headline="Script", slug="script", category=make_category("News"), body=body)
    publish_article(article, by=ed())
    events = Event.objects.count()
    Stale.objects.create(kind="article", key=article.key)
    work()
    publish_article(article, by=ed())
    assert Event.objects.count() == events


def test_a_draft_cannot_move_the_public_story_in_lists(time_machine):
    time_machine.move_to("2026-11-22T08:30:00Z")
    author = make_author()
    article = make_article(authors=[author])
    publish_article(article, by=ed())
    article.published_at = timezone.now() + timedelta(days=900)
    article.save()
    save_revision(article, by=ada())
    bring_up_to_date_with(author, bio="New")
    assert live(article)["dates"]["published_at"] == "2026-11-22T08:30:00Z"
    assert live(article)["byline"]["contributors"][0]["author"]["bio"] == "New"
    with pytest.raises(NotReady, match="lies in the future"):
        publish_article(article, by=ed())


def test_the_desk_may_place_a_story_in_the_past():
    article = make_article(published_at=datetime(2020, 1, 2, 3, 4, 5, 678, tzinfo=UTC))
    article.refresh_from_db()
    save_revision(article, by=ada())
    publish_article(article, by=ed())
    dates = live(article)["dates"]
    assert dates["published_at"] == dates["first_published_at"] == "2020-01-02T03:04:05Z"


def bring_up_to_date_with(author: Author, **changes: str) -> None:
    Author.objects.filter(pk=author.pk).update(**changes)
    author.refresh_from_db()
    bring_up_to_date(author, by=ed())
    work()


def test_a_retracted_story_is_shown_by_no_other_and_retracted_once():
    author = make_author()
    claim = make_article("Claim", authors=[author])
    publish_article(claim, by=ed())
    other = make_article("Other", related=[claim])
    publish_article(other, by=ed())
    assert [it["headline"] for it in live(other)["related"]] == ["Claim"]
    retract(claim, "It is not so.")
    work()
    assert live(other)["related"] == []
    bring_up_to_date_with(author, bio="New")
    assert Event.objects.filter(type="article.retracted").count() == 1
    assert live(claim)["state"] == "retracted"


def test_a_correction_written_after_scheduling_waits(time_machine):
    time_machine.move_to("2026-11-22T08:00:00Z")
    article = make_article()
    schedule_article(article, at=timezone.now() + timedelta(hours=1), by=ed())
    time_machine.move_to("2026-11-22T08:30:00Z")
    Correction.objects.create(article=article, text="Not approved yet.")
    article.refresh_from_db()
    save_revision(article, by=ada())
    time_machine.move_to("2026-11-22T09:00:01Z")
    assert publish_due() == 1
    assert live(article)["corrections"] == []
    publish_article(article, by=ed())
    assert len(live(article)["corrections"]) == 1


def test_a_picture_that_was_withdrawn_is_not_brought_back_by_a_story():
    image = make_picture()
    author = make_author()
    article = make_article(lead_image=image, authors=[author])
    publish_article(article, by=ed())
    assert live(article)["lead_media"]["image"]["id"] == image.key
    withdraw_image(image, by=ed(), reason="taken_down", notice="Court order.")
    work()
    assert live(article)["lead_media"] is None
    with pytest.raises(NotReady, match="withdrawn"):
        publish_article(make_article("Another", lead_image=image), by=ed())
    assert not Document.objects.live().filter(kind="image").exists()


def test_what_was_public_can_be_taken_down_from_any_state():
    article = make_article()
    with pytest.raises(TransitionRefused):
        take_down_article(article, notice="Court order.", by=ed())
    publish_article(article, by=ed())
    unpublish_article(article, by=ed())
    schedule_article(article, at=timezone.now() + timedelta(hours=1), by=ed())
    take_down_article(article, notice="Court order.", by=ed())
    assert (article.state, article.scheduled_for) == (State.TAKEN_DOWN, None)


def test_an_address_that_is_too_long_is_said_before_a_database_says_it():
    category = None
    for number in range(5):
        category = make_category(f"C{number}", parent=category, slug=f"{number}" + "x" * 99)
    with pytest.raises(NotReady, match="shorter slug"):
        publish_article(make_article(category=category), by=ed())
