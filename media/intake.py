"""How a picture comes in: looked at in a safe place, and stored once. Its files for readers are made later."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.db import IntegrityError, transaction

from media import sandbox
from media.fingerprints import remember
from media.incoming import Arrived
from media.inspection import Facts, Refused, check_size
from media.models import Image, original_name

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.core.files import File

    from media.credentials import Credentials
    from media.metadata import Found


@dataclass(frozen=True)
class Upload:
    file: File[bytes]
    digest: str

    @property
    def filename(self) -> str:
        return self.file.name or ""


@dataclass(frozen=True)
class Checked:
    """An upload that has been found sound."""

    upload: Upload
    facts: Facts
    credentials: Credentials


def add_image(file: File[bytes], *, by: AbstractBaseUser | None, **fields: Any) -> Image:
    """Stores a picture. Where the same bytes are here already, that picture is given, unchanged.

    Fields that are not given are taken from what the file says of itself. Raises ValidationError, by field, where the
    file is no sound picture or a text does not fit.
    """
    try:
        upload = receive(file)
        found = find_same(upload) or check(upload)
    except ValidationError as error:
        raise ValidationError({"file": error}) from error
    return found if isinstance(found, Image) else store(found, by=by, **fields)


def receive(file: File[bytes]) -> Upload:
    try:
        check_size(file.size)
    except Refused as error:
        raise ValidationError(error.message, code=error.code) from error
    known = file.digest if isinstance(file, Arrived) else ""
    return Upload(file, known or digest_of(file))


def digest_of(file: File[bytes]) -> str:
    found = hashlib.sha256()
    for piece in file.chunks():
        found.update(piece)
    return found.hexdigest()


def find_same(upload: Upload) -> Image | None:
    return Image.objects.filter(digest=upload.digest).first()


def check(upload: Upload) -> Checked:
    """Has the picture read to its end, outside of any transaction of ours: this is what takes time."""
    try:
        return Checked(upload, *sandbox.inspected(upload.file, upload.filename))
    except Refused as error:
        raise ValidationError(error.message, code=error.code) from error


def described_by(found: Found, credentials: Credentials) -> dict[str, Any]:
    """What the file says of itself, in our fields. Texts that are longer than ours are cut, none is refused for it."""
    said = {
        "title": found.title or found.headline,
        "alt": found.alt,
        "long_description": found.long_description,
        "caption": found.caption,
        "credit": found.credit or found.creator,
        "creator": found.creator,
        "source": found.source,
        "copyright_notice": found.copyright_notice,
        "usage_terms": found.usage_terms,
        "licence_url": sound_address(found.licence_url),
        "acquire_url": sound_address(found.acquire_url),
        "data_mining": data_mining_of(found.data_mining),
        "instructions": found.instructions,
        "taken_at": datetime.fromisoformat(found.taken_at) if found.taken_at else None,
        "event": found.event,
        "people": list(found.people),
        "place": found.city,
        "region": found.region,
        "country": found.country,
        "keywords": list(found.keywords),
        "ai_system": " ".join(filter(None, (found.ai_system, found.ai_system_version))),
        "digital_source_type": term_of(found.digital_source_type) or term_of(credentials.digital_source_type),
    }
    return {name: fitting(name, value) for name, value in said.items()}


def term_of(address: str) -> str:
    """The last part of an address of IPTC's; empty where it is no term of ours."""
    term = address.rpartition("/")[2]
    return term if term in Image.SourceType.values else ""


def data_mining_of(text: str) -> str:
    """From a term of the PLUS Coalition's, or an address of theirs that ends in one; empty where it is neither."""
    term = text.rstrip("/").rpartition("/")[2].upper()
    return term if term in Image.DataMining.values else ""


def sound_address(text: str) -> str:
    """A picture is not refused because its file names an address that leads nowhere."""
    try:
        Image._meta.get_field("licence_url").run_validators(text)
    except ValidationError:
        return ""
    return text


def fitting(name: str, value: Any) -> Any:
    longest = getattr(Image._meta.get_field(name), "max_length", None)
    return value[:longest] if longest and isinstance(value, str) else value


def store(checked: Checked, *, by: AbstractBaseUser | None, **fields: Any) -> Image:
    """One row and its original, or nothing. Where the same bytes came in meanwhile, the picture that holds them."""
    facts, upload = checked.facts, checked.upload
    image = Image(
        digest=upload.digest,
        uploaded_by_id=by.pk if by else None,
        found=asdict(facts.found),
        credentials=asdict(checked.credentials),
        **{name: getattr(facts, name) for name in FACTS},
        **{**described_by(facts.found, checked.credentials), **fields},
    )
    image.file.name = original_name(image)
    # Whether the digest is new is the database's to say, to whoever asks first. What was read off the file fits its
    # constraints, so that only what is given is held against them: the database would be asked for each.
    image.full_clean(exclude=["digest", "key"], validate_constraints=bool(fields.keys() - {"key"}))
    try:
        with ExitStack() as undo:
            with transaction.atomic():
                image.save(force_insert=True)
                remember(image)
                storage, name = storages["default"], original_name(image)
                undo.callback(storage.delete, name)
                # A part that a crash left behind would make the storage choose another name.
                storage.delete(name)
                storage.save(name, upload.file)
            undo.pop_all()
    except IntegrityError:
        same = find_same(upload)
        if same is None:
            raise
        return same
    return image


FACTS = ("format", "width", "height", "transparent", "moving", "fingerprint", "thumbhash", "colour")
