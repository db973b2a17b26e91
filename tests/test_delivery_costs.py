"""What readers ask costs the same queries however much there is: every address that reads the published world."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.editing import save_revision
from articles.models import Collection, Correction, Publication
from articles.publishing import publish_article, publish_collection, publish_sections, publish_tags, publish_update
from cms.delivery import maps
from cms.delivery.well_known import ADDRESSES
from cms.events import feed
from cms.models import Document
from tests.factories import ed, make_article, make_author, make_category, make_picture, make_tag, paragraph
from tests.public_addresses import ROUTES
from tests.test_search_index import catch_up
from tests.test_sync import follow

if TYPE_CHECKING:
    from articles.models import Article, Tag
    from authors.models import Author

pytestmark = pytest.mark.django_db

# By the most queries that any of them may cost. `{…}` are filled in below.
COSTS = {
    0: ["/api/v1/"],
    1: [
        "/api/v1/articles/", "/api/v1/articles/live/", "/api/v1/categories/", "/api/v1/categories/news/",
        "/api/v1/collections/", "/api/v1/collections/front/", "/api/v1/tags/", "/api/v1/tags/leith/",
        "/api/v1/authors/", "/api/v1/authors/ada/", "/api/v1/images/{image}/", "/api/v1/corrections/",
        "/api/v1/corrections/{correction}/", "/api/v1/log/", "/api/v1/site/", "/api/v1/corrections/summary/",
        "/files/{file}", "/api/v1/articles/live/?view=card", "/api/v1/collections/front/?view=card",
    ],
    2: ["/api/v1/articles/?count=exact", "/sitemap.xml", "/sitemaps/stories-{page}.xml", "/sitemaps/news.xml"],
    3: [
        "/api/v1/articles/?category=news&tag=leith|storms&view=full&body=html", "/api/v1/resolve/?path=/news/live",
        "/api/v1/articles/live/updates/", "/api/v1/bundles/{edition}/",
        "/api/v1/articles/live/versions/1/", "/api/v1/resolve/?path=/news/live&view=card",
    ],
    4: ["/api/v1/resolve/?path=/", "/api/v1/articles/live/related/", "/api/v1/articles/live/versions/"],
    5: [
        "/feeds/latest.rss", "/feeds/latest.atom", "/feeds/latest.json", "/feeds/corrections.atom",
        "/feeds/category/news.rss", "/feeds/tag/leith.atom", "/feeds/author/ada.json",
    ],
    6: ["/api/v1/articles/live/versions/2/diff/"],
    8: [
        "/api/v1/search/?q=harbour", "/api/v1/search/?q=harbuor", "/api/v1/search/?q=harb*&category=news",
        "/api/v1/articles/?q=harbour&author=ada", "/feeds/search.rss?q=harbour",
        "/api/v1/sync/", "/api/v1/sync/?category=news&tag=leith", "/api/v1/sync/?collection=front&profile=phone",
        "/api/v1/sync/?fields=headline,url", "/api/v1/bundles/?fields=headline,url",
        "/api/v1/bundles/", "/api/v1/bundles/?category=news&tag=leith",
    ],
    9: ["/api/v1/bundles/?collection=front&author=ada"],
}  # fmt: skip
# These say nothing of what was published.
FIXED = {
    "/api/", "/api/docs/", "/api/docs/problems/", "/api/schema/", "/robots.txt", *(f"/{it}" for it in ADDRESSES),
}  # fmt: skip


def publish_more(live: Article, writer: Author, front: Collection, count: int) -> None:
    ada, leith = make_author("Ada", slug=f"ada-{count}"), make_tag(f"Harbours {count}")
    for number in range(count):
        picture = make_picture(f"Picture {number} of {count}")
        article = make_article(
            f"Harbour {number} of {count} storms", authors=[ada, writer], tags=[leith, *live.tags.all()],
            lead_image=picture, related=[live], body=[paragraph("The harbour reopened on Sunday.")],
        )  # fmt: skip
        publish_article(article, by=ed())
        Correction.objects.create(article=article, text="It was 2012, not 2021.")
        save_revision(article, by=ed())
        publish_article(article, by=ed())
        front.items.create(order=front.items.count() + 1, article=article)
        publish_update(live.live_updates.create(headline=f"Post {number} of {count}"), by=ed())
        publish_article(live, by=ed())
    publish_collection(front, by=ed())
    feed("articles.publishing.summarise_corrections")
    catch_up()
    follow()


def small_newsroom() -> tuple[Article, Author, list[Tag], Collection]:
    """A live story with its writer and tags, and a front without stories."""
    Publication.objects.create(name="The Leith Courier")
    make_category("News")
    publish_sections(by=ed())
    tags, writer = [make_tag("Leith"), make_tag("Storms")], make_author("Ada", slug="ada")
    live = make_article("Live", kind="live", tags=tags, authors=[writer], lead_image=make_picture("First"))
    publish_article(live, by=ed())
    publish_tags(tags, by=ed())
    front = Collection.objects.create(title="Front", slug="front", kind="front", is_home=True)
    return live, writer, tags, front


def test_every_address_costs_the_same_queries_for_one_story_as_for_many(client):
    live, writer, _, front = small_newsroom()
    found: dict[str, list[int]] = {}
    for count in (1, 4):
        publish_more(live, writer, front, count)
        correction = client.get("/api/v1/corrections/").json()["results"][0]
        image = client.get("/api/v1/articles/live/").json()["lead_media"]["image"]
        newest = Document.objects.filter(kind="article").latest("pk").pk
        edition = client.get("/api/v1/bundles/").json()["url"].split("/")[-2]
        for addresses in COSTS.values():
            for address in addresses:
                place = address.format(
                    image=image["id"], file=image["src"].partition("/files/")[2], correction=correction["id"],
                    edition=edition, page=newest // maps.PAGE,
                )  # fmt: skip
                # What is made once and then kept.
                assert client.get(place).status_code == 200, place
                with CaptureQueriesContext(connection) as queries:
                    client.get(place)
                found.setdefault(address, []).append(len(queries))
    most = {address: cost for cost, addresses in COSTS.items() for address in addresses}
    wrong = {
        address: counts for address, counts in found.items() if counts[0] != counts[1] or counts[0] > most[address]
    }
    assert not wrong


def test_every_address_that_reads_is_asked():
    asked = [address.partition("?")[0] for addresses in COSTS.values() for address in addresses]
    for template in set(ROUTES.values()) - FIXED - {"/api/v1/stories/{article}/"}:
        before = template.partition("{")[0]
        assert any(it.startswith(before) for it in asked), template
