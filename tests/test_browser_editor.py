"""The body editor, as a journalist uses it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from articles.editing import save_revision
from articles.models import Article
from media.intake import add_image
from tests.block_examples import EXAMPLES
from tests.factories import ed, make_article, paragraph, picture_file

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(page: Page, live_server: LiveServer, client: Any) -> Page:
    """A page of Ed's, who has logged in."""
    client.force_login(ed())
    cookie = client.cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])
    page.set_default_timeout(15_000)
    return page


def open_story(page: Page, live_server: LiveServer, article: Article) -> None:
    page.goto(live_server.url + reverse("admin:articles_article_change", args=[article.pk]))
    page.wait_for_selector(".be-editor")


def save(page: Page) -> None:
    with page.expect_navigation():
        page.click("#submit-row button[name=_save]")


def stored(article: Article) -> list[Any]:
    return Article.objects.get(pk=article.pk).body


def texts(article: Article) -> list[str]:
    return ["".join(span["text"] for span in block["text"]) for block in stored(article)]


def line(page: Page, place: int) -> Any:
    return page.locator(".be-column > .be-block > .be-content > .be-line").nth(place)


def test_a_body_of_every_type_that_nobody_touches_stays_as_it_is(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=list(EXAMPLES.values()))
    open_story(desk, live_server, article)
    assert desk.locator(".be-editor:not(.be-inner) > .be-column > .be-block").count() == len(EXAMPLES)
    assert desk.locator(".be-locked").count() == 0
    save(desk)
    assert stored(article) == list(EXAMPLES.values())
    assert article.revisions.count() == 1


def test_touching_one_block_leaves_every_other_as_it_is(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=[paragraph("First", 1), *EXAMPLES.values()])
    before = stored(article)
    open_story(desk, live_server, article)
    line(desk, 0).click()
    desk.keyboard.press("End")
    desk.keyboard.type(" words")
    save(desk)
    after = stored(article)
    assert after[0]["text"] == [{"text": "First words"}]
    # Cleaning drops empty lists of marks and joins equal neighbours, and nothing else.
    assert [block["id"] for block in after] == [block["id"] for block in before]
    assert after[2:] == before[2:]


def test_marks_that_the_editor_does_not_set_survive_an_edit_beside_them(desk: Page, live_server: LiveServer) -> None:
    text = [
        {"text": "Isla", "marks": [{"type": "entity", "tag_id": "01isla"}]},
        {"text": " sailed, "},
        {
            "text": "we said",
            "marks": [{"type": "link", "href": "/world/ferry", "ref": {"type": "article", "id": "01ferry"}}],
        },
        {"text": " "},
        {"text": "slàinte", "marks": [{"type": "lang", "lang": "gd"}, {"type": "em"}]},
        {"text": " in "},
        {"text": "1998", "marks": [{"type": "correction", "correction_id": "01corr"}]},
        {"text": " twice"},
    ]
    article = make_article(body=[{**paragraph("", 1), "text": text}])
    open_story(desk, live_server, article)
    line(desk, 0).click()
    desk.keyboard.press("Control+End")
    desk.keyboard.type(".")
    save(desk)
    assert stored(article)[0]["text"] == [*text[:-1], {"text": " twice."}]


def test_writing_splitting_and_joining_paragraphs(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=[])
    open_story(desk, live_server, article)
    line(desk, 0).click()
    desk.keyboard.type("The ferry sails.")
    desk.keyboard.press("Enter")
    desk.keyboard.type("It is late.")
    save(desk)
    assert texts(article) == ["The ferry sails.", "It is late."]
    first, second = (block["id"] for block in stored(article))
    line(desk, 1).click()
    desk.keyboard.press("Home")
    desk.keyboard.press("Backspace")
    desk.keyboard.type(" ")
    save(desk)
    assert texts(article) == ["The ferry sails. It is late."]
    assert stored(article)[0]["id"] == first != second


def test_an_empty_story_that_nobody_writes_stays_empty(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=[])
    open_story(desk, live_server, article)
    save(desk)
    assert (stored(article), Article.objects.get().version) == ([], 1)


