"""Giving people rights: nobody gives more than they have themselves, nor manages whoever has more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import Permission
from django.db.models import Q

from articles.models import RoleInCategory
from articles.rights import children, holds, permissions_of, with_all_below

if TYPE_CHECKING:
    from collections.abc import Iterable

    from articles.rights import Person
    from authors.models import User

SECTION, OWN = "_section_article", "_own_article"


def may_manage(other: User, by: Person) -> bool:
    """Whoever can set somebody's password has all their rights: so they must have them already.

    Somebody inactive counts as if they were not: who manages people can change that.
    """
    if by.is_superuser:
        return True
    given = Permission.objects.filter(Q(user=other) | Q(group__user=other)).values_list(
        "content_type__app_label", "codename"
    )
    placed = RoleInCategory.objects.filter(Q(user=other) | Q(group__user=other))
    return not other.is_superuser and has_all(by, {f"{app}.{name}" for app, name in given}) and may_give_all(placed, by)


def may_put_into(groups: Iterable[int], by: Person) -> bool:
    """With what comes with the groups: the roles that they have in categories."""
    everywhere = set().union(*permissions_of(set(groups)).values())
    return has_all(by, everywhere) and may_give_all(RoleInCategory.objects.filter(group__in=groups), by)


def has_all(by: Person, permissions: Iterable[str]) -> bool:
    return all(by.has_perm(it) or by.has_perm(widened(it)) for it in permissions)


def may_give_all(placed: Iterable[RoleInCategory], by: Person) -> bool:
    return all(may_give(it.role_id, it.category_id, by) for it in placed)


def may_give(role: int, category: str, by: Person) -> bool:
    """The role in that category: there it is worth as much as if it held everywhere."""
    inside: set[str | None] = set(with_all_below(category, children()))
    return all(
        holds(by, widened(it), inside) or (it.endswith(OWN) and by.has_perm(it)) for it in permissions_of({role})[role]
    )


def widened(permission: str) -> str:
    """What holds for all stories, where this one holds for some."""
    return permission.replace(SECTION, "_article").replace(OWN, "_article")
