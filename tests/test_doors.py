"""No rule can be passed by another door: each is tried through the form, the list, pages, a command and functions."""

from __future__ import annotations

import ast
import io
import sys
from contextlib import suppress
from datetime import timedelta
from html import unescape
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from articles.autosaving import Typed, keep_autosave, save_autosave
from articles.checks import NotReady, answer_correction, checklist, override
from articles.editing import save_revision
from articles.gates import set_gate
from articles.importers.intake import digest_of_page, fingerprint_of
from articles.importers.page import parse_page
from articles.models import (
    Article,
    Autosave,
    Category,
    CheckedLink,
    Correction,
    DeskEntry,
    Gate,
    GateRule,
    Origin,
    Proposal,
    State,
)
from articles.publishing import (
    confirm,
    move_article,
    propose_embargo,
    propose_retraction,
    publish_article,
    publish_due,
    schedule_article,
    take_down_article,
    unpublish_article,
    withdraw_proposal,
)
from articles.restoring import restore_revision
from articles.snapshot import snapshot_of
from articles.workflow import TransitionRefused, may
from cms.keys import new_key
from cms.models import Document, Event
from cms.publishing import PublishingError
from media.models import Image
from tests.admin_forms import fields_of
from tests.factories import (
    ada,
    ed,
    eve,
    make_article,
    make_category,
    make_picture,
    paragraph,
    picture_block,
    retract,
)
from tests.test_roles import give, person

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from django.test import Client

    from authors.models import User

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[1]
SECTION = '<meta property="article:section" content="Harbour">'
PAGE = f"""<html><head>{SECTION}</head><body><article><h1>Page of the harbour</h1>
<p>The harbour reopened in May, three months after the storm that had broken its northern wall in two places.</p>
<p>It takes two hundred people and thirty cars, and every place on board has been sold.</p></article></body></html>"""


