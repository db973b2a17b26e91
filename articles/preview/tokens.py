"""Short-lived signed tokens, with which a frontend of ours fetches a story that somebody at the desk opens in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.utils.crypto import constant_time_compare

from articles.models import Revision
from articles.preview.rights import may_preview
from authors.models import User

if TYPE_CHECKING:
    from typing import Literal

    from articles.models import Article

    Purpose = Literal["document", "pictures"]

LASTS = 15 * 60
SEAL_LENGTH = 16


def token_for(article: Article, by: User, purpose: Purpose = "document") -> str:
    """A token for pictures stands in addresses, and must open nothing else."""
    return signing.dumps([article.pk, by.pk, seal_of(by)], salt=salt(purpose))


def opened(token: str, purpose: Purpose = "document") -> tuple[Revision, User] | None:
    """What was saved last of the story, and the person whose token it is, while that person may still show it."""
    try:
        article_key, person_key, seal = signing.loads(token, salt=salt(purpose), max_age=LASTS)
    except signing.BadSignature:
        return None
    person = User.objects.filter(pk=person_key, is_active=True).first()
    newest = Revision.objects.select_related("article").filter(article=article_key).first()
    if person is None or newest is None or not constant_time_compare(seal, seal_of(person)):
        return None
    return (newest, person) if may_preview(newest.article, person) else None


def salt(purpose: Purpose) -> str:
    return f"articles.preview.{purpose}"


def seal_of(person: User) -> str:
    """Another one after each change of password, which ends sessions and must end this too."""
    return person.get_session_auth_hash()[:SEAL_LENGTH]


def frontends() -> dict[str, str]:
    """Addresses by name, with {token} where the token goes."""
    parts = (site.partition("=") for site in settings.PREVIEW_SITES)
    return {name.strip(): address for name, _, address in parts}


def address_in(frontend: str, article: Article, by: User) -> str:
    return frontends()[frontend].replace("{token}", token_for(article, by))
