"""A newsroom in which some things are public, and beside them secrets, each of whose words says whose it is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from articles.editing import save_revision
from articles.gates import set_gate
from articles.models import Article, Autosave, Collection, Correction, Gate, Publication
from articles.publishing import (
    delete_update,
    expire_article,
    move_article,
    publish_article,
    publish_collection,
    publish_sections,
    publish_update,
    schedule_article,
    take_down_article,
    unpublish_article,
    unpublish_collection,
)
from cms.keys import make_key
from cms.worker import Worker
from media.renditions import renditions_of
from tests.factories import (
    ada,
    ed,
    make_article,
    make_author,
    make_category,
    make_picture,
    make_tag,
    paragraph,
    picture_block,
    retract,
)
from tests.public_addresses import Names

if TYPE_CHECKING:
    from articles.models import LiveUpdate
    from media.models import Image

HOUR = timedelta(hours=1)
WAITING = ("draft", "in-review", "hold", "spiked", "embargoed", "scheduled")
ONCE_OUT = ("unpublished", "expired", "removed")
STORIES = (*WAITING, *ONCE_OUT)
# Every secret word begins like this, and says whose it is and where it stood. A cursor can have any letters at all, but
# hardly those of a name.
SECRET = rf"zq-?(?:{'|'.join((*STORIES, 'edit', 'gone')).replace('-', '-?')})[a-z-]*"
PICTURED = ("embargoed", "scheduled", "removed", "edit", "gone")
KINDS = ("article", "tag", "author", "collection", "correction", "update", "image")
# Where a story has words of its own.
TEXTS = (
    "headline_short", "kicker", "headline_seo", "headline_social", "headline_push", "summary", "byline_text",
    "dateline", "copyright_notice", "usage_terms", "agency", "methodology", "ai_use", "seo_description",
    "internal_note", "lead_caption",
)  # fmt: skip
PICTURE_TEXTS = ("alt", "caption", "credit", "creator", "source", "copyright_notice", "place", "instructions")


def settle() -> None:
    """What the worker does of what there is to do."""
    assert Worker().run_once() == []


def key_of(kind: str, name: str) -> str:
    """Known before there is such a thing, so that it can be asked for before."""
    return make_key(1_795_000_000_000, KINDS.index(kind) * 100 + (*STORIES, "edit", "gone").index(name))


def word(name: str, field: str) -> str:
    return f"zq{name}{field}".replace("-", "").replace("_", "")


def story_words(name: str) -> dict[str, Any]:
    return {
        "headline": f"Harbour {word(name, 'headline')}",
        "standfirst": [{"text": word(name, "standfirst")}],
        "body": [paragraph(f"The harbour {word(name, 'body')} of Leith.")],
        "genre": "fact_check",
        "breaking": True,
        **{field: word(name, field) for field in TEXTS},
    }


def secret_picture(name: str) -> Image | None:
    if name not in PICTURED:
        return None
    words = {field: word(name, f"picture{field}") for field in PICTURE_TEXTS}
    return make_picture(key=key_of("image", name), **words)


class Newsroom:
    """Things that are public, among them some that were changed or taken away; and beside them secrets, made later."""

    def __init__(self) -> None:
        self.began = timezone.now().replace(microsecond=0)
        Publication.objects.create(name="The Leith Courier", tagline="Since 1898")
        news = make_category("News")
        self.europe, self.sport = make_category("Europe", parent=news), make_category("Sport")
        publish_sections(by=ed())
        self.author, self.tag = make_author("Ada Reporter", bio="Ada covers harbours."), make_tag("Leith")
        self.picture = make_picture()
        self.other = self.story("Storm closes harbour", "storm", category=self.sport, genre="opinion")
        # Linked to before it is written: everything that will show it waits for it.
        self.scheduled = make_article("Later", key=key_of("article", "scheduled"), slug="zq-scheduled")
        self.harbour = self.story(
            "Harbour reopens", "harbour", lead_image=self.picture, related=[self.other, self.scheduled]
        )
        correction = Correction.objects.create(article=self.harbour, text="It was 2012, not 2021.")
        publish_article(self.harbour, by=ed())
        self.live = self.story("Storm, as it happens", "live", category=self.sport, kind="live")
        self.post = self.posted("Boats are back", key=None)
        self.series = self.collection("series", "the-storm", self.other, self.scheduled, self.harbour)
        self.front = self.collection("front", "front", self.harbour, self.scheduled, is_home=True)
        publish_article(self.harbour, by=ed())
        self.take_back()
        self.correction = correction

    def story(self, headline: str, slug: str, **fields: Any) -> Article:
        fields = {"category": self.europe, "authors": [self.author], "tags": [self.tag], **fields}
        article = make_article(headline, slug=slug, **fields)
        publish_article(article, by=ed())
        return article

    def posted(self, headline: str, key: str | None, **fields: Any) -> LiveUpdate:
        own = {"key": key} if key else {}
        fields = {"body": [paragraph(f"{headline}, and more.")], "author": self.author, "key_event": True, **fields}
        post: LiveUpdate = self.live.live_updates.create(headline=headline, **own, **fields)
        publish_update(post, by=ed())
        return post

    def collection(self, kind: str, slug: str, *stories: Article, **fields: Any) -> Collection:
        fields = {"title": slug.title(), **fields}
        collection: Collection = Collection.objects.create(kind=kind, slug=slug, **fields)
        for order, story in enumerate(stories, 1):
            collection.items.create(order=order, article=story)
        publish_collection(collection, by=ed())
        return collection

    def take_back(self) -> None:
        """What readers had, and have no more at an address that goes on: what it said then is a secret now."""
        picture = secret_picture("gone")
        assert picture
        wrong = self.story(
            "All wrong", "wrong", standfirst=[{"text": word("gone", "standfirst")}],
            body=[paragraph(word("gone", "body")), picture_block(picture)], lead_image=picture,
        )  # fmt: skip
        retract(wrong, "We were wrong.")
        post = self.posted(word("gone", "post"), key_of("update", "gone"), body=[paragraph(word("gone", "posttext"))])
        delete_update(post, by=ed())
        gone = self.collection("package", "zq-gone-collection", self.other, title=word("gone", "title"))
        unpublish_collection(gone, by=ed())

    def keep_secrets(self) -> None:
        """All that a newsroom has and readers have not."""
        for name in WAITING:
            article = self.secret_story(name)
            if name in ("in-review", "hold", "spiked"):
                move_article(article, {"in-review": "submit", "hold": "hold", "spiked": "spike"}[name], by=ed())
        Article.objects.filter(slug="zq-embargoed").update(embargo_until=self.began + 24 * HOUR)
        schedule_article(self.scheduled, at=self.began + 2 * HOUR, by=ed())
        self.edit_what_is_public()
        held = Article.objects.get(slug="zq-draft")
        set_gate(held, Gate.Kind.LEGAL, Gate.Status.NEEDED, by=ed(), note=word("draft", "gatenote"))
        now = timezone.now()
        Autosave.objects.create(
            key=make_key(1, 1), article=held, by=ada(), opened_version=1, begun_at=now, saved_at=now,
            content={"headline": word("draft", "autosaved")},
        )  # fmt: skip

    def edit_what_is_public(self) -> None:
        Article.objects.filter(pk=self.harbour.pk).update(
            **story_words("edit"), slug="zq-edit", category=self.sport, lead_image=secret_picture("edit")
        )
        self.harbour.refresh_from_db()
        tag, author = self.secret_terms("edit")
        self.harbour.tags.add(tag)
        self.harbour.contributions.create(author=author, order=2)
        save_revision(self.harbour, by=ada())
        Correction.objects.create(
            key=key_of("correction", "edit"), article=self.harbour, text=word("edit", "correction"), now="zqeditnow"
        )
        self.post.headline, self.post.body = word("edit", "post"), [paragraph(word("edit", "posttext"))]
        self.post.save()
        self.live.live_updates.create(
            key=key_of("update", "edit"),
            headline=word("edit", "newpost"),
            body=[paragraph(word("edit", "newposttext"))],
        )
        self.front.title, self.front.slug = word("edit", "front"), "zq-edit-front"
        self.front.save()
        self.front.items.create(order=3, article=self.other, headline=word("edit", "item"))
        Collection.objects.create(
            key=key_of("collection", "edit"), kind="series", slug="zq-edit-collection", title=word("edit", "title")
        )

    def secret_terms(self, name: str) -> tuple[Any, Any]:
        tag = make_tag(word(name, "tag"), slug=f"zq-{name}-tag", key=key_of("tag", name))
        texts = {"bio": word(name, "bio"), "key": key_of("author", name)}
        return tag, make_author(word(name, "author"), slug=f"zq-{name}-author", **texts)

    def secret_story(self, name: str) -> Article:
        if name == "scheduled":
            article = self.scheduled
            Article.objects.filter(pk=article.pk).update(
                **story_words(name), category=self.europe, lead_image=secret_picture(name)
            )
            article.refresh_from_db()
        else:
            article = make_article(
                key=key_of("article", name), slug=f"zq-{name}", category=self.europe, related=[self.other],
                lead_image=secret_picture(name), **story_words(name),
            )  # fmt: skip
        tag, author = self.secret_terms(name)
        article.tags.set([tag, self.tag])
        for order, it in enumerate(dict.fromkeys([author, self.author]), 1):
            article.contributions.create(author=it, order=order)
        save_revision(article, by=ada())
        return article

    def publish_for_a_while(self) -> None:
        for name in ONCE_OUT:
            article = self.secret_story(name)
            publish_article(article, by=ed())
            Correction.objects.create(key=key_of("correction", name), article=article, text=word(name, "correction"))
            publish_article(article, by=ed())
        settle()

    def take_away(self) -> None:
        unpublish_article(Article.objects.get(slug="zq-unpublished"), by=ed())
        take_down_article(Article.objects.get(slug="zq-removed"), notice="A court forbade it.", by=ed())
        expire_article(Article.objects.get(slug="zq-expired"), at=timezone.now() + HOUR / 2, by=ed())

    def names(self) -> Names:
        asked = ("scheduled", "removed")
        of = {
            "article": [self.harbour.key, self.live.key, "wrong", *(key_of("article", it) for it in asked)],
            "category": ["europe", "sport"],
            "collection": ["front", "the-storm", "zq-gone-collection", key_of("collection", "edit")],
            "tag": ["leith", "zq-draft-tag", key_of("tag", "scheduled"), "zq-removed-tag"],
            "author": ["ada-reporter", "zq-draft-author", key_of("author", "scheduled"), "zq-removed-author"],
            "image": [self.picture.key, *(key_of("image", it) for it in ("scheduled", "removed", "edit", "gone"))],
            "correction": [self.correction.key, *(key_of("correction", it) for it in ("removed", "edit"))],
            "update": [self.post.key, key_of("update", "edit"), key_of("update", "gone")],
            "path": [
                "/news/europe", "/news/europe/zq-scheduled", "/news/europe/harbour", "/sport/zq-edit", "/sport/live",
                "/sport/storm", "/tags/leith", "/authors/ada-reporter", "/tags/zq-draft-tag",
                "/authors/zq-draft-author", "/tags/zq-removed-tag", "/authors/zq-removed-author",
                *(f"/news/europe/zq-{it}" for it in STORIES if it != "scheduled"),
            ],
            "word": [
                "harbour", "zq*", "leith -zqdraftbody", '"harbour zqdraftheadline"', "zqdraftheadlyne",
                "zqscheduledheadlyne", *(word(it, "headline") for it in (*STORIES, "edit")), word("gone", "body"),
                word("draft", "tag"), word("removed", "tag"), word("removed", "author"),
            ],
            "moment": [f"{it:%Y-%m-%dT%H:%M:%SZ}" for it in (self.began - HOUR, self.began)],
            "file": [it.name for it in renditions_of(self.picture.original)][:2],
            "term": [
                "category/europe", "tag/leith", "author/ada-reporter", "tag/zq-draft-tag", "author/zq-draft-author",
                "tag/zq-removed-tag", "author/zq-removed-author",
                "series/zq-edit-collection",
            ],
        }  # fmt: skip
        also = {
            "article": ["harbour", "live", "zq-edit", *(f"zq-{it}" for it in STORIES)],
            "tag": [f"zq-{it}-tag" for it in (*STORIES, "edit")],
            "author": [f"zq-{it}-author" for it in (*STORIES, "edit")],
            "category": ["news"],
            "collection": ["zq-edit-collection", "zq-edit-front"],
            "correction": [key_of("correction", it) for it in ONCE_OUT],
        }
        return Names(of, also)
