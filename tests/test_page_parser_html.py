"""Saved HTML pages: what their data, their head and their text say."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from articles.blocks import to_text, validate
from articles.importers.page import ParsedAuthor, ParsedPage, PictureRequest, parse_page

URL = "https://quay.example/world/europe/harbour-opens"
HEADLINE = "Harbour opens again after nine days"
FIRST = "The harbour of Quay opened again on Sunday after nine days of storm."
SECOND = "Nobody was hurt while it was closed, the master of the port said."
LAST = "The next boat leaves at noon, and the whole town will be on the pier to see it go."
BODY = f"<p>{FIRST}</p><p>{SECOND}</p><p>{LAST}</p>"
HEADED = f"<h1>{HEADLINE}</h1>"


def read(body: str = BODY, *, head: str = f'<link rel="canonical" href="{URL}">', headline: str = HEADED) -> ParsedPage:
    page = parse_page(
        f"<!doctype html><html lang=en-GB><head><meta charset=utf-8>{head}</head><body><nav><a href=/>Home</a></nav>"
        f"<main><article>{headline}{body}</article></main><footer>© Quay News</footer></body></html>".encode()
    )
    validate(page.blocks)
    return page


def linked(*things: dict[str, Any]) -> str:
    data = things[0] if len(things) == 1 else {"@graph": things}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def news(**fields: Any) -> str:
    return linked({"@context": "https://schema.org", "@type": "NewsArticle", "headline": HEADLINE, **fields})


def texts(page: ParsedPage) -> list[str]:
    return to_text(page.blocks).split("\n\n")


class TestWhatItSaysOfItself:
    def test_in_its_json_ld(self):
        page = read(
            head=linked(
                {"@type": "Person", "@id": "#ada", "name": "Ada Reporter", "jobTitle": "Maritime correspondent"},
                {
                    "@type": ["ReportageNewsArticle"],
                    "headline": HEADLINE,
                    "url": URL,
                    "inLanguage": "en-GB",
                    "author": [
                        {"@id": "#ada"},
                        {"@type": "Person", "name": "Ben Writer", "url": "https://quay.example/ben"},
                    ],
                    "datePublished": "2026-05-03T10:15:00+01:00",
                    "dateModified": "2026-05-03T12:00:00Z",
                    "articleSection": ["World", "Sea"],
                    "keywords": "harbours, storms",
                    "image": {
                        "@type": "ImageObject",
                        "url": "https://img.example/a.jpg",
                        "caption": "Boats",
                        "creditText": "Cal",
                    },
                },
            )
        )

        assert page.authors == (
            ParsedAuthor(name="Ada Reporter", job_title="Maritime correspondent"),
            ParsedAuthor(name="Ben Writer", url="https://quay.example/ben"),
        )
        assert page.published_at == datetime(2026, 5, 3, 9, 15, tzinfo=UTC)
        assert page.modified_at == datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
        assert page.category_names == ("World",)
        assert page.tags == ("harbours", "storms", "Sea")
        assert page.picture_requests == (
            PictureRequest(caption="Boats", url="https://img.example/a.jpg", credit="Cal"),
        )
        assert (page.source_url, page.language) == (URL, "en-GB")

    def test_in_its_breadcrumb(self):
        steps = [
            {"position": 3, "item": {"@id": "/e", "name": "Europe"}},
            {"position": 1, "name": "Home"},
            {"position": 2, "name": "World"},
            {"position": 4, "name": HEADLINE},
        ]
        page = read(head=news(articleSection="News") + linked({"@type": "BreadcrumbList", "itemListElement": steps}))

        assert page.category_names == ("World", "Europe")

    def test_in_open_graph(self):
        page = read(
            headline="",
            head=f'<meta property="og:title" content="{HEADLINE} | Quay News"><meta property="og:url" content="{URL}">'
            '<meta property="og:site_name" content="Quay News"><meta property="og:locale" content="en_GB">'
            '<meta property="article:published_time" content="2026-05-03T10:15:00Z">'
            '<meta name="author" content="Ada Reporter"><meta property="article:section" content="World">'
            '<meta property="article:tag" content="boats"><meta property="og:image" content="https://img.example/a.jpg">'
            '<meta property="og:image:alt" content="Boats">'
            '<meta property="og:description" content="Boats left at first light after a long wait.">',
        )

        assert (page.headline, page.source_url, page.category_names, page.tags) == (
            HEADLINE,
            URL,
            ("World",),
            ("boats",),
        )
        assert page.authors == (ParsedAuthor(name="Ada Reporter"),)
        assert page.published_at == datetime(2026, 5, 3, 10, 15, tzinfo=UTC)
        assert page.picture_requests == (PictureRequest(url="https://img.example/a.jpg", alt="Boats"),)
        assert page.standfirst == "Boats left at first light after a long wait."

    def test_in_its_text(self):
        page = read(
            '<nav aria-label="Breadcrumb"><ol><li><a href=/>Home</a></li><li><a href=/w>World</a></li></ol></nav>'
            '<p class="standfirst">Boats left at first light.</p><p class="byline">By Ada Reporter and Cal Lens</p>'
            f'<time datetime="2026-05-03T10:15:00Z">3 May 2026</time>{BODY}<a rel="tag" href=/t>boats</a>'
        )

        assert page.category_names == ("World",)
        assert page.standfirst == "Boats left at first light."
        assert [author.name for author in page.authors] == ["Ada Reporter", "Cal Lens"]
        assert page.published_at == datetime(2026, 5, 3, 10, 15, tzinfo=UTC)
        assert page.tags == ("boats",)
        assert texts(page) == [FIRST, SECOND, LAST]

    def test_even_where_the_browser_wrote_it_down(self):
        html = f"<!-- saved from url=(0048){URL} -->\n<html>{HEADED}{BODY}</html>"

        assert parse_page(html.encode()).source_url == URL

    @pytest.mark.parametrize("broken", ["{", '{"headline": }', "[" * 5000, '{"a": "\\u12"}', "x" * 100])
    def test_is_not_needed(self, broken):
        page = read(head=f'<script type="application/ld+json">{broken}</script>')

        assert page.headline == HEADLINE
        assert page.warnings == ("Some of the page's own data (JSON-LD) is broken and was not read.",)

    def test_is_told_where_it_makes_no_sense(self):
        page = read(head=news(datePublished="soon"))

        assert page.published_at is None
        assert page.warnings == ("Left out “soon”: it is no date (datePublished).",)

    def test_description_that_repeats_the_text_is_no_standfirst(self):
        assert read(head=f'<meta name="description" content="{FIRST[:50]}…">').standfirst is None


class TestHeadlines:
    @pytest.mark.parametrize(
        ("head", "h1", "headline"),
        [
            (news(), "Another line", HEADLINE),
            (news(headline=f"LIVE: {HEADLINE}"), HEADLINE, HEADLINE),
            (news(headline="Harbour opens again after…"), HEADLINE, HEADLINE),
            (f"<title>{HEADLINE} - Quay News</title>", "", f"{HEADLINE} - Quay News"),
            (f"<title>{HEADLINE} | Quay News</title>", "", HEADLINE),
            (f"<title>{HEADLINE} - Quay News</title><meta property=og:site_name content='Quay News'>", "", HEADLINE),
            (f"<title>Quay News: {HEADLINE}</title>", HEADLINE, HEADLINE),
            (
                f"<title>{HEADLINE} | Quay News</title><meta property=og:site_name content='Quay News'>",
                "Quay News",
                HEADLINE,
            ),
            ("", HEADLINE, HEADLINE),
            (news(headline="Boats &amp; ladders: a &quot;truce&quot;"), "", 'Boats & ladders: a "truce"'),
        ],
    )
    def test_come_from_where_they_are_cleanest(self, head, h1, headline):
        assert read(head=head, headline=f"<h1>{h1}</h1>" if h1 else "").headline == headline

    def test_are_no_block(self):
        assert texts(read(f"<div>{BODY}</div>")) == [FIRST, SECOND, LAST]


class TestText:
    def test_keeps_its_marks_and_links(self):
        page = read(
            f'<p>The <strong>harbour</strong> <a href="/port"><em>opened</em> again</a>, said H<sub>2</sub>O.</p>{BODY}'
        )

        assert page.blocks[0]["text"] == [
            {"text": "The "},
            {"text": "harbour", "marks": [{"type": "strong"}]},
            {"text": " "},
            {"text": "opened", "marks": [{"type": "link", "href": "https://quay.example/port"}, {"type": "em"}]},
            {"text": " again", "marks": [{"type": "link", "href": "https://quay.example/port"}]},
            {"text": ", said H"},
            {"text": "2", "marks": [{"type": "sub"}]},
            {"text": "O."},
        ]

    @pytest.mark.parametrize(
        "href",
        [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java&#10;script:alert(1)",
            " javascript:alert(1)",
            "&#1;javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "https://[::",
            "http://user@quay.example/",
        ],
    )
    def test_has_no_link_that_may_do_harm(self, href):
        page = read(f'<p>The harbour <a href="{href}">opened</a> again on that day.</p>{BODY}')

        assert page.blocks[0]["text"] == [{"text": "The harbour opened again on that day."}]
        assert page.warnings[0].startswith("Left out 1 link")

    def test_has_no_half_link_where_the_page_has_no_address(self):
        page = read(f'<p>The harbour <a href="/port">opened</a> again on <a href="#n">that</a> day.</p>{BODY}', head="")

        assert page.blocks[0]["text"] == [{"text": "The harbour opened again on that day."}]
        assert page.warnings == ("Left out 1 link: the page does not say where it belongs.",)

    def test_has_no_scripts_styles_or_templates(self):
        hostile = (
            "<script>evil()</script><style>p{evil:1}</style><noscript>evil</noscript><template><p>evil</p></template>"
            "<svg><script>evil()</script><text>evil</text></svg><iframe>evil</iframe><object>evil</object>"
        )
        page = read(f"<p onclick=evil()>The harbour {hostile} opened again &lt;b&gt;.</p>{hostile}{BODY}")

        assert "evil" not in json.dumps(page.blocks)
        assert texts(page)[0] == "The harbour opened again <b>."

    def test_has_headings_lists_and_quotes(self):
        page = read(
            f"<p>{FIRST}</p><h3>What is next</h3><p>{SECOND}</p><ol start=3><li>Dredging<ul><li>the <b>north</b></li>"
            "<li>the south</li></ul></li><li><p>New lights</p></li></ol>"
            f'<blockquote cite="{URL}"><p>We thought</p><p>it was over.</p><footer>— Mairi Low</footer></blockquote>'
            f'<div class="pullquote"><blockquote>It was over.</blockquote></div><h2>After that</h2><p>{LAST}</p>'
        )

        assert [block["type"] for block in page.blocks] == [
            *("paragraph", "heading", "paragraph", "list", "quote", "quote", "heading", "paragraph")
        ]
        assert [page.blocks[place]["level"] for place in (1, 6)] == [2, 2]
        assert page.blocks[3] | {"id": ""} == {
            "id": "",
            "type": "list",
            "style": "number",
            "start": 3,
            "items": [
                {
                    "text": [{"text": "Dredging"}],
                    "items": [
                        {"text": [{"text": "the "}, {"text": "north", "marks": [{"type": "strong"}]}]},
                        {"text": [{"text": "the south"}]},
                    ],
                },
                {"text": [{"text": "New lights"}]},
            ],
        }
        assert page.blocks[4] | {"id": ""} == {
            "id": "",
            "type": "quote",
            "variant": "block",
            "text": [{"text": "We thought\nit was over."}],
            "attribution": "Mairi Low",
            "source_url": URL,
        }
        assert page.blocks[5]["variant"] == "pull"

    def test_may_be_broken_by_line_breaks_only(self):
        page = read(f"<div>{FIRST}<br>{SECOND}<br><br>\n{LAST}<br /> <br><b>{FIRST}</b></div>")

        assert texts(page) == [f"{FIRST}\n{SECOND}", LAST, FIRST]

    def test_may_stand_in_a_layout_of_tables_and_forms(self):
        page = read(f"<form><table><tr><td>{BODY}</td></tr></table></form>")

        assert texts(page) == [FIRST, SECOND, LAST]

    def test_of_a_page_in_xhtml_is_read_too(self):
        html = (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html><html xmlns="x"><body>{HEADED}{BODY}</body></html>'
        )

        assert texts(parse_page(html.encode())) == [FIRST, SECOND, LAST]

    def test_goes_on_where_lists_are_nested_without_end(self):
        page = read(f"{BODY}{'<ul><li>rope' * 20}{'</li></ul>' * 20}<p>{FIRST}</p>")

        assert to_text(page.blocks).count("rope") == 20

    @pytest.mark.parametrize(
        "box",
        [
            "<aside>Storm shuts harbour</aside>",
            "<div class='share-tools'>Tell your friends</div>",
            "<div class=related><h3>Related</h3><ul><li><a href=/a>Storm shuts harbour</a></li></ul></div>",
            "<div hidden>Nobody sees this.</div>",
            "<p style='display: none'>Nobody sees this.</p>",
            "<table><tr><th>Year</th></tr><tr><td>2026</td></tr></table>",
            "<iframe src='https://vid.example/1'></iframe>",
            "<p><a href=/b>Storm shuts harbour</a></p>",
            "<p>Advertisement</p>",
            "<h2>Related articles</h2><ul><li><a href=/a>Storm shuts harbour</a></li></ul>",
        ],
    )
    def test_leaves_out_what_stands_beside_it_with_a_warning(self, box):
        page = read(f"<p>{FIRST}</p><p>{SECOND}</p>{box}<p>{LAST}</p>")

        assert texts(page) == [FIRST, SECOND, LAST]
        assert page.warnings


class TestPictures:
    def test_are_requests_where_they_stood(self):
        page = read(
            '<figure><img src="/p/boats.jpg" alt="Three boats"><figcaption>Boats on Sunday. '
            f'<span class="credit">Cal Lens</span></figcaption></figure><p>{FIRST}</p><p>{SECOND}</p>'
            '<figure><picture><source srcset=x><img data-src="https://img.example/gulls-300x200.jpg" alt="Gulls" '
            'src="data:image/gif;base64,R0"></picture><figcaption>Gulls (Photo: Ada Reporter)</figcaption></figure>'
            f"<p>{LAST}</p>"
        )

        assert page.picture_requests == (
            PictureRequest(
                caption="Boats on Sunday.", url="https://quay.example/p/boats.jpg", alt="Three boats", credit="Cal Lens"
            ),
            PictureRequest(
                caption="Gulls",
                url="https://img.example/gulls-300x200.jpg",
                alt="Gulls",
                credit="Ada Reporter",
                after_block=1,
            ),
        )

    def test_saved_beside_the_page_have_no_address(self):
        page = read(
            f'{BODY}<figure><img src="./Harbour_files/a.jpg" alt="Boats"><figcaption>Boats.</figcaption></figure>'
        )

        assert page.picture_requests == (PictureRequest(caption="Boats.", alt="Boats", after_block=2),)

    def test_of_the_head_come_once(self):
        head = f'<link rel=canonical href={URL}><meta property=og:image content="https://quay.example/p/boats-1200x630.jpg">'
        page = read(f'{BODY}<img src="/p/boats.jpg" alt="Boats">', head=head)

        assert [picture.url for picture in page.picture_requests] == ["https://quay.example/p/boats.jpg"]

    @pytest.mark.parametrize(
        "image", ["<img src=/x.gif width=1 height=1 alt=x>", "<img src=/x.svg>", "<img src=/i.png width=32>"]
    )
    def test_that_decorate_are_none(self, image):
        assert read(BODY + image).picture_requests == ()

    def test_captions_within_a_paragraph_are_no_text(self):
        page = read(
            f'<p>{FIRST}<img src=/a.jpg alt=Boats><span class="wp-caption-text">Boats on Sunday</span></p>{BODY}'
        )

        assert texts(page)[0] == FIRST
        assert page.picture_requests[0].caption == "Boats on Sunday"

    def test_captions_glued_to_a_paragraph_are_found_here_too(self):
        page = read(f"<p>The clerk said that it was <em>a joke.</em>Tam Roe and the skippers</p>{BODY}")

        assert page.blocks[0]["text"][-1] == {"text": "a joke.", "marks": [{"type": "em"}]}
        assert page.picture_requests == (PictureRequest(caption="Tam Roe and the skippers", after_block=0),)


class TestWritersBoxes:
    @pytest.mark.parametrize("place", ["<div>{body}</div>{box}", "<div>{body}{box}</div>"])
    def test_are_known_by_their_name(self, place):
        box = '<div class="author-bio"><h4>Ada Reporter</h4><p>She covers the sea, and lives in Leith.</p></div>'
        page = read(place.format(body=BODY, box=box))

        assert page.authors == (ParsedAuthor(name="Ada Reporter", bio="She covers the sea, and lives in Leith."),)
        assert texts(page) == [FIRST, SECOND, LAST]

    def test_are_known_by_their_words(self):
        page = read(f"{BODY}<p>Orla is the eye of the crew. She loves boats and all that goes with them.</p>")

        assert [author.name for author in page.authors] == ["Orla"]
        assert texts(page) == [FIRST, SECOND, LAST]

    def test_fill_what_the_data_says(self):
        head = news(author={"@type": "Person", "name": "Ada Reporter", "url": "https://quay.example/ada"})
        page = read(f"{BODY}<p>Ada Reporter is the maritime correspondent of Quay News.</p>", head=head)

        assert page.authors == (
            ParsedAuthor(
                name="Ada Reporter",
                bio="Ada Reporter is the maritime correspondent of Quay News.",
                job_title="Maritime correspondent",
                url="https://quay.example/ada",
            ),
        )
