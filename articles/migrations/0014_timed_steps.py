"""What happened because its time had come, kept for good."""

import django.db.models.deletion
from django.db import migrations, models

from cms.append_only import Guard, GuardTables

GUARDS = [
    Guard("articles_timedstep", "UPDATE", "what happened at its time never changes"),
    Guard("articles_timedstep", "DELETE", "what happened at its time is never deleted"),
]


class Migration(migrations.Migration):
    dependencies = [("articles", "0013_expiry"), ("cms", "0002_append_only")]

    operations = [
        migrations.CreateModel(
            name="TimedStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "action",
                    models.CharField(choices=[("publish", "Went out"), ("unpublish", "Came down")], max_length=20),
                ),
                ("due_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
                (
                    "problem",
                    models.CharField(
                        blank=True, help_text="Why it did not happen; empty where it did.", max_length=500
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="timed_steps", to="articles.article"
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["-at"], name="timed_step_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("action__in", ["publish", "unpublish"])), name="timed_step_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("at__gte", models.F("due_at"))), name="timed_steps_come_after_their_time"
                    ),
                ],
            },
        ),
        GuardTables(GUARDS),
    ]
