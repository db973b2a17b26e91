from __future__ import annotations

from typing import TYPE_CHECKING

from articles.compile.taxonomy import category_term, children_of
from cms.addresses import COLLECTIONS, list_url, site_url
from cms.compiled import Compiled
from cms.keys import ONLY_KEY
from cms.signing import public_key

if TYPE_CHECKING:
    from articles.models import Publication
    from articles.sources import Sources


def log_key() -> dict[str, str] | None:
    public = public_key()
    return {"algorithm": "Ed25519", "id": public.id, "key": public.key} if public else None


def compile_publication(publication: Publication, sources: Sources) -> Compiled:
    body = {
        "type": "site",
        "version": None,
        "name": publication.name,
        "tagline": publication.tagline or None,
        "url": site_url("/"),
        "languages": [publication.language],
        "copyright_notice": publication.copyright_notice or None,
        "policies": publication.policies,
        "root_categories": [category_term(it, sources) for it in children_of(None, sources)],
        "log_key": log_key(),
        "dates": {"modified_at": None},
        "links": {COLLECTIONS[kind]: list_url(kind) for kind in ("article", "category", "tag", "author", "correction")},
    }
    return Compiled(
        kind="site",
        key=ONLY_KEY,
        title=publication.name,
        published_at=publication.created_at,
        updated_at=publication.created_at,
        body=body,
        card=body,
    )
