from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.urls import reverse

from articles.models import Article, PictureRequest, State
from articles.publishing import move_article, publish_article, unpublish_article
from authors.models import User
from cms.models import Document
from tests.factories import (
    ada,
    ed,
    make_article,
    make_author,
    make_category,
    make_tag,
    paragraph,
    picture_file,
    take_in,
)

if TYPE_CHECKING:
    from typing import Any

    from django.test import Client

    from media.models import Image

pytestmark = pytest.mark.django_db

STORIES = "admin:articles_article_changelist"


def make_picture(color: str = "steelblue", **fields: Any) -> Image:
    file = ContentFile(picture_file(color, (640, 480)).read(), name="boats.jpg")
    return take_in(file, by=ed(), **{"alt": "Boats.", "credit": "Cal Lens", **fields})


def headlines(client: Client, **query: str) -> set[str]:
    return {article.headline for article in client.get(reverse(STORIES), query).context["cl"].result_list}


@pytest.mark.parametrize("n", [1, 12])
def test_the_list_of_stories_costs_the_same_for_any_number(
    client: Client, n: int, django_assert_max_num_queries
) -> None:
    picture = make_picture()
    for number in range(n):
        author, tag = make_author(f"Author {number}"), make_tag(f"Tag {number}")
        article = make_article(f"Story {number}", authors=[author], tags=[tag], lead_image=picture)
        publish_article(article, by=ed())
    client.force_login(ed())
    with django_assert_max_num_queries(13):
        assert len(client.get(reverse(STORIES)).context["cl"].result_list) == n


@pytest.mark.parametrize("word", ["ferry", "Café", "harbour", "light", "ada-r", "Reporter"])
def test_a_story_is_found_by_any_of_its_words(client: Client, word: str) -> None:
    story = make_article(
        "Ferry sails again",
        slug="ferry-by-ada-r",
        standfirst=[{"text": "At first light."}],
        body=[paragraph("The Café at the harbour is open.")],
        authors=[make_author("Ada Reporter")],
    )
    make_article("Nothing of that", body=[paragraph("Other words.")])
    client.force_login(ed())
    assert headlines(client, q=word) == {story.headline}


def test_a_section_is_listed_with_everything_in_it(client: Client) -> None:
    world = make_category("World")
    make_article("In Europe", category=make_category("Europe", world))
    make_article("In the world", category=world)
    make_article("In sport", category=make_category("Sport"))
    client.force_login(ed())
    assert headlines(client, section=world.pk) == {"In Europe", "In the world"}
    assert headlines(client, section="nobody") == set()


def test_stories_are_filtered_by_state_and_by_changes_that_wait(client: Client) -> None:
    live, changed, draft = make_article("Live"), make_article("Changed"), make_article("Draft")
    for article in (live, changed):
        publish_article(article, by=ed())
    Article.objects.filter(pk=changed.pk).update(version=2)
    client.force_login(ed())
    assert headlines(client, state="published") == {"Live", "Changed"}
    assert headlines(client, state="draft") == {draft.headline}
    assert headlines(client, changes="waiting") == {"Changed"}
    assert headlines(client, changes="none") == {"Live"}
    assert "Changes not yet live" in client.get(reverse(STORIES)).content.decode()


@pytest.mark.parametrize(
    "query", ["state=nonsense", "changes=x", "section=%00", "o=99", "p=zzz", "published_at_from=x"]
)
def test_a_wrong_filter_is_no_error(client: Client, query: str) -> None:
    make_article()
    client.force_login(ed())
    assert client.get(f"{reverse(STORIES)}?{query}").status_code in (200, 302)


def act(client: Client, action: str, *articles: Article) -> str:
    sent = {"action": action, "_selected_action": [it.pk for it in articles]}
    return client.post(reverse(STORIES), sent, follow=True).content.decode()


def test_many_are_published_and_each_refusal_is_told(client: Client) -> None:
    good, bare = make_article("Good"), make_article("Bare", category=None)
    client.force_login(ed())
    page = act(client, "publish", good, bare)
    assert "Published: “Good”" in page
    assert "“Bare”: Choose a category" in page
    assert Document.objects.live().filter(kind="article").count() == 1


