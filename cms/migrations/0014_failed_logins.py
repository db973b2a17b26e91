"""Counts of wrong passwords, and what administrators see of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0013_pack_texts"),
    ]

    operations = [
        migrations.CreateModel(
            name="FailedLogin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "username",
                    models.CharField(blank=True, help_text="Empty where there is no such account.", max_length=150),
                ),
                ("address", models.CharField(blank=True, max_length=45)),
                ("day", models.DateField()),
                ("first_at", models.DateTimeField(verbose_name="first")),
                ("last_at", models.DateTimeField(verbose_name="last")),
                ("attempts", models.PositiveIntegerField(default=0)),
                (
                    "held_off",
                    models.PositiveIntegerField(
                        default=0, help_text="How many of them came too early, and were not tried."
                    ),
                ),
            ],
            options={
                "verbose_name": "failed log-in",
                "ordering": ["-last_at"],
                "indexes": [models.Index(fields=["-last_at"], name="failed_logins_newest")],
                "constraints": [
                    models.UniqueConstraint(fields=("day", "username", "address"), name="failed_logins_of_a_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="LoginCount",
            fields=[
                (
                    "whose",
                    models.CharField(
                        help_text="A digest: names and addresses are not kept.",
                        max_length=64,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("failures", models.PositiveIntegerField(default=0)),
                ("at", models.DateTimeField(help_text="The last one.")),
                ("until", models.DateTimeField(help_text="Nothing is tried before.", null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["at"], name="login_counts_by_age")],
            },
        ),
    ]
