"""What a story was: its versions, any two compared, one restored; and who may see and do that."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.autosaving import Typed, discard_autosave, keep_autosave
from articles.editing import save_revision
from articles.models import Article, Category, Correction, Revision
from articles.publishing import publish_article, recompile_articles, schedule_article, unpublish_article
from articles.publishing.taxonomy import publish_tags
from articles.snapshot import snapshot_of
from cms.keys import new_key
from cms.models import Document
from tests.factories import (
    ada,
    ed,
    make_article,
    make_author,
    make_category,
    make_picture,
    make_tag,
    paragraph,
    picture_block,
    somebody_who_may,
)

if TYPE_CHECKING:
    from django.test import Client

    from authors.models import User

pytestmark = pytest.mark.django_db


def page_of(article: Article, name: str, *args: Any) -> str:
    return reverse(f"admin:articles_article_{name}", args=[article.pk, *args])


def words(response: Any) -> str:
    """What can be read on the page itself, with spaces between its parts."""
    assert response.status_code == 200
    html = response.content.decode()
    html = html[html.index('id="content"') :] if 'id="content"' in html else html
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def save(article: Article, *, note: str = "", by: User | None = None, **fields: Any) -> Revision:
    for name, value in fields.items():
        setattr(article, name, value)
    article.save()
    return save_revision(article, by=by or ada(), note=note)


def restore(client: Client, article: Article, number: int, *, opened: int | None = None) -> Any:
    article.refresh_from_db()
    sent = {"opened_version": str(article.version if opened is None else opened)}
    return client.post(page_of(article, "restore", number), sent, follow=True)


# The history.


def test_the_history_says_who_when_and_why_newest_first(client: Client, time_machine: Any) -> None:
    time_machine.move_to("2026-11-22T09:05:00Z", tick=False)
    article = make_article()
    time_machine.move_to("2026-11-22T10:15:00Z", tick=False)
    save(article, headline="Mended", note="A name was wrong", by=ed())
    client.force_login(ed())
    said = words(client.get(page_of(article, "history")))
    assert said.index("Version 2") < said.index("Version 1")
    assert "Ed, 22 Nov 2026, 10:15" in said
    assert "Ada, 22 Nov 2026, 09:05" in said
    assert "A name was wrong" in said


def test_times_are_told_in_the_zone_of_whoever_reads(client: Client, time_machine: Any) -> None:
    time_machine.move_to("2026-11-22T09:05:00Z", tick=False)
    article = make_article()
    editor = ed()
    editor.time_zone = "Asia/Tokyo"
    editor.save()
    client.force_login(editor)
    assert "22 Nov 2026, 18:05" in words(client.get(page_of(article, "history")))


def test_the_history_says_what_became_of_each_version(client: Client, time_machine: Any) -> None:
    time_machine.move_to("2026-11-22T09:00:00Z", tick=False)
    article = make_article()
    publish_article(article, by=ed())
    time_machine.move_to("2026-11-22T10:00:00Z", tick=False)
    save(article, headline="Not yet live")
    client.force_login(ed())
    said = words(client.get(page_of(article, "history")))
    order = ["Version 2", "Newest", "Published", "by ed, 22 Nov 2026, 09:00", "Version 1", "Live now"]
    assert [said.index(it) for it in order] == sorted(said.index(it) for it in order)


def test_corrections_that_were_published_stand_in_the_history(client: Client) -> None:
    article = make_article()
    publish_article(article, by=ed())
    Correction.objects.create(article=article, text="It was Tuesday.")
    save(article, headline="On Tuesday")
    publish_article(article, by=ed())
    client.force_login(ed())
    said = words(client.get(page_of(article, "history")))
    assert "Corrections published by ed" in said
    assert "article." not in said


def test_what_readers_lost_stands_in_the_history(client: Client) -> None:
    article = make_article()
    publish_article(article, by=ed())
    unpublish_article(article, by=ed())
    client.force_login(ed())
    said = words(client.get(page_of(article, "history")))
    assert "Taken away from readers" in said
    assert "Public last" in said
    assert "Live now" not in said


def test_a_version_that_waits_says_when_it_goes_out(client: Client, time_machine: Any) -> None:
    time_machine.move_to("2026-11-22T09:00:00Z", tick=False)
    article = make_article()
    schedule_article(article, at=timezone.now() + timedelta(hours=2), by=ed())
    client.force_login(ed())
    assert "Goes out 22 Nov 2026, 11:00" in words(client.get(page_of(article, "history")))


def test_what_the_system_brought_up_to_date_is_no_news(client: Client) -> None:
    section = make_category("News")
    article = make_article(category=section)
    publish_article(article, by=ed())
    section.name = "All news"
    section.save()
    recompile_articles([article.pk])
    assert Document.objects.live().get(kind="article").version == 2
    client.force_login(ed())
    assert "Changes published" not in words(client.get(page_of(article, "history")))


def test_a_long_history_has_pages_on_which_nothing_is_told_twice(client: Client, time_machine: Any) -> None:
    article = make_article()
    for number in range(2, 66):
        time_machine.move_to(f"2030-11-22T{10 + number // 60}:{number % 60:02}:00Z", tick=False)
        save(article, headline=f"Headline {number}")
        if number == 33:
            publish_article(article, by=ed())
    client.force_login(ed())
    pages = [words(client.get(page_of(article, "history"), {"p": it})) for it in (1, 2, 3)]
    told = [int(it) for said in pages for it in re.findall(r"Version (\d+) (?!:)", said)]
    assert told == list(range(65, 0, -1))
    assert sum(said.count("Published by ed") for said in pages) == 1
    assert "Version 33" in pages[1]
    assert "Published by ed" in pages[1]


@pytest.mark.parametrize("name", ["history", "compare"])
def test_the_pages_cost_no_more_for_many_versions(client: Client, name: str, django_assert_num_queries: Any) -> None:
    short, long = make_article("Short"), make_article("Long")
    for article, number in ((short, 2), (long, 25)):
        for step in range(number):
            # Without figures and names: whether they are corrections is another story.
            save(article, body=[paragraph(f"Again{' and again' * step}.", it) for it in range(number)])
            publish_article(article, by=ed())
    client.force_login(ed())
    client.get(page_of(short, name))
    with CaptureQueriesContext(connection) as asked:
        client.get(page_of(short, name))
    with django_assert_num_queries(len(asked)):
        client.get(page_of(long, name))


# Any two versions.


def test_any_two_versions_are_compared_by_block_and_word(client: Client) -> None:
    article = make_article(body=[paragraph("The ferry left at noon.", 1), paragraph("It was full.", 2)])
    save(article, headline="Ferry sails again", body=[paragraph("The ferry left at dusk.", 1), paragraph("New.", 3)])
    save(article, headline="Something else")
    client.force_login(ada())
    response = client.get(page_of(article, "compare"), {"before": "1", "after": "2"})
    said = words(response)
    assert "From version 1 to version 2" in said
    assert "The ferry left at [removed: noon ] [added: dusk ] ." in said
    assert "1 field changed. Blocks of the text: 1 changed, 1 added, 1 removed." in said
    assert "<del>" in response.content.decode()
    assert "[added: Something" not in said


def test_the_older_version_comes_first_whichever_was_chosen_first(client: Client) -> None:
    article = make_article()
    save(article, headline="Second")
    client.force_login(ada())
    assert "From version 1 to version 2" in words(client.get(page_of(article, "compare"), {"before": 2, "after": 1}))


def test_what_has_changed_since_publication(client: Client) -> None:
    article = make_article("Live headline")
    publish_article(article, by=ed())
    save(article, headline="Between")
    save(article, headline="Next headline")
    client.force_login(ada())
    said = words(client.get(page_of(article, "compare"), {"before": "live"}))
    assert "From version 1 to version 3" in said
    assert "[removed: Live ] [added: Next ] headline" in said


def test_that_publishing_gave_the_story_a_place_is_no_change(client: Client) -> None:
    article = make_article()
    publish_article(article, by=ed())
    save(article)
    client.force_login(ada())
    assert "Nothing changed between the two." in words(client.get(page_of(article, "compare"), {"before": "live"}))


def test_a_version_is_compared_with_the_one_before_it(client: Client) -> None:
    article = make_article()
    save(article, headline="Second")
    save(article, headline="Third")
    client.force_login(ada())
    assert "From version 2 to version 3" in words(client.get(page_of(article, "compare")))
    assert "From version 1 to version 2" in words(client.get(page_of(article, "compare"), {"after": "2"}))


def test_keys_are_told_by_name_and_of_what_is_gone_by_the_name_that_readers_knew(client: Client) -> None:
    storms, leith = make_tag("Storms"), make_tag("Leith")
    picture = make_picture()
    article = make_article(tags=[storms], lead_image=picture)
    publish_tags([storms], by=ed())
    article.tags.set([leith])
    save(article, lead_image=None, category=make_category("World"))
    storms.delete()
    client.force_login(ada())
    said = words(client.get(page_of(article, "compare")))
    for told in ("[added: Leith ]", "[removed: Storms ]", f"[removed: {picture} ]", "[removed: News ] [added: World ]"):
        assert told in said


def test_what_somebody_wrote_is_never_markup(client: Client) -> None:
    article = make_article("<b onclick=x>Ferry", body=[paragraph("<script>alert(1)</script> at noon")])
    save(article, body=[paragraph("<script>alert(2)</script> at noon")], headline="<i>Ferry")
    client.force_login(ada())
    html = client.get(page_of(article, "compare")).content.decode()
    assert "<script>alert" not in html
    assert "<b onclick" not in html


def test_what_a_body_should_never_hold_is_shown_all_the_same(client: Client) -> None:
    article = make_article(body=[3, "lost", {"type": "poll", "question": "Who pays?"}, paragraph("At noon.")])
    save(article, body=[{"type": "poll", "question": "Who paid?"}, {"id": "x", "type": ["odd"]}, None])
    client.force_login(ada())
    said = words(client.get(page_of(article, "compare")))
    for told in ("lost", "Block of an unknown type (poll)", "[removed: pays ] [added: paid ]", "odd", "At noon."):
        assert told in said


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"before": "9", "after": "1"}, "There is no version “9”"),
        ({"before": "1", "after": "two"}, "There is no version “two”"),
        ({"before": "9" * 40}, "There is no version"),
        ({"before": "-1"}, "There is no version “-1”"),
        ({"before": "live"}, "Nothing of this story was published yet"),
        ({"after": "1"}, "Version 1 is the first"),
    ],
)
def test_a_version_that_is_not_there_is_named_and_the_history_is_shown(
    client: Client, query: dict[str, str], said: str
) -> None:
    article = make_article()
    client.force_login(ada())
    response = client.get(page_of(article, "compare"), query, follow=True)
    assert said in unescape(response.content.decode())
    assert response.redirect_chain == [(page_of(article, "history"), 302)]


# Bringing one back.


def test_a_restored_version_is_a_new_one_with_the_old_content(client: Client) -> None:
    picture = make_picture()
    article = make_article(
        authors=[make_author("Ben Writer"), make_author("Cal Lens")],
        tags=[make_tag("Storms"), make_tag("Leith")],
        related=[make_article("Other")],
        lead_image=picture,
        body=[paragraph("At noon."), picture_block(picture)],
        breaking=True,
    )
    article.secondary_categories.set([make_category("World")])
    first = save(article, note="As it was")
    for relation in (article.tags, article.related, article.secondary_categories):
        relation.clear()
    article.contributions.all().delete()
    save(article, headline="Worse", lead_image=None, body=[], breaking=False, category=make_category("Sport"))
    client.force_login(ada())
    response = restore(client, article, first.number)
    assert "Version 2 is restored and saved as version 4." in unescape(response.content.decode())
    newest = article.revisions.first()
    assert (newest.number, newest.by, newest.note) == (4, ada(), "Restored version 2")
    assert newest.content == first.content
    assert snapshot_of(Article.objects.get(pk=article.pk)) == first.content
    assert list(Article.objects.get(pk=article.pk).pictures.all()) == [picture]
    assert article.revisions.count() == 4


def test_readers_see_nothing_of_a_restored_version_until_it_is_published(client: Client) -> None:
    article = make_article("First headline")
    save(article, headline="Second headline")
    publish_article(article, by=ed())
    client.force_login(ada())
    assert "Readers go on seeing what is published" in words(client.get(page_of(article, "restore", 1)))
    restore(client, article, 1)
    article.refresh_from_db()
    assert (article.headline, article.state, article.published_revision.number) == ("First headline", "published", 2)
    assert article.published_at == article.first_published_at
    assert Document.objects.live().get(kind="article").title == "Second headline"


def test_nothing_is_restored_over_what_somebody_saved_meanwhile(client: Client) -> None:
    article = make_article()
    save(article, headline="Second")
    save(article, headline="Ed's headline", by=ed())
    client.force_login(ada())
    response = restore(client, article, 1, opened=2)
    assert "Nothing was restored: ed saved this story meanwhile." in unescape(response.content.decode())
    article.refresh_from_db()
    assert (article.headline, article.version) == ("Ed's headline", 3)


@pytest.mark.parametrize("opened", ["", "x", "9" * 30])
def test_a_restore_that_does_not_say_what_it_saw_changes_nothing(client: Client, opened: str) -> None:
    article = make_article()
    save(article, headline="Second")
    client.force_login(ada())
    assert client.post(page_of(article, "restore", 1), {"opened_version": opened}).status_code == 302
    assert article.revisions.count() == 2


def test_what_cannot_come_back_is_named_before_and_after(client: Client) -> None:
    picture, storms, ben = make_picture(), make_tag("Storms"), make_author("Ben Writer")
    article = make_article(authors=[ben], tags=[storms, make_tag("Leith")], lead_image=picture, slug="ferry")
    key = ben.pk
    publish_tags([storms], by=ed())
    article.tags.set([])
    article.contributions.all().delete()
    article.pictures.clear()
    sport = make_category("Sport")
    save(article, lead_image=None, category=sport, slug="ferry-again")
    for gone in (storms, ben, Category.objects.get(slug="news")):
        gone.delete()
    make_article("Ferry", slug="ferry", category=sport)
    client.force_login(ada())
    asked = words(client.get(page_of(article, "restore", 1)))
    done = unescape(restore(client, article, 1).content.decode())
    for said in (
        "The tag “Storms” is gone: left out.",
        f"“{key}” is gone from the authors: left out of the people.",
        "is gone: the story keeps the one that it has.",
        "Another story has the address “ferry” now: this one keeps “ferry-again”.",
    ):
        assert said in asked
        assert said in done
    article.refresh_from_db()
    assert (article.category, article.slug, article.lead_image) == (sport, "ferry-again", picture)
    assert [it.name for it in article.tags.all()] == ["Leith"]
    assert article.revisions.first().note.startswith("Restored version 1. The category")


def test_a_picture_that_is_gone_is_named_wherever_it_stood(client: Client) -> None:
    picture = make_picture()
    article = make_article(lead_image=picture, body=[paragraph("At noon."), picture_block(picture)])
    save(article, lead_image=None, body=[paragraph("At noon.")])
    key = picture.pk
    picture.delete()
    client.force_login(ada())
    done = unescape(restore(client, article, 1).content.decode())
    assert f"The lead picture “{key}” is gone: the story will have none." in done
    assert f"The picture “{key}” in the text is gone: choose another in its place." in done
    assert [it["type"] for it in Article.objects.get(pk=article.pk).body] == ["paragraph", "image"]


@pytest.mark.parametrize(("number", "said"), [(2, "is what the story is now"), (9, "is not there")])
def test_there_is_nothing_to_restore_in_the_newest_version_or_in_none(client: Client, number: int, said: str) -> None:
    article = make_article()
    save(article, headline="Second")
    client.force_login(ada())
    assert said in unescape(client.get(page_of(article, "restore", number), follow=True).content.decode())
    restore(client, article, number)
    assert article.revisions.count() == 2


# Who may.


def test_whoever_may_view_the_story_may_read_its_history_and_not_restore(client: Client) -> None:
    article = make_article()
    save(article, headline="Second")
    client.force_login(somebody_who_may("view_article"))
    assert "Restore" not in words(client.get(page_of(article, "history")))
    assert "Restore" not in words(client.get(page_of(article, "compare")))
    assert client.get(page_of(article, "restore", 1)).status_code == 403
    assert client.post(page_of(article, "restore", 1), {"opened_version": "2"}).status_code == 403
    assert article.revisions.count() == 2


def test_whoever_may_not_view_the_story_is_not_even_told_that_it_is_there(client: Client) -> None:
    article = make_article()
    client.force_login(somebody_who_may("view_category"))
    for address in (page_of(article, "history"), page_of(article, "compare"), page_of(article, "restore", 1)):
        assert client.get(address).status_code == 404


def test_there_is_no_history_of_a_story_that_is_not_there(client: Client) -> None:
    client.force_login(ed())
    for name in ("history", "compare"):
        assert client.get(reverse(f"admin:articles_article_{name}", args=["nowhere"])).status_code == 404


def test_restoring_takes_a_form_of_ours(client: Client) -> None:
    article = make_article()
    save(article, headline="Second")
    client = client.__class__(enforce_csrf_checks=True)
    client.force_login(ada())
    assert client.post(page_of(article, "restore", 1), {"opened_version": "2"}).status_code == 403


def test_the_page_of_a_story_leads_to_its_history(client: Client) -> None:
    article = make_article()
    publish_article(article, by=ed())
    save(article, headline="Second")
    client.force_login(ed())
    html = client.get(page_of(article, "change")).content.decode()
    assert page_of(article, "history") in html
    assert f"{page_of(article, 'compare')}?before=live" in html


def test_what_somebody_typed_and_did_not_save_is_one_line_of_the_history(client: Client) -> None:
    article = make_article()
    key = new_key()
    for headline in ("G", "Ga", "Gale"):
        keep_autosave(article, Typed(snapshot_of(article) | {"headline": headline}, 1), key=key, by=ada())
    client.force_login(ed())
    page = client.get(page_of(article, "history"))
    assert words(page).count("Typed and not saved by Ada, over version 1") == 1
    assert page_of(article, "unsaved", key) in page.content.decode()
    discard_autosave(article.autosaves.get(), by=ada())
    assert "thrown away by Ada" in words(client.get(page_of(article, "history")))


# What was typed and not saved


def test_what_ada_typed_and_never_saved_is_compared_with_any_version_and_saved_by_ed(client: Client) -> None:
    article = make_article(body=[paragraph("The ferry left at noon.")])
    for time in ("dusk", "dawn"):
        article.body = [paragraph(f"The ferry left at {time}.")]
        article.save()
        save_revision(article, by=ed())
    content = {**snapshot_of(article), "body": [paragraph("The ferry never left.")]}
    typed = keep_autosave(article, Typed(content, 3), key=new_key(), by=ada())
    client.force_login(ed())
    said = words(client.get(page_of(article, "history")))
    assert "Typed and not saved by Ada, over version 3" in said
    for number, time in ((1, "at noon"), (2, "at dusk")):
        page = client.get(page_of(article, "compare"), {"before": number, "after": typed.pk})
        assert f"From version {number} to what Ada typed" in words(page)
        assert "<del>" in page.content.decode()
        assert time.split()[1] in page.content.decode()
    assert "From version 3 to what Ada typed" in words(client.get(page_of(article, "compare"), {"after": typed.pk}))
    client.post(reverse("admin:articles_article_unsaved", args=[article.pk, typed.pk]), {"opened_version": "3"})
    article.refresh_from_db()
    assert (article.version, article.body[0]["text"]) == (4, [{"text": "The ferry never left."}])
    assert article.revisions.first().by == ed()


def test_whoever_may_only_read_a_story_sees_nothing_of_what_was_typed(client: Client) -> None:
    article = make_article()
    typed = keep_autosave(article, Typed(snapshot_of(article), 1), key=new_key(), by=ada())
    client.force_login(somebody_who_may("view_article"))
    for asked in ({"after": typed.pk}, {"before": typed.pk}):
        assert client.get(page_of(article, "compare"), asked).status_code == 403
    client.force_login(ed())
    gone = client.get(page_of(article, "compare"), {"after": new_key()}, follow=True)
    assert "is not kept any more" in gone.content.decode()
