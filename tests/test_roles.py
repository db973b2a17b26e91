"""Who may do what with which story: by role, by category, and by whose it is."""

from __future__ import annotations

import json
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from articles.editing import save_revision
from articles.models import Article, Category, PictureRequest, RoleInCategory, State
from articles.preview.links import PreviewRefused, make_link
from articles.publishing import move_article, publish_article, schedule_article
from articles.restoring import restore_revision
from articles.workflow import ACTS, TransitionRefused, may, visible_to
from authors.models import User
from cms.keys import new_key
from tests.admin_forms import fields_of
from tests.factories import ed, make_article, make_author, make_category, paragraph

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

ROLES = ["Contributor", "Reporter", "Section editor", "Photo editor", "Lawyer", "Chief editor", "Administrator"]
GROUPS = import_module("articles.migrations.0009_newsroom_groups")


def person(role: str = "", name: str = "") -> User:
    made = User.objects.create_user(name or role or "nobody", is_staff=True)
    if role:
        made.groups.add(Group.objects.get(name=role))
    return made


def give(who: User | Group, role: str, category: Category) -> None:
    to = {"user": who} if isinstance(who, User) else {"group": who}
    RoleInCategory.objects.create(role=Group.objects.get(name=role), category=category, **to)


def fresh(user: User) -> User:
    """As the next request loads them: rights are read once for each."""
    return User.objects.get(pk=user.pk)


def refused(article: Article, action: str, by: User) -> bool:
    return not may(article, action, by)


# The groups


def test_the_groups_are_there_and_making_them_again_changes_nothing() -> None:
    def rights() -> dict[str, set[str]]:
        return {it.name: set(it.permissions.values_list("codename", flat=True)) for it in Group.objects.all()}

    before = rights()
    assert set(ROLES) <= set(before)
    assert all(before[role] for role in ROLES)
    GROUPS.make_groups(apps, None)
    assert rights() == before


def test_the_permissions_that_the_migration_made_are_those_of_the_models() -> None:
    """Their names too, so that nobody meets two of a kind."""
    for it in Permission.objects.select_related("content_type"):
        model = it.content_type.model_class()
        assert model is not None
        verbs = ("add", "change", "delete", "view")
        standard = {f"{verb}_{model._meta.model_name}": f"Can {verb} {model._meta.verbose_name_raw}" for verb in verbs}
        assert it.name == {**standard, **dict(model._meta.permissions)}[it.codename]


def test_taking_the_groups_away_leaves_those_that_somebody_is_in() -> None:
    person("Reporter")
    GROUPS.remove_groups(apps, None)
    assert list(Group.objects.filter(name__in=ROLES).values_list("name", flat=True)) == ["Reporter"]


# What each role may do, everywhere or in a category.


MAY = {
    "Contributor": set(),
    "Reporter": {"view", "change", "submit"},
    "Section editor": {"view", "change", "submit"},
    "Photo editor": {"view", "change"},
    "Lawyer": {"view"},
    "Chief editor": {"view", "change", "submit", "approve", "hold", "spike", "schedule", "publish"},
}
IN_THEIR_CATEGORY = {
    "Reporter": {"view", "change", "submit"},
    "Section editor": {"view", "change", "submit", "approve", "hold", "spike", "schedule", "publish"},
    "Chief editor": {"view", "change", "submit", "approve", "hold", "spike", "schedule", "publish"},
}
ASKED = {"view", "change", "submit", "approve", "hold", "spike", "schedule", "publish"}


@pytest.mark.parametrize("role", MAY)
def test_a_role_holds_what_it_says_and_nothing_else(role: str) -> None:
    article, somebody = make_article(), person(role)
    assert {it for it in ASKED if may(article, it, somebody)} == MAY[role]


@pytest.mark.parametrize("role", IN_THEIR_CATEGORY)
@pytest.mark.parametrize("through", ["person", "group"])
def test_a_role_in_a_category_holds_there_and_below_and_nowhere_else(role: str, through: str) -> None:
    sport = make_category("Sport")
    below = make_category("Rowing", parent=make_category("Water", parent=sport))
    somebody = person()
    desk = Group.objects.create(name="Sport desk")
    somebody.groups.add(desk)
    give(somebody if through == "person" else desk, role, sport)
    for category in (sport, below):
        article = make_article(f"In {category}", category=category)
        assert {it for it in ASKED if may(article, it, somebody)} == IN_THEIR_CATEGORY[role]
    for article in (make_article("Elsewhere"), make_article("Nowhere yet", category=None)):
        assert [it for it in ACTS if may(article, it, somebody)] == []


