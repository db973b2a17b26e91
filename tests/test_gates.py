"""A clearance that was asked for stays asked for until somebody entitled gives it, or waives it with a reason."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.urls import reverse

from articles.checks import NotReady
from articles.editing import save_revision
from articles.gates import set_gate
from articles.models import Article, Category, DeskEntry, Gate, GateRule, State
from articles.publishing import publish_article
from articles.restoring import restore_revision
from articles.workflow import TransitionRefused
from cms.models import Document
from tests.admin_forms import fields_of
from tests.factories import ada, ed, make_article, make_category
from tests.test_doors import DOORS, by_the_worker
from tests.test_roles import person

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

MIGRATION = import_module("articles.migrations.0020_ask_for_clearances")


def changed(article: Article, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(article, name, value)
    article.save()
    save_revision(article, by=ada())


@pytest.fixture
def courts() -> Category:
    """Whose stories a lawyer reads, as they do all opinion."""
    category = make_category("Courts")
    GateRule.objects.create(gate=Gate.Kind.LEGAL, category=category)
    GateRule.objects.create(gate=Gate.Kind.LEGAL, genre=Article.Genre.OPINION)
    return category


def in_a_court(name: str = "High Court") -> Category:
    return Category.objects.filter(name=name).first() or make_category(
        name, slug=name.lower().replace(" ", "-"), parent=Category.objects.get(slug="courts")
    )


# How a story comes out of what requires its clearance.


def send(client: Client, page: str, **fields: Any) -> None:
    answer = client.post(page, fields_of(client.get(page)) | fields)
    assert answer.status_code == 302, answer.context["errors"]


def by_moving_it_in_the_form(client: Client, article: Article) -> None:
    send(client, reverse("admin:articles_article_change", args=[article.pk]), category=make_category("Harbour").pk)


def by_moving_it(client: Client, article: Article) -> None:
    changed(article, category=make_category("Harbour"))


def by_moving_its_category(client: Client, article: Article) -> None:
    send(client, reverse("admin:articles_category_change", args=[article.category_id]), parent="")


def by_deleting_the_rule(client: Client, article: Article) -> None:
    for rule in GateRule.objects.all():
        client.post(reverse("admin:articles_gaterule_delete", args=[rule.pk]), {"post": "yes"})
    assert not GateRule.objects.exists()


def by_another_rule(client: Client, article: Article) -> None:
    rule = GateRule.objects.get(category__isnull=False)
    send(client, reverse("admin:articles_gaterule_change", args=[rule.pk]), category=make_category("Sport").pk)


def by_restoring_what_it_was(client: Client, article: Article) -> None:
    changed(article, genre=Article.Genre.OPINION)
    changed(article, category=make_category("Harbour"), genre=Article.Genre.REPORT)
    restore_revision(article, article.revisions.get(number=article.version), expected=article.version, by=ed())


def by_two_saves(client: Client, article: Article) -> None:
    changed(article, category=make_category("Harbour"), legally_sensitive=True)
    changed(article, legally_sensitive=False)
    changed(article, kicker="Later")


WAYS_OUT = [
    by_moving_it_in_the_form,
    by_moving_it,
    by_moving_its_category,
    by_deleting_the_rule,
    by_another_rule,
    by_restoring_what_it_was,
    by_two_saves,
]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("way", WAYS_OUT)
def test_no_story_comes_out_of_what_it_was_asked_for(
    client: Client,
    courts: Category,
    way: Callable[[Client, Article], None],
    door: Callable[[Client, Article], str],
) -> None:
    article = make_article(category=in_a_court())
    client.force_login(ed())
    way(client, article)
    article = Article.objects.get(pk=article.pk)
    assert "Legal: the story waits for a clearance" in door(client, article)
    assert not Document.objects.filter(kind="article").exists()
    assert door is by_the_worker or Article.objects.get(pk=article.pk).state == State.DRAFT


@pytest.mark.parametrize("way", WAYS_OUT)
def test_nor_where_the_rule_was_written_after_the_story(client: Client, way: Callable[[Client, Article], None]) -> None:
    """Through its page, which asks all stories that are worked on."""
    courts = make_category("Courts")
    article = make_article(category=in_a_court())
    client.force_login(ed())
    client.post(reverse("admin:articles_gaterule_add"), {"gate": "legal", "category": courts.pk})
    assert Gate.objects.get().status == Gate.Status.NEEDED
    assert DeskEntry.objects.get().by == ed()
    way(client, article)
    with pytest.raises(NotReady, match="Legal: the story waits"):
        publish_article(Article.objects.get(pk=article.pk), by=ed())


def test_a_published_story_is_asked_when_it_is_taken_up_again(courts: Category) -> None:
    """Even if that takes it out of the category at once: the rule stood when somebody took it up."""
    GateRule.objects.all().delete()
    article = make_article(category=courts)
    publish_article(article, by=ed())
    GateRule.objects.create(gate=Gate.Kind.LEGAL, category=courts)
    changed(article, category=make_category("Harbour"))
    with pytest.raises(NotReady, match="Legal: the story waits"):
        publish_article(article, by=ed())


def test_moving_a_category_under_a_rule_asks_its_stories(client: Client, courts: Category) -> None:
    article = make_article(category=make_category("Crime"))
    settled = make_article("Settled", category=article.category)
    set_gate(settled, Gate.Kind.LEGAL, Gate.Status.CLEARED, by=ed())
    client.force_login(ed())
    send(client, reverse("admin:articles_category_change", args=[article.category_id]), parent=courts.pk)
    assert (Gate.objects.get(article=article).status, Gate.objects.get(article=settled).status) == ("needed", "cleared")
    assert Gate.objects.get(article=article).revision.number == 1


def test_it_is_waived_by_its_own_desk_with_a_reason_and_that_is_kept(client: Client, courts: Category) -> None:
    article, lawyer = make_article(category=in_a_court()), person("Lawyer")
    changed(article, category=make_category("Harbour"))
    for somebody, note, said in (
        (ada(), "I say so.", "permission"),
        (person("Chief editor"), "I say so.", "permission"),
        (lawyer, " ", "write why it is not needed"),
    ):
        with pytest.raises(TransitionRefused, match=said):
            set_gate(article, Gate.Kind.LEGAL, Gate.Status.NOT_NEEDED, by=somebody, note=note)
    client.force_login(lawyer)
    page = reverse("admin:articles_article_gate", args=[article.pk, "legal"])
    assert "write why" in client.post(page, {"status": "not_needed", "read": 2}).content.decode()
    client.post(page, {"status": "not_needed", "read": 2, "note": "It is about boats."})
    kept = DeskEntry.objects.filter(action="gate_legal").first()
    assert (kept.by, kept.before, kept.after, kept.note) == (lawyer, "needed", "not_needed", "It is about boats.")
    changed(article, kicker="Later")
    publish_article(article, by=ed())


def test_nobody_waives_what_a_rule_requires_now(client: Client, courts: Category) -> None:
    article = make_article(category=in_a_court())
    client.force_login(ed())
    page = reverse("admin:articles_article_gate", args=[article.pk, "legal"])
    sent = {"status": "not_needed", "read": 1, "note": "It is about boats."}
    assert "its category or its genre require it" in client.post(page, sent).content.decode()
    assert Gate.objects.get().status == Gate.Status.NEEDED


def test_what_was_waived_is_asked_for_again_where_a_rule_requires_it(courts: Category) -> None:
    article = make_article()
    set_gate(article, Gate.Kind.LEGAL, Gate.Status.NOT_NEEDED, by=ed(), note="It is about boats.")
    changed(article, genre=Article.Genre.OPINION)
    changed(article, genre=Article.Genre.REPORT)
    assert Gate.objects.get().status == Gate.Status.NEEDED
    with pytest.raises(NotReady, match="Legal: the story waits"):
        publish_article(article, by=ed())


def test_the_lawyers_page_shows_what_a_rule_asks_for(client: Client, courts: Category) -> None:
    make_article("The judge’s boat", category=in_a_court())
    client.force_login(person("Lawyer"))
    assert "The judge’s boat" in client.get(reverse("admin:index")).content.decode()


# Stories from before


def forget_gates() -> None:
    Gate.objects.all().delete()


def test_the_migration_asks_for_what_was_never_asked_for(courts: Category, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MIGRATION, "BATCH", 2)
    flagged = [make_article(f"Flagged {number}", legally_sensitive=True) for number in range(5)]
    ruled = make_article("Ruled", category=in_a_court(), genre=Article.Genre.OPINION)
    make_article("Free")
    forget_gates()
    settled = make_article("Settled", legally_sensitive=True)
    set_gate(settled, Gate.Kind.LEGAL, Gate.Status.CLEARED, by=ed())
    before = DeskEntry.objects.count()
    for _ in range(2):
        MIGRATION.ask(apps, None)
        asked = Gate.objects.filter(status=Gate.Status.NEEDED).values_list("article", "revision__number")
        assert sorted(asked) == sorted((it.pk, 1) for it in [*flagged, ruled])
        assert Gate.objects.get(article=settled).status == Gate.Status.CLEARED
        assert DeskEntry.objects.count() == before + 6


def test_the_migration_leaves_alone_what_readers_have_as_it_is(courts: Category) -> None:
    live, edited, spiked = (make_article(name) for name in ("Live", "Edited", "Spiked"))
    for story in (live, edited):
        publish_article(story, by=ed())
    Article.objects.update(legally_sensitive=True)
    Article.objects.filter(pk=spiked.pk).update(state=State.SPIKED)
    edited.refresh_from_db()
    changed(edited, kicker="Later")
    forget_gates()
    MIGRATION.ask(apps, None)
    assert [it.article for it in Gate.objects.all()] == [edited]


def test_the_migration_takes_back_what_nobody_has_seen_to(courts: Category) -> None:
    seen, unseen, own = (make_article(name, legally_sensitive=True) for name in ("Seen", "Unseen", "Own"))
    Gate.objects.exclude(article=own).delete()
    MIGRATION.ask(apps, None)
    set_gate(seen, Gate.Kind.LEGAL, Gate.Status.IN_PROGRESS, by=person("Lawyer"))
    MIGRATION.take_back(apps, None)
    assert {it.article for it in Gate.objects.all()} == {seen, own}
    assert DeskEntry.objects.filter(note=MIGRATION.NOTE).count() == 2
    MIGRATION.ask(apps, None)
    assert Gate.objects.get(article=unseen).status == Gate.Status.NEEDED


@pytest.mark.parametrize("number", [1, 20])
def test_a_rule_asks_any_number_of_stories_in_a_few_queries(
    client: Client, number: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    courts = make_category("Courts")
    for at in range(number):
        make_article(f"Story {at}", category=courts)
    client.force_login(ed())
    with django_assert_max_num_queries(25):
        client.post(reverse("admin:articles_gaterule_add"), {"gate": "legal", "category": courts.pk})
    assert Gate.objects.count() == number
