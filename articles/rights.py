"""Where a person has a right over stories: everywhere, in branches of the category tree, or over their own alone.

Three permissions tell these apart. `publish_article` holds for every story; `publish_section_article` for none, until
its role is given in a category; `change_own_article` for what somebody wrote, or is named as a contributor to. Which of
them a step takes is told by `articles.workflow`, which also decides.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.models import Permission
from django.db.models import Q

from articles.models import Article, Category, Contribution, RoleInCategory

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser

    from authors.models import User

    Person = User | AnonymousUser


@dataclass(frozen=True)
class Branch:
    """A role's permissions, and the categories in which somebody has it."""

    permissions: frozenset[str]
    categories: frozenset[str]

    def grants(self, permission: str) -> bool:
        return bool(self.permissions & {permission, scoped(permission, "section")})


def scoped(permission: str, scope: str) -> str:
    """The narrower permission of the same kind: `articles.publish_article` becomes `articles.publish_own_article`."""
    return f"{permission.removesuffix('_article')}_{scope}_article"


def branches_of(by: Person) -> list[Branch]:
    """Read once for each person that a request loads, as Django does with permissions."""
    kept: list[Branch] | None = by.__dict__.get("_branches")
    if kept is None:
        kept = by.__dict__["_branches"] = read_branches(by) if by.is_authenticated and by.is_active else []
    return kept


def read_branches(by: Person) -> list[Branch]:
    given = list(
        RoleInCategory.objects.filter(Q(user=by.pk) | Q(group__user=by.pk)).values_list("role", "category").distinct()
    )
    if not given:
        return []
    permissions = permissions_of({role for role, _ in given})
    below = children()
    return [Branch(frozenset(permissions[role]), frozenset(with_all_below(key, below))) for role, key in given]


def permissions_of(roles: set[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    rows = Permission.objects.filter(group__in=roles).values_list("group", "content_type__app_label", "codename")
    for role, app, codename in rows:
        found[role].add(f"{app}.{codename}")
    return found


def children() -> dict[str, list[str]]:
    below: dict[str, list[str]] = defaultdict(list)
    for key, parent in Category.objects.order_by().values_list("pk", "parent"):
        if parent:
            below[parent].append(key)
    return below


def with_all_below(key: str, below: dict[str, list[str]]) -> Iterable[str]:
    waiting = [key]
    while waiting:
        at = waiting.pop()
        yield at
        waiting += below.get(at, [])


def holds(by: Person, permission: str, categories: set[str | None]) -> bool:
    """Over stories of all these categories, whoever wrote them."""
    if by.has_perm(permission):
        return True
    granted = {key for branch in branches_of(by) if branch.grants(permission) for key in branch.categories}
    return None not in categories and bool(categories) and categories <= granted


def holds_for_own(by: Person, permission: str, article: Article) -> bool:
    own = scoped(permission, "own")
    if not by.has_perm(own) and not any(
        own in branch.permissions and article.category_id in branch.categories for branch in branches_of(by)
    ):
        return False
    return article.created_by_id == by.pk or article.contributors.filter(user=by.pk).exists()


def holds_somewhere(by: Person, *permissions: str) -> bool:
    """Over some story: whether it is worth showing the way to it."""
    wanted = {form for it in permissions for form in (it, scoped(it, "own"))}
    return any(by.has_perm(it) for it in wanted) or any(
        branch.grants(it) or scoped(it, "own") in branch.permissions for branch in branches_of(by) for it in permissions
    )


def holds_for(by: Person, *permissions: str) -> Q:
    """The stories over which one of these permissions holds, for a queryset; agrees with the functions above."""
    if any(by.has_perm(it) for it in permissions):
        return Q()
    mine = Q(created_by=by.pk) | Q(pk__in=Contribution.objects.filter(author__user=by.pk).values("article"))
    found = Q(pk__in=[])
    for it in permissions:
        if by.has_perm(scoped(it, "own")):
            found |= mine
        for branch in branches_of(by):
            inside = Q(category__in=branch.categories)
            if branch.grants(it):
                found |= inside
            elif scoped(it, "own") in branch.permissions:
                found |= inside & mine
    return found