def test_strong_emphasis_link_and_their_removal(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=[paragraph("bold and more")])
    open_story(desk, live_server, article)
    line(desk, 0).click()
    desk.keyboard.press("Home")
    for _ in range(4):
        desk.keyboard.press("Shift+ArrowRight")
    desk.keyboard.press("Control+b")
    desk.keyboard.press("Control+k")
    desk.get_by_label("Address").fill("javascript:alert(1)")
    desk.get_by_role("button", name="Set the link").click()
    assert desk.get_by_role("alert").filter(has_text="Start with https://").count() == 1
    desk.get_by_label("Address").fill("https://news.example/bold")
    desk.get_by_role("button", name="Set the link").click()
    save(desk)
    assert stored(article)[0]["text"] == [
        {"text": "bold", "marks": [{"type": "link", "href": "https://news.example/bold"}, {"type": "strong"}]},
        {"text": " and more"},
    ]
    line(desk, 0).click()
    desk.keyboard.press("Control+a")
    line(desk, 0).locator("xpath=../..").get_by_role("button", name="Clear formatting").click()
    save(desk)
    assert stored(article)[0]["text"] == [{"text": "bold and more"}]


def test_a_step_back_and_forth(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=[paragraph("kept")])
    open_story(desk, live_server, article)
    line(desk, 0).click()
    desk.keyboard.press("Control+a")
    desk.keyboard.press("Control+i")
    desk.keyboard.press("Control+z")
    assert line(desk, 0).locator("em").count() == 0
    desk.keyboard.press("Control+y")
    assert line(desk, 0).locator("em").count() == 1


