"""How a story from elsewhere becomes one of ours: once, and never over what somebody here has written."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from articles import blocks
from articles.checks import decide
from articles.editing import SavedMeanwhile, claim_version, record_revision
from articles.importers.naming import ImportRefused, Named, authors_for, category_for, require_rights, stored, tags_for
from articles.models import Article, Contribution, Origin, PictureRequest, Publication, State
from articles.publishing import publish_article
from articles.slugs import free_slug
from articles.workflow import WRITING, require_right
from cms.wire import canonical_json, digest_of

if TYPE_CHECKING:
    from articles.importers.page import ParsedPage
    from authors.models import Author, User


class Outcome(StrEnum):
    MADE = "made"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Imported:
    article: Article
    outcome: Outcome
    named: list[Named[Any]] = field(default_factory=list)
    requests: list[PictureRequest] = field(default_factory=list)


def take_in(page: ParsedPage, *, by: User | None) -> Imported:
    """Stores the story as a draft. The same page again changes nothing; a changed one is a new revision of its story.

    Raises ImportRefused where somebody has edited the story since, or where what the page says cannot be stored, and
    TransitionRefused where this person may not write there.
    """
    with transaction.atomic():
        origin = origin_of(page)
        if origin is None:
            return fill(new_article(page, by=by), page, by=by)
        if origin.digest == digest_of_page(page):
            return Imported(origin.article, Outcome.UNCHANGED)
        require_right(origin.article, "change", by)
        try:
            claim_version(origin.article, expected=origin.revision.number)
        except SavedMeanwhile as error:
            raise ImportRefused(
                f"“{origin.article}” was imported before, the page has changed, and so has the story: somebody here"
                " edited it. It was left as it is; take over by hand what is new."
            ) from error
        return fill(origin.article, page, by=by)


def publish_imported(imported: Imported, *, by: User | None, answer: str = "", reason: str = "") -> bool:
    """Publishes what the import stored; returns whether there was anything to publish.

    Whether it is a correction, and why it goes out in spite of the checklist, is decided as in the desk.

    Raises ImportRefused where that would publish something else, or bring back what somebody took away.
    """
    article = imported.article
    if article.state == State.PUBLISHED and not article.has_unpublished_changes:
        return False
    if article.version != article.origin.revision.number:
        raise ImportRefused(f"“{article}” was edited after it was imported: publish it in the admin.")
    if article.state not in WRITING | {State.PUBLISHED}:
        state = State(article.state).label.lower()
        raise ImportRefused(f"“{article}” is {state}, which somebody decided: publish it in the admin.")
    with transaction.atomic():
        decide(article, by=by, answer=answer, reason=reason)
        publish_article(article, by=by)
    return True


def new_article(page: ParsedPage, *, by: User | None) -> Article:
    article = Article(slug=free_slug(page.slug), created_by=by)
    publication = Publication.objects.first()
    if publication:
        article.language = publication.language
    return article


def origin_of(page: ParsedPage) -> Origin | None:
    """A story is known by its address; by its headline and first paragraph where either side has no address."""
    origins = Origin.objects.select_related("article", "revision").select_for_update(of=("self", "article"))
    if page.source_url:
        by_address = origins.filter(article__source_url=page.source_url).first()
        if by_address:
            return by_address
        origins = origins.filter(article__source_url="")
    return origins.filter(fingerprint=fingerprint_of(page)).order_by("pk").first()


def fingerprint_of(page: ParsedPage) -> str:
    opening = blocks.to_text(page.blocks[:1])
    return digest_of(" ".join(f"{page.headline} {opening}".casefold().split()))


def digest_of_page(page: ParsedPage) -> str:
    content = asdict(page)
    del content["warnings"]
    return digest_of(canonical_json(content))


def fill(article: Article, page: ParsedPage, *, by: User | None) -> Imported:
    """Puts the page into the story and saves that as a revision. What the page does not name stays as it is."""
    is_new = article.version == 0
    require_rights(page, by=by)
    category = category_for(page.category_names) if page.category_names else []
    authors, tags = authors_for(page.authors, by=by), tags_for(page.tags)
    put_fields(article, page)
    if category:
        article.category = category[0].what
    require_right(article, "write" if is_new else "change", by)
    stored(article)
    if tags:
        article.tags.set([it.what for it in tags])
    if authors:
        put_contributions(article, [it.what for it in authors])
    requests = put_requests(article, page)
    if is_new:
        claim_version(article, expected=0)
    revision = record_revision(article, by=by, note="Imported" if is_new else "Imported again: the page has changed")
    Origin.objects.update_or_create(
        article=article,
        defaults={"fingerprint": fingerprint_of(page), "digest": digest_of_page(page), "revision": revision},
    )
    article.refresh_from_db()
    outcome = Outcome.MADE if is_new else Outcome.UPDATED
    return Imported(article, outcome, [*category, *authors, *tags], requests)


def put_fields(article: Article, page: ParsedPage) -> None:
    now = timezone.now()
    article.headline = page.headline
    article.standfirst = [{"text": page.standfirst}] if page.standfirst else []
    article.body = sound_body(page)
    article.source_url = page.source_url or article.source_url
    article.language = page.language or article.language
    # A time that is still to come would put the story above all others until then.
    if page.published_at and page.published_at <= now:
        article.published_at = article.published_at or page.published_at
        if page.modified_at and page.published_at < page.modified_at <= now:
            article.updated_at = article.updated_at or page.modified_at


def sound_body(page: ParsedPage) -> list[dict[str, Any]]:
    body = blocks.clean(page.blocks)
    try:
        blocks.validate(body)
    except blocks.InvalidBody as error:
        raise ImportRefused(f"The text cannot be stored: {error}") from error
    return body


def put_contributions(article: Article, authors: list[Author]) -> None:
    article.contributions.exclude(author__in=authors, role=Contribution.Role.AUTHOR).delete()
    for order, author in enumerate(authors, 1):
        article.contributions.update_or_create(author=author, role=Contribution.Role.AUTHOR, defaults={"order": order})


def put_requests(article: Article, page: ParsedPage) -> list[PictureRequest]:
    """Adds those that the desk does not have yet; what it has stays, whatever the page says now."""
    known = set(article.picture_requests.values_list("caption", "source_url"))
    new = []
    for it in page.picture_requests:
        if (it.caption, it.url or "") not in known:
            known.add((it.caption, it.url or ""))
            new.append(
                stored(
                    PictureRequest(
                        article=article,
                        caption=it.caption,
                        alt=it.alt or "",
                        credit=it.credit or "",
                        source_url=it.url or "",
                        after_block=article.body[it.after_block]["id"] if it.after_block >= 0 else "",
                    )
                )
            )
    return new