def change_url(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def step_url(article: Article, name: str) -> str:
    return reverse("admin:articles_article_step", args=[article.pk, name])


# The doors by which a story goes out. Each returns what was said.


def by_form(client: Client, article: Article) -> str:
    page = client.get(change_url(article))
    # Who may not even see it sends what they please.
    sent = fields_of(page) if page.context else {}
    return str(client.post(change_url(article), sent | {"_publish": "1"}, follow=True).content.decode())


def by_step(client: Client, article: Article) -> str:
    return str(client.post(step_url(article, "publish"), follow=True).content.decode())


def by_schedule(client: Client, article: Article) -> str:
    at = timezone.now() + timedelta(hours=1)
    sent = {"at_0": f"{at:%Y-%m-%d}", "at_1": f"{at:%H:%M}"}
    return str(client.post(step_url(article, "schedule"), sent, follow=True).content.decode())


def by_list(client: Client, article: Article) -> str:
    sent = {"action": "publish", "_selected_action": [article.pk]}
    return str(client.post(reverse("admin:articles_article_changelist"), sent, follow=True).content.decode())


def by_function(client: Client, article: Article) -> str:
    return told(lambda: publish_article(article, by=ed()))


def by_function_at(client: Client, article: Article) -> str:
    return told(lambda: schedule_article(article, at=timezone.now() + timedelta(hours=1), by=ed()))


def by_the_system(client: Client, article: Article) -> str:
    return told(lambda: publish_article(article, by=None))


def by_the_worker(client: Client, article: Article) -> str:
    """As if it had been scheduled before the rule stood against it."""
    now = timezone.now()
    Article.objects.filter(pk=article.pk).update(
        state=State.SCHEDULED, scheduled_for=now, scheduled_revision=article.revisions.first()
    )
    publish_due()
    article.refresh_from_db()
    return article.schedule_problem


def told(work: Callable[[], Any]) -> str:
    try:
        work()
    except PublishingError as error:
        return str(error)
    return "done"


def by_the_command(client: Client, article: Article) -> str:
    """As if the story had come in by it, and nobody had touched it since: it only publishes."""
    with NamedTemporaryFile("w", suffix=".html") as file:
        file.write(PAGE)
        file.flush()
        known = parse_page(PAGE.encode(), name="page.html", known_categories=["Harbour"])
        Origin.objects.create(
            article=article,
            fingerprint=fingerprint_of(known),
            digest=digest_of_page(known),
            revision=article.revisions.latest("number"),
        )
        if not Category.objects.filter(slug="harbour").exists():
            make_category("Harbour")
        try:
            call_command("import", "page", file.name, "--publish", "--by", "ed", stdout=io.StringIO())
        except CommandError as error:
            return str(error)
    return "done"


# With the place in the code by which each comes to the functions that send a story out.
DOORS: dict[Callable[[Client, Article], str], str] = {
    by_form: "articles/admin/article.py after_save",
    by_step: "articles/admin/steps.py ASKED publish_article",
    by_schedule: "articles/admin/steps.py ASKED schedule_article",
    by_list: "articles/admin/steps.py take",
    by_the_command: "articles/importers/intake.py publish_imported",
    by_the_worker: "articles/publishing/schedule.py publish_scheduled",
    by_function: "",
    by_function_at: "",
    by_the_system: "",
}
# What makes the sample newsroom is no door: it passes nothing over, and runs before there is a newsroom.
NO_DOORS = {"articles/sample/loader.py"}


def test_every_place_that_sends_a_story_out_is_a_door_of_this_table() -> None:
    found = {
        place
        for file in sorted(ROOT.glob("*/**/*.py"))
        if (path := str(file.relative_to(ROOT))).startswith(("articles/", "authors/", "cms/", "media/"))
        and path not in NO_DOORS
        for place in calls_in(path, ast.parse(file.read_text()))
    }
    assert found == {it for it in DOORS.values() if it}


def calls_in(path: str, tree: ast.Module) -> Iterator[str]:
    for top in tree.body:
        within = [it for it in ast.walk(top) if isinstance(it, ast.FunctionDef)] or [top]
        for place in within:
            for call in ast.walk(place):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in SENDS_OUT:
                    name = place.name if isinstance(place, ast.FunctionDef) else f"ASKED {call.func.id}"
                    yield f"{path} {name}"


SENDS_OUT = {"publish_article", "schedule_article"}


class Rule(NamedTuple):
    """A story that must not go out, and words of the reason."""

    make: Callable[[], Article]
    said: str
    # Beside what stands on the checklist.
    is_finding: bool = True
    # Where the form itself asks for it.
    in_form: str = ""


def with_embed() -> Article:
    embed = {
        "id": "embed000001", "type": "embed", "provider": "youtube", "url": "https://youtube.example/watch",
        "consent": {"required": False}, "fallback": {"text": "A film."},
    }  # fmt: skip
    return make_article(body=[paragraph("See."), embed])


def with_headings() -> Article:
    return make_article(
        body=[{"id": "heading0001", "type": "heading", "level": 4, "text": [{"text": "Deep"}]}, paragraph("Words.")]
    )


def gated(status: Gate.Status) -> Article:
    article = make_article()
    set_gate(article, Gate.Kind.LEGAL, status, by=ed(), note="Read it.")
    return article


def edited_since() -> Article:
    article = gated(Gate.Status.CLEARED)
    article.kicker = "Later"
    article.save()
    save_revision(article, by=ada())
    return article


def by_rule(**rule: Any) -> Article:
    GateRule.objects.create(gate=Gate.Kind.FACT_CHECK, **rule)
    return make_article(genre="opinion", category=make_category("Inner", parent=rule.get("category")))


def with_picture(**fields: Any) -> Article:
    given = {"alt": fields.pop("alt", "Boats at a pier."), **fields}
    return make_article(body=[paragraph("See."), picture_block(make_picture(**given))])


def with_picture_that_is_gone() -> Article:
    block = {"id": "picture0001", "type": "image", "image": {"id": new_key(), "alt": "Boats.", "width": 4, "height": 3}}
    return make_article(body=[paragraph("See."), block])


def with_dead_link() -> Article:
    link = {"text": "here", "marks": [{"type": "link", "href": "https://gone.example/"}]}
    article = make_article(body=[{"id": "paragraph0001", "type": "paragraph", "text": [link]}])
    CheckedLink.objects.update(status=CheckedLink.Status.DEAD, problem="404")
    return article


def too_deep() -> Article:
    category = None
    for number in range(6):
        category = make_category("Deep", parent=category, slug=f"{number}{'a' * 95}")
    return make_article(category=category)


def with_a_changed_figure(answer: str = "") -> Article:
    """Which was unpublished in between, so that it can be scheduled too."""
    article = make_article(body=[paragraph("The harbour cost 14 million.")])
    publish_article(article, by=ed())
    unpublish_article(article, by=ed())
    article.body = [paragraph("The harbour cost 15 million.")]
    article.save()
    save_revision(article, by=ed())
    if answer:
        answer_correction(article, answer, by=ed())
    return article


def under_embargo() -> Article:
    return make_article(embargo_until=timezone.now() + timedelta(days=3))


BY_MACHINE = {"digital_source_type": Image.SourceType.TRAINED, "ai_label": "Made with AI."}
RULES = {
    "no headline": Rule(
        lambda: make_article("", slug="nameless"), "Write a headline.", in_form="This field is required."
    ),
    "no category": Rule(lambda: make_article(category=None), "Choose a category"),
    "no text": Rule(lambda: make_article(body=[]), "The story has no text yet."),
    "heading order": Rule(with_headings, "This heading of level 4 comes first."),
    "a place in lists that is still to come": Rule(
        lambda: make_article(published_at=timezone.now() + timedelta(days=2)), "Its place in lists lies in the future"
    ),
    "an address that is too long": Rule(too_deep, "choose a shorter slug"),
    "a picture without words for it": Rule(lambda: with_picture(alt=""), "needs alternative text"),
    "a picture without a credit": Rule(lambda: with_picture(credit=""), "needs a credit"),
    "a picture that was withdrawn": Rule(lambda: with_picture(withheld=True), "was withdrawn: choose another"),
    "a picture that is gone": Rule(with_picture_that_is_gone, "is no longer in the library: choose another"),
    "a picture by a machine": Rule(
        lambda: with_picture(**BY_MACHINE),
        "was made with generative AI: say so",
    ),
    "an embed that asks nobody": Rule(with_embed, "loads without asking readers"),
    "a headline that is too long": Rule(lambda: make_article(headline_push="word " * 20), "shorten it"),
    "a dead link": Rule(with_dead_link, "This link leads nowhere (404): https://gone.example/"),
    "a flag": Rule(lambda: make_article(legally_sensitive=True), "Legal: the story waits for a clearance."),
    "a clearance that was asked for": Rule(lambda: gated(Gate.Status.NEEDED), "waits for a clearance"),
    "a clearance that was refused": Rule(lambda: gated(Gate.Status.REFUSED), "the clearance was refused. Read it."),
    "a clearance of an earlier version": Rule(edited_since, "version 1 was cleared, and the story was edited since"),
    "a genre that needs one": Rule(lambda: by_rule(genre="opinion"), "Fact check: the story waits"),
    "a category that needs one": Rule(lambda: by_rule(category=make_category("Outer")), "Fact check: the story waits"),
    "a published figure that changed": Rule(with_a_changed_figure, "Say whether this is a correction."),
    "a correction without its note": Rule(
        lambda: with_a_changed_figure("correction"), "Write the correction that readers will see"
    ),
    "an embargo": Rule(under_embargo, "embargo", is_finding=False),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", RULES)
def test_a_story_against_which_something_stands_goes_out_by_no_door(
    client: Client, door: Callable[[Client, Article], str], name: str
) -> None:
    article = RULES[name].make()
    before = (article.state, Document.objects.count(), Event.objects.count())
    client.force_login(ed())
    said = unescape(door(client, article))
    # What somebody took away from readers comes back by the desk alone.
    brings_back = door is by_the_command and before[0] == State.UNPUBLISHED
    expected = (RULES[name].in_form if door is by_form else "") or RULES[name].said
    assert ("which somebody decided: publish it in the admin" if brings_back else expected) in said
    stored = Article.objects.get(pk=article.pk)
    assert (Document.objects.count(), Event.objects.count()) == before[1:]
    assert door is by_the_worker or stored.state == before[0]


def test_every_rule_of_the_checklist_has_a_row_in_this_table() -> None:
    """Each line that makes a finding which blocks is passed by one of its stories."""
    lines: set[tuple[str, int]] = set()

    def note(frame: FrameType, event: str, _: Any) -> Any:
        path = frame.f_code.co_filename
        if "/articles/checks/" not in path:
            return None
        lines.add((Path(path).name, frame.f_lineno))
        return note

    for rule in RULES.values():
        if not rule.is_finding:
            continue
        with transaction.atomic():
            article = rule.make()
            sys.settrace(note)
            try:
                found = checklist(article, article.revisions.latest("number"))
            finally:
                sys.settrace(None)
            assert any(it.blocks and rule.said in it.message for it in found), rule
            transaction.set_rollback(True)
    missing = [
        f"{file.name}:{call.lineno}"
        for file in sorted((ROOT / "articles/checks").glob("*.py"))
        for call in ast.walk(ast.parse(file.read_text()))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Finding"
        if not any(it.arg == "blocks" for it in call.keywords)
        if not any((file.name, line) in lines for line in range(call.lineno, (call.end_lineno or 0) + 1))
    ]
    assert missing == []


# People who may not


def by_nobodys_right(client: Client, article: Article) -> User:
    return person("", "Nobody")


def a_reporter(client: Client, article: Article) -> User:
    return person("Reporter")


def a_contributor_with_an_own_draft(client: Client, article: Article) -> User:
    somebody = person("Contributor")
    Article.objects.filter(pk=article.pk).update(created_by=somebody)
    return somebody


def an_editor_of_another_section(client: Client, article: Article) -> User:
    somebody = person("", "Cora")
    give(somebody, "Section editor", make_category("Culture"))
    return somebody


def a_section_editor_without_a_section(client: Client, article: Article) -> User:
    return person("Section editor")


def a_lawyer(client: Client, article: Article) -> User:
    return person("Lawyer")


def a_photo_editor(client: Client, article: Article) -> User:
    return person("Photo editor")


PEOPLE = [
    by_nobodys_right, a_reporter, a_contributor_with_an_own_draft, an_editor_of_another_section,
    a_section_editor_without_a_section, a_lawyer, a_photo_editor,
]  # fmt: skip


@pytest.mark.parametrize("door", [it for it in DOORS if it not in (by_the_system, by_the_worker)])
@pytest.mark.parametrize("who", PEOPLE)
def test_a_story_goes_out_by_no_door_for_whoever_may_not_publish_it(
    client: Client, door: Callable[[Client, Article], str], who: Callable[[Client, Article], User]
) -> None:
    article = make_article()
    somebody = who(client, article)
    somebody.username, somebody.is_staff = "ed", True
    somebody.save()
    client.force_login(somebody)
    door(client, article)
    assert not Document.objects.filter(kind="article").exists()
    assert Article.objects.get(pk=article.pk).state == State.DRAFT


# Whose drafts they are not


def in_the_form(client: Client, article: Article, somebody: User) -> None:
    answer = client.get(change_url(article))
    sent = fields_of(answer) if answer.status_code == 200 and answer.context.get("adminform") else {}
    client.post(change_url(article), sent | {"headline": "Changed", "opened_version": article.version})


def by_restoring(client: Client, article: Article, somebody: User) -> None:
    page = reverse("admin:articles_article_restore", args=[article.pk, 1])
    client.post(page, {"opened_version": article.version})


def by_restoring_it(client: Client, article: Article, somebody: User) -> None:
    told(lambda: restore_revision(article, article.revisions.get(number=1), expected=article.version, by=somebody))


def by_importing_it_again(client: Client, article: Article, somebody: User) -> None:
    page = parse_page(PAGE.encode(), name="page.html", known_categories=[])
    Origin.objects.create(
        article=article, fingerprint=fingerprint_of(page), digest="another", revision=article.revisions.first()
    )
    with NamedTemporaryFile("w", suffix=".html") as file:
        file.write(PAGE)
        file.flush()
        with suppress(CommandError):
            bring_in(Path(file.name), "--by", somebody.username)


# Whatever is asked for along with a text that is kept, or taken up again.
ORDERS = {"_publish": "1", "_step": "retract", "state": "published", "embargo_until_0": "", "embargo_until_1": ""}


def by_keeping(client: Client, article: Article, somebody: User) -> None:
    """As a page does at each pause."""
    answer = client.get(change_url(article))
    sent = fields_of(answer) if answer.status_code == 200 and answer.context.get("adminform") else {}
    typed = {"headline": "Typed", "opened_version": article.version, "sitting": new_key(), "whole": "1"}
    client.post(reverse("admin:articles_article_autosave", args=[article.pk]), sent | ORDERS | typed)


def kept_of(article: Article, somebody: User) -> Autosave:
    content = {**snapshot_of(article), "headline": "Typed", "state": "published", "embargo_until": None}
    return keep_autosave(article, Typed(content, article.version), key=new_key(), by=somebody)


def by_taking_up(client: Client, article: Article, somebody: User) -> None:
    page = reverse("admin:articles_article_unsaved", args=[article.pk, kept_of(article, somebody).pk])
    client.post(page, ORDERS | {"opened_version": article.version})


def by_taking_it_up(client: Client, article: Article, somebody: User) -> None:
    kept = kept_of(article, somebody)
    told(lambda: save_autosave(kept, choices={}, expected=article.version, by=somebody))


def by_joining(client: Client, article: Article, somebody: User) -> None:
    """Saved over a version that is no longer the newest."""
    answer = client.get(change_url(article))
    sent = fields_of(answer) if answer.status_code == 200 and answer.context.get("adminform") else {}
    opened = article.version
    article.kicker = "Saved meanwhile"
    article.save(update_fields=["kicker"])
    save_revision(article, by=None)
    client.post(change_url(article), sent | ORDERS | {"headline": "Typed", "opened_version": opened})


CHANGES = [
    in_the_form, by_restoring, by_restoring_it, by_importing_it_again, by_taking_up, by_taking_it_up, by_joining,
]  # fmt: skip


@pytest.mark.parametrize("door", CHANGES)
@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW])
def test_a_contributor_changes_own_drafts_by_every_door_and_no_other_story_by_any(
    client: Client, door: Callable[[Client, Article, User], None], state: State
) -> None:
    somebody = person("Contributor", "Cora")
    make_category("Harbour")
    client.force_login(somebody)
    for owner, changes in ((ada(), False), (somebody, state == State.DRAFT)):
        article = make_article(created_by=owner)
        article.kicker = "Later"
        article.save()
        save_revision(article, by=ed())
        Article.objects.filter(pk=article.pk).update(state=state)
        article.refresh_from_db()
        version = article.version + (door is by_joining)
        door(client, article, somebody)
        Origin.objects.all().delete()
        assert (Article.objects.get(pk=article.pk).version > version) is changes, (door, owner)


