"""Somebody in each role of the newsroom, so that each can be tried. They come in by the password on their page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.contrib.auth.models import Group

from articles.models import RoleInCategory
from authors.models import User

if TYPE_CHECKING:
    from collections.abc import Mapping


class Person(NamedTuple):
    username: str
    first_name: str
    role: str
    # In which category the role holds, beside what its group may do everywhere.
    category: str = ""


PEOPLE = (
    Person("contributor", "Cora", "Contributor"),
    Person("reporter", "Ravi", "Reporter"),
    Person("sectioneditor", "Sanna", "Section editor", "news"),
    Person("photoeditor", "Phil", "Photo editor"),
    Person("lawyer", "Lena", "Lawyer"),
    Person("chiefeditor", "Chidi", "Chief editor"),
    Person("deputy", "Deniz", "Chief editor"),
    Person("administrator", "Adele", "Administrator"),
)


def store_people(categories: Mapping[str, str]) -> dict[str, User]:
    """By username. Whoever is there already by that name stays as they are."""
    return {it.username: store_person(it, categories) for it in PEOPLE}


def store_person(person: Person, categories: Mapping[str, str]) -> User:
    user = User.objects.filter(username=person.username).first()
    if user:
        return user
    user = User(username=person.username, first_name=person.first_name, last_name=person.role, is_staff=True)
    user.set_unusable_password()
    user.save()
    role = Group.objects.get(name=person.role)
    user.groups.add(role)
    if person.category in categories:
        RoleInCategory.objects.create(user=user, role=role, category_id=categories[person.category])
    return user
