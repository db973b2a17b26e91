"""Pages of the desk have one name each: in the navigation, on the way to them, above them and in the browser's tab."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from authors.models import User
from tests.factories import ed, make_article, make_tag
from tests.test_browser_accessible import pages_of, whole_newsroom

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

LINK = re.compile(r'<a href="(?P<link>[^"]*)"[^>]*>\s*<span[^>]*>\s*\w+\s*</span>\s*<span>(?P<name>[^<]*)</span>')


class Page(NamedTuple):
    heading: str
    title: str
    way: list[tuple[str, str]]
    words: str
    navigation: dict[str, str]


def page_at(client: Client, address: str) -> Page:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200, address
    text = answer.content.decode()
    way = re.search(r'<nav class="way-here".*?</nav>', text, re.DOTALL)
    steps = re.findall(r'<li>(?:<a href="([^"]*)">)?([^<]*)<', way[0]) if way else []
    navigation, _, rest = text.partition('id="main"')
    return Page(
        heading=plain(re.findall(r"<h1[^>]*>(.*?)</h1>", rest, re.DOTALL)[0]),
        title=plain(re.findall(r"<title>(.*?)</title>", text, re.DOTALL)[0]),
        way=[(unescape(name), link) for link, name in steps],
        words=plain(rest),
        navigation={unescape(it["name"]): it["link"] for it in LINK.finditer(navigation)},
    )


def plain(html: str) -> str:
    return unescape(" ".join(re.sub(r"<[^>]*>", " ", html).split()))


def chief_editor() -> User:
    somebody = User.objects.create_user("chief", is_staff=True)
    somebody.groups.add(Group.objects.get(name="Chief editor"))
    return somebody


def administrator() -> User:
    somebody = User.objects.create_user("root", is_staff=True)
    somebody.user_permissions.set(Permission.objects.all())
    return somebody


@pytest.mark.parametrize("who", [chief_editor, administrator, ed])
@pytest.mark.parametrize("is_full", [True, False])
def test_each_page_is_called_what_the_navigation_calls_it(client: Client, who: type[User], is_full: bool) -> None:
    client.force_login(who())
    if is_full:
        whole_newsroom()
    links = page_at(client, reverse("admin:index")).navigation
    assert {"Overview", "Stories", "Fronts and series", "Pictures", "Rules on clearances", "Log"} <= set(links)
    for name, link in links.items():
        page = page_at(client, link)
        assert page.heading == name
        assert page.title.split(" | ")[0] == name
        assert [title for title, _ in page.way] in ([], [section_of(name)])


def section_of(page: str) -> str:
    sections = {
        "Stories": ["Fronts and series", "Live posts", "Picture requests"],
        "Library": ["Pictures", "Rights", "Authors"],
        "Categories and tags": ["Categories", "Tags"],
        "Publication": ["Settings", "Rules on clearances", "Log"],
        "People": ["Roles", "Failed log-ins"],
    }
    return next((section for section, pages in sections.items() if page in pages), "")


def test_a_thing_stands_below_the_page_that_lists_it(client: Client) -> None:
    whole_newsroom()
    client.force_login(ed())
    links = page_at(client, reverse("admin:index")).navigation
    names = {link: name for name, link in links.items()}
    for model in admin.site._registry:
        listed, *forms = pages_of(model)
        if listed not in names or names[listed] == "Settings":
            continue
        for address in forms:
            page = page_at(client, address)
            assert page.way[-1] == (names[listed], listed), address
            assert page.title.startswith(f"{page.heading} | {names[listed]} | "), address


def test_nothing_is_called_by_a_name_for_programs(client: Client) -> None:
    client.force_login(ed())
    for name, words in {
        "collection": "No fronts and series yet",
        "gaterule": "No rules on clearances yet",
        "picturerequest": "No picture requests yet",
    }.items():
        assert words in page_at(client, reverse(f"admin:articles_{name}_changelist")).words
    assert "No log entries yet" in page_at(client, reverse("admin:cms_event_changelist")).words
    assert page_at(client, reverse("admin:articles_collection_add")).heading == "Add front or series"
    assert page_at(client, reverse("admin:authors_user_add")).heading == "Add person"
    assert page_at(client, reverse("admin:auth_group_add")).heading == "Add role"


def test_pages_beside_a_form_say_what_they_are_and_of_what(client: Client) -> None:
    storms, article = make_tag("Storms"), make_article("Ferry sails")
    client.force_login(ed())
    page = page_at(client, reverse("admin:articles_tag_history", args=[storms.pk]))
    assert (page.heading, [name for name, _ in page.way]) == ("Storms", ["Categories and tags", "Tags"])
    assert page.title == "Change history: Storms | Storms | Tags | The newsroom"
    # From there, the name leads back to the form.
    form = reverse("admin:articles_tag_change", args=[storms.pk])
    text = client.get(reverse("admin:articles_tag_history", args=[storms.pk])).content.decode()
    assert re.search(rf'<h1[^>]*><a href="{form}">Storms</a></h1>', text)
    assert f'<a href="{form}">Storms</a></h1>' not in client.get(form).content.decode()
    step = page_at(client, reverse("admin:articles_article_step", args=[article.pk, "schedule"]))
    assert (step.heading, step.way) == ("Ferry sails", [("Stories", reverse("admin:articles_article_changelist"))])
