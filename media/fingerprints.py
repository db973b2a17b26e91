"""Finds pictures that look alike: the same photograph bought twice, sent in another size, or cropped a little."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Q

from media.models import FingerprintPart, Image

if TYPE_CHECKING:
    from collections.abc import Iterable

PARTS, BITS = 4, 16
# Of 64 bits. Another size or compression changes four at most; what differs in more than this is another picture.
NEAR = 8
MOST = 12


def parts_of(fingerprint: int) -> list[int]:
    return [(fingerprint >> (BITS * place)) & (2**BITS - 1) for place in range(PARTS)]


def remember(image: Image) -> None:
    FingerprintPart.objects.bulk_create(
        FingerprintPart(image=image, place=place, value=value)
        for place, value in enumerate(parts_of(image.fingerprint))
    )


def lookalikes(image: Image) -> list[Image]:
    """Nearest first. Those that differ in few bits share a quarter of the fingerprint, which an index finds."""
    same_part = reduce(or_, (Q(place=place, value=value) for place, value in enumerate(parts_of(image.fingerprint))))
    keys = FingerprintPart.objects.filter(same_part).exclude(image=image).values("image")
    return nearest(image, Image.objects.filter(pk__in=keys).only("key", "fingerprint"))


def nearest(image: Image, others: Iterable[Image]) -> list[Image]:
    distances = {other.pk: distance(image, other) for other in others}
    near = sorted((key for key, bits in distances.items() if bits <= NEAR), key=lambda key: (distances[key], key))
    found = Image.objects.in_bulk(near[:MOST])
    return [found[key] for key in near[:MOST]]


def distance(one: Image, other: Image) -> int:
    return ((one.fingerprint ^ other.fingerprint) & (2**64 - 1)).bit_count()
