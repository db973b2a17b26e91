from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q

from articles.models.taxonomy import Category
from cms.keys import KeyField, new_key


class RoleInCategory(models.Model):
    """Somebody, or everybody in a group, has a role for the stories of a category and of all that lies in it."""

    key = KeyField(primary_key=True, default=new_key, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="roles_in_categories",
        verbose_name="person",
    )
    group = models.ForeignKey(
        Group,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="roles_in_categories",
        help_text="Instead of one person: everybody in it.",
    )
    role = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="roles")

    class Meta:
        verbose_name = "role in a category"
        verbose_name_plural = "roles in categories"
        ordering = ["category", "role"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, group__isnull=True) | Q(user__isnull=True, group__isnull=False),
                name="a_role_is_given_to_a_person_or_a_group",
                violation_error_message="Choose a person or a group, and not both.",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "category"],
                condition=Q(user__isnull=False),
                name="one_role_per_person_and_category",
            ),
            models.UniqueConstraint(
                fields=["group", "role", "category"],
                condition=Q(group__isnull=False),
                name="one_role_per_group_and_category",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} in {self.category}"