def test_pasted_pages_become_clean_paragraphs(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=[paragraph("Before. After.")])
    open_story(desk, live_server, article)
    line(desk, 0).click()
    desk.keyboard.press("Home")
    for _ in range(8):
        desk.keyboard.press("ArrowRight")
    html = (
        '<meta><style>p{color:red}</style><p style="color:red">One <b>strong</b> and <i onclick="x()">soft</i></p>'
        '<p>Two <a href="https://a.example/" target="_blank">link</a><script>alert(1)</script>'
        '<a href="javascript:alert(1)"> bad</a></p><ul><li>Three </li></ul>'
    )
    line(desk, 0).evaluate(
        """(element, html) => {
            const data = new DataTransfer();
            data.setData('text/html', html);
            element.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        html,
    )
    save(desk)
    assert texts(article) == ["Before. One strong and soft", "Two link bad", "ThreeAfter."]
    assert stored(article)[0]["text"][1] == {"text": "strong", "marks": [{"type": "strong"}]}
    links = [span for span in stored(article)[1]["text"] if span.get("marks")]
    assert links == [{"text": "link", "marks": [{"type": "link", "href": "https://a.example/"}]}]


def test_moving_deleting_and_bringing_back_without_a_mouse(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=[paragraph("One", 1), paragraph("Two", 2), paragraph("Three", 3)])
    open_story(desk, live_server, article)
    line(desk, 0).focus()
    desk.keyboard.press("Alt+Shift+ArrowDown")
    save(desk)
    assert texts(article) == ["Two", "One", "Three"]
    card = desk.locator(".be-block").nth(0)
    card.get_by_role("button", name="Delete paragraph").focus()
    desk.keyboard.press("Enter")
    assert desk.locator(".be-block").count() == 2
    desk.keyboard.press("Enter")
    assert desk.locator(".be-block").count() == 3
    save(desk)
    assert texts(article) == ["Two", "One", "Three"]
    desk.locator(".be-block").nth(1).get_by_role("button", name="Delete paragraph").focus()
    desk.keyboard.press("Enter")
    save(desk)
    assert texts(article) == ["Two", "Three"]


def test_every_type_can_be_inserted(desk: Page, live_server: LiveServer) -> None:
    article = make_article()
    open_story(desk, live_server, article)
    desk.locator(".be-start .be-plus").click()
    names = desk.locator(".be-choice-type").all_inner_texts()
    assert len(names) == 16
    desk.keyboard.press("Escape")
    for place in range(16):
        desk.locator(".be-start .be-plus").click()
        desk.locator(".be-choice-type").nth(place).click()
    types = {block["type"] for block in json.loads(desk.locator("#id_body").input_value())}
    assert types == set(EXAMPLES)


def test_a_picture_is_chosen_and_described(desk: Page, live_server: LiveServer) -> None:
    picture = add_image(
        ContentFile(picture_file().read(), name="boats.jpg"),
        by=ed(),
        title="Boats",
        alt="Two boats.",
        credit="Cal Lens",
    )
    article = make_article()
    open_story(desk, live_server, article)
    line(desk, 0).hover()
    desk.get_by_role("button", name="Insert after this paragraph").click()
    desk.locator(".be-choice-type").filter(has_text="Picture").first.click()
    desk.get_by_role("button", name="Choose a picture").click()
    desk.locator(".be-choice").filter(has_text="Boats").click()
    card = desk.locator(".be-block[data-type=image]")
    assert card.get_by_label("Alternative text").input_value() == "Two boats."
    card.get_by_label("Caption", exact=True).click()
    desk.keyboard.type("Boats leave.")
    card.get_by_label("Alternative text").fill("Two fishing boats.")
    save(desk)
    block = stored(article)[1]
    assert (block["image"]["id"], block["image"]["alt"]) == (picture.pk, "Two fishing boats.")
    assert block["caption"] == [{"text": "Boats leave."}]


def test_a_list_is_nested_by_keyboard(desk: Page, live_server: LiveServer) -> None:
    body = [{"id": "list000001", "type": "list", "style": "bullet", "items": [{"text": [{"text": "One"}]}]}]
    article = make_article(body=body)
    open_story(desk, live_server, article)
    desk.locator(".be-rows .be-line").click()
    desk.keyboard.press("End")
    desk.keyboard.press("Enter")
    desk.keyboard.type("Inner")
    desk.keyboard.press("Control+]")
    desk.keyboard.press("End")
    desk.keyboard.press("Enter")
    desk.keyboard.press("Control+[")
    desk.keyboard.type("Two")
    save(desk)
    inner = {"text": [{"text": "One"}], "items": [{"text": [{"text": "Inner"}]}]}
    assert stored(article)[0]["items"] == [inner, {"text": [{"text": "Two"}]}]


def test_a_table_grows_as_a_grid(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=[EXAMPLES["table"]])
    rows = len(EXAMPLES["table"]["rows"])
    open_story(desk, live_server, article)
    desk.get_by_role("button", name="Add a row").click()
    desk.keyboard.type("New")
    save(desk)
    table = stored(article)[0]
    assert len(table["rows"]) == rows + 1
    assert table["rows"][-1][0] == [{"text": "New"}]
    assert table["rows"][:-1] == EXAMPLES["table"]["rows"]


def test_what_the_editor_does_not_know_is_locked_and_kept(desk: Page, live_server: LiveServer) -> None:
    strange = {"id": "strange001", "type": "hologram", "beam": [1, {"x": None}]}
    article = make_article()
    Article.objects.filter(pk=article.pk).update(body=[paragraph("Known", 1), strange])
    save_revision(Article.objects.get(pk=article.pk), by=None)
    open_story(desk, live_server, article)
    assert desk.locator(".be-locked").count() == 1
    line(desk, 0).click()
    desk.keyboard.type("!")
    assert json.loads(desk.locator("#id_body").input_value())[1] == strange


def test_a_wrong_block_is_marked_after_the_save(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=[paragraph("Fine", 1)])
    open_story(desk, live_server, article)
    line(desk, 0).hover()
    desk.get_by_role("button", name="Insert after this paragraph").click()
    desk.locator(".be-choice-type").filter(has_text="Embed").click()
    save(desk)
    assert desk.locator(".be-wrong[data-type=embed] .be-problems li").count() >= 1
    assert line(desk, 0).inner_text() == "Fine"


def test_the_standfirst_is_edited_like_any_text(desk: Page, live_server: LiveServer) -> None:
    article = make_article()
    open_story(desk, live_server, article)
    desk.get_by_role("textbox", name="Standfirst").click()
    desk.keyboard.type("At first light.")
    save(desk)
    assert Article.objects.get().standfirst == [{"text": "At first light."}]


def test_enter_in_a_field_only_saves(desk: Page, live_server: LiveServer) -> None:
    article = make_article()
    open_story(desk, live_server, article)
    desk.fill("#id_kicker", "Leith")
    with desk.expect_navigation():
        desk.press("#id_kicker", "Enter")
    saved = Article.objects.get()
    assert (saved.kicker, saved.state) == ("Leith", "draft")
