"""Posts and charts from other sites: their words and a link, never their HTML."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from articles.blocks import links
from articles.blocks.entry import Block, BlockType, Fallback, fallback_text, figure
from articles.blocks.fields import Maybe, Moment, Part, Pixels, Ratio, Text, WebAddress, is_moment
from articles.blocks.pictures import ImageStub, picture
from cms import markdown, markup
from cms.plain import Json, number, string, thing

EMBED_PROVIDERS = (
    "bluesky",
    "dailymotion",
    "datawrapper",
    "facebook",
    "flourish",
    "instagram",
    "linkedin",
    "mastodon",
    "pinterest",
    "reddit",
    "soundcloud",
    "spotify",
    "threads",
    "tiktok",
    "twitch",
    "vimeo",
    "x",
    "youtube",
)

# By the site's name without “www.”; what is below it belongs to it. Mastodon has no one site, so it is chosen by hand.
PROVIDER_SITES = {
    "bsky.app": "bluesky",
    "dailymotion.com": "dailymotion",
    "dai.ly": "dailymotion",
    "datawrapper.de": "datawrapper",
    "datawrapper.dwcdn.net": "datawrapper",
    "facebook.com": "facebook",
    "fb.watch": "facebook",
    "flourish.studio": "flourish",
    "instagram.com": "instagram",
    "linkedin.com": "linkedin",
    "mastodon.social": "mastodon",
    "pinterest.com": "pinterest",
    "reddit.com": "reddit",
    "soundcloud.com": "soundcloud",
    "spotify.com": "spotify",
    "threads.com": "threads",
    "threads.net": "threads",
    "tiktok.com": "tiktok",
    "twitch.tv": "twitch",
    "twitter.com": "x",
    "vimeo.com": "vimeo",
    "x.com": "x",
    "youtu.be": "youtube",
    "youtube.com": "youtube",
}

NAMES = {"linkedin": "LinkedIn", "tiktok": "TikTok", "youtube": "YouTube", "soundcloud": "SoundCloud"}


def _known_provider(name: str) -> str:
    if name not in EMBED_PROVIDERS:
        message = "Embeds from “{name}” are not allowed. Use one of {known}, or write a link."
        raise PydanticCustomError("provider", message, {"name": name, "known": ", ".join(EMBED_PROVIDERS)})
    return name


class Consent(Part):
    required: bool
    vendor: Maybe[Text] = None


class EmbedBlock(Block):
    type: Literal["embed"]
    provider: Annotated[str, AfterValidator(_known_provider), Field(json_schema_extra={"enum": list(EMBED_PROVIDERS)})]
    url: WebAddress
    title: Maybe[Text] = None
    author_name: Maybe[Text] = None
    posted_at: Maybe[Moment] = None
    text: Maybe[Text] = None
    aspect_ratio: Maybe[Ratio] = None
    height: Maybe[Pixels] = None
    thumbnail: Maybe[ImageStub] = None
    consent: Consent
    fallback: Fallback


def _embed_html(block: Json) -> str:
    """What was said and a link; the frontend may swap in the provider's own frame once the reader agrees."""
    url, consent = string(block, "url"), thing(block, "consent")
    words = markup.optional("p", None, markup.lines(string(block, "text")))
    quote = markup.optional("blockquote", {"cite": url if links.is_safe(url) else None}, words)
    source = _linked_source(block, url)
    return figure(
        block,
        "embed",
        picture(thing(block, "thumbnail")),
        quote,
        markup.optional("figcaption", None, source, _posted(block)),
        provider=string(block, "provider"),
        src=url if links.is_loadable(url) else None,
        aspect_ratio=string(block, "aspect_ratio"),
        height=_height(block),
        consent="not-required" if consent.get("required") is False else "required",
        vendor=string(consent, "vendor"),
    )


def _linked_source(block: Json, url: str) -> str:
    label = _source_label(block)
    if links.is_safe(url):
        return links.anchor(url, markup.lines(label), rel="noopener noreferrer")
    return markup.lines(label)


def _posted(block: Json) -> str:
    posted = string(block, "posted_at")
    return " " + markup.element("time", {"datetime": posted}, posted[:10]) if is_moment(posted) else ""


def _height(block: Json) -> str:
    height = number(block, "height")
    return str(height) if isinstance(height, int) else ""


def _source_label(block: Json) -> str:
    site, who = _name_of(string(block, "provider")), string(block, "author_name") or string(block, "title")
    return f"{who} on {site}" if who else fallback_text(block) or site


def _name_of(provider: str) -> str:
    return NAMES.get(provider) or provider.capitalize()


def _embed_markdown(block: Json) -> str:
    url, label = string(block, "url"), _source_label(block)
    source = markdown.linked(label, url) if label and links.is_safe(url) else markdown.plain(label)
    text = markdown.plain(string(block, "text"))
    return markdown.quoted(markdown.joined(text, f"— {source}")) if text else source


TYPES: tuple[BlockType[Any], ...] = (
    BlockType(
        model=EmbedBlock,
        label="Embed",
        empty={
            "type": "embed",
            "provider": "youtube",
            "url": "",
            "consent": {"required": True, "vendor": "youtube"},
            "fallback": {"text": ""},
        },
        html=_embed_html,
        text=lambda block: fallback_text(block) or string(block, "text"),
        markdown=_embed_markdown,
        refused={"html": "A provider’s HTML is never stored. Remove “html”; the address and the text are enough."},
    ),
)
