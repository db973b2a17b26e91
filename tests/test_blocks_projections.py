from __future__ import annotations

import pytest

from articles.blocks import BLOCK_TYPES, resolve, to_html, to_markdown, to_text
from tests.block_examples import BOATS, EXAMPLES, card, example, full_image, link, paragraph

STRONG = {"type": "strong"}


def compiled(block: dict) -> list[dict]:
    return resolve([block], image=full_image, href=lambda _: "https://paper.example/new", card=card)


def html(kind: str, /, **changes: object) -> str:
    return to_html(compiled(example(kind, **changes)))


def text(kind: str, /, **changes: object) -> str:
    return to_text(compiled(example(kind, **changes)))


def markdown(kind: str, /, **changes: object) -> str:
    return to_markdown(compiled(example(kind, **changes)))


def picture(key: str, alt: str) -> str:
    root = f"https://img.example/{key}"
    sources = "".join(
        f'<source type="image/{kind}" srcset="{root}/640.{kind} 640w, {root}/1280.{kind} 1280w" sizes="auto, 100vw">'
        for kind in ("webp", "jpeg")
    )
    size = 'width="3000" height="2000" loading="lazy" decoding="async"'
    return f'<picture>{sources}<img src="{root}/1280.jpeg" alt="{alt}" {size}></picture>'


BOATS_HTML = picture("01boats", BOATS["alt"])


def test_a_paragraph_with_every_mark():
    assert html("paragraph") == (
        '<p class="drop-cap">The ferry <span data-tag="01isla">Isla</span> sailed at <strong>noon</strong>'
        '<em>, as </em><a href="https://paper.example/new" title="The first story" rel="nofollow">we said</a> — '
        '<span lang="gd" dir="ltr"><em>slàinte</em></span><s> in </s><span data-correction="01corr">1998</span>'
        "<sup>2</sup><sub>2</sub><code>make</code>.</p>"
    )
    assert text("paragraph") == "The ferry Isla sailed at noon, as we said — slàinte in 199822make."
    assert markdown("paragraph") == (
        'The ferry Isla sailed at **noon**<em>, as </em>[we said](https://paper.example/new "The first story") — '
        "*slàinte* ~~in~~ 1998<sup>2</sup><sub>2</sub>`make`."
    )


def test_neighbours_share_the_link_that_they_share():
    spans = [link("one ", "/a"), link("two", "/a"), link(" three", "/b")]
    spans[1]["marks"].append(STRONG)
    assert to_html([paragraph(*spans)]) == '<p><a href="/a">one <strong>two</strong></a><a href="/b"> three</a></p>'
    assert to_markdown([paragraph(*spans)]) == "[one **two**](/a)[ three](/b)"


def test_a_line_break_inside_a_paragraph():
    assert to_html([paragraph("one\ntwo")]) == "<p>one<br>two</p>"
    assert to_text([paragraph("one\ntwo")]) == "one\ntwo"
    assert to_markdown([paragraph("one\ntwo")]) == "one\\\ntwo"


def test_everything_is_escaped():
    nasty = '<b title="x">&amp;\'</b>'
    assert to_html([paragraph(nasty)]) == "<p>&lt;b title=&quot;x&quot;&gt;&amp;amp;&#x27;&lt;/b&gt;</p>"
    assert to_text([paragraph(nasty)]) == nasty
    assert to_markdown([paragraph(nasty)]) == '\\<b title="x"\\>\\&amp;\'\\</b\\>'
    assert 'alt="&lt;b title=&quot;x&quot;' in html("image", image={"id": "01a", "alt": nasty})
    assert 'title="&lt;b' in to_html([paragraph(link("x", "/y", title=nasty))])
    assert '<a href="/y?a=1&amp;b=2">' in to_html([paragraph(link("x", "/y?a=1&b=2"))])


