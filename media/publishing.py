"""When pictures become public, change before readers' eyes, and go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cms.dependents import mark
from cms.models import Document, Reference
from cms.publishing import PublishingError, lock_log, publish_many, withdraw, withdraw_live
from media.compile import compile_image
from media.making import make_anew
from media.models import GENERATED, KILLED, Image
from media.renditions import state_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.contrib.auth.models import AbstractBaseUser

    from cms.models import Event
    from cms.publishing import Removal

BATCH = 100
# What one query may name.
MANY = 5000


class NotFit(PublishingError):
    """Readers may not have the picture, or it lacks what they need."""

    def __init__(self, image: Image, reason: str) -> None:
        super().__init__(f"The picture “{image}” {reason}.")


def publish_image(image: Image, *, by: AbstractBaseUser | None) -> Document:
    """Makes the picture public by name, as it is now: readers have it whether a story shows it or not.

    Raises NotFit.
    """
    with transaction.atomic():
        # The log's lock comes before any row's, as wherever a story brings its pictures along.
        lock_log()
        stored = Image.objects.select_for_update().get(pk=image.pk)
        stored.withheld, stored.stands_alone = False, True
        require_fit(stored)
        date([stored])
        stored.save(update_fields=["withheld", "stands_alone"])
        document = publish_many([compile_image(stored)], by=by)[0]
    image.refresh_from_db()
    return document


def require_fit(image: Image) -> None:
    reason = image.refusal(timezone.now()) or " and ".join(image.shortcomings())
    if reason:
        raise NotFit(image, reason)


def publish_images(images: Iterable[Image], *, by: AbstractBaseUser | None) -> None:
    """Makes those public that readers do not have: what a story brings along.

    One that the desk has withdrawn, whose rights say no or that lacks what readers need stays away: whoever brings it
    has to look first.
    """
    keys = {image.key: None for image in images}
    with transaction.atomic():
        for key in live_keys(keys):
            del keys[key]
        if not keys:
            return
        lock_log()
        # As they are now: their rights may have ended since whoever brings them looked.
        now, stored = timezone.now(), Image.objects.in_bulk(list(keys))
        fit = [stored[key] for key in keys if key in stored and stored[key].is_fit(now)]
        date(fit)
        publish_many([compile_image(image) for image in fit], by=by)


def bring_up_to_date(*images: Image, by: AbstractBaseUser | None) -> None:
    """After an edit, in its transaction: files are made anew where they changed, and readers get what they may.

    What is compiled are the rows: the objects at hand may not know what others have saved meanwhile.
    """
    stored = list(Image.objects.filter(pk__in=[image.pk for image in images]))
    make_anew([it.key for it in stored if it.rendered and it.rendered != state_of(it.original)])
    update(Image.objects.filter(pk__in=[it.key for it in stored]), by=by)


def recompile_images(keys: list[str]) -> None:
    """After a change of what shows them, or of how they are compiled or rendered."""
    bring_up_to_date(*Image.objects.filter(key__in=keys), by=None)


def update(images: Iterable[Image], *, by: AbstractBaseUser | None) -> None:
    """Has readers get each as it is now, or get it no more, or get it again: what shows it and its rights decide."""
    with transaction.atomic():
        # Nothing comes to show a picture between the look at what does and what follows from it. The rows are read
        # under the same lock, under which an edit compiles its own: none is overtaken.
        lock_log()
        now = timezone.now()
        known = {image.key: image for image in images}
        live, shown = set(live_keys(known)), shown_keys(known)
        public = [
            image
            for image in known.values()
            if (image.stands_alone or image.key in shown)
            # A credit that goes missing later takes no picture out of the stories that show it.
            and (image.is_fit(now) or (image.key in live and not image.refusal(now)))
        ]
        withdraw_live("image", list(live.difference(image.key for image in public)), by=by)
        if public:
            date(public)
            publish_many([compile_image(image) for image in public], by=by)


def shown_keys(keys: Iterable[str]) -> set[str]:
    """Those that something which readers can see shows."""
    return set(Reference.objects.filter(kind="image", key__in=list(keys)).values_list("key", flat=True))


def withdraw_with_pictures(
    kind: str, key: str, *, by: AbstractBaseUser | None, reason: Removal = "unpublished", notice: str = ""
) -> None:
    """Takes away from readers what showed pictures, and with it, at once, the pictures that nothing else shows."""
    with transaction.atomic():
        shown = pictures_of(kind, key)
        withdraw(kind, key, by=by, reason=reason, notice=notice)
        recompile_images(shown)


def withdraw_all_with_pictures(kind: str, keys: Sequence[str], *, by: AbstractBaseUser | None) -> None:
    """The same for those of many that readers have."""
    with transaction.atomic():
        shown = pictures_of(kind, *keys)
        withdraw_live(kind, keys, by=by)
        recompile_images(shown)


def pictures_of(kind: str, *keys: str) -> list[str]:
    documents = Document.objects.live().filter(kind=kind, key__in=keys).values_list("pk", flat=True)
    shown = Reference.objects.filter(kind="image", document__in=list(documents))
    return list(shown.values_list("key", flat=True).distinct())


def follow_the_clock() -> int:
    """For the worker: takes away what readers may not have any more, and gives what they may have from now on.

    Returns how many pictures it was.
    """
    now = timezone.now()
    mine: dict[str, Any] = {"kind": "image", "key": OuterRef("key")}
    pictures = Image.objects.annotate(
        is_live=Exists(Document.objects.live().filter(**mine)), is_shown=Exists(Reference.objects.filter(**mine))
    )
    lapsed = pictures.filter(Q(expires_at__lte=now) | Q(embargo_until__gt=now), is_live=True)
    freed = pictures.filter(Q(is_shown=True) | Q(stands_alone=True), embargo_until__lte=now, is_live=False)
    freed = freed.filter(Q(expires_at=None) | Q(expires_at__gt=now), Q(decorative=True) | ~Q(alt=""), withheld=False)
    freed = freed.exclude(credit="").exclude(digital_source_type__in=GENERATED, ai_label="")
    freed = freed.exclude(instructions__iregex=KILLED)
    keys = [*lapsed.values_list("key", flat=True)[:BATCH], *freed.values_list("key", flat=True)[:BATCH]]
    if keys:
        recompile_images(keys)
    return len(keys)


def release_unused(events: Sequence[Event]) -> None:
    """After changes that can have taken a picture out of what readers see: what nothing shows any more leaves."""
    if all(event.type.endswith(".published") for event in events):
        return
    by_name = Image.objects.filter(stands_alone=True).values("key")
    unused = Document.objects.unmentioned("image").exclude(key__in=by_name)
    keys = list(unused.values_list("key", flat=True))
    for start in range(0, len(keys), MANY):
        recompile_images(keys[start : start + MANY])


def forget_profiles(events: Sequence[Event]) -> None:
    """After the profile of somebody who took pictures has gone: none leads there any more.

    Of those that readers have, the worker compiles batch by batch; the stories that show them follow.
    """
    told_of = {event.key for event in events if event.kind == "author"}
    if not told_of:
        return
    # None is published with it between this look and what follows from it.
    lock_log()
    left = Document.objects.live().filter(kind="author", key__in=told_of).values_list("key", flat=True)
    keys = list(Image.objects.filter(creator_author__in=told_of.difference(left)).values_list("key", flat=True))
    for start in range(0, len(keys), MANY):
        some = keys[start : start + MANY]
        Image.objects.filter(key__in=some).update(creator_author="")
        mark("image", live_keys(some))


def withdraw_image(
    image: Image, *, by: AbstractBaseUser | None, reason: Removal = "unpublished", notice: str = ""
) -> None:
    """Takes the picture and its files away from readers, in whichever story they stand, until it is published again.

    Raises NotLive where they do not have it.
    """
    with transaction.atomic():
        withdraw("image", image.key, by=by, reason=reason, notice=notice)
        Image.objects.filter(pk=image.pk).update(withheld=True, stands_alone=False)
    image.withheld, image.stands_alone = True, False


def is_public(key: str) -> bool:
    return bool(live_keys([key]))


def live_keys(keys: Iterable[str]) -> list[str]:
    return list(Document.objects.live().filter(kind="image", key__in=list(keys)).values_list("key", flat=True))


def date(images: Iterable[Image]) -> None:
    """The first publication stays the first, whatever is withdrawn and published again."""
    now = lock_log().now
    undated = {image.pk: image for image in images if image.published_at is None}
    if not undated:
        return
    Image.objects.filter(pk__in=list(undated), published_at=None).update(published_at=now)
    for key, published_at in Image.objects.filter(pk__in=list(undated)).values_list("pk", "published_at"):
        undated[key].published_at = published_at
