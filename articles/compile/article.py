from __future__ import annotations

from typing import TYPE_CHECKING, Any

from articles import blocks
from articles.compile.byline import compile_byline
from articles.compile.cards import related_card, related_cards
from articles.compile.corrections import compile_corrections, notes_at, retraction_notice
from articles.compile.coverage import coverage_object, shown_updates
from articles.compile.facets import facets
from articles.compile.seo import compile_links, compile_meta, compile_seo
from articles.compile.series import series_mentions, series_object
from articles.compile.taxonomy import category_object, category_term, tag_object
from articles.compile.texts import compile_texts
from articles.models import Article, Correction, State
from articles.snapshot import placed_at
from cms.addresses import api_url, site_url
from cms.compiled import Compiled, Mention
from cms.keys import ONLY_KEY
from cms.plain import words_of
from cms.vocabulary import RETRACTED
from cms.wire import iso
from media.compile import card_image, image_object

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from articles.snapshot import Content
    from articles.sources import Sources

JSON = dict[str, Any]

# What a retraction takes away: nothing that the story said may be read on.
WITHOUT_ITS_TEXT: JSON = {
    "body": [],
    "standfirst": [],
    "summary": "",
    "headline_push": "",
    "seo_description": "",
    "lead_image": None,
    "related": [],
    "noindex": True,
}

FLAGS = (
    "breaking", "exclusive", "developing", "evergreen", "sponsored", "sensitive", "legally_sensitive", "ads",
    "comments",
)  # fmt: skip


def compile_article(article: Article, content: Content, sources: Sources) -> Compiled:
    """The public form of one content of the article. The category must be set; keys that are unknown are left out."""
    placed = placed_at(content) or article.first_published_at
    if placed is None or article.updated_at is None:
        raise ValueError("Set the article's dates before compiling it.")
    retracted = article.state == State.RETRACTED
    if retracted:
        content = {**content, **WITHOUT_ITS_TEXT}
    path = f"{sources.path_of(content['category'])}/{content['slug']}"
    body = article_body(article, content, sources, path)
    body["seo"]["meta"] = compile_meta(body, sources.publication)
    return Compiled(
        kind="article",
        key=article.key,
        path=path,
        slug=content["slug"],
        title=content["headline"],
        listed=not retracted,
        published_at=placed,
        updated_at=article.updated_at,
        body=body,
        card=article_card(body, content, sources),
        mentions=frozenset(
            [
                *unique_mentions(content, sources),
                *facets(content, body),
                *series_mentions(article.key, sources),
                *shown_updates(sources.live.get(article.key, [])),
            ]
        ),
        forms=compile_texts(body["body"]["blocks"]),
    )


def article_body(article: Article, content: Content, sources: Sources, path: str) -> JSON:
    corrections = sources.corrections.get(article.key, [])
    if article.state == State.RETRACTED:
        story = retraction_notice(corrections)
    else:
        story = compile_blocks(content["body"], corrections, sources)
    lead = lead_media(article.key, content, sources)
    return {
        **identity(article, content, path),
        **headings(content, story),
        "byline": compile_byline(content, sources),
        "dateline": {"text": content["dateline"], "place": None} if content["dateline"] else None,
        "dates": dates_of(article, placed_at(content) or article.first_published_at),
        **classification(article.key, content, sources),
        "lead_media": lead,
        "body": body_of(story),
        "live": live_of(article, content, sources),
        "corrections": compile_corrections(corrections, path),
        **terms_of_use(content, sources),
        "related": related_cards(content["related"], sources),
        "seo": compile_seo(content, path, lead),
        "links": compile_links(article.key, path),
    }


def live_of(article: Article, content: Content, sources: Sources) -> JSON | None:
    if content["kind"] != Article.Kind.LIVE or article.state == State.RETRACTED:
        return None
    return coverage_object(article, sources.live.get(article.key, []))


def identity(article: Article, content: Content, path: str) -> JSON:
    return {
        "type": "article",
        "id": article.key,
        "kind": content["kind"],
        "genre": content["genre"],
        "state": RETRACTED if article.state == State.RETRACTED else "published",
        "version": None,
        "slug": content["slug"],
        "path": path,
        "url": site_url(path),
        "api_url": api_url("article", article.key),
        "language": content["language"],
        "translations": [],
    }


def headings(content: Content, story: list[JSON]) -> JSON:
    names = {"short": "headline_short", "kicker": "kicker", "seo": "headline_seo", "social": "headline_social",
             "push": "headline_push"}  # fmt: skip
    return {
        "headline": content["headline"],
        "headlines": {name: content[field] or None for name, field in names.items()},
        "standfirst": content["standfirst"],
        "summary": content["summary"] or words_of(content["standfirst"]) or first_words(story),
    }


def dates_of(article: Article, placed: datetime | None) -> JSON:
    return {
        "first_published_at": iso(article.first_published_at),
        "published_at": iso(placed),
        "updated_at": iso(article.updated_at),
        "modified_at": None,
        "expires_at": iso(article.expires_at),
    }


def classification(key: str, content: Content, sources: Sources) -> JSON:
    others = [sources.categories[key] for key in content["secondary_categories"] if key in sources.categories]
    return {
        "category": category_object(sources.categories[content["category"]], sources),
        "secondary_categories": [category_object(it, sources) for it in others],
        "tags": [tag_object(sources.tags[key]) for key in content["tags"] if key in sources.tags],
        "series": next((series_object(it, key) for it in sources.series.get(key, [])), None),
    }


