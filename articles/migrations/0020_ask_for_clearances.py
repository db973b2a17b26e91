"""Asks for the clearances that stories in the making need, and that were not asked for when they were saved.

Stories that readers have as they are do not wait for anybody: their next save asks.
"""

from collections import defaultdict

from django.db import migrations, transaction
from django.db.models import F, Q
from django.utils import timezone

BATCH = 500
NOTE = "The story needed it before clearances were asked for when a story is saved."
IN_THE_MAKING = Q(state__in=["draft", "in_review", "ready", "hold", "scheduled", "unpublished"]) | Q(
    state="published", version__gt=F("published_revision__number")
)


def ask(apps, schema_editor):
    for kind, stories in requirements(apps):
        last = ""
        # Each batch is a transaction, and holds its stories as a save does: whoever saves one meanwhile asks before or
        # after, and never at once.
        while last is not None:
            with transaction.atomic():
                last = ask_for_some(apps, kind, stories.filter(pk__gt=last))


def requirements(apps):
    stories = apps.get_model("articles", "Article").objects.filter(IN_THE_MAKING, version__gt=0)
    yield "legal", stories.filter(legally_sensitive=True)
    below = defaultdict(list)
    for key, parent in apps.get_model("articles", "Category").objects.order_by().values_list("pk", "parent"):
        below[parent].append(key)
    for rule in apps.get_model("articles", "GateRule").objects.all():
        of_rule = stories.filter(category__in=branch(rule.category_id, below)) if rule.category_id else stories
        yield rule.gate, of_rule.filter(genre=rule.genre) if rule.genre else of_rule


def branch(key, below):
    return [key, *(it for child in below[key] for it in branch(child, below))]


def ask_for_some(apps, kind, stories):
    """Returns the last story of the batch, or None after the last batch."""
    gates, entries = apps.get_model("articles", "Gate"), apps.get_model("articles", "DeskEntry")
    keys = list(stories.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True)[:BATCH])
    asked = gates.objects.filter(article__in=keys, kind=kind).exclude(status="not_needed")
    missing = set(keys) - set(asked.values_list("article", flat=True))
    revisions = apps.get_model("articles", "Revision").objects.filter(article__in=missing, number=F("article__version"))
    newest = dict(revisions.values_list("article", "pk"))
    now = timezone.now()
    gates.objects.filter(article__in=newest, kind=kind).delete()
    gates.objects.bulk_create(
        gates(article_id=key, kind=kind, status="needed", revision_id=newest[key], at=now) for key in newest
    )
    entries.objects.bulk_create(
        entries(article_id=key, revision_id=newest[key], action=f"gate_{kind}", after="needed", note=NOTE, at=now)
        for key in newest
    )
    return keys[-1] if len(keys) == BATCH else None


def take_back(apps, schema_editor):
    """What nobody has seen to since. That it was asked for stays in the record, as all does."""
    made = apps.get_model("articles", "DeskEntry").objects.filter(note=NOTE)
    for action in set(made.order_by().values_list("action", flat=True)):
        apps.get_model("articles", "Gate").objects.filter(
            kind=action.removeprefix("gate_"),
            status="needed",
            by=None,
            article__in=made.filter(action=action).values("article"),
        ).delete()


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("articles", "0019_groups_for_live_posts")]

    operations = [migrations.RunPython(ask, take_back)]
