"""The newsroom reads the log, what was published and how far its readers are; it changes none of them here."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from cms.events import feed_subscribers
from cms.models import Cursor, Document, Event
from cms.publishing import publish
from tests.bare import bare
from tests.factories import ada, ed

pytestmark = pytest.mark.django_db


def pages() -> list[str]:
    return [
        page
        for name, thing in [
            ("event", Event.objects.get()),
            ("document", Document.objects.get()),
            ("cursor", Cursor.objects.first()),
        ]
        for page in (reverse(f"admin:cms_{name}_changelist"), reverse(f"admin:cms_{name}_change", args=[thing.pk]))
    ]


def test_ed_reads_them_all_and_finds_no_way_to_change_them(client):
    publish(bare("storm"), by=ed())
    feed_subscribers()
    client.force_login(ed())

    for page in pages():
        answer = client.get(page)
        assert answer.status_code == 200
        assert 'name="_save"' not in answer.content.decode()
        assert client.post(page, {"position": 0, "title": "Forged"}).status_code in (200, 302, 403)
    for name in ("event", "document", "cursor"):
        assert client.get(reverse(f"admin:cms_{name}_add")).status_code == 403
    assert Document.objects.get().title == "storm"
    assert {cursor.position for cursor in Cursor.objects.all()} == {1}


def test_a_subscriber_that_stays_behind_is_seen(client):
    publish(bare("storm"), by=None)
    feed_subscribers()
    publish(bare("gale"), by=None)
    client.force_login(ed())

    page = client.get(reverse("admin:cms_cursor_changelist")).content.decode()

    assert re.search(r"field-behind[^>]*>\s*1\s*<", page)


def test_ada_who_may_not_see_them_does_not(client):
    publish(bare("storm"), by=None)
    feed_subscribers()
    client.force_login(ada())

    assert {client.get(page).status_code for page in pages()} == {403}
