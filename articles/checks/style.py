"""What can be published, and is better mended first: an editor who may passes over it with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from articles.checks.basics import id_of
from articles.checks.finding import OVERRIDE_CHECKLIST, Finding
from articles.links import addresses_in
from articles.models import CheckedLink
from cms.plain import string, thing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from articles.snapshot import Content

# How much of it each channel shows; where a story has no headline of its own for one, the headline stands in.
CHANNELS = {
    "headline_short": (60, "small screens"),
    "headline_seo": (70, "search engines"),
    "headline_social": (100, "shared links"),
    "headline_push": (65, "notifications"),
}
DEAD = "This link leads nowhere ({problem}): {url}"
UNSURE = "This link could not be checked ({problem}): {url}"


def headline_findings(content: Content) -> Iterator[Finding]:
    for field, (longest, channel) in CHANNELS.items():
        own, general = content[field].strip(), content["headline"].strip()
        if len(own) > longest:
            said = f"The headline for {channel} has {len(own)} characters, and they show {longest}: shorten it."
            yield Finding(field, said, override=OVERRIDE_CHECKLIST)
        elif not own and len(general) > longest and field in ("headline_seo", "headline_push"):
            said = f"The headline has {len(general)} characters, and {channel} show {longest}: write one for them."
            yield Finding(field, said, blocks=False)


def embed_findings(content: Content) -> Iterator[Finding]:
    for block in all_blocks(content["body"]):
        if block.get("type") == "embed" and thing(block, "consent").get("required") is not True:
            said = f"The embed from {string(block, 'provider')} loads without asking readers: let it ask for consent."
            yield Finding("body", said, id_of(block), override=OVERRIDE_CHECKLIST)


def all_blocks(body: list[Any]) -> Iterator[dict[str, Any]]:
    """Those inside boxes too."""
    for block in body:
        if isinstance(block, dict):
            yield block
            for item in block.get("items") or []:
                if isinstance(item, dict) and isinstance(item.get("blocks"), list):
                    yield from all_blocks(item["blocks"])


def link_findings(content: Content) -> Iterator[Finding]:
    """As the worker found them: nobody waits for another site."""
    where = addresses_in(content["body"])
    for link in CheckedLink.objects.named(where) if where else []:
        if link.status == CheckedLink.Status.DEAD:
            said = DEAD.format(problem=link.problem, url=link.url)
            yield Finding("body", said, where[link.url], override=OVERRIDE_CHECKLIST)
        elif link.status == CheckedLink.Status.UNSURE:
            yield Finding("body", UNSURE.format(problem=link.problem, url=link.url), where[link.url], blocks=False)
