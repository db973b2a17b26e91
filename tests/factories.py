"""The people and things of a small newsroom. Ada writes, Ed edits, Visitor may see only what is published."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from PIL import Image as Picture

from articles.editing import save_revision
from articles.models import Article, Category, Contribution, Tag
from articles.publishing import confirm, propose_retraction
from articles.slugs import free_slug
from authors.models import Author, User
from media.credentials import Credentials
from media.inspection import inspect
from media.intake import Checked, find_same, receive, store
from media.models import Image

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.core.files import File

WRITER = ["add_article", "change_article", "view_article", "submit_article"]


def ada() -> User:
    user, created = User.objects.get_or_create(username="ada", defaults={"is_staff": True, "first_name": "Ada"})
    if created:
        user.user_permissions.set(Permission.objects.filter(codename__in=WRITER))
    return user


def ed() -> User:
    return User.objects.filter(username="ed").first() or User.objects.create_superuser("ed", password="ed")


def eve() -> User:
    """The other editor, for what takes two."""
    return User.objects.filter(username="eve").first() or User.objects.create_superuser("eve", password="eve")


def somebody_who_may(*codenames: str) -> User:
    user = User.objects.create_user("somebody", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


def retract(article: Article, notice: str = "It was not so.") -> None:
    confirm(propose_retraction(article, notice=notice, by=eve()), by=ed())
    article.refresh_from_db()


def make_category(name: str, parent: Category | None = None, **fields: Any) -> Category:
    return Category.objects.create(name=name, slug=fields.pop("slug", name.lower()), parent=parent, **fields)


def make_author(name: str = "Ada Reporter", **fields: Any) -> Author:
    return Author.objects.create(name=name, slug=fields.pop("slug", name.lower().replace(" ", "-")), **fields)


def make_tag(name: str, **fields: Any) -> Tag:
    return Tag.objects.create(name=name, slug=fields.pop("slug", name.lower().replace(" ", "-")), **fields)


def picture_file(color: str = "steelblue", size: tuple[int, int] = (1200, 800), name: str = "boats.jpg") -> BytesIO:
    file = BytesIO()
    Picture.new("RGB", size, color).save(file, "JPEG")
    file.seek(0)
    file.name = name
    return file


def make_picture(alt: str = "Boats at a pier.", *, size: tuple[int, int] = (400, 300), **fields: Any) -> Image:
    """One that is ready to publish, and like no other."""
    colour = f"hsl({Image.objects.count() * 47 % 360}, 70%, 50%)"
    file = ContentFile(picture_file(colour, size).read(), name="boats.jpg")
    return take_in(file, by=ada(), **{"alt": alt, "credit": "Cal Lens", **fields})


def take_in(file: File[bytes], *, by: User | None, **fields: Any) -> Image:
    """As `add_image` does, in this very process: it trusts what we drew ourselves, and takes a tenth of the time."""
    upload = receive(file)
    if same := find_same(upload):
        return same
    file.seek(0)
    return store(Checked(upload, inspect(file.read(), upload.filename), Credentials(state="none")), by=by, **fields)


def picture_block(image: Image, number: int = 1) -> dict[str, Any]:
    stub = {"id": image.key, "alt": image.alt, "width": image.width, "height": image.height}
    return {"id": f"picture{number:04d}", "type": "image", "image": stub}


def paragraph(text: str, number: int = 1) -> dict[str, Any]:
    return {"id": f"paragraph{number:04d}", "type": "paragraph", "text": [{"text": text}]}


def make_article(
    headline: str = "Harbour reopens after storm",
    *,
    authors: Iterable[Author] = (),
    tags: Iterable[Tag] = (),
    related: Iterable[Article] = (),
    **fields: Any,
) -> Article:
    """A saved draft that is ready to publish."""
    fields.setdefault("slug", free_slug(headline))
    fields.setdefault("body", [paragraph("The harbour reopened on Sunday.")])
    if "category" not in fields:
        fields["category"] = Category.objects.filter(slug="news").first() or make_category("News")
    article = Article.objects.create(headline=headline, **fields)
    for order, author in enumerate(authors, 1):
        Contribution.objects.create(article=article, author=author, order=order)
    article.tags.set(tags)
    article.related.set(related)
    save_revision(article, by=ada())
    return article
