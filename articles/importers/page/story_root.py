"""Where on a page the story stands: trafilatura says which text it is, and the tree says which element holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from trafilatura import bare_extraction

from articles.importers.page.markup import ancestors
from articles.importers.page.model import NotAStory

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser, LexborNode

SHORTEST_TEXT = 12
LONGEST_STORY = 1_000_000
# An element that holds less than this of the story has lost a part of it.
SHARE = 0.9
UNREAD = frozenset({"script", "style", "noscript", "template", "textarea", "title"})


class Story(NamedTuple):
    root: LexborNode
    text: str  # all that trafilatura takes for the story, squeezed

    def tells(self, text: str) -> bool:
        return squeezed(text) in self.text


def find_story(tree: LexborHTMLParser, html: str) -> Story:
    found = bare_extraction(html, include_comments=False, include_tables=False, include_links=False)
    text = squeezed("".join(found.body.itertext())) if found is not None and not isinstance(found, dict) else ""
    if len(text) > LONGEST_STORY:
        raise NotAStory(["it holds more text than any story"])
    body = tree.body
    if body is None:
        raise NotAStory(["no text"])
    # Where trafilatura finds nothing, the whole page is read: whether it is a story shows from its paragraphs.
    return Story(_holder(body, text) if text else body, text)


def squeezed(text: str) -> str:
    """Without white space and case, which the two parsers treat differently."""
    return "".join(text.split()).casefold()


def _holder(body: LexborNode, text: str) -> LexborNode:
    """The innermost element with nearly all of the story."""
    weights: dict[int, int] = {}
    total = 0
    for node in body.traverse(include_text=True):
        if not node.is_text_node or node.parent is None or node.parent.tag in UNREAD:
            continue
        part = squeezed(node.text_content or "")
        if len(part) < SHORTEST_TEXT or part not in text:
            continue
        total += len(part)
        for above in ancestors(node):
            weights[above.mem_id] = weights.get(above.mem_id, 0) + len(part)
    holder = body
    while heavier := next(
        (child for child in holder.iter() if weights.get(child.mem_id, 0) >= SHARE * total > 0), None
    ):
        if heavier.tag in {"p", "ul", "ol", "blockquote", "table", "li", "h1", "h2"}:
            break
        holder = heavier
    return holder


def nodes_above(root: LexborNode, heading: LexborNode) -> list[LexborNode]:
    """What stands between a headline and the text: byline, date, standfirst, picture. None if the text holds it."""
    trail = {root.mem_id} | {one.mem_id for one in ancestors(root)}
    found: list[LexborNode] = []
    node: LexborNode | None = heading
    while node is not None and node.mem_id not in trail:
        for sibling in _behind(node):
            if sibling.mem_id in trail:
                return found + _before(root, sibling, trail)
            found.append(sibling)
        node = node.parent
    return []


def nodes_below(root: LexborNode) -> list[LexborNode]:
    """What follows the text within the same article: the writer's box, tags, links."""
    holder = next((one for one in ancestors(root) if one.tag in {"article", "main"}), None)
    found: list[LexborNode] = []
    node: LexborNode | None = root
    while holder is not None and node is not None and node.mem_id != holder.mem_id:
        found += _behind(node)
        node = node.parent
    return found


def _before(root: LexborNode, holder: LexborNode, trail: set[int]) -> list[LexborNode]:
    found: list[LexborNode] = []
    while holder.mem_id != root.mem_id:
        for child in holder.iter(include_text=True):
            if child.mem_id in trail:
                holder = child
                break
            found.append(child)
    return found


def _behind(node: LexborNode) -> Iterator[LexborNode]:
    sibling = node.next
    while sibling is not None:
        yield sibling
        sibling = sibling.next
