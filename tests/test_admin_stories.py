from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from articles.editing import save_revision
from articles.models import Article, Correction, State
from articles.publishing import publish_article
from authors.models import User
from cms.keys import new_key
from cms.models import Document, Event
from tests.admin_forms import fields_of
from tests.factories import ada, ed, make_article, make_author, make_category, make_tag, paragraph

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def change_url(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def open_form(client: Client, article: Article) -> dict[str, Any]:
    return fields_of(client.get(change_url(article)))


def test_ada_writes_a_story_and_its_address_comes_from_the_headline(client: Client) -> None:
    section = make_category("News")
    client.force_login(ada())
    sent = fields_of(client.get(reverse("admin:articles_article_add")))
    sent |= {"headline": "Ferry sails again", "category": section.pk, "body": json.dumps([paragraph("At noon.")])}
    client.post(reverse("admin:articles_article_add"), sent)
    article = Article.objects.get()
    assert (article.slug, article.version, article.created_by.username) == ("ferry-sails-again", 1, "ada")
    assert article.revisions.get().content["body"] == [paragraph("At noon.")]


def test_a_second_story_of_the_same_headline_gets_an_address_of_its_own(client: Client) -> None:
    make_article("Ferry sails again")
    client.force_login(ada())
    sent = fields_of(client.get(reverse("admin:articles_article_add"))) | {"headline": "Ferry sails again"}
    client.post(reverse("admin:articles_article_add"), sent)
    assert Article.objects.filter(slug="ferry-sails-again-2").exists()


def test_saving_without_a_change_makes_no_version(client: Client) -> None:
    article = make_article(authors=[make_author()], tags=[make_tag("Storms")])
    client.force_login(ed())
    response = client.post(change_url(article), open_form(client, article))
    assert response.status_code == 302
    article.refresh_from_db()
    assert (article.version, article.revisions.count()) == (1, 1)


def test_a_save_is_a_version_that_says_who_and_why(client: Client) -> None:
    article = make_article(authors=[make_author()])
    client.force_login(ada())
    client.post(change_url(article), open_form(client, article) | {"headline": "Mended", "revision_note": "A typo"})
    revision = article.revisions.first()
    assert (revision.number, revision.by.username, revision.note) == (2, "ada", "A typo")
    assert revision.content["headline"] == "Mended"


def test_people_in_their_order_are_part_of_the_version(client: Client) -> None:
    article = make_article()
    ben, cal = make_author("Ben Writer"), make_author("Cal Lens")
    client.force_login(ed())
    sent = open_form(client, article) | {
        "contributions-TOTAL_FORMS": "2",
        "contributions-0-author": cal.pk, "contributions-0-role": "photographer", "contributions-0-order": "2",
        "contributions-1-author": ben.pk, "contributions-1-role": "author", "contributions-1-order": "1",
        "contributions-0-article": article.pk, "contributions-1-article": article.pk,
    }  # fmt: skip
    client.post(change_url(article), sent)
    assert [it["author"] for it in article.revisions.first().content["contributors"]] == [ben.pk, cal.pk]


def test_a_person_named_twice_in_one_role_is_told_at_the_form(client: Client) -> None:
    article, ben = make_article(), make_author("Ben Writer")
    client.force_login(ed())
    row = {"author": ben.pk, "role": "author", "order": "1", "article": article.pk}
    sent = open_form(client, article) | {"contributions-TOTAL_FORMS": "2"}
    sent |= {f"contributions-{at}-{name}": value for at in (0, 1) for name, value in row.items()}
    response = client.post(change_url(article), sent)
    assert response.status_code == 200
    assert article.contributions.count() == 0


def test_a_bad_block_is_named_and_nothing_is_lost(client: Client) -> None:
    article = make_article()
    client.force_login(ada())
    bad = [paragraph("Fine."), {"id": "embed00001", "type": "embed", "provider": "nobody", "url": "https://x.example/"}]
    response = client.post(change_url(article), open_form(client, article) | {"body": json.dumps(bad)})
    assert "Block 2 (embed):" in response.content.decode()
    assert "embed00001" in response.content.decode()
    article.refresh_from_db()
    assert article.version == 1


@pytest.mark.parametrize(
    "body",
    [
        "{", "7", '["text"]', "null", '[{"type": 3}]', "[[]]", '[{"type": []}]', '[{"type": "new", "x": NaN}]',
        '[{"type": "new", "x": 1e400}]', f'[{{"type": "new", "x": {"[" * 900}{"]" * 900}}}]', "[" * 100_000,
    ],
)  # fmt: skip
def test_a_body_that_is_no_body_is_refused(client: Client, body: str) -> None:
    article = make_article()
    client.force_login(ada())
    response = client.post(change_url(article), open_form(client, article) | {"body": body, "standfirst": body})
    assert response.status_code == 200
    assert {"body", "standfirst"} <= set(response.context["adminform"].form.errors)
    article.refresh_from_db()
    assert article.version == 1
    sent = open_form(client, article) | {"body": body, "standfirst": body, "sitting": new_key(), "whole": "1"}
    kept = client.post(reverse("admin:articles_article_autosave", args=[article.pk]), sent)
    assert kept.status_code in {200, 400}


def test_related_stories_are_chosen_by_who_sees_them_all(client: Client) -> None:
    article, other, third = (make_article(name) for name in ("Harbour", "Storm", "Flood"))
    client.force_login(ed())
    for chosen in ([other], [other, third], [third]):
        sent = open_form(client, article) | {"related": [it.pk for it in chosen]}
        assert client.post(change_url(article), sent).status_code == 302
        assert set(article.related.all()) == set(chosen)


def test_ed_saves_and_publishes_in_one_step(client: Client) -> None:
    article = make_article()
    client.force_login(ed())
    client.post(change_url(article), open_form(client, article) | {"headline": "Live", "_publish": "1"})
    assert Document.objects.live().get(kind="article").title == "Live"
    article.refresh_from_db()
    assert article.state == State.PUBLISHED


@pytest.mark.parametrize(("ticked", "moves"), [(True, True), (False, False)])
def test_only_a_change_that_matters_to_readers_moves_the_date(
    client: Client, time_machine: Any, ticked: bool, moves: bool
) -> None:
    time_machine.move_to("2026-11-22T08:00:00Z", tick=False)
    article = make_article()
    publish_article(article, by=ed())
    before = article.updated_at
    time_machine.move_to("2026-11-22T09:00:00Z", tick=False)
    client.force_login(ed())
    sent = open_form(client, article) | {"headline": "Changed", "_publish": "1"}
    client.post(change_url(article), sent | ({"_substantive": "on"} if ticked else {}))
    article.refresh_from_db()
    assert (article.updated_at != before) is moves


def test_what_is_not_ready_is_saved_and_told_at_its_fields(client: Client) -> None:
    article = make_article(category=None)
    client.force_login(ed())
    sent = open_form(client, article) | {"headline": "Kept", "body": "[]", "_publish": "1"}
    response = client.post(change_url(article), sent, follow=True)
    errors = response.context["adminform"].form.errors
    assert set(errors) == {"category", "body"}
    article.refresh_from_db()
    assert (article.headline, article.state) == ("Kept", State.DRAFT)
    assert not Event.objects.exists()


def test_a_writer_sees_no_way_to_publish_and_has_none(client: Client) -> None:
    article = make_article()
    client.force_login(ada())
    assert 'name="_publish"' not in client.get(change_url(article)).content.decode()
    client.post(change_url(article), open_form(client, article) | {"_publish": "1"})
    assert not Document.objects.exists()


def test_a_step_saves_first(client: Client) -> None:
    article = make_article()
    client.force_login(ada())
    client.post(change_url(article), open_form(client, article) | {"headline": "Done", "_step": "submit"})
    article.refresh_from_db()
    assert (article.headline, article.state) == ("Done", State.IN_REVIEW)


def test_a_save_does_not_undo_a_publication_that_came_between(client: Client) -> None:
    article = make_article()
    client.force_login(ada())
    sent = open_form(client, article) | {"headline": "Later words"}
    publish_article(article, by=ed())
    client.post(change_url(article), sent)
    article.refresh_from_db()
    assert (article.state, article.headline) == (State.PUBLISHED, "Later words")
    assert article.published_at is not None


def test_no_story_can_be_deleted(client: Client) -> None:
    article = make_article()
    client.force_login(ed())
    assert client.post(reverse("admin:articles_article_delete", args=[article.pk])).status_code == 403
    page = client.get(reverse("admin:articles_article_changelist")).content.decode()
    assert "delete_selected" not in page


def test_a_correction_says_who_raised_it_and_is_fixed_once_public(client: Client) -> None:
    article = make_article()
    publish_article(article, by=ed())
    client.force_login(ed())
    sent = open_form(client, article) | {
        "corrections-TOTAL_FORMS": "1", "corrections-0-article": article.pk, "corrections-0-text": "It was May.",
        "corrections-0-kind": "correction", "corrections-0-severity": "minor", "corrections-0-error_type": "date",
        "corrections-0-location": "body", "corrections-0-placement": "bottom", "_publish": "1",
    }  # fmt: skip
    client.post(change_url(article), sent)
    correction = Correction.objects.get()
    assert (correction.raised_by.username, correction.published_at is None) == ("ed", False)
    again = open_form(client, article)
    key = next(name for name in again if name.startswith("corrections") and name.endswith("TOTAL_FORMS"))
    assert again[key] in (0, 1)
    client.post(change_url(article), again | {"corrections-2-0-text": "Never.", "corrections-0-text": "Never."})
    correction.refresh_from_db()
    assert correction.text == "It was May."


def test_a_visitor_reads_a_story_and_changes_nothing(client: Client) -> None:
    visitor = User.objects.create_user("visitor", is_staff=True)
    visitor.user_permissions.set(Permission.objects.filter(codename="view_article"))
    article = make_article()
    client.force_login(visitor)
    page = client.get(change_url(article)).content.decode()
    assert "The harbour reopened on Sunday." in page
    assert 'name="_save"' not in page
    assert client.post(change_url(article), {"headline": "Mine"}).status_code == 403


def test_times_are_those_of_whoever_looks(client: Client, time_machine: Any) -> None:
    time_machine.move_to("2026-07-01T12:00:00Z", tick=False)
    make_article()
    ed_abroad = ed()
    ed_abroad.time_zone = "Asia/Tokyo"
    ed_abroad.save()
    client.force_login(ed_abroad)
    assert "1\u00a0Jul\u00a02026, 21:00" in client.get(reverse("admin:articles_article_changelist")).content.decode()


def test_a_stored_block_that_nobody_touched_is_not_asked_about(client: Client) -> None:
    article = make_article()
    strange = {"id": "strange001", "type": "hologram", "beam": [1, {"x": None}]}
    Article.objects.filter(pk=article.pk).update(body=[paragraph("Known."), strange])
    save_revision(Article.objects.get(pk=article.pk), by=ed())
    client.force_login(ada())
    body = [paragraph("Changed."), strange]
    assert client.post(change_url(article), open_form(client, article) | {"body": json.dumps(body)}).status_code == 302
    article.refresh_from_db()
    assert article.body == body
    broken = [paragraph("Changed."), {**strange, "beam": []}]
    page = client.post(change_url(article), open_form(client, article) | {"body": json.dumps(broken)}).content.decode()
    assert "Block 2 (unknown type)" in page


@pytest.mark.parametrize("of", ["corrections", "contributions"])
def test_more_rows_than_anybody_writes_are_refused_before_they_are_made(client: Client, of: str) -> None:
    article = make_article()
    client.force_login(ed())
    sent = open_form(client, article) | {f"{of}-TOTAL_FORMS": "2000"}
    answer = client.post(change_url(article), sent)
    assert answer.status_code == 200
    assert ": take some away." in answer.content.decode()