@pytest.mark.parametrize(
    ("plain", "written"),
    [
        ("# not a title", "\\# not a title"),
        ("- no list", "\\- no list"),
        ("+ no list", "\\+ no list"),
        ("1. no list", "1\\. no list"),
        ("12) no list", "12\\) no list"),
        ("1.5 metres", "1\\.5 metres"),
        ("a - b + c # d 1. e", "a - b + c # d 1. e"),
        ("*a* _b_ `c` ~d~ |e|", "\\*a\\* \\_b\\_ \\`c\\` \\~d\\~ \\|e\\|"),
        ("![a](b)", "!\\[a\\](b)"),
        ("> no quote", "\\> no quote"),
        ("===", "\\==="),
        ("AT&T &copy; &#38;", "AT&T \\&copy; \\&#38;"),
        ("back\\slash", "back\\\\slash"),
        ("    no code", "no code"),
    ],
)
def test_markdown_signs_in_the_text_are_only_text(plain, written):
    assert to_markdown([paragraph(plain)]) == written


def test_an_exclamation_before_a_link_does_not_make_it_a_picture():
    assert to_markdown([paragraph("Look!", link("here", "/x"))]) == "Look\\![here](/x)"
    assert to_markdown([paragraph("Look!")]) == "Look!"


def test_addresses_in_markdown_cannot_end_their_link():
    assert to_markdown([paragraph(link("x", "https://a.example/b_(c)?d=&lt;"))]) == (
        "[x](https://a.example/b_%28c%29?d=&amp;lt;)"
    )
    assert to_markdown([paragraph(link("a]b", "/x", title='say "x"'))]) == '[a\\]b](/x "say \\"x\\"")'


def test_a_heading():
    assert html("heading") == '<h2 id="who-pays">Who pays</h2>'
    assert text("heading") == "Who pays."
    assert text("heading", text=[{"text": "Who pays?"}]) == "Who pays?"
    assert markdown("heading", level=3) == "### Who pays"
    assert markdown("heading", text=[{"text": "In C#\nand ##"}]) == "## In C# and \\##"
    heading = example("heading", level=4)
    del heading["anchor"]
    assert to_html([heading]) == '<h4 id="headi00001">Who pays</h4>'


def test_a_list_really_nests():
    assert html("list") == "<ol><li>Repairs<ol><li>The ramp</li></ol></li><li>Tickets</li></ol>"
    assert html("list", style="bullet") == "<ul><li>Repairs<ul><li>The ramp</li></ul></li><li>Tickets</li></ul>"
    assert html("list", start=9).startswith('<ol start="9"><li>Repairs<ol><li>')
    assert html("list", start=0).startswith('<ol start="0">')
    assert text("list", start=9) == "9. Repairs\n  1. The ramp\n10. Tickets"
    assert text("list", style="bullet") == "- Repairs\n  - The ramp\n- Tickets"
    assert markdown("list", start=9) == "9. Repairs\n   1. The ramp\n10. Tickets"
    assert markdown("list", style="bullet") == "- Repairs\n  - The ramp\n- Tickets"


def test_two_lists_in_markdown_stay_two():
    body = [example("list"), example("list"), paragraph("2012 was bad."), example("list")]
    assert to_markdown(body).count("<!-- -->") == 1


def test_a_quote_and_a_pull_quote():
    assert html("quote") == (
        '<figure class="quote"><blockquote cite="https://paper.example/world/ferry">'
        "<p>Nobody asked us.</p></blockquote>"
        '<figcaption><a href="https://paper.example/world/ferry">Una Reid, islander</a></figcaption></figure>'
    )
    assert text("quote") == "Nobody asked us.\n— Una Reid, islander"
    assert markdown("quote") == ("> Nobody asked us.\n>\n> — [Una Reid, islander](https://paper.example/world/ferry)")
    assert html("quote", variant="pull", layout="aside").startswith('<figure class="pull-quote" data-layout="aside">')
    assert text("quote", variant="pull") == ""
    assert markdown("quote", variant="pull") == ""


def test_a_picture():
    crop = (
        '<picture><img src="https://img.example/01boats/16x9.jpeg" alt="Two tugs push a ferry towards the quay." '
        'width="3000" height="1688" loading="lazy" decoding="async"></picture>'
    )
    caption = "<figcaption>The ferry comes home. <small>Cal Lens</small></figcaption>"
    linked = f'<a href="https://paper.example/pictures/1">{crop}</a>'
    assert html("image") == f'<figure class="image" data-layout="wide">{linked}{caption}</figure>'
    assert text("image") == "Picture: Two tugs push a ferry towards the quay."
    assert markdown("image") == (
        "[![Two tugs push a ferry towards the quay.](https://img.example/01boats/1280.jpeg)]"
        "(https://paper.example/pictures/1)\n\nThe ferry comes home. (Cal Lens)"
    )