def test_who_is_nobody_or_no_longer_anybody_may_nothing() -> None:
    article = make_article()
    somebody = person("Chief editor")
    give(somebody, "Chief editor", article.category)
    User.objects.update(is_active=False)
    for nobody in (person(), fresh(somebody)):
        assert [it for it in ACTS if may(article, it, nobody)] == []
        assert not Article.objects.filter(visible_to(nobody)).exists()


def test_a_story_is_not_taken_out_of_its_section_by_moving_it_first() -> None:
    sport, world = make_category("Sport"), make_category("World")
    editor = person("Section editor")
    give(editor, "Section editor", sport)
    article = make_article(category=world)
    publish_article(article, by=ed())
    article.category = sport
    article.save()
    save_revision(article, by=editor)
    for action in ("publish", "unpublish", "expire", "propose_retract", "propose_embargo"):
        assert refused(Article.objects.get(), action, editor), action
    with pytest.raises(TransitionRefused, match="you need the permission “Can publish and unpublish stories”"):
        publish_article(article, by=editor)
    assert Article.objects.get().published_revision.content["category"] == world.pk


def test_a_scheduled_story_is_not_taken_over_by_moving_it_first(client: Client) -> None:
    sport, news = make_category("Sport"), make_category("News")
    article = make_article(category=sport)
    schedule_article(article, at=timezone.now() + timedelta(days=1), by=ed())
    sanna = person("Section editor")
    give(sanna, "Section editor", news)
    client.force_login(sanna)
    page = reverse("admin:articles_article_change", args=[article.pk])
    client.post(page, fields_of(client.get(page)) | {"category": news.pk, "headline": "Taken over"})
    article.refresh_from_db()
    assert article.category == news
    for action in ("publish", "schedule", "unschedule", "expire"):
        assert refused(article, action, fresh(sanna)), action
    client.post(page, fields_of(client.get(page)) | {"_step": "unschedule"})
    article.refresh_from_db()
    assert article.state == State.SCHEDULED


def test_an_older_version_is_published_only_by_who_may_publish_where_it_stood() -> None:
    sport, world = make_category("Sport"), make_category("World")
    editor = person("Section editor")
    give(editor, "Section editor", sport)
    article = make_article(category=world)
    article.category = sport
    article.save()
    save_revision(article, by=editor)
    with pytest.raises(TransitionRefused):
        publish_article(article, by=editor, revision=article.revisions.get(number=1))
    publish_article(article, by=editor)


def test_one_writes_only_into_categories_in_which_one_may(client: Client) -> None:
    sport, world = make_category("Sport"), make_category("World")
    somebody = person()
    give(somebody, "Reporter", sport)
    client.force_login(somebody)
    page = reverse("admin:articles_article_add")
    sent = fields_of(client.get(page)) | {"headline": "Oars", "body": json.dumps([paragraph("Row.")])}
    for elsewhere in ("", world.pk):
        assert "You may not write here" in client.post(page, sent | {"category": elsewhere}).content.decode()
    assert client.post(page, sent | {"category": sport.pk}).status_code == 302
    article = Article.objects.get()
    article.category = world
    with pytest.raises(TransitionRefused):
        save_revision(article, by=somebody)


@pytest.mark.parametrize("role", [*ROLES, ""])
def test_lists_show_what_may_be_seen_and_each_is_asked_for_once(role: str, django_assert_max_num_queries: Any) -> None:
    sport = make_category("Sport")
    somebody = person(role)
    author = make_author(user=somebody)
    for category in (sport, None):
        for fields in ({}, {"created_by": somebody}, {"authors": [author]}):
            make_article(f"Story {Article.objects.count()}", category=category, **fields)
    for placed in ("", "Contributor", "Lawyer"):
        if placed:
            give(somebody, placed, sport)
        looking = fresh(somebody)
        with django_assert_max_num_queries(10):
            shown = set(Article.objects.filter(visible_to(looking)))
        assert shown == {it for it in Article.objects.all() if may(it, "view", looking)}