# What is typed and kept


KEPT = [by_keeping, by_taking_up, by_taking_it_up, by_joining]


def standing_at(state: State) -> Article:
    """By the way that leads there."""
    article = make_article()
    if state == State.SCHEDULED:
        schedule_article(article, at=timezone.now() + timedelta(hours=1), by=ed())
    elif state in (State.PUBLISHED, State.UNPUBLISHED, State.RETRACTED, State.TAKEN_DOWN):
        publish_article(article, by=ed())
        ends: dict[State, Callable[[], Any]] = {
            State.UNPUBLISHED: lambda: unpublish_article(article, by=ed()),
            State.RETRACTED: lambda: retract(article),
            State.TAKEN_DOWN: lambda: take_down_article(article, notice="By order of a court.", by=ed()),
        }
        ends.get(state, lambda: None)()
    else:
        moves = {State.IN_REVIEW: ["submit"], State.READY: ["approve"], State.HOLD: ["hold"], State.SPIKED: ["spike"]}
        for action in moves.get(state, []):
            move_article(article, action, by=ed())
    article.refresh_from_db()
    assert article.state == state
    return article


@pytest.mark.parametrize("door", KEPT)
@pytest.mark.parametrize("state", State)
def test_what_is_kept_becomes_a_version_at_most_whatever_else_is_asked_for(
    client: Client, door: Callable[[Client, Article, User], None], state: State
) -> None:
    """In every state: nothing goes out or comes down, and no step is taken."""
    article, decided = standing_at(state), ("state", "embargo_until", "scheduled_for", "scheduled_revision_id",
                                            "published_revision_id", "first_published_at", "expires_at")  # fmt: skip
    client.force_login(ed())
    before, version = {name: getattr(article, name) for name in decided}, article.version
    public = [list(model.objects.order_by("pk").values()) for model in (Document, Event, DeskEntry, Proposal)]
    door(client, article, ed())
    stored = Article.objects.get(pk=article.pk)
    assert {name: getattr(stored, name) for name in decided} == before
    assert [list(model.objects.order_by("pk").values()) for model in (Document, Event, DeskEntry, Proposal)] == public
    # Only a person's own decision makes a version of it.
    assert (stored.headline == "Typed") is (door is not by_keeping)
    assert stored.version == version + {by_keeping: 0, by_joining: 2}.get(door, 1)
    assert Autosave.objects.filter(discarded_at=None).exists() is (door is by_keeping)


