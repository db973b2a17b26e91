"""What is typed is kept before it is saved, offered again, and joined with what others saved meanwhile."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from articles.autosaving import NotYours, Typed, forget_autosaves, keep_autosave, save_autosave
from articles.editing import SavedMeanwhile, save_revision
from articles.models import Article, Autosave, Correction, RoleInCategory
from articles.publishing import publish_article
from articles.snapshot import snapshot_of
from articles.workflow import TransitionRefused
from authors.models import User
from cms.keys import new_key
from cms.models import Event
from tests.admin_forms import fields_of
from tests.factories import ada, ed, make_article, make_author, make_category, make_tag, paragraph

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def change_url(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def opened(client: Client, article: Article | None = None) -> dict[str, Any]:
    """What stands in a form, on a page of its own."""
    url = change_url(article) if article else reverse("admin:articles_article_add")
    return fields_of(client.get(url)) | {"sitting": new_key()}


def autosave(client: Client, article: Article | None, sent: dict[str, Any], *, whole: bool = True) -> Any:
    name, args = ("autosave", [article.pk]) if article else ("autosave_new", [])
    return client.post(reverse(f"admin:articles_article_{name}", args=args), sent | ({"whole": "1"} if whole else {}))


def words(blocks: list[Any]) -> list[str]:
    return [block["text"][0]["text"] for block in blocks]


def body_of(*texts: str) -> dict[str, str]:
    return {"body": json.dumps([paragraph(text, number) for number, text in enumerate(texts, 1)])}


def saved_by_ed(article: Article, **fields: Any) -> Article:
    found = Article.objects.get(pk=article.pk)
    for name, value in fields.items():
        setattr(found, name, value)
    found.save()
    save_revision(found, by=ed(), note="Ed's words")
    return found


def test_what_is_typed_is_one_row_however_often_and_no_version(client: Client) -> None:
    article = make_article()
    publish_article(article, by=ed())
    client.force_login(ada())
    sent = opened(client, article)
    for headline in ("G", "Ga", "Gale"):
        assert autosave(client, article, sent | {"headline": headline}).json()["state"] == "kept"
    kept = Autosave.objects.get()
    assert (kept.content["headline"], kept.by.username, kept.opened_version) == ("Gale", "ada", 1)
    article.refresh_from_db()
    assert (article.headline, article.version, article.revisions.count()) == ("Harbour reopens after storm", 1, 1)
    assert Event.objects.filter(kind="article").count() == 1


def test_after_the_first_time_only_what_changed_is_sent(client: Client) -> None:
    article = make_article(body=[paragraph("Long.")], fact_checked=True)
    client.force_login(ada())
    sent = opened(client, article) | body_of("Longer.")
    autosave(client, article, sent)
    answer = autosave(
        client, article, {"sitting": sent["sitting"], "opened_version": "1", "kicker": "Leith", "gone": "fact_checked"},
        whole=False,
    )  # fmt: skip
    assert answer.json()["state"] == "kept"
    content = Autosave.objects.get().content
    assert (content["kicker"], content["fact_checked"], words(content["body"])) == ("Leith", False, ["Longer."])


def test_a_part_without_the_whole_is_asked_for_the_whole(client: Client) -> None:
    article = make_article()
    client.force_login(ada())
    answer = autosave(client, article, {"sitting": new_key(), "kicker": "Leith"}, whole=False)
    assert answer.status_code == 409
    assert not Autosave.objects.exists()


def test_what_is_typed_back_to_what_is_saved_is_kept_no_longer(client: Client) -> None:
    article = make_article(authors=[make_author()], tags=[make_tag("Storms")])
    client.force_login(ada())
    sent = opened(client, article)
    autosave(client, article, sent | {"headline": "Gale"})
    assert autosave(client, article, sent).json()["state"] == "as saved"
    assert not Autosave.objects.exists()


def test_text_that_cannot_be_read_takes_no_place_of_what_could(client: Client) -> None:
    article = make_article()
    client.force_login(ada())
    sent = opened(client, article)
    autosave(client, article, sent | body_of("Good words."))
    assert autosave(client, article, sent | {"body": "{"}).status_code == 400
    assert words(Autosave.objects.get().content["body"]) == ["Good words."]


def test_what_is_not_finished_is_kept_as_it_is(client: Client) -> None:
    article = make_article()
    client.force_login(ada())
    block = {"id": "embed00001", "type": "embed", "provider": "nobody", "url": "https://x.example/"}
    sent = opened(client, article) | {"headline": "w" * 400, "kicker": "nul\0", "body": json.dumps([block])}
    assert autosave(client, article, sent).json()["state"] == "kept"
    content = Autosave.objects.get().content
    assert (content["headline"], content["kicker"], content["body"]) == ("w" * 400, "nul", [block])


def test_a_story_that_was_never_saved_is_kept_offered_and_saved_once(client: Client) -> None:
    make_category("News")
    client.force_login(ada())
    sent = opened(client) | {"headline": "Ferry sails"} | body_of("At noon.")
    answer = autosave(client, None, sent).json()
    assert not Article.objects.exists()
    page = client.get(reverse("admin:articles_article_add")).content.decode()
    assert "You typed something that was not saved" in page
    assert "Ferry sails" in page
    again = fields_of(client.get(answer["continue"]))
    assert (again["headline"], words(json.loads(again["body"]))) == ("Ferry sails", ["At noon."])
    client.post(reverse("admin:articles_article_add"), again | {"sitting": new_key(), "continues": sent["sitting"]})
    assert Article.objects.get().headline == "Ferry sails"
    assert not Autosave.objects.exists()


def test_saving_ends_what_was_kept_and_what_comes_late_is_not_kept_anew(client: Client) -> None:
    article = make_article()
    client.force_login(ada())
    sent = opened(client, article) | {"headline": "Gale"}
    autosave(client, article, sent)
    client.post(change_url(article), sent)
    assert Article.objects.get().headline == "Gale"
    assert autosave(client, article, sent | {"headline": "Gal"}).json() == {"state": "saved"}
    assert not Autosave.objects.exists()


def test_after_a_crash_the_form_is_filled_with_what_was_typed(client: Client) -> None:
    article = make_article()
    ben = make_author("Ben Writer")
    client.force_login(ed())
    sent = opened(client, article) | {
        "headline": "Gale", "internal_note": "Call the harbour.", "contributions-TOTAL_FORMS": "1",
        "contributions-0-author": ben.pk, "contributions-0-role": "author", "contributions-0-order": "1",
        "contributions-0-article": article.pk,
    }  # fmt: skip
    links = autosave(client, article, sent).json()
    assert links["continue"] in client.get(change_url(article)).content.decode()
    again = fields_of(client.get(links["continue"]))
    client.post(change_url(article), again | {"sitting": new_key(), "continues": sent["sitting"]})
    article.refresh_from_db()
    assert (article.headline, article.internal_note, article.version) == ("Gale", "Call the harbour.", 2)
    assert article.contributions.get().author == ben
    assert not Autosave.objects.exists()


def test_what_was_typed_is_compared_with_what_is_saved(client: Client) -> None:
    article = make_article(body=[paragraph("The harbour is shut.")])
    client.force_login(ada())
    links = autosave(client, article, opened(client, article) | body_of("The harbour is open.")).json()
    page = client.get(links["compare"]).content.decode()
    assert "<del>" in page
    assert "shut" in page
    assert "<ins>" in page
    assert client.post(links["compare"], {"opened_version": "1"}).status_code == 302
    article.refresh_from_db()
    assert (words(article.body), article.version) == (["The harbour is open."], 2)
    assert not Autosave.objects.exists()


def test_the_second_of_two_who_changed_other_parts_loses_nothing_and_is_told(client: Client) -> None:
    article = make_article(body=[paragraph("One.", 1), paragraph("Two.", 2)])
    client.force_login(ada())
    sent = opened(client, article) | {"kicker": "Leith"} | body_of("One.", "Two, by Ada.")
    saved_by_ed(article, headline="Ed's headline", body=[paragraph("One, by Ed.", 1), paragraph("Two.", 2)])
    page = client.post(change_url(article), sent, follow=True).content.decode()
    article.refresh_from_db()
    assert (article.headline, article.kicker, article.version) == ("Ed's headline", "Leith", 3)
    assert words(article.body) == ["One, by Ed.", "Two, by Ada."]
    assert "ed saved this story while you were writing" in page
    assert article.revisions.first().note == "Joined with version 2"
    assert not Autosave.objects.exists()


def test_the_second_of_two_who_changed_the_same_part_chooses(client: Client) -> None:
    article = make_article(body=[paragraph("One.", 1), paragraph("Two.", 2)])
    client.force_login(ada())
    sent = opened(client, article) | {"headline": "Ada's headline"} | body_of("One, by Ada.", "Two.")
    saved_by_ed(article, headline="Ed's headline", body=[paragraph("One, by Ed.", 1), paragraph("Two.", 2)])
    answer = client.post(change_url(article), sent)
    page = client.get(answer.url).content.decode()
    assert all(it in page for it in ("Ed&#x27;s", "Ada&#x27;s", "choose-headline", "choose-block-paragraph0001"))
    article.refresh_from_db()
    assert (article.headline, article.version) == ("Ed's headline", 2)
    unchosen = client.post(answer.url, {"opened_version": "2", "choose-headline": "mine"})
    assert "Choose for each part" in unchosen.content.decode()
    chosen = {"opened_version": "2", "choose-headline": "theirs", "choose-block-paragraph0001": "both"}
    assert client.post(answer.url, chosen).status_code == 302
    article.refresh_from_db()
    assert (article.headline, words(article.body)) == ("Ed's headline", ["One, by Ed.", "One, by Ada.", "Two."])
    # Her headline was not chosen: it is offered no more, and still there.
    kept = Autosave.objects.get()
    assert (kept.content["headline"], kept.discarded_at is None) == ("Ada's headline", False)


def test_whoever_closes_the_page_of_two_versions_finds_theirs_again(client: Client) -> None:
    article = make_article()
    client.force_login(ada())
    sent = opened(client, article) | {"headline": "Ada's headline"}
    saved_by_ed(article, headline="Ed's headline")
    address = client.post(change_url(article), sent).url
    assert address in client.get(change_url(article)).content.decode()


def test_a_choice_that_was_overtaken_is_made_again(client: Client) -> None:
    article = make_article()
    client.force_login(ada())
    sent = opened(client, article) | {"headline": "Ada's headline"}
    saved_by_ed(article, headline="Ed's headline")
    address = client.post(change_url(article), sent).url
    saved_by_ed(article, headline="Ed's second headline")
    page = client.post(address, {"opened_version": "2", "choose-headline": "mine"}).content.decode()
    assert "saved the story once more" in page
    assert "second" in page
    article.refresh_from_db()
    assert article.headline == "Ed's second headline"


def test_nothing_goes_public_that_its_publisher_has_not_seen(client: Client) -> None:
    article = make_article()
    client.force_login(ed())
    sent = opened(client, article) | {"kicker": "Leith", "_publish": "1"}
    saved_by_ed(article, headline="Unseen")
    client.post(change_url(article), sent)
    unchanged = opened(client, article) | {"_publish": "1"}
    saved_by_ed(article, headline="Unseen again")
    page = client.post(change_url(article), unchanged, follow=True).content.decode()
    assert "you had changed nothing" in page
    assert not Event.objects.exists()


def test_a_note_and_a_correction_are_joined_too(client: Client) -> None:
    article = make_article(internal_note="Call the harbour.")
    publish_article(article, by=ed())
    client.force_login(ed())
    sent = opened(client, article) | {
        "initial-internal_note": "Call the harbour.", "internal_note": "Called: no answer.",
        "corrections-TOTAL_FORMS": "1", "corrections-0-article": article.pk, "corrections-0-text": "It was May.",
        "corrections-0-kind": "correction", "corrections-0-severity": "minor", "corrections-0-error_type": "date",
        "corrections-0-location": "body", "corrections-0-placement": "bottom",
    }  # fmt: skip
    saved_by_ed(article, headline="Ed's headline", internal_note="Legal has read it.")
    client.post(change_url(article), sent)
    article.refresh_from_db()
    assert article.internal_note == "Legal has read it.\n\nCalled: no answer."
    assert Correction.objects.get().text == "It was May."
    assert article.headline == "Ed's headline"


def test_a_text_that_does_not_fit_is_told_and_kept(client: Client) -> None:
    article = make_article()
    client.force_login(ada())
    links = autosave(client, article, opened(client, article) | {"headline": "w" * 400}).json()
    page = client.post(links["compare"], {"opened_version": "1"}).content.decode()
    assert "Headline: Ensure this value has at most 300 characters" in page
    assert Autosave.objects.get().content["headline"] == "w" * 400


def test_a_sitting_belongs_to_one_person_and_one_story(client: Client) -> None:
    article, other = make_article("One"), make_article("Two")
    key = new_key()
    typed = Typed(snapshot_of(article) | {"headline": "Gale"}, 1)
    keep_autosave(article, typed, key=key, by=ada())
    for story, by in ((article, ed()), (other, ada())):
        with pytest.raises(NotYours):
            keep_autosave(story, typed, key=key, by=by)
    client.force_login(ed())
    assert client.post(reverse("admin:articles_article_discard", args=[article.pk, key])).status_code == 403


def test_who_may_only_read_keeps_nothing(client: Client) -> None:
    article = make_article()
    reader = ada()
    reader.user_permissions.clear()
    client.force_login(reader)
    assert autosave(client, article, {"sitting": new_key(), "headline": "Mine"}).status_code == 404
    assert autosave(client, None, {"sitting": new_key(), "headline": "Mine"}).status_code == 403


@pytest.mark.parametrize("key", ["", "short", "Z" * 26, "../../etc", "0" * 27])
def test_a_page_that_does_not_say_which_it_is_is_refused(client: Client, key: str) -> None:
    article = make_article()
    client.force_login(ada())
    assert autosave(client, article, {"sitting": key}).status_code == 400


def test_what_was_thrown_away_is_offered_no_more_and_forgotten_after_a_month(client: Client, time_machine: Any) -> None:
    cache.clear()
    time_machine.move_to("2026-11-01T08:00:00Z", tick=False)
    article = make_article()
    client.force_login(ada())
    links = autosave(client, article, opened(client, article) | {"headline": "Gale"}).json()
    client.post(links["discard"])
    assert "You typed something" not in client.get(change_url(article)).content.decode().split("<template>")[0]
    assert forget_autosaves() == 0
    time_machine.move_to(timezone.now() + timedelta(days=31), tick=False)
    assert forget_autosaves() == 1


def test_a_colleague_takes_up_what_somebody_left_and_it_says_whose_it_is(client: Client) -> None:
    article = make_article()
    kept = keep_autosave(article, Typed(snapshot_of(article) | {"headline": "Gale"}, 1), key=new_key(), by=ada())
    client.force_login(ed())
    client.post(reverse("admin:articles_article_unsaved", args=[article.pk, kept.pk]), {"opened_version": "1"})
    revision = article.revisions.first()
    assert (revision.by.username, revision.note) == ("ed", "Taken up again: text of Ada")


def test_a_save_of_what_is_no_longer_the_newest_is_refused_to_programs_too() -> None:
    article = make_article()
    kept = keep_autosave(article, Typed(snapshot_of(article) | {"headline": "Gale"}, 1), key=new_key(), by=ada())
    saved_by_ed(article, kicker="Leith")
    with pytest.raises(SavedMeanwhile):
        save_autosave(kept, choices={}, expected=1, by=ada())
    assert Autosave.objects.get().content["headline"] == "Gale"


def test_keeping_costs_the_same_however_long_the_story_is(client: Client, django_assert_max_num_queries: Any) -> None:
    article = make_article(body=[paragraph(f"Number {number}.", number) for number in range(300)])
    client.force_login(ada())
    sent = opened(client, article)
    autosave(client, article, sent | {"headline": "Gale"})
    with django_assert_max_num_queries(24):
        autosave(
            client, article, {"sitting": sent["sitting"], "opened_version": "1", "kicker": "Leith"}, whole=False
        )  # fmt: skip


def test_nobody_joins_a_story_into_a_category_in_which_they_may_not_write(client: Client) -> None:
    sport, world = make_category("Sport"), make_category("World")
    somebody = User.objects.create_user("somebody", is_staff=True)
    RoleInCategory.objects.create(user=somebody, role=Group.objects.get(name="Section editor"), category=sport)
    article = make_article(category=sport)
    moved = Typed(snapshot_of(article) | {"category": world.pk}, 1)
    kept = keep_autosave(article, moved, key=new_key(), by=somebody)
    with pytest.raises(TransitionRefused):
        save_autosave(kept, choices={}, expected=1, by=somebody)
    client.force_login(somebody)
    page = client.post(reverse("admin:articles_article_unsaved", args=[article.pk, kept.pk]), {"opened_version": "1"})
    assert page.status_code == 200
    article.refresh_from_db()
    assert (article.category, article.version) == (sport, 1)
