"""What a bundle is called: a signed text which tells all that it is made of, so that nothing is stored of it."""

from __future__ import annotations

import zlib
from itertools import accumulate
from typing import NamedTuple

import orjson
from django.core import signing

from cms.delivery.profiles import Fit
from cms.delivery.scopes import Scope

# To be counted up with every change of how bundles are made: a name must never lead to other bytes.
FORMAT = 3
SIGNER = signing.Signer(salt="cms.delivery.bundle", sep=".")


class Recipe(NamedTuple):
    """`documents` are numbers of published versions, and `digest` is of theirs: whether they still are the same."""

    scope: Scope
    fit: Fit
    max_bytes: int
    limit: int
    # How far changes were noted when it was put together: from there on, `/sync/` tells the rest.
    sequence: int
    # Where the log ended then, which may be a moment ahead: what was hidden later is in it and must not be.
    end: int
    documents: tuple[int, ...]
    digest: str


class NoSuchName(Exception):
    """Nothing that this API gave out, or of a format that it has given up."""


def name_of(recipe: Recipe) -> str:
    # The difference to the one before takes fewer digits.
    steps = [pk - before for before, pk in zip((0, *recipe.documents), recipe.documents, strict=False)]
    content = [FORMAT, recipe.scope.parts, [*recipe.fit], *recipe[2:6], steps, recipe.digest]
    return SIGNER.sign(signing.b64_encode(zlib.compress(orjson.dumps(content), 9)).decode())


def recipe_of(name: str) -> Recipe:
    """Raises NoSuchName."""
    try:
        content = orjson.loads(zlib.decompress(signing.b64_decode(SIGNER.unsign(name).encode())))
    except signing.BadSignature as error:
        raise NoSuchName from error
    if content[0] != FORMAT:
        raise NoSuchName
    _, parts, fit, max_bytes, limit, sequence, end, steps, digest = content
    scope = Scope(tuple((kind, key) for kind, key in parts))
    return Recipe(scope, Fit(*fit), max_bytes, limit, sequence, end, tuple(accumulate(steps)), digest)
