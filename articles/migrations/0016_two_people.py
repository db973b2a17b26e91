"""What was decided stays as it was decided, and what takes two people happens to no story without them.

While the old code still serves, it retracts nothing and loosens no embargo: the database refuses it.
"""

from django.db import migrations

from cms.append_only import Guard, GuardTables, columns_differ

PENDING = "(OLD.confirmed_at IS NULL AND OLD.given_up_at IS NULL)"


def agreed(kind, more=""):
    # Put together from constants alone.
    return (
        "EXISTS (SELECT 1 FROM articles_proposal WHERE articles_proposal.article_id = NEW.key"  # noqa: S608 (see above)
        f" AND articles_proposal.confirmed_at IS NOT NULL AND articles_proposal.kind = '{kind}'{more})"
    )


RETRACTS = f"(NEW.state = 'retracted' AND OLD.state <> 'retracted' AND NOT {agreed('retract')})"
LOOSENS = (
    "(OLD.embargo_until IS NOT NULL AND OLD.embargo_until > CURRENT_TIMESTAMP"
    " AND (NEW.embargo_until IS NULL OR NEW.embargo_until < OLD.embargo_until) AND NOT "
    + agreed("embargo", " AND NOT (articles_proposal.until {differs} NEW.embargo_until)")
    + ")"
)
CHANGES = columns_differ("article_id", "kind", "text", "until", "proposed_by_id", "proposed_at")
GUARDS = [
    Guard("articles_deskentry", "UPDATE", "what was decided never changes"),
    Guard("articles_deskentry", "DELETE", "what was decided is never deleted"),
    Guard(
        "articles_proposal",
        "UPDATE",
        "a proposal is confirmed or withdrawn once, and never changes",
        f"(NOT {PENDING} OR {CHANGES})",
    ),
    Guard("articles_proposal", "DELETE", "a proposal is never deleted"),
    Guard(
        "articles_article",
        "UPDATE",
        "this takes two people: one proposes it, another confirms",
        f"({RETRACTS} OR {LOOSENS})",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("articles", "0015_desk")]

    operations = [GuardTables(GUARDS)]