def test_a_writer_is_offered_only_what_a_writer_may(client: Client) -> None:
    article = make_article()
    client.force_login(ada())
    page = client.get(reverse(STORIES)).content.decode()
    assert "Submit for review the chosen stories" in page
    assert "Publish the chosen stories" not in page
    act(client, "publish", article)
    assert not Document.objects.exists()


def test_a_visitor_who_may_only_look_is_offered_nothing(client: Client) -> None:
    visitor = User.objects.create_user("visitor", is_staff=True)
    visitor.user_permissions.set(Permission.objects.filter(codename="view_article"))
    make_article()
    client.force_login(visitor)
    assert "the chosen stories" not in client.get(reverse(STORIES)).content.decode()


def test_the_overview_shows_what_is_to_be_done(client: Client) -> None:
    waiting = make_article("Waits for an editor")
    move_article(waiting, "submit", by=ed())
    PictureRequest.objects.create(article=waiting, caption="A ferry at noon.")
    late = make_article("Should be out")
    publish_article(make_article("Out already"), by=ed())
    Article.objects.filter(pk=late.pk).update(
        state=State.SCHEDULED,
        scheduled_for=late.saved_at,
        scheduled_revision=late.revisions.get(),
        schedule_problem="Choose a category.",
    )
    client.force_login(ed())
    page = client.get(reverse("admin:index")).content.decode()
    for words in ("Waits for an editor", "A ferry at noon.", "Should be out", "Choose a category.", "Out already"):
        assert words in page


def test_an_empty_overview_says_how_to_begin(client: Client) -> None:
    client.force_login(ed())
    page = client.get(reverse("admin:index")).content.decode()
    assert "No drafts. Add a story to begin." in page
    assert "Nothing is public yet." in page


def test_the_way_through_the_desk_leads_only_where_one_may_go(client: Client) -> None:
    client.force_login(ada())
    page = client.get(reverse("admin:index")).content.decode()
    assert reverse(STORIES) in page
    assert reverse("admin:authors_user_changelist") not in page
    assert reverse("admin:cms_event_changelist") not in page


@pytest.mark.parametrize(
    "name",
    [
        "articles_article", "articles_category", "articles_tag", "articles_picturerequest", "authors_author",
        "authors_user", "auth_group", "media_image", "cms_event",
    ],
)  # fmt: skip
@pytest.mark.parametrize("filled", [True, False])
def test_every_list_answers_with_data_and_without(client: Client, name: str, filled: bool) -> None:
    if filled:
        article = make_article(authors=[make_author(portrait=make_picture())], tags=[make_tag("Storms")])
        publish_article(article, by=ed())
        PictureRequest.objects.create(article=article, caption="A ferry.")
    client.force_login(ed())
    assert client.get(reverse(f"admin:{name}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:{name}_changelist"), {"q": "a"}).status_code == 200


def test_the_log_is_read_and_never_written(client: Client) -> None:
    publish_article(make_article("Logged"), by=ed())
    client.force_login(ed())
    page = client.get(reverse("admin:cms_event_changelist")).content.decode()
    assert "Logged" in page
    assert client.get(reverse("admin:cms_event_change", args=[1])).status_code == 200
    assert client.post(reverse("admin:cms_event_delete", args=[1]), {"post": "yes"}).status_code == 403
    assert client.post(reverse("admin:cms_event_change", args=[1]), {"actor": "nobody"}).status_code == 403


def test_the_log_is_told_in_words_and_searched_by_them(client: Client) -> None:
    article = make_article("Ferry sails")
    publish_article(article, by=ed())
    unpublish_article(article, by=ed())
    client.force_login(ed())
    listing = reverse("admin:cms_event_changelist")

    page = client.get(listing).content.decode()
    assert "Story" in page
    assert "Taken away" in page
    assert "article.unpublished" not in page

    taken_away = client.get(listing, {"what": "article", "happened": "unpublished"}).context["cl"].queryset
    assert [event.type for event in taken_away] == ["article.unpublished"]


def test_an_empty_list_says_what_it_is_for_and_one_without_matches_how_to_see_all(client: Client) -> None:
    client.force_login(ed())
    listing = reverse("admin:articles_tag_changelist")
    assert "Their first story makes them public." in client.get(listing).content.decode()

    make_tag("Storms")
    page = client.get(listing, {"q": "zebra"}).content.decode()
    assert "No tag has “zebra”" in page
    assert "Show all tags" in page
