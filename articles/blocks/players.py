"""The blocks that play: film and sound, of our own or shown by others."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field

from articles.blocks import inline, links
from articles.blocks.entry import Block, BlockType, Fault, fallback_text, figure
from articles.blocks.fields import (
    Address,
    Count,
    Language,
    Maybe,
    MediaType,
    Part,
    Pixels,
    Ratio,
    Seconds,
    Text,
)
from articles.blocks.pictures import ImageStub, caption, picture
from articles.blocks.spans import Rich
from cms import markdown, markup
from cms.plain import Json, string, thing, things

SELF = "self"
WATCH = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "dailymotion": "https://www.dailymotion.com/video/{}",
}


class Source(Part):
    url: Address
    type: MediaType
    width: Maybe[Pixels] = None
    height: Maybe[Pixels] = None
    bitrate: Maybe[Count] = None
    size: Maybe[Count] = None


class Track(Part):
    kind: Literal["captions", "subtitles", "descriptions", "chapters"]
    lang: Language
    label: Maybe[Text] = None
    url: Address


class VideoBlock(Block):
    type: Literal["video"]
    provider: Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,40}$")]
    external_id: Maybe[Annotated[str, Field(pattern=r"^[0-9A-Za-z_.:/-]{1,200}$")]] = None
    title: Text
    caption: Maybe[Rich] = None
    credit: Maybe[Text] = None
    duration: Maybe[Seconds] = None
    aspect_ratio: Maybe[Ratio] = None
    poster: Maybe[ImageStub] = None
    sources: list[Source] = Field(default_factory=list)
    tracks: list[Track] = Field(default_factory=list)
    transcript_url: Maybe[Address] = None
    loop: bool = False


class AudioBlock(Block):
    type: Literal["audio"]
    kind: Literal["clip", "episode", "read_aloud"] = "clip"
    title: Text
    duration: Maybe[Seconds] = None
    image: Maybe[ImageStub] = None
    sources: Annotated[list[Source], Field(min_length=1)]
    transcript_url: Maybe[Address] = None
    explicit: bool = False


def _video_html(block: Json) -> str:
    is_film, title = string(block, "provider") == SELF, markup.lines(string(block, "title"))
    player = _film(block) if is_film else _facade(block)
    # A facade without a picture shows the title itself.
    words = caption(block, {}) or (title if is_film or thing(block, "poster") else "")
    provider, external = string(block, "provider"), string(block, "external_id")
    return figure(block, "video", player, _under_player(block, words), provider=provider, external_id=external)


def _film(block: Json) -> str:
    poster, ratio = string(thing(block, "poster"), "src"), string(block, "aspect_ratio")
    attributes: dict[str, markup.Value] = {
        "controls": True,
        "preload": "none",
        "loop": block.get("loop") is True,
        "poster": poster if links.is_loadable(poster) else None,
        "title": string(block, "title") or None,
        "data-aspect-ratio": ratio or None,
    }
    sources = _sources(block)
    return markup.element("video", attributes, *sources, *_tracks(block)) if sources else _facade(block)


def _facade(block: Json) -> str:
    """A picture and a link: nothing of the other site loads before the reader asks for it."""
    title = markup.lines(string(block, "title") or fallback_text(block))
    return links.anchor(_watch_address(block), picture(thing(block, "poster")) or markup.optional("span", None, title))


def _watch_address(block: Json) -> str:
    """Where the film can be seen: on its provider's site, or wherever the fallback leads."""
    address, identity = WATCH.get(string(block, "provider")), string(block, "external_id")
    return address.format(identity) if address and identity else string(thing(block, "fallback"), "url")


def _audio_html(block: Json) -> str:
    sources = _sources(block)
    attributes: dict[str, markup.Value] = {"controls": True, "preload": "none", "title": string(block, "title") or None}
    player = markup.element("audio", attributes, *sources) if sources else ""
    below = _under_player(block, markup.lines(string(block, "title")))
    return figure(block, "audio", picture(thing(block, "image")), player, below, kind=string(block, "kind"))


def _sources(block: Json) -> list[str]:
    return [
        markup.element("source", {"src": url, "type": string(source, "type") or None})
        for source in things(block, "sources")
        if links.is_loadable(url := string(source, "url"))
    ]


def _tracks(block: Json) -> list[str]:
    return [
        markup.element(
            "track",
            {
                "kind": string(track, "kind") or None,
                "srclang": string(track, "lang") or None,
                "label": string(track, "label") or None,
                "src": url,
            },
        )
        for track in things(block, "tracks")
        if links.is_loadable(url := string(track, "url"))
    ]


def _under_player(block: Json, words: str) -> str:
    transcript = string(block, "transcript_url")
    link = links.anchor(transcript, "Transcript") if links.is_safe(transcript) else ""
    return markup.optional("figcaption", None, words, " " if words and link else "", link)


def _played_text(label: str, block: Json) -> str:
    title = string(block, "title")
    return fallback_text(block) or (f"{label}: {title}" if title else "")


def _played_markdown(label: str, address: str, block: Json) -> str:
    words = _played_text(label, block)
    return markdown.linked(words, address) if words and links.is_safe(address) else markdown.plain(words)


def _video_markdown(block: Json) -> str:
    address = _watch_address(block) or _first_source(block)
    return markdown.joined(_played_markdown("Video", address, block), inline.md(block.get("caption")))


def _audio_markdown(block: Json) -> str:
    return _played_markdown("Audio", string(thing(block, "fallback"), "url") or _first_source(block), block)


def _first_source(block: Json) -> str:
    return next((url for source in things(block, "sources") if (url := string(source, "url"))), "")


def _check_film(block: VideoBlock) -> Iterator[Fault]:
    if block.provider == SELF and not block.sources:
        yield Fault("sources", "A video of our own needs at least one file. Add its address to the sources.")
    if block.provider != SELF and not block.external_id:
        yield Fault("external_id", f"Give the video’s id on {block.provider}.")


TYPES: tuple[BlockType[Any], ...] = (
    BlockType(
        model=VideoBlock,
        label="Video",
        empty={"type": "video", "provider": "youtube", "external_id": "", "title": ""},
        html=_video_html,
        text=lambda block: _played_text("Video", block),
        markdown=_video_markdown,
        check=_check_film,
    ),
    BlockType(
        model=AudioBlock,
        label="Audio",
        empty={"type": "audio", "kind": "clip", "title": "", "sources": [{"url": "", "type": "audio/mpeg"}]},
        html=_audio_html,
        text=lambda block: _played_text("Audio", block),
        markdown=_audio_markdown,
    ),
)
