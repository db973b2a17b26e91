"""Any file goes in; a story comes out, or a refusal that says what was missing."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from articles.blocks import to_text, validate
from articles.importers.page import NotAStory, ParsedPage, PictureRequest, parse_page
from tests.copied_page import OWN_PAGE, REAL_PAGE

SENTENCES = """\
The harbour of Quay opened again on Sunday after nine days of storm.

Nobody was hurt while it was closed, the master of the port said.
"""
TEXT = f"Harbour opens again\n\n{SENTENCES}"
PROSE = "<p>We could not find for you what you were looking for.</p><p>Please go back to the page before this.</p>"
HTML = """\
<!doctype html><title>Harbour opens again</title><h1>Harbour opens again</h1>
<p>The harbour of Quay opened again on Sunday after nine days of storm.</p>
<p>Nobody was hurt while it was closed, the master of the port said.</p>
"""


def paragraphs(page: ParsedPage) -> list[str]:
    return ["".join(span["text"] for span in block["text"]) for block in page.blocks if block["type"] == "paragraph"]


@pytest.fixture(
    params=[
        pytest.param("own", id="a page of our own"),
        pytest.param(
            "real",
            id="the real page",
            marks=pytest.mark.skipif(not REAL_PAGE.exists(), reason="The real page does not lie beside this checkout."),
        ),
    ]
)
def copied(request):
    return OWN_PAGE if request.param == "own" else REAL_PAGE.read_text(encoding="utf-8")


@pytest.fixture
def lines(copied):
    return [line.strip() for line in copied.splitlines() if line.strip()]


class TestTheCopiedPage:
    def test_its_headline_is_told_from_the_breadcrumb(self, copied, lines):
        page = parse_page(copied.encode())

        assert page.headline == lines[1]
        assert page.slug == re.sub(r"[^a-z0-9]+", "-", lines[1].lower())
        assert ["Home", *page.category_names] == [lines[0].removesuffix(lines[1]).split()[0], lines[0].split()[1]]

    def test_it_has_fourteen_paragraphs_with_its_own_quotation_marks(self, copied, lines):
        page = parse_page(copied.encode())
        glued = page.picture_requests[0].caption

        assert [block["type"] for block in page.blocks] == ["paragraph"] * 14
        assert paragraphs(page) == [line.removesuffix(glued) for line in lines[2:-1]]
        assert "“" in "".join(paragraphs(page))

    def test_the_caption_glued_to_a_paragraph_becomes_a_picture_request(self, copied, lines):
        page = parse_page(copied.encode())

        assert len(page.picture_requests) == 1
        picture = page.picture_requests[0]
        assert paragraphs(page)[3].endswith(".")
        assert paragraphs(page)[3] + picture.caption == lines[5]
        assert picture.after_block == 3

    def test_the_writers_box_is_the_author_and_not_the_story(self, copied, lines):
        page = parse_page(copied.encode())

        assert [(author.name, author.bio) for author in page.authors] == [(lines[-1].split()[0], lines[-1])]
        assert lines[-1] not in to_text(page.blocks)

    def test_every_word_of_it_is_kept_somewhere(self, copied):
        page = parse_page(copied.encode())
        kept = " ".join(
            [page.headline, *page.category_names, to_text(page.blocks), page.authors[0].bio]
            + [picture.caption for picture in page.picture_requests]
        )

        assert set(copied.replace("a hoax.", "a hoax. ").replace("a joke.", "a joke. ").split()) - set(
            kept.split()
        ) == {"Home"}


@pytest.mark.parametrize("data", [TEXT, HTML], ids=["text", "HTML"])
class TestEveryPage:
    def test_has_headline_slug_and_paragraphs(self, data):
        page = parse_page(data.encode())

        assert (page.headline, page.slug) == ("Harbour opens again", "harbour-opens-again")
        assert paragraphs(page) == SENTENCES.strip().split("\n\n")
        assert page.warnings == ()

    def test_is_read_the_same_way_twice(self, data):
        assert parse_page(data.encode()) == parse_page(data.encode())

    def test_gives_blocks_that_a_story_may_hold(self, data):
        page = parse_page(data.encode())

        validate(page.blocks)
        assert all(re.fullmatch("[0-9a-z]{16}", block["id"]) for block in page.blocks)

    def test_gives_equal_paragraphs_different_ids(self, data):
        again = "Nobody was hurt while it was closed, the master of the port said."
        page = parse_page((data + (f"\n{again}\n" if data == TEXT else f"<p>{again}</p>")).encode())

        assert len(page.blocks) == 3
        assert len({block["id"] for block in page.blocks}) == 3

    def test_keeps_the_ids_of_its_paragraphs_when_another_comes_before_them(self, data):
        whole, shorter = (
            parse_page(OWN_PAGE.encode()),
            parse_page(OWN_PAGE.replace("The port has been laughed", "It was").encode()),
        )

        assert len({block["id"] for block in whole.blocks} & {block["id"] for block in shorter.blocks}) == 13


class TestRefused:
    @pytest.mark.parametrize(
        ("data", "missing"),
        [
            (b"", "the file is empty"),
            (b" \r\n\t\n ", "the file is empty"),
            (b"\xef\xbb\xbf", "the file is empty"),
            (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "it is a binary file, a PNG picture"),
            (b"\xff\xd8\xff\xe0\x00\x10JFIF", "it is a binary file, a JPEG picture"),
            (b"PK\x03\x04\x14\x00\x06\x00", "Word or OpenDocument file"),
            (b"%PDF-1.7\n", "a PDF document"),
            pytest.param(b"\x00\x01\x02\x03" * 100, "it is a binary file, not text", id="zeros"),
            pytest.param(bytes(range(1, 32)) * 40, "it is a binary file, not text", id="controls"),
            (b'{"headline": "Harbour opens"}', "a JSON file"),
            (b"<?xml version='1.0'?><rss><channel/></rss>", "an XML file"),
            (b"<?xml version='1.0'?>\n<!-- made --><dump/>", "an XML file"),
            (b"From: <Saved by Blink>\nSnapshot-Content-Location: x\n", "web archive"),
            (b"Harbour opens again", "fewer than two paragraphs of text"),
            (b"Harbour opens again\n\nOnly one sentence of it is here.", "fewer than two paragraphs of text"),
            pytest.param(b"Home " + b"Ada " * 200_000, "fewer than two paragraphs of text", id="endless line"),
            (b"milk\nbread\neggs\nrope", "fewer than two paragraphs of text"),
        ],
    )
    def test_what_is_no_story_with_the_reason(self, data, missing):
        with pytest.raises(NotAStory, match=re.escape(missing)):
            parse_page(data)

    @pytest.mark.parametrize(
        ("html", "missing"),
        [
            (f"<h1>Sign in</h1><form>{PROSE}<input type=password></form>", "only asks for a password"),
            ("<nav><ul><li><a href=/>Home</a><li><a href=/a>World</a></ul></nav>", "no headline"),
            (f"<h1>Page not found</h1>{PROSE}", "is the notice of a site"),
            (f"<h1>404</h1>{PROSE}", "is the notice of a site"),
            ("<h1>News</h1>" + f"<h3><a href=/1>Storm shuts the old harbour</a></h3>{PROSE}" * 4, "leads to 4 others"),
            (PROSE, "no headline"),
            ("<html><body></body></html>", "fewer than two paragraphs"),
        ],
        ids=["login", "navigation", "not found", "number", "front page", "no headline", "empty"],
    )
    def test_pages_without_a_story(self, html, missing):
        with pytest.raises(NotAStory, match=missing):
            parse_page(html.encode())

    def test_text_that_begins_with_a_paragraph(self):
        story = (
            SENTENCES.replace("again", "again, as everybody in the whole town had long hoped it would,") * 2
        ).encode()

        with pytest.raises(NotAStory, match="no headline"):
            parse_page(story)

    def test_files_of_more_than_ten_megabytes(self):
        with pytest.raises(NotAStory, match=r"the file is 10\.0 MB, and 10 MB is the most"):
            parse_page(b"a" * (10 * 1024 * 1024 + 1))

    def test_bodies_larger_than_a_story_may_be(self):
        with pytest.raises(NotAStory, match="1,000 is the most"):
            parse_page(("Harbour opens again\n\n" + "It was open on that day.\n\n" * 1001).encode())

    def test_everything_missing_at_once_and_by_the_name_of_the_file(self):
        with pytest.raises(NotAStory) as refusal:
            parse_page(b"7\n8\n", name="sums.txt")

        assert refusal.value.missing == ["no headline", "fewer than two paragraphs of text"]
        assert str(refusal.value) == "“sums.txt” is no story: no headline; fewer than two paragraphs of text."

    @pytest.mark.parametrize("tag", ["<div>", "<b>", "<ul><li>", "<svg><style><g>", "<table><tr><td>", "<p>"])
    def test_markup_that_would_keep_a_parser_busy_for_hours(self, tag):
        with pytest.raises(NotAStory, match="the page cannot be read"):
            parse_page(HTML.encode() + tag.encode() * 300_000)

    def test_tags_with_endless_attributes(self):
        with pytest.raises(NotAStory, match="the page cannot be read"):
            parse_page(f"<p {' '.join(f'a{n}=1' for n in range(100_000))}>{HTML}".encode())


class TestCharacters:
    QUOTED = TEXT.replace("Nobody was hurt", "“Nobody was hurt – not one”")

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
    def test_unicode_files_are_read_with_and_without_their_mark(self, encoding):
        page = parse_page(self.QUOTED.encode(encoding))

        assert page.warnings == ()
        assert "“Nobody was hurt – not one”" in to_text(page.blocks)

    def test_old_windows_files_are_read_with_a_warning(self):
        page = parse_page(self.QUOTED.encode("cp1252"))

        assert "“Nobody was hurt – not one”" in to_text(page.blocks)
        assert page.warnings == (
            "The file is not UTF-8 and was read as Windows-1252: check accents and quotation marks.",
        )

    def test_a_page_may_name_its_encoding(self):
        html = HTML.replace("<title>", "<meta charset='windows-1251'><title>").replace(
            "Nobody was", "Боцман said nobody was"
        )

        assert "Боцман" in to_text(parse_page(html.encode("cp1251")).blocks)

    def test_a_page_may_not_name_an_encoding_that_is_none(self):
        html = HTML.replace("<title>", "<meta charset='unicode_escape'><title>").replace(
            "Nobody was", "“Nobody” \\x41 was"
        )

        assert "“Nobody” \\x41" in to_text(parse_page(html.encode("cp1252")).blocks)

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
    def test_lines_end_as_they_do_anywhere(self, end):
        assert len(parse_page(TEXT.replace("\n", end).encode()).blocks) == 2

    def test_invisible_characters_are_gone(self):
        text = TEXT.replace("Nobody", "No\u200bbo\u00addy \u202ereally\u202c").replace("hurt", "hurt\u0007")

        page = parse_page(text.encode())

        assert paragraphs(page)[1].startswith("Nobody really was hurt while")

    def test_letters_and_accents_are_composed(self):
        assert "Zoë" in parse_page(TEXT.replace("Nobody", "Zoe\u0308").encode()).blocks[1]["text"][0]["text"]


class TestSlugs:
    @pytest.mark.parametrize(
        ("headline", "slug"),
        [
            ("“Don’t panic,” says Zoë Ø’Groß", "dont-panic-says-zoe-ogross"),
            ("Łódź: 1,000 boats – and counting", "lodz-1000-boats-and-counting"),
        ],
    )
    def test_are_plain_letters(self, headline, slug):
        assert parse_page(TEXT.replace("Harbour opens again", headline).encode()).slug == slug

    def test_are_cut_at_the_end_of_a_word(self):
        slug = parse_page(TEXT.replace("Harbour opens again", "boat " * 24 + "harbours open").encode()).slug

        assert slug == "-".join(["boat"] * 24)
        assert len(slug) <= 120

    def test_of_other_alphabets_are_made_up_but_stay_the_same(self):
        page = parse_page(TEXT.replace("Harbour opens again", "Гавань открыта").encode())

        assert re.fullmatch("story-[0-9a-f]{8}", page.slug)


SIGNS = [
    "By",
    "3 May 2026",
    "It ended.Two boats",
    "Read more:",
    "Tags: a, b",
    "Comments",
    "- rope",
    "1. rope",
    "> said",
]
SIGNS += ["## Part", "About the author", "Ada Reporter", "is", "She", "loves", "\n", "\n\n", "Photo:", "›"]
WORDS = st.sampled_from([*OWN_PAGE[:600].split(), *SIGNS])
STRANGE = """
<h1>Harbour</h1> <base href='//['> <a href='http://[x'> </a> <br> <br><br> <ol start=9> <li> </ol> <table><td> </div>
<p>The boats went out on Sunday at eight. <figure> <img src=a alt=b> <blockquote> <cite> <div class=author-bio> <!--
--> &#0; &#xD800; <svg> <iframe> <div hidden> <meta name=author content='{'> <article> <title>
<p>Nobody was seen on the pier at noon.</p>
<script type='application/ld+json'>{"@type":"NewsArticle","headline":[1],"author":[[{}]],"image":[[]]}</script>
<script type='application/ld+json'>{"@type":"Article","name":"\\ud800","datePublished":"0001-01-01T00+14"}</script>
"""
MARKUP = st.sampled_from(re.findall(r"<script.*?</script>|<[^>]*>|[^<]+", STRANGE))
FILES = st.one_of(
    st.binary(max_size=2000),
    st.text(max_size=2000).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.lists(WORDS, max_size=60).map(lambda words: " ".join(words).encode()),
    st.lists(MARKUP, max_size=60).map(lambda parts: ("<html>" + "".join(parts)).encode()),
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(FILES)
@example(HTML.encode())
@example(OWN_PAGE.encode())
def test_any_bytes_are_a_story_or_refused(data):
    try:
        page = parse_page(data)
    except NotAStory:
        return
    validate(page.blocks)
    assert page.headline
    assert len(page.slug) <= 120
    assert all(-1 <= picture.after_block < len(page.blocks) for picture in page.picture_requests)
    assert all(isinstance(picture, PictureRequest) for picture in page.picture_requests)