@pytest.mark.parametrize("door", KEPT)
@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.PUBLISHED, State.SPIKED, State.TAKEN_DOWN])
@pytest.mark.parametrize("who", PEOPLE)
def test_nobody_keeps_or_takes_up_a_text_of_a_story_that_they_may_not_change(
    client: Client,
    door: Callable[[Client, Article, User], None],
    state: State,
    who: Callable[[Client, Article], User],
) -> None:
    article = standing_at(state)
    somebody = who(client, article)
    article.refresh_from_db()
    client.force_login(somebody)
    allowed = may(article, "change", somebody)
    door(client, article, somebody)
    stored = Article.objects.get(pk=article.pk)
    if door is by_keeping:
        assert Autosave.objects.exists() is allowed
    assert (stored.headline == "Typed") is (allowed and door is not by_keeping)
    assert stored.state == state


def test_who_may_change_a_story_is_as_this_table_expects(client: Client) -> None:
    """So that the one above tries both: whoever may, and whoever may not."""
    found = {
        (who.__name__, state)
        for who in PEOPLE
        for state in (State.DRAFT, State.IN_REVIEW)
        if may_in(who, state, client)
    }
    assert found == {
        ("a_reporter", State.DRAFT),
        ("a_reporter", State.IN_REVIEW),
        ("a_contributor_with_an_own_draft", State.DRAFT),
        ("a_section_editor_without_a_section", State.DRAFT),
        ("a_section_editor_without_a_section", State.IN_REVIEW),
        ("a_photo_editor", State.DRAFT),
        ("a_photo_editor", State.IN_REVIEW),
    }


