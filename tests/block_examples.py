"""One block of every type, as a newsroom would write it, and what publishing puts in the place of stubs."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

Json = dict[str, Any]

BOATS = {"id": "01boats", "alt": "Two tugs push a ferry towards the quay."}
CRANE = {"id": "01crane", "alt": "A yellow crane under a grey sky."}

EXAMPLES: dict[str, Json] = {
    "paragraph": {
        "id": "parag00001",
        "type": "paragraph",
        "drop_cap": True,
        "text": [
            {"text": "The ferry "},
            {"text": "Isla", "marks": [{"type": "entity", "tag_id": "01isla"}]},
            {"text": " sailed at ", "marks": []},
            {"text": "noon", "marks": [{"type": "strong"}]},
            {"text": ", as ", "marks": [{"type": "em"}]},
            {
                "text": "we said",
                "marks": [
                    {
                        "type": "link",
                        "href": "https://paper.example/world/ferry",
                        "title": "The first story",
                        "rel": ["nofollow"],
                        "ref": {"type": "article", "id": "01ferry"},
                    }
                ],
            },
            {"text": " — "},
            {"text": "slàinte", "marks": [{"type": "lang", "lang": "gd", "dir": "ltr"}, {"type": "em"}]},
            {"text": " in ", "marks": [{"type": "strike"}]},
            {"text": "1998", "marks": [{"type": "correction", "correction_id": "01corr"}]},
            {"text": "2", "marks": [{"type": "sup"}]},
            {"text": "2", "marks": [{"type": "sub"}]},
            {"text": "make", "marks": [{"type": "code"}]},
            {"text": "."},
        ],
    },
    "heading": {
        "id": "headi00001",
        "type": "heading",
        "level": 2,
        "text": [{"text": "Who pays"}],
        "anchor": "who-pays",
    },
    "list": {
        "id": "listt00001",
        "type": "list",
        "style": "number",
        "start": 1,
        "items": [
            {"text": [{"text": "Repairs"}], "items": [{"text": [{"text": "The ramp"}]}]},
            {"text": [{"text": "Tickets"}]},
        ],
    },
    "quote": {
        "id": "quote00001",
        "type": "quote",
        "variant": "block",
        "text": [{"text": "Nobody asked us."}],
        "attribution": "Una Reid, islander",
        "source_url": "https://paper.example/world/ferry",
    },
    "divider": {"id": "divid00001", "type": "divider"},
    "image": {
        "id": "image00001",
        "type": "image",
        "layout": "wide",
        "image": {**BOATS, "width": 3000, "height": 2000},
        "caption": [{"text": "The ferry comes home."}],
        "credit": "Cal Lens",
        "crop": "16:9",
        "href": "https://paper.example/pictures/1",
    },
    "gallery": {
        "id": "galle00001",
        "type": "gallery",
        "variant": "before_after",
        "title": "The quay",
        "items": [
            {"image": BOATS, "caption": [{"text": "In May"}], "credit": "Cal Lens"},
            {"image": CRANE, "caption": [{"text": "In June"}]},
        ],
    },
    "graphic": {
        "id": "graph00001",
        "type": "graphic",
        "kind": "chart",
        "title": "Sailings a week",
        "alt": "Bars fall from forty sailings to nine.",
        "url": "https://charts.example/sailings/",
        "image": CRANE,
        "data_url": "https://charts.example/sailings.csv",
        "heights": {"360": 420, "960": 360},
        "source": "Island ferries",
        "fallback": {"text": "Chart: sailings fell from forty to nine."},
    },
    "video": {
        "id": "video00001",
        "type": "video",
        "provider": "self",
        "title": "The first sailing",
        "duration": 61.5,
        "aspect_ratio": "16:9",
        "poster": BOATS,
        "sources": [
            {"url": "https://film.example/1.mp4", "type": "video/mp4", "width": 1920, "height": 1080, "bitrate": 4000}
        ],
        "tracks": [{"kind": "captions", "lang": "en-GB", "label": "English", "url": "https://film.example/1.vtt"}],
        "transcript_url": "https://paper.example/transcripts/1",
        "caption": [{"text": "Filmed from the bridge."}],
        "credit": "Cal Lens",
        "loop": False,
        "fallback": {"text": "Video: the first sailing (1 min)", "url": "https://paper.example/film/1"},
    },
    "audio": {
        "id": "audio00001",
        "type": "audio",
        "kind": "episode",
        "title": "Waiting for a boat",
        "duration": 1200,
        "image": CRANE,
        "sources": [{"url": "https://sound.example/1.mp3", "type": "audio/mpeg", "size": 19000000}],
        "transcript_url": "/transcripts/2",
        "explicit": False,
        "fallback": {"text": "Podcast: Waiting for a boat (20 min)"},
    },
    "embed": {
        "id": "embed00001",
        "type": "embed",
        "provider": "mastodon",
        "url": "https://social.example/@quay/7",
        "author_name": "The quay",
        "posted_at": "2026-11-20T06:30:00Z",
        "text": "Sailing again. Bring a coat.",
        "aspect_ratio": "4:3",
        "height": 400,
        "thumbnail": BOATS,
        "consent": {"required": True, "vendor": "mastodon"},
        "fallback": {"text": "The quay on Mastodon: Sailing again.", "url": "https://social.example/@quay/7"},
    },
    "table": {
        "id": "table00001",
        "type": "table",
        "caption": [{"text": "Sailings"}],
        "columns": [{"label": "Month", "kind": "text"}, {"label": "Boats", "kind": "number", "align": "end"}],
        "rows": [
            [[{"text": "May"}], [{"text": "40"}]],
            [[{"text": "June"}], [{"text": "9", "marks": [{"type": "strong"}]}]],
        ],
        "header_column": True,
        "source": "Island ferries",
    },
    "related": {
        "id": "relat00001",
        "type": "related",
        "variant": "list",
        "label": "Read on",
        "items": [
            {"type": "article", "id": "01ferry", "headline": "Ferry breaks down", "url": "/world/ferry"},
            {"type": "external", "headline": "Timetable", "url": "https://boats.example/", "source": "Island ferries"},
        ],
    },
    "action": {
        "id": "actio00001",
        "type": "action",
        "kind": "callout",
        "key": "callout-ferry-2026",
        "title": "Were you aboard?",
        "text": [{"text": "Write to us."}],
        "label": "Share your story",
        "url": "https://paper.example/callout",
        "closes_at": "2026-12-31T23:59:59Z",
        "platforms": ["web", "app"],
    },
    "note": {
        "id": "notee00001",
        "type": "note",
        "kind": "editors_note",
        "date": "2026-11-22T10:05:00Z",
        "text": [{"text": "We asked the owners for a comment."}],
    },
    "box": {
        "id": "boxxx00001",
        "type": "box",
        "variant": "timeline",
        "title": "Six weeks",
        "collapsed": False,
        "items": [
            {
                "title": "Last sailing",
                "date": "2026-10-11",
                "blocks": [{"id": "inner00001", "type": "paragraph", "text": [{"text": "The engine failed."}]}],
            },
            {
                "title": "First sailing",
                "date": "2026-11-22",
                "blocks": [{"id": "inner00002", "type": "image", "image": BOATS}],
            },
        ],
    },
}


def example(kind: str, /, **changes: Any) -> Json:
    return {**deepcopy(EXAMPLES[kind]), **changes}


def paragraph(*spans: str | Json, **changes: Any) -> Json:
    text = [{"text": span} if isinstance(span, str) else span for span in spans]
    return {"id": "p000000001", "type": "paragraph", "text": text, **changes}


def link(text: str, href: str, **changes: Any) -> Json:
    return {"text": text, "marks": [{"type": "link", "href": href, **changes}]}


def full_image(stub: Json) -> Json:
    """An image as publishing delivers it."""
    root = f"https://img.example/{stub['id']}"
    sources = [
        {
            "type": f"image/{kind}",
            "srcset": [{"url": f"{root}/{width}.{kind}", "width": width} for width in (640, 1280)],
        }
        for kind in ("webp", "jpeg")
    ]
    return {
        "width": 3000,
        "height": 2000,
        "caption": [{"text": "From the archive."}],
        "credit": "Picture desk",
        **stub,
        "src": f"{root}/1280.jpeg",
        "sources": sources,
        "crops": {"16:9": {"width": 3000, "height": 1688, "src": f"{root}/16x9.jpeg", "sources": []}},
    }


def card(key: str) -> Json:
    return {"type": "article", "id": key, "headline": f"Card of {key}", "url": f"https://paper.example/{key}"}
