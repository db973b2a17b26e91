"""The newsroom's roles, as groups. A group that is there by this name keeps what it has, and gets what it lacks."""

from django.db import migrations

WORDS = {
    "article": "story", "image": "picture", "picturerequest": "picture request", "roleincategory": "role in a category",
}  # fmt: skip
# Of permissions that are more than add, change, delete or view.
NAMES = {
    "view_own_article": "Can see own stories",
    "change_own_article": "Can change own drafts",
    "submit_own_article": "Can submit own drafts for review",
    "submit_article": "Can submit stories for review",
    "approve_article": "Can approve stories",
    "approve_section_article": "Can approve stories in their categories",
    "schedule_article": "Can schedule stories",
    "schedule_section_article": "Can schedule stories in their categories",
    "publish_article": "Can publish and unpublish stories",
    "publish_section_article": "Can publish and unpublish stories in their categories",
    "retract_article": "Can confirm that a story is retracted",
    "lift_embargo_article": "Can confirm that an embargo is lifted or shortened",
    "take_down_article": "Can take stories down",
    "clear_legal_article": "Can clear stories after the legal reading",
    "clear_photo_article": "Can clear the pictures of stories",
    "clear_fact_check_article": "Can clear stories after the fact check",
    "clear_standards_article": "Can clear stories by the newsroom's standards",
    "override_gate": "Can publish stories that wait for a clearance",
    "override_checklist": "Can publish stories in spite of the checklist",
    "publish_image": "Can publish pictures",
    "publish_author": "Can publish author profiles",
    "publish_category": "Can publish categories",
    "publish_tag": "Can publish tags",
}
# By app and model: which verbs. A verb that stands for a permission of its own is written whole.
LOOKING = {
    "articles.category": "view", "articles.tag": "view", "authors.author": "view", "media.image": "view",
}  # fmt: skip
CONTRIBUTOR = {
    **LOOKING,
    "articles.article": "add view_own change_own submit_own",
    "articles.contribution": "add change delete view",
    "media.image": "add view",
}
REPORTER = {
    **LOOKING,
    "articles.article": "add change view submit",
    "articles.contribution": "add change delete view",
    "articles.correction": "add change view",
    "articles.picturerequest": "change view",
    "articles.tag": "add view",
    "media.image": "add change view",
}
PHOTO_EDITOR = {
    **REPORTER,
    "articles.article": "change view clear_photo",
    "media.image": "add change delete view publish",
}
SECTION_EDITOR = {
    **REPORTER,
    "articles.article": "add change view submit approve_section schedule_section publish_section",
}
LAWYER = {**LOOKING, "articles.article": "view clear_legal"}
CHIEF = {
    **REPORTER,
    "articles.article": "add change view submit approve schedule publish retract lift_embargo take_down clear_photo"
    " clear_fact_check clear_standards override_gate override_checklist",
    "articles.category": "add change view publish",
    "articles.publication": "change view",
    "articles.tag": "add change view publish",
    "authors.author": "add change view publish",
    "cms.event": "view",
    "cms.document": "view",
    "media.image": "add change delete view publish",
}
# Whoever appoints people needs every right that they can give.
ADMINISTRATOR = {
    **CHIEF,
    "articles.article": f"{CHIEF['articles.article']} view_own change_own submit_own approve_section schedule_section"
    " publish_section clear_legal",
    "articles.category": "add change delete view publish",
    "articles.tag": "add change delete view publish",
    "articles.roleincategory": "add change delete view",
    "auth.group": "view",
    "authors.author": "add change delete view publish",
    "authors.user": "add change view",
    "cms.cursor": "view",
}
GROUPS = {
    "Contributor": CONTRIBUTOR,
    "Reporter": REPORTER,
    "Section editor": SECTION_EDITOR,
    "Photo editor": PHOTO_EDITOR,
    "Lawyer": LAWYER,
    "Chief editor": CHIEF,
    "Administrator": ADMINISTRATOR,
}


def make_groups(apps, schema_editor):
    """With the permissions that they need, which Django itself makes only after all migrations."""
    for name, rights in GROUPS.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        for where, verbs in rights.items():
            group.permissions.add(*(permission(apps, *where.split("."), verb) for verb in verbs.split()))


def permission(apps, app, model, verb):
    of, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label=app, model=model)
    codename = verb if verb in NAMES else f"{verb}_{model}"
    name = NAMES.get(codename, f"Can {verb} {WORDS.get(model, model)}")
    found, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        codename=codename, content_type=of, defaults={"name": name}
    )
    return found


def remove_groups(apps, schema_editor):
    """Those that nobody is in: what somebody's work hangs on is for people to take away."""
    apps.get_model("auth", "Group").objects.filter(name__in=GROUPS, user=None).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0008_roles_in_categories"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("authors", "0002_author_relations"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, remove_groups)]