def may_in(who: Callable[[Client, Article], User], state: State, client: Client) -> bool:
    with transaction.atomic():
        article = standing_at(state)
        somebody = who(client, article)
        article.refresh_from_db()
        allowed = may(article, "change", somebody)
        transaction.set_rollback(True)
    return allowed


def test_a_clearance_does_not_hold_for_a_text_that_was_taken_up_after_it(client: Client) -> None:
    article = gated(Gate.Status.CLEARED)
    client.force_login(ed())
    by_keeping(client, article, ed())
    # What is only kept is read by nobody, and changes nothing.
    publish_article(Article.objects.get(pk=article.pk), by=ed())
    unpublish_article(Article.objects.get(pk=article.pk), by=ed())
    article.refresh_from_db()
    by_taking_up(client, article, ed())
    with pytest.raises(NotReady, match="the story was edited since"):
        publish_article(Article.objects.get(pk=article.pk), by=ed())


def test_kept_text_of_a_colleague_is_taken_up_by_whoever_may_change_the_story_alone(client: Client) -> None:
    article = make_article(category=make_category("Sport"))
    kept = kept_of(article, ada())
    page = reverse("admin:articles_article_unsaved", args=[article.pk, kept.pk])
    for somebody, status in ((a_lawyer(client, article), 403), (an_editor_of_another_section(client, article), 404)):
        client.force_login(somebody)
        assert client.get(page).status_code == status
        assert client.post(page, {"opened_version": "1"}).status_code == status
    assert Article.objects.get(pk=article.pk).version == 1


# The command that publishes


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """One that cannot go out without a lawyer's clearance."""
    GateRule.objects.create(gate=Gate.Kind.LEGAL, category=make_category("Harbour"))
    file = tmp_path / "page.html"
    file.write_text(PAGE)
    return file


def bring_in(file: Path, *options: str) -> None:
    call_command("import", "page", str(file), *options, stdout=io.StringIO())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "Legal: the story waits for a clearance. .* or add --override REASON"),
        (["--by", "ed"], "Legal: the story waits for a clearance"),
        (["--answer", "style"], "Legal: the story waits for a clearance"),
        (["--override", "It is needed now."], "name who decides that, with --by"),
        (["--override", " ", "--by", "ed"], "write the reason"),
        (
            ["--override", "It is needed now.", "--by", "Section editor"],
            "Can publish stories that wait for a clearance",
        ),
        (["--override", "It is needed now.", "--by", "nobody"], "Can add story"),
        (["--override", "It is needed now.", "--by", "Eve"], "no user “Eve”"),
    ],
)
def test_by_the_command_no_rule_is_passed_without_the_right_and_a_reason(
    page: Path, options: list[str], said: str
) -> None:
    for somebody in (ed(), person("Section editor"), person()):
        assert somebody.pk
    with pytest.raises(CommandError, match=said):
        bring_in(page, "--publish", *options)
    assert not Article.objects.exists()
    assert not Event.objects.exists()
    assert not DeskEntry.objects.exists()


def test_what_the_command_passes_over_is_kept_with_reason_and_name(page: Path) -> None:
    ed()
    bring_in(page, "--publish", "--by", "ed", "--override", "It is needed now.")
    kept = DeskEntry.objects.get(action="override")
    assert (kept.by, kept.note, kept.revision) == (ed(), "It is needed now.", Article.objects.get().revisions.get())
    assert Document.objects.live().filter(kind="article").exists()


def test_the_command_passes_over_nothing_that_cannot_be_compiled(tmp_path: Path) -> None:
    ed()
    file = tmp_path / "page.html"
    file.write_text(PAGE.replace(SECTION, ""))
    with pytest.raises(CommandError, match=r"Choose a category.* without --publish, and mend that in the admin\.$"):
        bring_in(file, "--publish", "--by", "ed", "--override", "It is needed now.")
    assert not Article.objects.exists()


@pytest.mark.parametrize("options", [["--answer", "update"], ["--override", "It is needed now.", "--by", "ed"]])
def test_what_is_about_publishing_is_not_taken_where_nothing_is_published(page: Path, options: list[str]) -> None:
    ed()
    with pytest.raises(CommandError, match=r"is about publishing\. Add --publish, or leave it out"):
        bring_in(page, *options)
    assert not Article.objects.exists()


