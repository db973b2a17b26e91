"""How a picture comes in: checked, stored once, and made ready for readers."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import IntegrityError, transaction

from media.models import Image, original_name
from media.renditions import DamagedPicture, Rendition, render
from media.validators import DAMAGED, Header, check_picture, check_size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.contrib.auth.models import AbstractBaseUser
    from django.core.files import File


@dataclass(frozen=True)
class Upload:
    content: bytes
    digest: str
    filename: str


@dataclass(frozen=True)
class Checked:
    """An upload that has been found sound, with all that readers will get of it."""

    upload: Upload
    header: Header
    renditions: list[tuple[Rendition, bytes]]


def add_image(file: File[bytes], *, by: AbstractBaseUser | None, **fields: Any) -> Image:
    """Stores a picture with its renditions. Where the same bytes are here already, that picture is given, unchanged.

    Raises ValidationError, by field, where the file is no sound picture or a text does not fit.
    """
    try:
        upload = receive(file)
        found = find_same(upload) or check(upload)
    except ValidationError as error:
        raise ValidationError({"file": error}) from error
    return found if isinstance(found, Image) else store(found, by=by, **fields)


def receive(file: File[bytes]) -> Upload:
    check_size(file.size)
    file.seek(0)
    content = file.read()
    return Upload(content, hashlib.sha256(content).hexdigest(), file.name or "")


def find_same(upload: Upload) -> Image | None:
    return Image.objects.filter(digest=upload.digest).first()


def check(upload: Upload) -> Checked:
    """Reads the picture to its end, outside of any transaction of ours: this is what takes time."""
    header = check_picture(upload.content, upload.filename)
    try:
        renditions = list(render(upload.content, upload.digest))
    except DamagedPicture as error:
        raise ValidationError(DAMAGED, code="damaged") from error
    return Checked(upload, header, renditions)


def store(checked: Checked, *, by: AbstractBaseUser | None, **fields: Any) -> Image:
    """One row and its files, or nothing at all. Where the same bytes came in meanwhile, the picture that holds them."""
    header, upload = checked.header, checked.upload
    image = Image(
        digest=upload.digest,
        format=header.format,
        width=header.width,
        height=header.height,
        uploaded_by_id=by.pk if by else None,
        **fields,
    )
    image.file.name = original_name(image)
    # Whether the digest is new is the database's to say, to whoever asks first.
    image.full_clean(exclude=["digest"])
    try:
        with ExitStack() as undo:
            with transaction.atomic():
                image.save(force_insert=True)
                for storage, name, content in files_of(image, checked):
                    undo.callback(storage.delete, name)
                    # A part that a crash left behind would make the storage choose another name.
                    storage.delete(name)
                    storage.save(name, ContentFile(content))
            undo.pop_all()
    except IntegrityError:
        same = find_same(upload)
        if same is None:
            raise
        return same
    return image


def files_of(image: Image, checked: Checked) -> Iterator[tuple[Storage, str, bytes]]:
    yield storages["default"], original_name(image), checked.upload.content
    for rendition, content in checked.renditions:
        yield storages["renditions"], rendition.name, content