def test_a_picture_without_words_of_the_story_has_those_it_came_with():
    bare = {"id": "image00002", "type": "image", "image": BOATS}
    caption = "<figcaption>From the archive. <small>Picture desk</small></figcaption>"
    assert to_html(compiled(bare)) == f'<figure class="image">{BOATS_HTML}{caption}</figure>'


def test_a_picture_for_decoration_is_not_read_out():
    stub = {"id": "01a", "alt": "A wavy line", "decorative": True}
    assert ' alt=""' in html("image", image=stub)
    assert text("image", image=stub) == ""


def test_a_mere_stub_is_described():
    assert to_html([example("image", href="/x", caption=[])]) == (
        '<figure class="image" data-layout="wide"><a href="/x"><p>Two tugs push a ferry towards the quay.</p></a>'
        "<figcaption><small>Cal Lens</small></figcaption></figure>"
    )
    assert to_markdown([{"type": "image", "image": BOATS}]) == "Picture: Two tugs push a ferry towards the quay."


def test_a_gallery():
    first = f"<figure>{BOATS_HTML}<figcaption>In May <small>Cal Lens</small></figcaption></figure>"
    written = html("gallery")
    assert written.startswith(
        f'<figure class="gallery" data-variant="before_after"><figcaption>The quay</figcaption>{first}<figure><picture>'
    )
    assert written.endswith("<figcaption>In June <small>Picture desk</small></figcaption></figure></figure>")
    assert text("gallery") == "2 pictures: The quay"
    assert markdown("gallery").startswith("**The quay**\n\n![Two tugs")


def test_a_film_of_our_own():
    assert html("video") == (
        '<figure class="video" data-provider="self">'
        '<video controls preload="none" poster="https://img.example/01boats/1280.jpeg" title="The first sailing" '
        'data-aspect-ratio="16:9"><source src="https://film.example/1.mp4" type="video/mp4">'
        '<track kind="captions" srclang="en-GB" label="English" src="https://film.example/1.vtt"></video>'
        "<figcaption>Filmed from the bridge. <small>Cal Lens</small> "
        '<a href="https://paper.example/transcripts/1">Transcript</a></figcaption></figure>'
    )
    assert text("video") == "Video: the first sailing (1 min)"
    assert markdown("video") == (
        "[Video: the first sailing (1 min)](https://paper.example/film/1)\n\nFilmed from the bridge."
    )


def test_a_film_elsewhere_is_a_picture_and_a_link_until_the_reader_asks():
    film = {"id": "video00002", "type": "video", "provider": "youtube", "external_id": "a1", "title": "A storm"}
    assert to_html([film]) == (
        '<figure class="video" data-provider="youtube" data-external-id="a1">'
        '<a href="https://www.youtube.com/watch?v=a1"><span>A storm</span></a></figure>'
    )
    assert to_html(compiled({**film, "poster": BOATS})) == (
        '<figure class="video" data-provider="youtube" data-external-id="a1">'
        f'<a href="https://www.youtube.com/watch?v=a1">{BOATS_HTML}</a><figcaption>A storm</figcaption></figure>'
    )
    assert to_text([film]) == "Video: A storm"
    assert to_markdown([film]) == "[Video: A storm](https://www.youtube.com/watch?v=a1)"


def test_sound():
    written = html("audio")
    assert written.startswith('<figure class="audio" data-kind="episode"><picture>')
    assert written.endswith(
        '<audio controls preload="none" title="Waiting for a boat">'
        '<source src="https://sound.example/1.mp3" type="audio/mpeg"></audio>'
        '<figcaption>Waiting for a boat <a href="/transcripts/2">Transcript</a></figcaption></figure>'
    )
    assert text("audio") == "Podcast: Waiting for a boat (20 min)"
    assert markdown("audio") == "[Podcast: Waiting for a boat (20 min)](https://sound.example/1.mp3)"