def test_nobody_imports_into_a_category_in_which_they_may_not_write(page: Path) -> None:
    reporter = person("", "Cora")
    give(reporter, "Reporter", make_category("Culture"))
    with pytest.raises(CommandError, match="“Can add story” for this in “Harbour”"):
        bring_in(page, "--by", "Cora")
    assert not Article.objects.exists()


# Overriding


def test_what_was_passed_over_with_a_reason_goes_out_and_is_kept(client: Client) -> None:
    article = with_embed()
    set_gate(article, Gate.Kind.PHOTO, Gate.Status.NEEDED, by=ed())
    client.force_login(ed())
    page = client.get(step_url(article, "publish")).content.decode()
    assert "loads without asking readers" in page
    assert "#block-embed000001" in page
    client.post(step_url(article, "publish"), {"reason": "The minister resigned a minute ago."})
    article.refresh_from_db()
    assert article.state == State.PUBLISHED
    kept = DeskEntry.objects.get(action="override")
    assert (kept.by, kept.note, kept.revision.number) == (ed(), "The minister resigned a minute ago.", 1)
    assert len(kept.details["findings"]) == 2


def test_an_override_counts_for_its_version_alone() -> None:
    article = with_embed()
    override(article, reason="Breaking.", by=ed())
    article.kicker = "Later"
    article.save()
    save_revision(article, by=ed())
    with pytest.raises(NotReady):
        publish_article(article, by=ed())


def test_a_scheduled_story_goes_out_by_the_override_that_was_given_for_it(time_machine: Any) -> None:
    time_machine.move_to("2026-11-22T08:00:00Z")
    article = with_embed()
    override(article, reason="Breaking.", by=ed())
    schedule_article(article, at=timezone.now() + timedelta(minutes=1), by=ed())
    time_machine.move_to("2026-11-22T08:01:01Z")
    assert publish_due() == 1


def test_what_cannot_be_compiled_nobody_passes_over() -> None:
    with pytest.raises(NotReady, match="Choose a category"):
        override(make_article(category=None), reason="Now.", by=ed())


@pytest.mark.parametrize(
    ("missing", "story"), [("override_gate", "a flag"), ("override_checklist", "heading"), ("", "")]
)
def test_overriding_takes_the_right_and_a_reason(client: Client, missing: str, story: str) -> None:
    article = make_article(legally_sensitive=True) if missing == "override_gate" else with_embed()
    editor = person("Section editor")
    give(editor, "Section editor", article.category)
    client.force_login(editor)
    client.post(step_url(article, "publish"), {"reason": "I want it."})
    with pytest.raises(TransitionRefused, match="permission" if missing else "reason"):
        override(article, reason="I want it." if missing else " ", by=editor if missing else ed())
    assert not Document.objects.filter(kind="article").exists()
    assert not DeskEntry.objects.filter(action="override").exists()


# Notes and the record


def test_sending_back_takes_a_note_that_the_writer_sees(client: Client) -> None:
    article = make_article(created_by=ada())
    move_article(article, "submit", by=ada())
    with pytest.raises(TransitionRefused, match="write a note"):
        move_article(article, "send_back", by=ed(), note=" ")
    client.force_login(ed())
    for url, sent in (
        (change_url(article), fields_of(client.get(change_url(article))) | {"_step": "send_back"}),
        (step_url(article, "send_back"), {"note": " "}),
        (reverse("admin:articles_article_changelist"), {"action": "send_back", "_selected_action": [article.pk]}),
    ):
        client.post(url, sent)
        article.refresh_from_db()
        assert article.state == State.IN_REVIEW
    client.post(step_url(article, "send_back"), {"note": "Ask the harbour master too."})
    client.force_login(ada())
    assert "Ask the harbour master too." in client.get(change_url(article)).content.decode()
    assert "Ask the harbour master too." in client.get(reverse("admin:index")).content.decode()


def test_every_step_is_recorded_with_who_when_and_where_it_stood() -> None:
    article = make_article()
    for action in ("submit", "approve"):
        move_article(article, action, by=ed(), note=f"To {action}")
    publish_article(article, by=ed())
    rows = DeskEntry.objects.order_by("pk").values_list("action", "before", "after", "by__username", "note")
    assert list(rows) == [
        ("submit", "draft", "in_review", "ed", "To submit"),
        ("approve", "in_review", "ready", "ed", "To approve"),
        ("publish", "ready", "published", "ed", ""),
    ]
    assert DeskEntry.objects.get(action="publish").revision.number == 1


def test_a_step_that_fails_leaves_no_record() -> None:
    with pytest.raises(NotReady):
        publish_article(make_article(body=[]), by=ed())
    assert not DeskEntry.objects.exists()


def test_what_was_decided_cannot_be_rewritten() -> None:
    move_article(make_article(), "submit", by=ada())
    for work in (lambda: DeskEntry.objects.update(note="Never."), lambda: DeskEntry.objects.all().delete()):
        with pytest.raises(IntegrityError, match="never"), transaction.atomic():
            work()


# Clearances


