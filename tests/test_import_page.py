"""`manage.py import page FILE`: a story comes in whole, once, and never over what somebody here has written."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from articles.editing import save_revision
from articles.importers.intake import take_in
from articles.importers.naming import ImportRefused
from articles.importers.page import ParsedPage
from articles.models import Article, Category, Contribution, PictureRequest, Revision, State, Tag
from articles.publishing import publish_article, unpublish_article
from authors.models import Author
from cms.models import Document, Event
from tests.factories import ada, ed, make_article, make_author, make_category, make_tag

pytestmark = pytest.mark.django_db

REAL = Path(__file__).parent.parent.parent / "shared" / "input" / "kremlin-story.txt"
HEADLINE = "Mayor Denies That She Sold the Lighthouse, Council Says"
OWN = f"""Home Entertainment {HEADLINE}

{HEADLINE}

The mayor did not sell the lighthouse to a puppet theatre, the council said on Friday after a night of telephone calls.

The theatre had thanked her for “a beam of light in dark times” in a message that went round the island.

A spokesman said that no sale had taken place, and hinted that the contract could have been drawn by children.The mayor and the puppet theatre

“We look forward to seeing the lamp room,” the message had added.

The theatre's office said that papers had been signed.

But the spokesman told reporters that the signature was “a drawing of a fish”.

“I do not know who signed, but it was not the mayor,” he said.

The lighthouse has stood empty since its keeper moved to the mainland nine years ago.

Several buyers have asked about it, among them a bakery and a school of wind instruments.

“If somebody makes a proper offer, we will of course read it,” the spokesman added.

The puppet theatre has played in a shed behind the harbour since it lost its hall in a storm.

Its last play was about a lighthouse that falls in love with a ferry, and was sold out for a month.

In an interview last week, its director said that she thought it unlikely that they would ever move in.

“It is a dream. They may laugh when we have left the room, but at least we asked, and we asked in costume.”

