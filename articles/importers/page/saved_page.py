"""A page that a browser saved: its data, its head and its text, made one draft."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from articles.importers.page.beside import is_beside
from articles.importers.page.byline import read_line
from articles.importers.page.draft import Draft, Piece
from articles.importers.page.headline import choose_headline
from articles.importers.page.inline import linked_share
from articles.importers.page.json_ld import words
from articles.importers.page.links import Links
from articles.importers.page.markup import ancestors, parse, words_of
from articles.importers.page.metadata import Metadata
from articles.importers.page.model import NotAStory, ParsedAuthor, PictureRequest
from articles.importers.page.names import is_name
from articles.importers.page.prose import is_prose, words_in
from articles.importers.page.story_root import Story, find_story, nodes_above, nodes_below, squeezed
from articles.importers.page.walking import Walker
from articles.importers.page.writers_box import job_title_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

TOP = 12
MOSTLY_LINKED = 0.5
LABEL_WORDS = 12
MOST_HEADINGS = 50
FORM_WORDS = 80
FEWEST_CARDS = 3
STANDFIRST_LENGTH = range(20, 400)
LONGEST_BIO = 2000
STANDFIRST = (
    '[class*="standfirst" i], [class*="subtitle" i], [class*="sub-headline" i], [class*="subheadline" i], '
    '[itemprop="alternativeHeadline"], [class~="dek" i], [class*="article-dek" i]'
)
WRITERS_BOX = (
    '[class*="author-bio" i], [class*="author_bio" i], [class*="authorbio" i], [class*="about-author" i], '
    '[class*="about-the-author" i], [class*="author-box" i], [class*="author_box" i], [class*="author-info" i], '
    '[class*="writer-box" i]'
)


def read_html(html: str) -> Draft:
    tree = parse(html)
    metadata = Metadata(tree, html)
    links = Links(metadata.base)
    draft = Draft(headline=_headline(tree, metadata))
    metadata.describe(draft)
    story = find_story(tree, html)
    _refuse_what_is_no_story(tree, story, metadata)
    boxes = _writers_boxes(tree, story)
    walker = Walker(links, around=len(story.root.text()), without=boxes)
    above = walker.walk(_nodes_above(tree, story, draft.headline))
    told = walker.walk(story.root.iter(include_text=True))
    below = walker.walk(nodes_below(story.root))
    draft.warnings += [*walker.warnings, *links.warnings()]
    draft.begin([*above, *told, *_told_below(draft, story, below)])
    _take_headline(draft)
    _take_standfirst(draft, tree, metadata)
    _add_lead_picture(draft, metadata.lead_picture())
    for box in boxes:
        _take_writers_box(draft, box)
    _drop_what_is_not_told(draft, story)
    return draft


def _headline(tree: LexborHTMLParser, metadata: Metadata) -> str:
    titles = [metadata.first("og:title", "twitter:title"), words_of(tree.css_first("title"))]
    own = words(metadata.linked.article.get("headline"))
    return choose_headline(own, titles, [words_of(node) for node in tree.css("h1")[:MOST_HEADINGS]], metadata.site_name)


def _refuse_what_is_no_story(tree: LexborHTMLParser, story: Story, metadata: Metadata) -> None:
    if tree.css_first('input[type="password" i]') is not None and words_in(words_of(story.root)) < FORM_WORDS:
        raise NotAStory(["the page only asks for a password"])
    if metadata.linked.article or metadata.first("og:type").lower() == "article":
        return
    headings = story.root.css("h2, h3, h4")
    cards = [node for node in headings if _is_link(node)]
    if len(cards) >= FEWEST_CARDS and len(cards) > len(headings) / 2:
        raise NotAStory([f"the page holds no story of its own but leads to {len(cards)} others"])


def _is_link(heading: LexborNode) -> bool:
    inner = heading.css_first("a")
    return (
        words_of(inner) == words_of(heading) if inner is not None else any(one.tag == "a" for one in ancestors(heading))
    )


def _nodes_above(tree: LexborHTMLParser, story: Story, headline: str) -> list[LexborNode]:
    for node in tree.css("h1, h2")[:MOST_HEADINGS]:
        if squeezed(words_of(node)) == squeezed(headline):
            return nodes_above(story.root, node)
    return []


def _told_below(draft: Draft, story: Story, pieces: list[Piece]) -> list[Piece]:
    """Below the text stand more boxes of the page than parts of the story."""
    kept = []
    for piece in pieces:
        if piece.block and story.tells(piece.text):
            kept.append(piece)
        else:
            draft.leave_out(piece.text, "it stands below the story")
    return kept


def _add_lead_picture(draft: Draft, lead: PictureRequest | None) -> None:
    """The picture that the page's data names, unless the page shows it, in whatever size, or another one on top."""
    shown = {_file_name(piece.picture.url) for piece in draft.pieces if piece.picture and piece.picture.url}
    top = takewhile(lambda piece: not is_prose(piece.text), draft.pieces)
    if lead and _file_name(lead.url or "") not in shown and not any(piece.picture for piece in top):
        draft.pieces.insert(0, Piece(picture=lead))