def test_a_clearance_is_given_by_its_own_desk() -> None:
    article, lawyer, photo = make_article(), person("Lawyer"), person("Photo editor")
    set_gate(article, Gate.Kind.LEGAL, Gate.Status.NEEDED, by=ada())
    for somebody in (ada(), photo, person("Chief editor")):
        for status in (Gate.Status.CLEARED, Gate.Status.NOT_NEEDED, Gate.Status.IN_PROGRESS, Gate.Status.REFUSED):
            with pytest.raises(TransitionRefused):
                set_gate(article, Gate.Kind.LEGAL, status, by=somebody, note="Mine.")
    set_gate(article, Gate.Kind.LEGAL, Gate.Status.CLEARED, by=lawyer)
    publish_article(article, by=ed())


def test_taking_a_flag_away_does_not_take_its_clearance_away() -> None:
    article = make_article(legally_sensitive=True)
    article.legally_sensitive = False
    article.save()
    save_revision(article, by=ada())
    with pytest.raises(NotReady, match="Legal: the story waits for a clearance"):
        publish_article(article, by=person("Chief editor"))
    set_gate(article, Gate.Kind.LEGAL, Gate.Status.NOT_NEEDED, by=person("Lawyer"), note="Not before any court.")
    publish_article(article, by=ed())


def test_what_a_rule_requires_nobody_declares_unnecessary() -> None:
    article = make_article(legally_sensitive=True)
    with pytest.raises(TransitionRefused, match="nobody can say that it is not needed"):
        set_gate(article, Gate.Kind.LEGAL, Gate.Status.NOT_NEEDED, by=ed(), note="It is about boats.")
    with pytest.raises(NotReady, match="Legal"):
        publish_article(article, by=ed())


def test_a_lawyer_clears_the_version_that_they_read_and_no_later_one(client: Client) -> None:
    article = make_article(legally_sensitive=True)
    client.force_login(person("Lawyer"))
    page = reverse("admin:articles_article_gate", args=[article.pk, "legal"])
    assert client.get(page).status_code == 200
    article.kicker = "Saved meanwhile"
    article.save()
    save_revision(article, by=ada())
    client.post(page, {"status": "cleared", "read": 1})
    assert Gate.objects.get().status == Gate.Status.NEEDED
    client.post(page, {"status": "cleared", "read": 2, "note": "Read."})
    assert (Gate.objects.get().revision.number, Gate.objects.get().note) == (2, "Read.")
    publish_article(article, by=ed())


def test_a_reopened_clearance_is_shown_at_the_desk_and_beside_the_story(client: Client) -> None:
    article = edited_since()
    client.force_login(ed())
    assert "Reopened" in client.get(change_url(article)).content.decode()
    assert "reopened by an edit" in client.get(reverse("admin:index")).content.decode()


def test_all_clearances_that_a_story_waits_for_stand_beside_it_once(client: Client) -> None:
    article = make_article("Harbour")
    for kind in Gate.Kind:
        set_gate(article, kind, Gate.Status.NEEDED, by=ada())
    client.force_login(ed())
    page = client.get(reverse("admin:index")).content.decode()
    assert page.count(f'{change_url(article)}#clearances"') == 1
    assert all(f"<span>{kind.label}: needed</span>" in page for kind in Gate.Kind)


# Two people


def by_confirming_page(client: Client, proposal: Proposal) -> None:
    client.force_login(ed())
    client.post(reverse("admin:articles_article_proposal", args=[proposal.article_id, proposal.pk, "confirm"]))


def by_confirming(client: Client, proposal: Proposal) -> None:
    told(lambda: confirm(proposal, by=ed()))


def by_saving(client: Client, proposal: Proposal) -> None:
    article = proposal.article
    article.state, article.embargo_until = State.RETRACTED, None
    with pytest.raises(IntegrityError, match="two people"), transaction.atomic():
        article.save(update_fields=["state" if proposal.kind == "retract" else "embargo_until"])


def by_a_query(client: Client, proposal: Proposal) -> None:
    change = {"state": State.RETRACTED} if proposal.kind == "retract" else {"embargo_until": None}
    with pytest.raises(IntegrityError, match="two people"), transaction.atomic():
        Article.objects.update(**change)


def by_confirming_past_the_code(client: Client, proposal: Proposal) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.update(confirmed_by=ed(), confirmed_at=timezone.now())


def by_the_form(client: Client, proposal: Proposal) -> None:
    client.force_login(ed())
    page = change_url(proposal.article)
    sent = fields_of(client.get(page)) | {"embargo_until_0": "", "embargo_until_1": "", "_step": "retract"}
    client.post(page, sent)


def by_kept_text(client: Client, proposal: Proposal) -> None:
    client.force_login(ed())
    for door in KEPT:
        door(client, Article.objects.get(pk=proposal.article_id), ed())


@pytest.mark.parametrize(
    "door",
    [by_confirming_page, by_confirming, by_saving, by_a_query, by_confirming_past_the_code, by_the_form, by_kept_text],
)
@pytest.mark.parametrize("kind", ["retract", "embargo"])
def test_nobody_does_alone_what_takes_two(client: Client, door: Callable[[Client, Proposal], None], kind: str) -> None:
    until = timezone.now().replace(microsecond=0) + timedelta(days=1000)
    article = make_article(embargo_until=until if kind == "embargo" else None)
    if kind == "retract":
        publish_article(article, by=ed())
        proposal = propose_retraction(article, notice="It is not so.", by=ed())
    else:
        proposal = propose_embargo(article, until=None, reason="It is out.", by=ed())
    door(client, proposal)
    stored = Article.objects.get()
    assert (stored.state == State.RETRACTED, stored.embargo_until) == (False, until if kind == "embargo" else None)
    confirm(proposal, by=eve())
    stored.refresh_from_db()
    assert (stored.state == State.RETRACTED, stored.embargo_until) == (kind == "retract", None)
    with pytest.raises(PublishingError, match="no longer waiting"):
        confirm(proposal, by=eve())


