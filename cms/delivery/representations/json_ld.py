"""A story for search engines: schema.org's NewsArticle and its kin, as JSON-LD."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cms.pictures import largest, pictures_in
from cms.plain import words_of
from cms.vocabulary import RETRACTED
from cms.wire import to_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cms.delivery.representations.publisher import Publisher

JSON = dict[str, Any]

TYPES = {
    "report": "ReportageNewsArticle",
    "analysis": "AnalysisNewsArticle",
    "explainer": "BackgroundNewsArticle",
    "profile": "BackgroundNewsArticle",
    "opinion": "OpinionNewsArticle",
    "editorial": "OpinionNewsArticle",
    "review": "ReviewNewsArticle",
    "satire": "SatiricalArticle",
    "sponsored": "AdvertiserContentArticle",
}
# Ratios that search engines ask for.
RATIOS = ("16:9", "4:3", "1:1")
THINGS = {"person": "Person", "place": "Place", "organisation": "Organization", "event": "Event"}
ROLES = {"author": "author", "editor": "editor", "translator": "translator"}
# New facts are no error.
NO_ERROR = "update"
PAYWALL = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".paywall"}


def json_ld(story: JSON, publisher: Publisher) -> str:
    # So that a page may put it between <script> and </script> as it is.
    return to_json(present({"@context": "https://schema.org", **article(story, publisher)})).replace("<", "\\u003c")


def article(story: JSON, publisher: Publisher) -> JSON:
    free = story["access"]["free"]
    return {
        "@type": type_of(story),
        "@id": f"{story['url']}#article",
        "identifier": story["id"],
        "url": story["url"],
        "mainEntityOfPage": story["seo"]["canonical_url"],
        "headline": story["headline"],
        "alternativeHeadline": story["headlines"]["short"] or story["headlines"]["seo"],
        "description": story["seo"]["description"] or story["summary"],
        "abstract": words_of(story["standfirst"]) or None,
        "inLanguage": story["language"],
        "datePublished": story["dates"]["first_published_at"],
        "dateModified": story["dates"]["updated_at"],
        "expires": story["dates"]["expires_at"],
        "dateline": story["dateline"]["text"] if story["dateline"] and type_of(story) != "LiveBlogPosting" else None,
        "articleSection": [it["name"] for it in (*story["category"]["ancestors"], story["category"])],
        "keywords": [it["name"] for it in story["tags"]],
        "wordCount": story["body"]["word_count"],
        "articleBody": None if not free else "\n\n".join(paragraphs(story)) or None,
        "backstory": story["trust"]["methodology"],
        "isAccessibleForFree": free,
        "hasPart": None if free else PAYWALL,
        **people(story),
        "publisher": organisation(publisher),
        "copyrightHolder": {"@id": f"{publisher.url}#org"},
        "copyrightNotice": story["rights"]["copyright_notice"],
        "image": [it for image in list(pictures_in(story))[:1] for it in image_objects(image)],
        "correction": [comment(it) for it in story["corrections"] if it["kind"] != NO_ERROR],
        "creativeWorkStatus": "Retracted" if story["state"] == RETRACTED else None,
        **subjects(story),
        "isPartOf": series(story["series"]),
        **live(story),
    }


def type_of(story: JSON) -> str:
    return "LiveBlogPosting" if story["kind"] == "live" else TYPES.get(story["genre"], "NewsArticle")


def present(value: Any) -> Any:
    """Without what is not there: schema.org knows no null."""
    if isinstance(value, dict):
        return {name: present(it) for name, it in value.items() if it not in (None, [], "")}
    return [present(it) for it in value] if isinstance(value, list) else value


def paragraphs(story: JSON) -> Iterator[str]:
    return (words_of(it["text"]) for it in story["body"]["blocks"] if it["type"] in ("paragraph", "heading"))


def people(story: JSON) -> JSON:
    found: dict[str, list[JSON]] = {}
    for it in story["byline"]["contributors"]:
        found.setdefault(ROLES.get(it["role"], "contributor"), []).append(person(it["author"]))
    return dict(found)


def person(author: JSON) -> JSON:
    is_person = author["kind"] in ("person", "pseudonym")
    portrait = largest(author["portrait"]) if author["portrait"] else None
    return {
        "@type": "Person" if is_person else "Organization",
        "@id": f"{author['url']}#{'person' if is_person else 'org'}",
        "name": author["name"],
        "url": author["url"],
        "jobTitle": author["job_title"] if is_person else None,
        "description": author["bio"],
        "image": portrait.url if portrait else None,
        "sameAs": author["same_as"],
    }


def organisation(publisher: Publisher) -> JSON:
    return {
        "@type": "NewsMediaOrganization",
        "@id": f"{publisher.url}#org",
        "name": publisher.name,
        "url": publisher.url,
        **publisher.named_policies(),
    }


def image_objects(image: JSON) -> Iterator[JSON]:
    files = [file for ratio in RATIOS if (file := largest(image, ratio))]
    for file in files or filter(None, [largest(image)]):
        yield {
            "@type": "ImageObject",
            "url": file.url,
            "contentUrl": file.url,
            "encodingFormat": file.type,
            "width": str(file.width),
            "height": str(file.height),
            "caption": words_of(image["caption"]),
            "description": image["alt"],
            "creditText": image["credit"],
            "copyrightNotice": image["copyright_notice"],
            "creator": {"@type": "Person", "name": image["creator"]["name"]} if image["creator"] else None,
            "license": image["rights"]["licence_url"],
            "acquireLicensePage": image["rights"]["acquire_url"],
            "digitalSourceType": image["digital_source_type"],
        }


def comment(correction: JSON) -> JSON:
    return {
        "@type": "CorrectionComment",
        "text": words_of(correction["text"]),
        "datePublished": correction["published_at"],
        "url": correction["url"],
    }


def subjects(story: JSON) -> JSON:
    about = [
        {"@type": THINGS.get(it["type"], "Thing"), "name": it["name"], "url": it["url"], "sameAs": it["matches"]}
        for it in story["tags"]
    ]
    return {"about": about}


def series(told: JSON | None) -> JSON | None:
    return {"@type": "CreativeWorkSeries", "name": told["name"], "url": told["url"]} if told else None


def live(story: JSON) -> JSON:
    coverage = story["live"]
    if story["kind"] != "live":
        return {}
    told = coverage or {}
    return {
        "coverageStartTime": told.get("coverage_start_at") or story["dates"]["first_published_at"],
        "coverageEndTime": told.get("coverage_end_at"),
        "liveBlogUpdate": [live_update(it, story["url"]) for it in told.get("updates", [])],
    }


def live_update(update: JSON, url: str) -> JSON:
    blocks = update["body"]["blocks"]
    return {
        "@type": "BlogPosting",
        **({"headline": update["headline"]} if update["headline"] else {}),
        "datePublished": update["dates"]["published_at"],
        "dateModified": update["dates"]["updated_at"],
        "url": f"{url}#{update['id']}",
        "articleBody": "\n\n".join(words_of(it["text"]) for it in blocks if it["type"] in ("paragraph", "heading")),
    }
