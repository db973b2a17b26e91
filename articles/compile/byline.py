from __future__ import annotations

from typing import TYPE_CHECKING, Any

from articles.models import Contribution
from authors.compile import author_object

if TYPE_CHECKING:
    from articles.snapshot import Content
    from articles.sources import Sources

Role = Contribution.Role


def compile_byline(content: Content, sources: Sources) -> dict[str, Any]:
    known = [it for it in content["contributors"] if it["author"] in sources.authors]
    return {
        "text": content["byline_text"] or byline_text(known, sources),
        "contributors": [
            {
                "role": it["role"],
                "order": order,
                "note": it["note"] or None,
                "author": author_object(sources.authors[it["author"]]),
            }
            for order, it in enumerate(known, 1)
        ],
    }


def byline_text(contributors: list[dict[str, Any]], sources: Sources) -> str | None:
    """“Ada Reporter in Leith and Ben Writer, with Cleo Hand”; other roles are named by the page, not by the byline."""

    def names(role: str) -> str:
        found = [
            " ".join(filter(None, [sources.authors[it["author"]].name, it["note"]]))
            for it in contributors
            if it["role"] == role
        ]
        return " and ".join(filter(None, [", ".join(found[:-1]), *found[-1:]]))

    authors, helpers = names(Role.AUTHOR), names(Role.ADDITIONAL_REPORTING)
    if authors and helpers:
        return f"{authors}, with {helpers}"
    return authors or helpers or None