def test_confirming_takes_the_permission_and_proposing_too() -> None:
    article = make_article()
    publish_article(article, by=ed())
    with pytest.raises(TransitionRefused):
        propose_retraction(article, notice="No.", by=ada())
    editor = person("Section editor")
    give(editor, "Section editor", article.category)
    proposal = propose_retraction(article, notice="It is not so.", by=editor)
    with pytest.raises(TransitionRefused):
        confirm(proposal, by=ada())
    with pytest.raises(PublishingError, match="already"):
        propose_retraction(article, notice="Again.", by=ed())
    withdraw_proposal(proposal, by=editor)
    with pytest.raises(PublishingError, match="no longer waiting"):
        confirm(proposal, by=ed())


def test_an_embargo_is_made_longer_by_one_and_shorter_by_two() -> None:
    until = timezone.now().replace(microsecond=0) + timedelta(days=1000)
    article = make_article(embargo_until=until)
    Article.objects.update(embargo_until=until + timedelta(days=1))
    article.refresh_from_db()
    sooner = until - timedelta(days=1)
    confirm(propose_embargo(article, until=sooner, reason="Agreed with the agency.", by=ed()), by=eve())
    assert Article.objects.get().embargo_until == sooner
    with pytest.raises(IntegrityError, match="two people"), transaction.atomic():
        Article.objects.update(embargo_until=until - timedelta(days=2))


def test_what_waits_is_shown_beside_the_story_and_on_the_front_page(client: Client) -> None:
    article = make_article("Doubtful")
    publish_article(article, by=ed())
    propose_retraction(article, notice="It is not so.", by=ed())
    for somebody, buttons in ((ed(), ["Withdraw"]), (eve(), ["Confirm", "Withdraw"])):
        client.force_login(somebody)
        page = client.get(change_url(article)).content.decode()
        assert "It is not so." in page
        assert [it for it in ("Confirm", "Withdraw") if f">{it}</button>" in page] == buttons
        assert "Waiting for a second person" in client.get(reverse("admin:index")).content.decode()


# Is this a correction?


def changed(text: str, **fields: Any) -> Article:
    article = make_article(body=[paragraph("Mayor Ann Lowe said that 14 boats were lost.")])
    publish_article(article, by=ed())
    article.body = [paragraph(text)]
    article.save()
    save_revision(article, by=ada())
    return article


@pytest.mark.parametrize("door", [it for it in DOORS if it not in (by_schedule, by_function_at, by_the_worker)])
def test_a_published_figure_changes_by_no_door_without_an_answer(
    client: Client, door: Callable[[Client, Article], str]
) -> None:
    article = changed("Mayor Ann Lowe said that 15 boats were lost.")
    client.force_login(ed())
    said = door(client, article)
    assert "Say whether this is a correction." in said
    assert Document.objects.filter(kind="article").count() == 1


def test_nor_by_taking_the_story_away_and_bringing_it_back_changed() -> None:
    article = make_article(body=[paragraph("The harbour cost 14 million.")])
    publish_article(article, by=ed())
    unpublish_article(article, by=ed())
    article.body = [paragraph("The harbour cost 15 million.")]
    article.save()
    save_revision(article, by=ed())
    with pytest.raises(NotReady, match="14"):
        publish_article(article, by=ed())
    with pytest.raises(NotReady, match="14"):
        schedule_article(article, at=timezone.now() + timedelta(hours=1), by=ed())
    answer_correction(article, "update", by=ed())
    publish_article(article, by=ed())
    unpublish_article(article, by=ed())
    # As readers had it, it comes back without a question.
    publish_article(article, by=ed())


@pytest.mark.parametrize("answer", ["update", "style"])
def test_the_answer_is_kept_with_the_version(client: Client, answer: str) -> None:
    article = changed("Mayor Ann Lowe said that 15 boats were lost.")
    client.force_login(ed())
    assert "Is this a correction?" in client.get(step_url(article, "publish")).content.decode()
    client.post(step_url(article, "publish"), {"answer": answer})
    assert Document.objects.filter(kind="article").count() == 2
    kept = DeskEntry.objects.get(action="answer")
    assert (kept.after, kept.revision.number, kept.by) == (answer, 2, ed())
    assert kept.details["changed"] == [["paragraph0001", "figure", "14"]]


def test_a_correction_needs_its_note_and_is_asked_about_no_more_with_it() -> None:
    article = changed("Mayor Ann Lowe said that 15 boats were lost.")
    answer_correction(article, "correction", by=ed())
    with pytest.raises(NotReady, match="Write the correction that readers will see"):
        publish_article(article, by=ed())
    Correction.objects.create(article=article, text="15 boats were lost, not 14.")
    publish_article(article, by=ed())
    assert Correction.objects.get().published_at


def test_an_answer_is_given_by_who_may_publish_and_is_one_of_three() -> None:
    article = changed("Mayor Ann Lowe said that 15 boats were lost.")
    with pytest.raises(TransitionRefused, match="permission"):
        answer_correction(article, "style", by=ada())
    with pytest.raises(TransitionRefused, match="answer one of"):
        answer_correction(article, "whatever", by=ed())


def test_a_change_of_style_is_not_asked_about() -> None:
    article = changed("Mayor Ann Lowe told reporters that 14 boats had been lost.")
    newest = article.revisions.first()
    assert checklist(article, newest) == []
