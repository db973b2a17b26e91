"""Whoever imports makes by it what they may make in the desk, and nothing else."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.urls import reverse

from articles.models import Article, Category, Tag
from articles.publishing import publish_article
from authors.models import Author, User
from cms.models import Event
from cms.permissions import may_change, may_make
from tests.factories import make_article, make_author, make_category, make_tag
from tests.test_roles import ROLES, give, person

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

pytestmark = pytest.mark.django_db

PAGE = """<html><head><meta property="article:tag" content="Weather">
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Ferry sails",
"articleSection": "Ferries", "keywords": ["Weather"],
"author": {"@type": "Person", "name": "Nora Quill", "description": "Nora writes about boats."}}</script></head>
<body><article><h1>Ferry sails</h1>
<p>The harbour reopened in May, three months after the storm that had broken its northern wall in two places.</p>
<p>It takes two hundred people and thirty cars, and every place on board has been sold.</p></article></body></html>"""
MAKES = {"add_article", "add_category", "publish_category", "add_author", "add_tag"}


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "page.html"
    file.write_text(PAGE)
    return file


def bring_in(file: Path, *options: str) -> str:
    out = io.StringIO()
    call_command("import", "page", str(file), *options, stdout=out, no_color=True)
    return out.getvalue()


def who_may(*codenames: str) -> User:
    user = User.objects.create_user("Cora", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


def terms() -> tuple[int, int, int]:
    return (Category.objects.count(), Author.objects.count(), Tag.objects.count())


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ("add_tag", "tag “Weather” (“Can add tag”)"),
        ("add_author", "author “Nora Quill” (“Can add author”)"),
        ("add_category", "category “Ferries” (“Can add category”)"),
        ("publish_category", "category “Ferries” (“Can publish categories”)"),
    ],
)
def test_what_the_page_names_is_made_by_whoever_may_make_it(
    page: Path, lacking: str, said: str, options: list[str]
) -> None:
    who_may(*(MAKES - {lacking}))
    before = terms()
    with pytest.raises(CommandError) as refused:
        bring_in(page, "--by", "Cora", *options)
    assert said in str(refused.value)
    assert "Ask somebody who may to make it, or to import the page." in str(refused.value)
    assert (terms(), Article.objects.count(), Event.objects.count()) == (before, 0, 0)


def test_all_of_it_is_named_at_once(page: Path) -> None:
    who_may("add_article")
    with pytest.raises(CommandError) as refused:
        bring_in(page, "--by", "Cora")
    for said in ("category “Ferries”", "author “Nora Quill”", "tag “Weather”"):
        assert said in str(refused.value)


def test_whoever_may_make_it_all_makes_it(page: Path) -> None:
    who_may(*MAKES)
    assert "Would make a story" in bring_in(page, "--by", "Cora", "--dry-run")
    bring_in(page, "--by", "Cora")
    assert terms() == (1, 1, 1)


def test_whoever_uses_what_is_there_needs_no_right_to_make_it(page: Path) -> None:
    make_category("Ferries")
    make_author("Nora Quill", bio="Nora writes about boats.")
    make_tag("Weather")
    who_may("add_article")
    bring_in(page, "--by", "Cora")
    assert terms() == (1, 1, 1)


def test_a_role_in_a_branch_makes_no_category_there_or_anywhere(page: Path) -> None:
    """As in the desk: a new category is a matter of the whole publication."""
    travel = make_category("Travel")
    make_author("Nora Quill")
    make_tag("Weather")
    somebody = person("", "Cora")
    give(somebody, "Chief editor", travel)
    with pytest.raises(CommandError, match="category “Ferries”"):
        bring_in(page, "--by", "Cora")
    make_category("Ferries", parent=travel)
    bring_in(page, "--by", "Cora")


@pytest.mark.parametrize(
    ("rights", "is_public", "bio"),
    [
        (["add_article"], False, ""),
        (["add_article", "change_author"], False, "Nora writes about boats."),
        (["add_article", "change_author"], True, ""),
        (["add_article", "change_author", "publish_author"], True, "Nora writes about boats."),
    ],
)
def test_a_profile_is_completed_by_whoever_may_change_it(
    page: Path, rights: list[str], is_public: bool, bio: str
) -> None:
    nora = make_author("Nora Quill")
    make_category("Ferries")
    make_tag("Weather")
    if is_public:
        publish_article(make_article(authors=[nora]), by=None)
    who_may(*rights)
    said = bring_in(page, "--by", "Cora")
    nora.refresh_from_db()
    assert nora.bio == bio
    assert ("which you may not change: it was left as it is" in said) is (not bio)


def test_the_operator_at_the_console_makes_what_is_needed(page: Path) -> None:
    bring_in(page)
    assert terms() == (1, 1, 1)


@pytest.mark.parametrize("role", ROLES)
def test_the_desk_and_the_importer_decide_alike(client: Client, role: str) -> None:
    somebody = person(role)
    author = make_author("Nora Quill")
    client.force_login(somebody)
    for model in (Category, Author, Tag):
        page = client.get(reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_add"))
        assert (page.status_code == 200) is may_make(model, somebody), model
    form = client.get(reverse("admin:authors_author_change", args=[author.pk]))
    assert bool(form.context and form.context["has_change_permission"]) is may_change(author, somebody)