def body_of(story: list[JSON]) -> JSON:
    words = blocks.word_count(story)
    minutes = blocks.reading_minutes(words)
    return {"schema": "body/1", "word_count": words, "reading_minutes": minutes, "blocks": story}


def terms_of_use(content: Content, sources: Sources) -> JSON:
    tier, ours = content["access_tier"], sources.publication.copyright_notice if sources.publication else ""
    return {
        "access": {
            "tier": tier,
            "free": tier == "free",
            "preview_blocks": None,
            "truncated": False,
            "unlocked_until": None,
        },
        "flags": {flag: content[flag] for flag in FLAGS},
        "rights": {
            "copyright_notice": content["copyright_notice"] or ours or None,
            "agency": content["agency"] or None,
            "usage_terms": content["usage_terms"] or None,
        },
        "trust": {
            "methodology": content["methodology"] or None,
            "sources": [],
            "fact_checked": content["fact_checked"],
            "ai_use": {"used": bool(content["ai_use"]), "text": content["ai_use"] or None},
        },
    }


def compile_blocks(body: list[JSON], corrections: list[Correction], sources: Sources) -> list[JSON]:
    """The story as readers get it: pictures, links and cards resolved, correction notes in their places."""

    def image(stub: JSON) -> JSON | None:
        picture = sources.images.get(stub["id"])
        if picture is None:
            return None
        full = image_object(picture)
        return {**full, "alt": stub.get("alt") or full["alt"], "decorative": stub.get("decorative", full["decorative"])}

    def href(ref: JSON) -> str | None:
        target = sources.targets.get((ref["type"], ref["id"]))
        return site_url(target.path) if target else None

    def card(key: str) -> JSON | None:
        target = sources.targets.get(("article", key))
        return related_card(target.card) if target and target.listed else None

    story = blocks.resolve(body, image=image, href=href, card=card)
    return [*notes_at("top", corrections), *story, *notes_at("bottom", corrections)]


def first_words(story: list[JSON]) -> str | None:
    """The first paragraph, for lists that would else have nothing to show; of a retracted story, its notice."""
    return next((words_of(block["text"]) for block in story if block["type"] in {"paragraph", "note"}), None)


def lead_media(key: str, content: Content, sources: Sources) -> JSON | None:
    picture = sources.images.get(content["lead_image"])
    if picture is None:
        return None
    image = image_object(picture)
    caption = content["lead_caption"] or picture.caption
    return {
        "id": f"lead{key}",
        "type": "image",
        "layout": "full",
        "image": image,
        "caption": [{"text": caption}] if caption else [],
        "credit": image["credit"],
    }


def article_card(body: JSON, content: Content, sources: Sources) -> JSON:
    picture = sources.images.get(content["lead_image"]) if body["lead_media"] else None
    return {
        "type": "article",
        "id": body["id"],
        "kind": body["kind"],
        "genre": body["genre"],
        "version": None,
        "slug": body["slug"],
        "path": body["path"],
        "url": body["url"],
        "api_url": body["api_url"],
        "language": body["language"],
        "headline": body["headline"],
        "kicker": body["headlines"]["kicker"],
        "summary": body["summary"],
        "byline_text": body["byline"]["text"],
        "category": category_term(sources.categories[content["category"]], sources),
        "dates": body["dates"],
        "image": card_image(picture) if picture else None,
        "flags": {"breaking": content["breaking"], "live": content["kind"] == "live"},
        "access_tier": content["access_tier"],
        "reading_minutes": body["body"]["reading_minutes"],
        # Where no list shows it, its own address still does.
        **({"state": RETRACTED} if body["state"] == RETRACTED else {}),
    }


def unique_mentions(content: Content, sources: Sources) -> Iterator[Mention]:
    """Each object once; where it both classifies the story and stands in its text, the classification counts."""
    yield Mention("site", ONLY_KEY, listed=False)
    listed = set(classifications(content, sources))
    yield from (Mention(kind, key) for kind, key in listed)
    for kind, key in set(passing_mentions(content, sources)) - listed:
        yield Mention(kind, key, listed=False)


def classifications(content: Content, sources: Sources) -> Iterator[tuple[str, str]]:
    for category in (content["category"], *content["secondary_categories"]):
        if category in sources.categories:
            yield from (("category", it.key) for it in sources.lineage(category))
    yield from (("tag", key) for key in content["tags"] if key in sources.tags)
    yield from (("author", it["author"]) for it in content["contributors"] if it["author"] in sources.authors)


def passing_mentions(content: Content, sources: Sources) -> Iterator[tuple[str, str]]:
    found = blocks.mentions(content["body"])
    yield from (("image", key) for key in found.images)
    yield from (("article", key) for key in (*found.articles, *content["related"]))
    yield from (("author", key) for key in found.authors)
    yield from (("category", key) for key in found.categories)
    yield from (("tag", key) for key in found.tags)
    if content["lead_image"]:
        yield "image", content["lead_image"]
    for it in content["contributors"]:
        author = sources.authors.get(it["author"])
        if author and author.portrait_id:
            yield "image", author.portrait_id