def test_the_database_knows_that_a_role_is_given_to_one_of_them() -> None:
    role, category = Group.objects.get(name="Reporter"), make_category("Sport")
    for to in ({}, {"user": person(), "group": role}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RoleInCategory.objects.create(role=role, category=category, **to)


# A contributor, at every door.


@pytest.fixture
def rosa() -> User:
    return person("Contributor", "rosa")


@pytest.fixture
def hidden() -> Article:
    """A draft of somebody else, of which a contributor must learn nothing."""
    article = make_article("Secret of the harbour", body=[paragraph("Nobody knows.")])
    article.kicker = "Version two"
    article.save()
    save_revision(article, by=ed())
    return article


PAGES = {
    "articles_article_change": (),
    "articles_article_history": (),
    "articles_article_compare": (),
    "articles_article_restore": (1,),
    "articles_article_preview": (),
    "articles_article_preview_file": ("640.webp",),
    "articles_article_preview_links": (),
    "articles_article_preview_open": ("site",),
    "articles_article_step": ("schedule",),
    "articles_article_delete": (),
    "articles_article_checklist": (),
    "articles_article_gate": ("legal",),
    "articles_article_proposal": ("01jdk0000000000000000000zz", "confirm"),
    "articles_article_autosave": (),
    "articles_article_presence": (),
    "articles_article_unsaved": ("01jdk0000000000000000000zz",),
    "articles_article_discard": ("01jdk0000000000000000000zz",),
}


def test_every_page_of_a_story_is_in_the_table_above() -> None:
    below = {it.name for it in admin_pages() if it.name and "object_id" in str(it.pattern)}
    assert below == set(PAGES)


def admin_pages() -> list[Any]:
    from django.contrib import admin  # noqa: PLC0415 (the site is complete only once Django is set up)

    return [it for it in admin.site.get_model_admin(Article).get_urls() if hasattr(it, "name")]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_contributor_meets_no_page_of_somebody_elses_story(
    client: Client, rosa: User, hidden: Article, name: str, method: str
) -> None:
    """And is told the same as of a story that there is not."""
    client.force_login(rosa)

    def answer(key: str) -> tuple[int, str]:
        found = getattr(client, method)(reverse(f"admin:{name}", args=[key, *PAGES[name]]))
        return found.status_code, found.headers.get("Location", "")

    assert answer(hidden.pk) == answer("01jdk0000000000000000000zz")
    assert answer(hidden.pk)[0] in (302, 403, 404, 405)
    assert "Secret" not in client.get(reverse("admin:index")).content.decode()
    hidden.refresh_from_db()
    assert (hidden.version, hidden.state) == (2, State.DRAFT)


def test_a_contributor_finds_no_story_of_others_in_any_list(client: Client, rosa: User, hidden: Article) -> None:
    PictureRequest.objects.create(article=hidden, caption="A secret pier")
    rosa.user_permissions.add(Permission.objects.get(codename="view_picturerequest"))
    mine = make_article("My own", created_by=rosa)
    client.force_login(rosa)
    autocomplete = {"app_label": "articles", "model_name": "article", "field_name": "related", "term": ""}
    pages = [
        client.get(reverse("admin:articles_article_changelist"), {"q": "harbour"}),
        client.get(reverse("admin:articles_article_changelist")),
        client.get(reverse("admin:articles_picturerequest_changelist"), {"request": "open"}),
        client.get(reverse("admin:index")),
        client.get(reverse("admin:autocomplete"), autocomplete),
        client.get(reverse("admin:articles_article_stories"), {"keys": f"{hidden.pk},{mine.pk}"}),
    ]
    told = "".join(it.content.decode() for it in pages)
    assert [it.status_code for it in pages] == [200] * 6
    assert "My own" in told
    assert "ecret" not in told


def test_a_contributor_relates_no_story_that_they_may_not_see(client: Client, rosa: User, hidden: Article) -> None:
    mine = make_article("My own", created_by=rosa)
    client.force_login(rosa)
    page = reverse("admin:articles_article_change", args=[mine.pk])
    answer = client.post(page, fields_of(client.get(page)) | {"related": [hidden.pk]})
    assert answer.status_code == 200
    assert "Secret" not in answer.content.decode()
    assert not mine.related.exists()


def test_a_contributor_learns_no_headline_by_linking_to_a_story_that_they_may_not_see(
    client: Client, rosa: User, hidden: Article
) -> None:
    public = make_article("Public words", slug="public")
    publish_article(public, by=ed())
    public.headline = "Secret new words"
    public.save()
    save_revision(public, by=ed())
    mine = make_article("My own", created_by=rosa)
    links = [{"type": "link", "ref": {"type": "article", "id": it.pk}} for it in (hidden, public)]
    text = [{"text": f"told {number}", "marks": [link]} for number, link in enumerate(links)]
    mine.body = [{**paragraph(""), "text": text}]
    mine.related.set([hidden, public])
    mine.save()
    save_revision(mine, by=rosa)
    mine.body = [paragraph("No link.")]
    mine.related.clear()
    mine.save()
    save_revision(mine, by=rosa)
    client.force_login(rosa)
    autosave = {"sitting": new_key(), "whole": "1", "body": json.dumps([{**paragraph(""), "text": text}])}
    page = reverse("admin:articles_article_change", args=[mine.pk])
    kept = client.post(
        reverse("admin:articles_article_autosave", args=[mine.pk]), fields_of(client.get(page)) | autosave
    )
    pages = [
        reverse("admin:articles_article_compare", args=[mine.pk]),
        reverse("admin:articles_article_restore", args=[mine.pk, 2]),
        kept.json()["compare"],
    ]
    for url in pages:
        shown = client.get(url)
        assert shown.status_code == 200, url
        assert "ecret" not in shown.content.decode(), url
    compared = client.get(pages[0]).content.decode()
    assert "Public words" in compared
    assert "a story that you may not see" in compared
    client.force_login(ed())
    assert "Secret new words" in client.get(pages[0]).content.decode()


def test_a_contributor_writes_and_submits_and_then_only_reads(client: Client, rosa: User) -> None:
    section = make_category("News")
    client.force_login(rosa)
    add = reverse("admin:articles_article_add")
    sent = fields_of(client.get(add)) | {"headline": "Mine", "category": section.pk, "_step": "submit"}
    client.post(add, sent | {"body": json.dumps([paragraph("My words.")])})
    article = Article.objects.get()
    assert (article.state, article.created_by) == (State.IN_REVIEW, rosa)
    page = reverse("admin:articles_article_change", args=[article.pk])
    shown = client.get(page).content.decode()
    assert "My words." in shown
    assert 'name="_save"' not in shown
    assert client.post(page, {"headline": "Changed"}).status_code == 403
    for function in (
        lambda: save_revision(article, by=rosa),
        lambda: restore_revision(article, article.revisions.get(), expected=1, by=rosa),
        lambda: move_article(article, "approve", by=rosa),
        lambda: publish_article(article, by=rosa),
        lambda: make_link(article, by=rosa, days=1),
    ):
        with pytest.raises((TransitionRefused, PreviewRefused)):
            function()
    article.refresh_from_db()
    assert (article.version, article.state) == (1, State.IN_REVIEW)


def test_a_story_on_which_a_contributor_is_named_is_theirs(rosa: User) -> None:
    article = make_article(authors=[make_author("Rosa Freelance", user=rosa)])
    assert may(article, "change", rosa)
    assert refused(make_article("Another"), "view", rosa)


# People who manage people.


def page_of(who: User) -> str:
    return reverse("admin:authors_user_change", args=[who.pk])


def manager() -> User:
    somebody = person("Reporter", "mia")
    somebody.user_permissions.set(
        Permission.objects.filter(codename__in=["view_user", "change_user", "add_user", "view_roleincategory",
                                                "add_roleincategory", "change_roleincategory", "delete_roleincategory"])
    )  # fmt: skip
    return somebody


def rights(who: User) -> tuple[set[str], set[tuple[str, str]], bool]:
    placed = RoleInCategory.objects.filter(user=who).values_list("role__name", "category__name")
    return fresh(who).get_all_permissions(), set(placed), fresh(who).is_superuser


@pytest.mark.parametrize("on", ["mia", "ben"])
@pytest.mark.parametrize("fields", ["present", "absent", "empty"])
def test_who_manages_people_raises_nobody_above_themselves(client: Client, on: str, fields: str) -> None:
    """Whichever fields they send: with every right ticked, without any field of rights, or with empty ones."""
    mia, ben = manager(), person("Contributor", "ben")
    target, sport = {"mia": mia, "ben": ben}[on], make_category("Sport")
    before = rights(target)
    client.force_login(mia)
    sent = fields_of(client.get(page_of(target)))
    raised = {
        "groups": [it.pk for it in Group.objects.all()],
        "user_permissions": [it.pk for it in Permission.objects.all()],
        "is_superuser": "on",
        "is_staff": "on",
        "roles_in_categories-TOTAL_FORMS": "1",
        "roles_in_categories-0-role": Group.objects.get(name="Section editor").pk,
        "roles_in_categories-0-category": sport.pk,
    }
    if fields == "present":
        sent |= raised
    for name in raised:
        if fields == "absent":
            sent.pop(name, None)
        elif fields == "empty":
            sent[name] = "" if "TOTAL" not in name else "0"
    answer = client.post(page_of(target), sent)
    everything, placed, is_superuser = rights(target)
    assert everything <= before[0]
    assert (placed, is_superuser) == (set(), False)
    if fields == "present":
        assert "You cannot give rights that you do not have yourself." in answer.content.decode()


def test_who_manages_people_gives_what_they_have_themselves(client: Client) -> None:
    mia, ben, sport = manager(), person("", "ben"), make_category("Sport")
    client.force_login(mia)
    reporter = Group.objects.get(name="Reporter")
    sent = fields_of(client.get(page_of(ben))) | {
        "groups": [reporter.pk], "is_staff": "on", "roles_in_categories-TOTAL_FORMS": "1",
        "roles_in_categories-0-role": reporter.pk, "roles_in_categories-0-category": sport.pk,
    }  # fmt: skip
    assert client.post(page_of(ben), sent).status_code == 302
    assert rights(ben)[1:] == ({("Reporter", "Sport")}, False)
    assert fresh(ben).has_perm("articles.change_article")


def test_a_role_in_a_category_is_a_right_that_protects_whoever_has_it(client: Client) -> None:
    mia, ben, sport = manager(), person("Contributor", "ben"), make_category("Sport")
    give(ben, "Section editor", sport)
    client.force_login(mia)
    assert client.post(page_of(ben), {"username": "taken"}).status_code == 403
    taken = {"password1": "t4ke0ver!", "password2": "t4ke0ver!"}
    assert client.post(f"/admin/authors/user/{ben.pk}/password/", taken).status_code == 403


def test_on_a_categorys_page_nobody_gives_or_takes_what_is_above_them(client: Client) -> None:
    mia, ben, sport = manager(), person("Contributor", "ben"), make_category("Sport")
    mia.user_permissions.add(*Permission.objects.filter(codename__in=["change_category", "publish_category"]))
    give(ben, "Section editor", sport)
    client.force_login(mia)
    page = reverse("admin:articles_category_change", args=[sport.pk])
    sent = fields_of(client.get(page))
    chief = Group.objects.get(name="Chief editor")
    for change in (
        {"roles-0-DELETE": "on"},
        {"roles-TOTAL_FORMS": "2", "roles-1-role": chief.pk, "roles-1-user": mia.pk, "roles-1-category": sport.pk},
    ):
        client.post(page, sent | change)
        assert list(RoleInCategory.objects.values_list("user__username", "role__name")) == [("ben", "Section editor")]


def test_nobody_enlarges_their_branch_by_moving_a_category_into_it(client: Client) -> None:
    mia, sport, world = manager(), make_category("Sport"), make_category("World")
    mia.user_permissions.add(*Permission.objects.filter(codename__in=["change_category", "publish_category"]))
    give(mia, "Section editor", sport)
    client.force_login(mia)
    page = reverse("admin:articles_category_change", args=[world.pk])
    answer = client.post(page, fields_of(client.get(page)) | {"parent": sport.pk})
    assert "ask somebody else to move it" in answer.content.decode()
    world.refresh_from_db()
    assert world.parent is None


def test_an_administrator_appoints_everybody_but_no_superuser(client: Client) -> None:
    admin, ben = person("Administrator"), person("", "ben")
    superuser = ed()
    client.force_login(admin)
    for role in ROLES:
        sent = fields_of(client.get(page_of(ben))) | {"groups": [Group.objects.get(name=role).pk]}
        assert client.post(page_of(ben), sent | {"is_superuser": "on"}).status_code == 302
        assert list(ben.groups.values_list("name", flat=True)) == [role]
    assert rights(ben)[2] is False
    assert client.post(page_of(superuser), {"username": "mine"}).status_code == 403


def test_who_has_no_password_yet_is_told_one_that_works_once(client: Client) -> None:
    ben = User.objects.create_user("ben", is_staff=True)
    client.force_login(ed())
    page = client.get(page_of(ben)).content.decode()
    assert "works once" in page
    assert "works once" not in client.get(page_of(ed())).content.decode()