Nora is the heart and the pencil of the team. She loves theatre and all that it needs. As Nora says, a good play or a well made puppet makes people better. She is great at drawing and at mending things. Folding paper ships is her favourite activity.
"""  # noqa: E501 (one line is one paragraph)


def run(file: Path | str, *options: str, **more: Any) -> str:
    out = io.StringIO()
    call_command("import", "page", str(file), *options, stdout=out, no_color=True, **more)
    return out.getvalue()


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Each row of each table."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for model in apps.get_models(include_auto_created=True)
    }


def article() -> Article:
    return Article.objects.get()


def live_body() -> dict[str, Any]:
    return json.loads(Document.objects.live().get(kind="article").body)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "story.txt"
    file.write_text(OWN, encoding="utf-8")
    return file


def saved_page(
    folder: Path, *, headline: str = "Ferry to sail at noon", paragraph: str = "", author: str = "Nora", bio: str = ""
) -> Path:
    """A page as a browser saves it, with the address that it came from."""
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": headline,
        "datePublished": "2025-03-04T10:00:00Z",
        "dateModified": "2025-03-05T10:00:00Z",
        "author": {"@type": "Person", "name": author, "description": bio},
        "articleSection": "Harbour",
        "keywords": ["Ferries", "Weather"],
        "url": "https://paper.example/harbour/ferry",
    }
    file = folder / "page.html"
    file.write_text(
        f"""<!doctype html><html lang="en-GB"><head><title>{headline}</title>
        <link rel="canonical" href="https://paper.example/harbour/ferry">
        <script type="application/ld+json">{json.dumps(facts)}</script></head><body><article><h1>{headline}</h1>
        <p>The first ferry since the storm sails at noon on Sunday, the harbour master said in the morning.</p>
        <figure><img src="https://paper.example/ferry.jpg" alt="A white ferry at a pier.">
        <figcaption>The ferry on Saturday evening.</figcaption></figure>
        <p>{paragraph or "It takes two hundred people and thirty cars, and every place on board has been sold."}</p>
        <p>A second one follows at six in the evening if the wind allows it, which nobody will promise yet.</p>
        </article></body></html>""",
        encoding="utf-8",
    )
    return file


@pytest.mark.parametrize("source", ["the real file", "one of our own"])
def test_a_copied_page_comes_in_whole(source, page):
    file = REAL if source == "the real file" else page
    if not file.exists():
        pytest.skip("the real file is not here; our own has the same faults")
    lines = file.read_text(encoding="utf-8").strip().splitlines()
    headline = lines[2]

    out = run(file, "--publish")

    story = article()
    assert story.headline == headline
    assert [category.name for category in Category.objects.all()] == ["Entertainment"]
    assert len(story.body) == 14
    assert {block["type"] for block in story.body} == {"paragraph"}
    request = PictureRequest.objects.get()
    before = next(block for block in story.body if block["id"] == request.after_block)["text"][0]["text"]
    assert f"{before}{request.caption}" in lines, "the caption was cut out of its paragraph, and nothing was lost"
    author = Author.objects.get()
    assert author.bio == lines[-1]
    assert author.name == lines[-1].split()[0]

    body = live_body()
    assert body["headline"] == headline
    assert body["category"]["name"] == "Entertainment"
    assert body["category"]["ancestors"] == []
    assert body["path"] == f"/entertainment/{story.slug}"
    assert body["byline"]["text"] == author.name
    assert body["byline"]["contributors"][0]["author"]["bio"] == lines[-1]
    assert len(body["body"]["blocks"]) == 14
    assert body["lead_media"] is None
    assert "Entertainment, new" in out
    assert f"/admin/articles/article/{story.pk}/change/" in out


@pytest.mark.skipif(not REAL.exists(), reason="the real file is not here")
def test_the_real_page_is_found_at_the_address_that_its_headline_promises(client):
    run(REAL, "--publish")
    answer = client.get("/api/v1/articles/vladimir-putin-did-not-speak-to-elton-john-kremlin-says/")
    assert answer.status_code == 200
    assert answer.json()["byline"]["text"] == "Sonia"


@pytest.mark.parametrize("options", [[], ["--publish"]])
def test_the_same_page_again_changes_nothing(options, page):
    run(page, *options)
    before = everything()
    assert "already" in run(page, *options)
    assert everything() == before


def test_a_page_can_be_published_by_importing_it_again(page):
    run(page)
    assert not Document.objects.exists()
    run(page, "--publish")
    assert article().state == State.PUBLISHED
    assert Revision.objects.count() == 1


def test_a_dry_run_says_what_would_be_made_and_makes_nothing(page):
    before = everything()
    pretended = run(page, "--dry-run", "--publish")
    assert everything() == before
    done = run(page, "--publish")
    shared = [line for line in pretended.splitlines() if line.startswith("  ")]
    assert shared == [line for line in done.splitlines() if line.startswith("  ")][: len(shared)]
    assert any("Nora, new, with biography" in line for line in shared)


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        (b"", "empty"),
        (b"Milk\nEggs\nBread\n", "paragraphs"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "PNG"),
        (b"<html><body><nav>Home</nav></body></html>", "no story"),
    ],
)
def test_a_file_that_is_no_story_is_refused_with_what_is_missing(content, missing, tmp_path):
    make_article()
    file = tmp_path / "list.txt"
    file.write_bytes(content)
    before = everything()
    with pytest.raises(CommandError, match=missing) as refusal:
        run(file, "--publish")
    assert refusal.value.returncode == 1
    assert "list.txt" in str(refusal.value)
    assert everything() == before


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"no file .*gone\.txt"):
        run(tmp_path / "gone.txt")
    with pytest.raises(CommandError, match="is a folder"):
        run(tmp_path)
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(CommandError, match="more than 10 MB"):
        run(huge)
    with pytest.raises(CommandError, match="cannot be read"):
        run("a\0name")


def test_a_page_can_come_through_a_pipe(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(OWN.encode())))
    run("-")
    assert article().headline == HEADLINE


def test_what_we_have_is_used_whatever_the_case_of_its_name(tmp_path):
    harbour = make_category("HARBOUR", parent=make_category("News"))
    nora, ferries = make_author("nora", bio="Nora draws ships."), make_tag("ferries")
    run(saved_page(tmp_path))
    story = article()
    assert story.category == harbour
    assert list(story.contributors.all()) == [nora]
    assert ferries in story.tags.all()
    assert (Category.objects.count(), Author.objects.count(), Tag.objects.count()) == (2, 1, 2)


def test_a_saved_page_brings_its_dates_tags_address_and_pictures(tmp_path):
    run(saved_page(tmp_path), "--publish")
    story = article()
    assert story.source_url == "https://paper.example/harbour/ferry"
    assert {tag.name for tag in story.tags.all()} == {"Ferries", "Weather"}
    body = live_body()
    assert body["dates"]["published_at"] == body["dates"]["first_published_at"] == "2025-03-04T10:00:00Z"
    assert body["dates"]["updated_at"] == "2025-03-05T10:00:00Z"
    request = PictureRequest.objects.get()
    assert request.caption == "The ferry on Saturday evening."
    assert request.alt == "A white ferry at a pier."
    assert request.source_url == "https://paper.example/ferry.jpg"
    assert request.after_block == story.body[0]["id"]


def test_the_biography_of_somebody_we_know_is_never_overwritten(tmp_path):
    nora = make_author("Nora", bio="Nora has drawn ships since 1998.")
    out = run(saved_page(tmp_path, bio="Nora paints seagulls and mends puppets for the theatre behind the harbour."))
    nora.refresh_from_db()
    assert nora.bio == "Nora has drawn ships since 1998."
    assert "left as it is" in out


def test_a_missing_biography_is_taken_from_the_page_and_reaches_readers(page):
    nora = make_author("Nora")
    publish_article(make_article(authors=[nora]), by=ed())
    run(page)
    nora.refresh_from_db()
    assert nora.bio.startswith("Nora is the heart")
    assert json.loads(Document.objects.live().get(kind="author").body)["bio"] == nora.bio


def test_a_changed_page_is_a_new_revision_of_its_story(tmp_path):
    run(saved_page(tmp_path), "--publish")
    first = article()
    changed = saved_page(tmp_path, headline="Ferry to sail at one", paragraph="Its places have all been sold twice.")
    out = run(changed)
    story = article()
    assert "Updated the story" in out
    assert story.headline == "Ferry to sail at one"
    assert story.slug == first.slug, "its address stays"
    assert [it.number for it in story.revisions.all()] == [2, 1]
    assert story.body[0]["id"] == first.body[0]["id"], "a block that says the same keeps its name"
    assert PictureRequest.objects.count() == 1
    assert live_body()["headline"] == "Ferry to sail at noon", "readers wait for somebody to publish it"
    with pytest.raises(CommandError, match=r"Say whether this is a correction.* Add --answer"):
        run(changed, "--publish")
    with pytest.raises(CommandError, match="Write the correction that readers will see"):
        run(changed, "--publish", "--answer", "correction")
    assert not story.desk_entries.filter(action="answer").exists()
    run(changed, "--publish", "--answer", "update")
    assert story.desk_entries.get(action="answer").after == "update"
    assert live_body()["headline"] == "Ferry to sail at one"
    assert Revision.objects.count() == 2


def test_a_changed_page_leaves_alone_what_ada_has_edited(tmp_path):
    run(saved_page(tmp_path))
    story = article()
    story.headline = "Ferry sails, says Ada"
    story.save()
    save_revision(story, by=ada())
    before = everything()
    with pytest.raises(CommandError, match="edited it"):
        run(saved_page(tmp_path, headline="Ferry to sail at one"))
    with pytest.raises(CommandError, match="edited after it was imported"):
        run(saved_page(tmp_path), "--publish")
    run(saved_page(tmp_path))
    assert everything() == before


def test_a_page_without_a_category_comes_in_and_waits_for_one(tmp_path):
    file = tmp_path / "story.txt"
    file.write_text(OWN.partition("\n\n")[2], encoding="utf-8")
    before = everything()
    with pytest.raises(CommandError, match=r"Choose a category.* without --publish"):
        run(file, "--publish")
    assert everything() == before
    run(file)
    assert (article().category, article().state) == (None, State.DRAFT)


def test_importing_does_not_bring_back_what_ed_took_away(page):
    run(page, "--publish")
    unpublish_article(article(), by=ed())
    with pytest.raises(CommandError, match="unpublished, which somebody decided"):
        run(page, "--publish")
    assert article().state == State.UNPUBLISHED


def test_two_pages_of_one_headline_are_two_stories(tmp_path, page):
    run(page)
    other = tmp_path / "other.txt"
    other.write_text(OWN.replace("did not sell the lighthouse to a puppet theatre", "sold nothing at all"), "utf-8")
    run(other)
    slugs = sorted(Article.objects.values_list("slug", flat=True))
    assert len(slugs) == 2
    assert slugs[1] == f"{slugs[0]}-2"
    assert Author.objects.count() == 1


def test_the_acting_person_is_named_and_needs_the_permission(page):
    ada()
    with pytest.raises(CommandError, match="no user “grace”"):
        run(page, "--by", "grace")
    before = everything()
    with pytest.raises(CommandError, match="permission"):
        run(page, "--publish", "--by", "ada")
    assert everything() == before
    ed()
    run(page, "--publish", "--by", "ed")
    assert article().created_by == ed()
    assert set(Event.objects.values_list("actor", flat=True)) == {"ed"}
    assert Revision.objects.get().by == ed()


def test_what_would_not_fit_is_refused_by_its_field():
    paragraph = {"id": "paragraph1", "type": "paragraph", "text": [{"text": "The ferry sails."}]}
    page = ParsedPage(headline="Ferry sails", slug="ferry-sails", blocks=[paragraph], tags=("weather" * 20,))
    before = everything()
    with pytest.raises(ImportRefused, match=r"Tag, name: .+ at most 100 characters"):
        take_in(page, by=None)
    assert everything() == before


def test_the_byline_keeps_the_order_of_the_page(tmp_path):
    file = saved_page(tmp_path)
    names = [{"@type": "Person", "name": name} for name in ("Zelda Ash", "Anna Birch")]
    text = file.read_text("utf-8")
    start, end = text.index('"author": '), text.index(', "articleSection"')
    file.write_text(f'{text[:start]}"author": {json.dumps(names)}{text[end:]}', "utf-8")
    run(file)
    rows = Contribution.objects.order_by("order").values_list("author__name", "order")
    assert list(rows) == [("Zelda Ash", 1), ("Anna Birch", 2)]
