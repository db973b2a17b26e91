"""A story for other newsrooms: IPTC's ninjs 3.1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.encoding import iri_to_uri

from cms.delivery.representations.json_ld import NO_ERROR, present
from cms.pictures import largest, pictures_in
from cms.plain import words_of
from cms.vocabulary import RETRACTED
from cms.wire import to_json

if TYPE_CHECKING:
    from cms.delivery.representations.publisher import Publisher

JSON = dict[str, Any]

STANDARD = {"name": "ninjs", "version": "3.1", "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"}
CODES = "http://cv.iptc.org/newscodes"
# IPTC's genres, by ours.
GENRES = {
    "report": "Actuality",
    "analysis": "Analysis",
    "opinion": "Opinion",
    "editorial": "Editorial",
    "interview": "Interview",
    "explainer": "Backgrounder",
    "feature": "Feature",
    "review": "Review",
    "obituary": "Obituary",
    "profile": "Profile",
    "press_release": "Press_Release",
}
PLACES = {"person": "people", "place": "places", "organisation": "organisations", "event": "events"}
INDICATORS = {"ethicsPolicy": "editorialPolicy", "ownershipFundingInfo": "ownershipFundingInfo"}


def ninjs(story: JSON, publisher: Publisher, html: str, text: str) -> str:
    item = {**identity(story), **words(story, html, text), **concepts(story), **rights(story, publisher)}
    item["associations"] = [association(it, number) for number, it in enumerate(pictures_in(story))]
    return to_json(present(item))


def identity(story: JSON) -> JSON:
    retracted = story["state"] == RETRACTED
    dates = story["dates"]
    return {
        "uri": story["api_url"],
        "altIds": [{"role": "internal", "value": story["id"]}],
        "standard": STANDARD,
        "type": "text",
        "profile": "text-photo" if story["lead_media"] else "text",
        "representationType": "full",
        "version": str(story["version"]),
        "pubStatus": "canceled" if retracted else "usable",
        "edNote": " ".join(notices(story)) if retracted else None,
        "urgency": 1 if story["flags"]["breaking"] else None,
        "language": story["language"],
        "firstCreated": dates["first_published_at"],
        "versionCreated": dates["modified_at"],
        "contentCreated": dates["first_published_at"],
        "expires": dates["expires_at"],
        "renditions": [{"name": "canonical", "href": story["url"], "contentType": "text/html"}],
    }


def words(story: JSON, html: str, text: str) -> JSON:
    bodies = () if story["state"] == RETRACTED else (("main", "text/html", html), ("plain", "text/plain", text))
    return {
        "slugline": story["slug"],
        "located": story["dateline"]["text"] if story["dateline"] else None,
        "by": story["byline"]["text"],
        "title": story["headline"],
        "headlines": [{"role": role, "value": text} for role, text in headlines(story).items() if text],
        "descriptions": descriptions(story),
        "bodies": [body_in(role, type_, text, story) for role, type_, text in bodies if text],
    }


def rights(story: JSON, publisher: Publisher) -> JSON:
    return {
        "genres": genres(story),
        "infoSources": [
            {"name": it["author"]["name"], "role": it["role"], "uri": it["author"]["api_url"]}
            for it in story["byline"]["contributors"]
        ],
        "copyrightHolder": publisher.name,
        "copyrightNotice": story["rights"]["copyright_notice"],
        "usageTerms": story["rights"]["usage_terms"],
        "trustIndicators": trust(publisher),
    }


def headlines(story: JSON) -> dict[str, str | None]:
    other = story["headlines"]
    return {"main": story["headline"], **{role: other[role] for role in ("short", "seo", "social")}}


def notices(story: JSON) -> list[str]:
    return [words_of(it["text"]) for it in story["corrections"] if it["kind"] == "retraction"]


def descriptions(story: JSON) -> list[JSON]:
    told = [("drop-head", words_of(story["standfirst"])), ("summary", story["summary"])]
    told += [("correction", words_of(it["text"])) for it in story["corrections"] if it["kind"] != NO_ERROR]
    return [{"role": role, "value": text} for role, text in told if text]


def body_in(role: str, content_type: str, text: str, story: JSON) -> JSON:
    words = story["body"]["word_count"]
    return {"role": role, "contentType": content_type, "charCount": len(text), "wordCount": words, "value": text}


def concepts(story: JSON) -> JSON:
    """Tags by what they are; categories are subjects of our own."""
    found: dict[str, list[JSON]] = {
        "subjects": [
            {"name": it["name"], "rel": "category", "literal": it["slug"], "creator": "editor"}
            for it in (*story["category"]["ancestors"], story["category"], *story["secondary_categories"])
        ]
    }
    for tag in story["tags"]:
        concept = {"name": tag["name"], "rel": "about", "uri": uri(next(iter(tag["matches"]), tag["api_url"]))}
        found.setdefault(PLACES.get(tag["type"], "subjects"), []).append(concept)
    return dict(found)


def uri(address: str) -> str:
    """As the desk takes addresses they may have any letters; as ninjs does, those of RFC 3986."""
    return str(iri_to_uri(address))


def genres(story: JSON) -> list[JSON]:
    code = GENRES.get(story["genre"])
    if code:
        return [{"name": code.replace("_", " "), "uri": f"{CODES}/genre/{code}"}]
    return [{"name": story["genre"].replace("_", " "), "literal": story["genre"]}]


def trust(publisher: Publisher) -> list[JSON]:
    policies = publisher.named_policies()
    return [
        {"role": f"{CODES}/trustindicator/{code}", "title": code, "href": uri(policies[name])}
        for name, code in INDICATORS.items()
        if name in policies
    ]


def association(image: JSON, number: int) -> JSON:
    captions = [("caption", words_of(image["caption"])), ("altText", image["alt"])]
    source = image["digital_source_type"]
    return {
        "name": f"picture{number}" if number else "main",
        "rel": "picture" if number else "main",
        "uri": image["src"],
        "type": "picture",
        "by": image["creator"]["name"] if image["creator"] else image["credit"],
        "copyrightNotice": image["copyright_notice"],
        "usageTerms": image["rights"]["usage_terms"],
        "descriptions": [{"role": role, "value": text} for role, text in captions if text],
        "digitalSourceType": {"name": source.rsplit("/", 1)[-1], "uri": source} if source else None,
        "renditions": renditions(image),
    }


def renditions(image: JSON) -> list[JSON]:
    file = largest(image)
    if file is None:
        return []
    focus = image["focal_point"]
    return [
        {
            "name": f"w{file.width}",
            "href": file.url,
            "contentType": file.type,
            "width": file.width,
            "height": file.height,
            "poi": {"x": round(focus["x"] * file.width), "y": round(focus["y"] * file.height)},
        }
    ]