def test_an_embed_loads_nothing_before_consent():
    written = html("embed")
    assert written == (
        '<figure class="embed" data-provider="mastodon" data-src="https://social.example/@quay/7" '
        'data-aspect-ratio="4:3" data-height="400" data-consent="required" data-vendor="mastodon">'
        f'{BOATS_HTML}<blockquote cite="https://social.example/@quay/7">'
        "<p>Sailing again. Bring a coat.</p></blockquote>"
        '<figcaption><a href="https://social.example/@quay/7" rel="noopener noreferrer">The quay on Mastodon</a> '
        '<time datetime="2026-11-20T06:30:00Z">2026-11-20</time></figcaption></figure>'
    )
    assert "iframe" not in written
    assert 'data-consent="not-required"' in html("embed", consent={"required": False})
    assert text("embed") == "The quay on Mastodon: Sailing again."
    assert markdown("embed") == (
        "> Sailing again. Bring a coat.\n>\n> — [The quay on Mastodon](https://social.example/@quay/7)"
    )


def test_stored_provider_html_is_never_drawn():
    assert "<script" not in html("embed", html="<script>alert(1)</script>")
    assert "alert" not in html("embed", html="<script>alert(1)</script>")


def test_a_table():
    assert html("table") == (
        '<figure class="table"><table><caption>Sailings</caption><thead><tr><th scope="col">Month</th>'
        '<th scope="col" class="align-end">Boats</th></tr></thead><tbody>'
        '<tr><th scope="row">May</th><td class="align-end">40</td></tr>'
        '<tr><th scope="row">June</th><td class="align-end"><strong>9</strong></td></tr></tbody></table>'
        "<figcaption>Island ferries</figcaption></figure>"
    )
    assert text("table") == "Sailings\nMonth: May; Boats: 40\nMonth: June; Boats: 9\nIsland ferries"
    assert markdown("table") == (
        "Sailings\n\n| Month | Boats |\n| --- | --: |\n| May | 40 |\n| June | **9** |\n\nIsland ferries"
    )


def test_table_cells_in_markdown_keep_their_bars_and_line_breaks():
    table = example("table", columns=[{"label": "a|b"}], rows=[[[{"text": "c|d\ne"}]]], caption=[], source="")
    assert to_markdown([table]) == "| a\\|b |\n| --- |\n| c\\|d<br>e |"


def test_a_graphic_is_a_still_until_a_script_finds_it():
    written = html("graphic")
    still = picture("01crane", "Bars fall from forty sailings to nine.")
    assert written == (
        '<figure class="graphic" data-kind="chart" data-src="https://charts.example/sailings/">'
        f'<a href="https://charts.example/sailings/">{still}</a>'
        "<figcaption>Sailings a week <small>Island ferries</small> "
        '<a href="https://charts.example/sailings.csv">Data</a></figcaption></figure>'
    )
    assert text("graphic") == "Bars fall from forty sailings to nine."
    assert markdown("graphic") == (
        "![Bars fall from forty sailings to nine.](https://img.example/01crane/1280.jpeg)\n\n"
        "[Sailings a week](https://charts.example/sailings/)\n\nIsland ferries"
    )


def test_a_timeline_is_an_ordered_list():
    written = html("box")
    assert written.startswith(
        '<aside class="box" data-variant="timeline"><p class="title">Six weeks</p><ol>'
        '<li><time datetime="2026-10-11">2026-10-11</time> <strong>Last sailing</strong><p>The engine failed.</p></li>'
    )
    assert text("box") == (
        "Six weeks\n\n2026-10-11: Last sailing\n\nThe engine failed.\n\n"
        "2026-11-22: First sailing\n\nPicture: Two tugs push a ferry towards the quay."
    )
    assert markdown("box").startswith(
        "> **Six weeks**\n>\n> **2026-10-11: Last sailing**\n>\n> The engine failed.\n>\n> **2026-11-22"
    )


