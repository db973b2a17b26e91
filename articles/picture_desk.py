"""The picture desk: gives stories the pictures that they came in without."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from articles import blocks
from articles.editing import save_revision
from articles.models import Article, PictureRequest
from articles.workflow import require_right

if TYPE_CHECKING:
    from authors.models import User
    from media.models import Image

NOTE = "Picture added from request"


def fill_request(request: PictureRequest, image: Image, *, by: User | None) -> bool:
    """Puts the picture into the story's working copy, where it is missing; False when the request was filled before."""
    with transaction.atomic():
        held = PictureRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
        if held.image_id:
            return False
        article = Article.objects.select_for_update(of=("self",)).get(pk=held.article_id)
        require_right(article, "change", by)
        article.body = with_picture(article.body, held, image)
        article.save(update_fields=["body", "saved_at"])
        save_revision(article, by=by, note=NOTE)
        held.image = image
        held.save(update_fields=["image"])
    request.refresh_from_db()
    return True


def with_picture(body: list[Any], request: PictureRequest, image: Image) -> list[Any]:
    """After the block that the picture followed; where that is gone, at the top of the story."""
    ids = [block.get("id") for block in body]
    at = ids.index(request.after_block) + 1 if request.after_block in ids else 0
    return blocks.clean([*body[:at], picture_block(request, image), *body[at:]])


def picture_block(request: PictureRequest, image: Image) -> dict[str, Any]:
    block: dict[str, Any] = {
        "type": "image",
        "image": {
            "id": image.key,
            "alt": request.alt or image.alt,
            **({"decorative": True} if image.decorative else {}),
            "width": image.width,
            "height": image.height,
        },
    }
    if request.caption:
        block["caption"] = [{"text": request.caption}]
    if request.credit:
        block["credit"] = request.credit
    return block
