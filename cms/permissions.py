"""Who may make and change what readers know beside stories: asked by the desk's pages and by importers alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cms.models import Document

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
    from django.db.models import Model

    Person = AbstractBaseUser | AnonymousUser

# Readers know these as soon as they are saved.
PUBLIC_AT_ONCE = {"category"}


def lacking_to_make(model: type[Model], by: Person) -> list[str]:
    """The permissions that somebody would need beside those they have, as people find them where rights are given."""
    verbs = ["add", *(["publish"] if model._meta.model_name in PUBLIC_AT_ONCE else [])]
    return [called(model, verb) for verb in verbs if not holds(by, model, verb)]


def may_make(model: type[Model], by: Person) -> bool:
    return not lacking_to_make(model, by)


def may_change(thing: Model, by: Person) -> bool:
    return holds(by, type(thing), "change") and may_touch(thing, by, kind=str(thing._meta.model_name))


def may_touch(thing: Model, by: Person, *, kind: str) -> bool:
    """What is public changes before readers' eyes, so it takes the right to publish."""
    return holds(by, type(thing), "publish") or not Document.objects.live().filter(kind=kind, key=thing.pk).exists()


def holds(by: Person, model: type[Model], verb: str) -> bool:
    return by.has_perm(f"{model._meta.app_label}.{verb}_{model._meta.model_name}")  # type: ignore[union-attr]


def called(model: type[Model], verb: str) -> str:
    own: dict[str, str] = dict(model._meta.permissions)
    return own.get(f"{verb}_{model._meta.model_name}") or f"Can {verb} {model._meta.verbose_name}"