def test_the_other_boxes():
    inside = [paragraph("Yes.")]
    asked = [{"title": "Is it safe?", "blocks": inside}]
    assert html("box", variant="qa", items=asked) == (
        '<aside class="box" data-variant="qa"><p class="title">Six weeks</p>'
        "<dl><dt><strong>Is it safe?</strong></dt><dd><p>Yes.</p></dd></dl></aside>"
    )
    assert "<ul><li><p>Yes.</p></li></ul>" in html("box", variant="key_points", items=[{"blocks": inside}])
    assert "<div><p>Yes.</p></div>" in html("box", variant="factbox", items=[{"blocks": inside}])
    assert "<span>Spring 2012</span>" in html("box", items=[{"date": "Spring 2012", "blocks": inside}])
    assert html("box", collapsed=True, variant="factbox", items=[{"blocks": inside}]) == (
        '<aside class="box" data-variant="factbox"><details><summary>Six weeks</summary>'
        "<div><p>Yes.</p></div></details></aside>"
    )


def test_related_stories():
    assert html("related") == (
        '<aside class="related" data-variant="list"><p>Read on</p><ul>'
        '<li><a href="https://paper.example/01ferry">Card of 01ferry</a></li>'
        '<li><a href="https://boats.example/">Timetable</a> <small>Island ferries</small></li></ul></aside>'
    )
    assert text("related") == ""
    assert markdown("related") == (
        "Read on\n\n- [Card of 01ferry](https://paper.example/01ferry)\n"
        "- [Timetable](https://boats.example/) (Island ferries)"
    )
    assert to_html([example("related", items=[{"type": "article", "id": "01a"}])]) == ""


def test_a_note():
    assert html("note") == (
        '<aside class="note" role="note" data-kind="editors_note" data-date="2026-11-22T10:05:00Z">'
        "<p><strong>Editor’s note:</strong> We asked the owners for a comment.</p></aside>"
    )
    assert text("note") == "Editor’s note: We asked the owners for a comment."
    assert markdown("note") == "> **Editor’s note:** We asked the owners for a comment."


def test_a_correction_written_by_the_server_is_drawn_like_other_notes():
    note = example("note", kind="correction", correction_id="01k")
    assert 'data-kind="correction" data-correction="01k"' in to_html([note])
    assert to_text([note]).startswith("Correction: ")


def test_a_divider_is_a_pause():
    assert (html("divider"), text("divider"), markdown("divider")) == ("<hr>", "* * *", "---")


def test_a_call_to_action():
    assert html("action") == (
        '<aside class="action" data-kind="callout" data-key="callout-ferry-2026" '
        'data-closes-at="2026-12-31T23:59:59Z"><p><strong>Were you aboard?</strong></p><p>Write to us.</p>'
        '<p><a href="https://paper.example/callout">Share your story</a></p></aside>'
    )
    assert text("action") == ""
    assert markdown("action") == (
        "**Were you aboard?**\n\nWrite to us.\n\n[Share your story](https://paper.example/callout)"
    )


def test_an_unknown_block_shows_its_fallback_or_nothing():
    future = {"id": "holog00001", "type": "hologram", "fallback": {"text": "A <ferry> in 3-D", "url": "/ferry"}}
    assert to_html([future]) == '<p><a href="/ferry">A &lt;ferry&gt; in 3-D</a></p>'
    assert to_text([future]) == "A <ferry> in 3-D"
    assert to_markdown([future]) == "[A \\<ferry\\> in 3-D](/ferry)"
    for block in ({"type": "hologram"}, {"type": 5}, {}):
        assert (to_html([block]), to_text([block]), to_markdown([block])) == ("", "", "")


def test_a_box_in_a_box_is_unknown_there_even_if_it_got_in():
    assert "inner" not in html("box", items=[{"blocks": [example("box", title="inner", fallback={"text": "x"})]}])


def test_blocks_are_joined_with_nothing_for_those_that_say_nothing():
    body = [paragraph("One."), {"type": "hologram"}, example("quote", variant="pull"), paragraph("Two.")]
    assert to_text(body) == "One.\n\nTwo."
    assert to_markdown(body) == "One.\n\nTwo."
    assert to_html([paragraph("One."), {"type": "hologram"}, paragraph("Two.")]) == "<p>One.</p>\n<p>Two.</p>"


@pytest.mark.parametrize("kind", EXAMPLES)
def test_every_type_can_be_read_in_every_form_from_an_empty_block(kind):
    for block in (BLOCK_TYPES[kind].empty, {"type": kind}):
        for project in (to_html, to_text, to_markdown):
            assert isinstance(project([block]), str)