def _file_name(url: str) -> str:
    return re.sub(r"[-_]\d{2,5}x\d{2,5}(?=\.\w+$)", "", url.split("?")[0].rsplit("/", 1)[-1])


def _take_headline(draft: Draft) -> None:
    """Takes it out of the text, and with it the labels above it."""
    for place, piece in enumerate(draft.pieces[:TOP]):
        if piece.block and squeezed(piece.text) == squeezed(draft.headline):
            above = [one for one in range(place) if draft.pieces[one].block]
            for one in above:
                draft.leave_out(draft.pieces[one].text, "it stands above the headline")
            draft.take_out([*above, place])
            return
        if is_prose(piece.text):
            return


def _take_standfirst(draft: Draft, tree: LexborHTMLParser, metadata: Metadata) -> None:
    told = squeezed("".join(piece.text for piece in draft.pieces))
    for node in tree.css(STANDFIRST)[:3]:
        text = words_of(node)
        if len(text) in STANDFIRST_LENGTH and not is_beside(node, len(told)):
            draft.standfirst = text
            places = [place for place, one in enumerate(draft.pieces[:TOP]) if squeezed(one.text) == squeezed(text)]
            draft.take_out(places[:1])
            return
    text = metadata.description()
    # Most descriptions are the first sentences again, cut where space ended.
    if len(text) in STANDFIRST_LENGTH and squeezed(text.rstrip(".… ")) not in told:
        draft.standfirst = text


def _writers_boxes(tree: LexborHTMLParser, story: Story) -> list[LexborNode]:
    around = len(story.root.text())
    boxes: list[LexborNode] = []
    for node in tree.css(WRITERS_BOX)[:20]:
        inside = {one.mem_id for one in ancestors(node)} & {box.mem_id for box in boxes}
        if not inside and is_beside(node, around):
            boxes.append(node)
    return boxes


def _take_writers_box(draft: Draft, node: LexborNode) -> None:
    text = words_of(node)
    bio = "\n\n".join(one for inner in node.css("p") if is_prose(one := words_of(inner))) or text
    names = [author.name for author in draft.authors if author.name.casefold() in text.casefold()]
    names += [one for inner in node.css("a, strong, h2, h3, h4, span") if is_name(one := words_of(inner), fewest=2)]
    if names and is_prose(bio) and len(bio) <= LONGEST_BIO:
        draft.credit(ParsedAuthor(name=names[0], bio=bio, job_title=job_title_in(bio)))
    else:
        draft.leave_out(text, "it is about a writer, and no bio was found in it")


def _drop_what_is_not_told(draft: Draft, story: Story) -> None:
    """Links and labels among the text that trafilatura does not count to it, and headings of nothing."""
    gone = set()
    tags = {tag.casefold() for tag in draft.tags}
    for place, piece in enumerate(draft.pieces):
        if piece.kind not in {"paragraph", "list"} or read_line(piece.text, alone=False):
            continue
        if {span["text"].strip(" #,;|·\n").casefold() for span in piece.spans} <= tags | {"", "tags:", "topics:"}:
            gone.add(place)
        elif _is_link_alone(piece) or (not story.tells(piece.text) and _is_label(piece)):
            draft.leave_out(piece.text, "it is a label or a link")
            gone.add(place)
    draft.take_out(gone)
    while draft.pieces and draft.pieces[-1].kind == "heading":
        draft.leave_out(draft.pieces.pop().text, "nothing follows this heading")


def _is_link_alone(piece: Piece) -> bool:
    return piece.kind == "paragraph" and linked_share(piece.spans) == 1 and not is_prose(piece.text)


def _is_label(piece: Piece) -> bool:
    short = piece.kind == "paragraph" and words_in(piece.text) <= LABEL_WORDS and not is_prose(piece.text)
    return short or linked_share(piece.spans) > MOSTLY_LINKED
