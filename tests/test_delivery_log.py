"""Visitor checks the newsroom: the log over HTTP, its signatures, and the script that needs nothing but Python."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection
from environs import ValidationError

from articles.publishing import publish_article, publish_sections, take_down_article
from cms.models import Event
from cms.publishing import withdraw
from cms.signing import is_signing_key
from tests.conftest import guards_down
from tests.factories import ed, make_article
from tests.published import publish_story, publish_term, revise_story

if TYPE_CHECKING:
    from collections.abc import Callable

SCRIPT = Path(django_settings.BASE_DIR) / "docs" / "verify_log.py"
KEY = base64.b64encode(b"a key of a newsroom, 32 bytes in").decode()

pytestmark = pytest.mark.django_db


class TestLog:
    def test_tells_every_event_with_all_that_its_digest_covers(self, client):
        story = publish_story(slug="harbour")
        withdraw("article", story.key, by=ed(), reason="taken_down", notice="By order of a court.")
        answer = client.get("/api/v1/log/")
        first, second = answer.json()["results"]
        assert (first["sequence"], first["type"], first["key"]) == (1, "article.published", story.key)
        assert first["previous_digest"] == "0" * 64
        assert (second["type"], second["notice"]) == ("article.taken_down", "By order of a court.")
        assert second["previous_digest"] == first["digest"]
        assert first["signature"] is None
        assert answer["Surrogate-Key"] == "log"

    def test_never_says_who_did_it(self, client):
        publish_story()
        withdraw("article", publish_story().key, by=ed())
        assert '"ed"' not in client.get("/api/v1/log/").content.decode()
        assert "actor" not in client.get("/api/v1/log/").json()["results"][-1]

    def test_is_read_in_pages_from_either_end(self, client, settings):
        settings.API_URL = ""
        publish_term("tag", "leith")
        for _ in range(4):
            publish_story()
        for ordering, expected in (("sequence", [1, 2, 3, 4, 5]), ("-sequence", [5, 4, 3, 2, 1])):
            url, found, pages = f"/api/v1/log/?ordering={ordering}&limit=2", [], []
            while url:
                page = client.get(url).json()
                found += [it["sequence"] for it in page["results"]]
                pages.append(page)
                url = page["next"]
            assert found == expected
            assert client.get(pages[2]["previous"]).json()["results"] == pages[1]["results"]

    def test_goes_on_after_what_was_read(self, client):
        for _ in range(3):
            publish_story()
        assert [it["sequence"] for it in client.get("/api/v1/log/?after=2").json()["results"]] == [3]
        assert client.get("/api/v1/log/?after=3").json() == {"results": [], "next": None, "previous": None}
        assert client.get("/api/v1/log/?fields=sequence").json()["results"][0] == {"sequence": 1}

    @pytest.mark.parametrize("query", ["after=-1", "after=x", "limit=1001", "ordering=at", "cursor=x", "since=1"])
    def test_refuses_what_it_does_not_understand(self, client, query):
        answer = client.get(f"/api/v1/log/?{query}")
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["parameter"] == query.split("=")[0]

    def test_costs_one_query_and_none_of_its_rows_twice(self, client, django_assert_num_queries):
        for _ in range(5):
            publish_story()
        with django_assert_num_queries(1):
            answer = client.get("/api/v1/log/")
        assert client.get("/api/v1/log/", headers={"if-none-match": answer["ETag"]}).status_code == 304


class TestSignatures:
    def test_vouch_for_each_digest_with_the_key_that_the_site_shows(self, client, settings):
        settings.LOG_SIGNING_KEY = KEY
        publish_sections(by=None)
        publish_story()
        shown = client.get("/api/v1/site/").json()["log_key"]
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(shown["key"]))
        for it in client.get("/api/v1/log/").json()["results"]:
            assert it["signature"]["key"] == shown["id"]
            public.verify(base64.b64decode(it["signature"]["value"]), it["digest"].encode())

    def test_are_left_out_where_no_key_is_set(self, client):
        publish_sections(by=None)
        assert client.get("/api/v1/site/").json()["log_key"] is None

    def test_that_are_false_are_found(self, settings, capsys):
        settings.LOG_SIGNING_KEY = KEY
        publish_story()
        call_command("verify_log")
        with guards_down("default"):
            forged = f"{Event.objects.get().signature[:20]}{'A' * 60}"
            Event.objects.update(signature=forged)
        with pytest.raises(SystemExit):
            call_command("verify_log")
        assert "The signature of event 1 is false." in capsys.readouterr().out

    @pytest.mark.parametrize("text", ["short", "c2hvcnQ=", "ä"])
    def test_need_a_key_of_the_right_kind(self, text):
        with pytest.raises(ValidationError):
            is_signing_key(text)


@pytest.fixture
def verify(live_server, settings) -> Callable[..., subprocess.CompletedProcess[str]]:
    settings.API_URL = live_server.url

    def run(*arguments: str) -> Any:
        return subprocess.run(
            [sys.executable, "-I", str(SCRIPT), live_server.url, *arguments],
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    return run


@pytest.mark.django_db(transaction=True)
class TestScript:
    def test_finds_nothing_wrong_with_an_honest_log(self, verify, settings):
        settings.LOG_SIGNING_KEY = KEY
        publish_sections(by=None)
        story = publish_story(slug="naïve-“quotes”", headline='“Ünïcode” \\ " \t & <b>', text="☃")
        revise_story(story, text="Snow.")
        withdraw("article", publish_story().key, by=None, reason="taken_down", notice="“Court” order\nline two \x01 é.")
        found = verify("--documents")
        assert (found.returncode, found.stderr) == (0, "")
        assert "0 faults" in found.stdout

    def test_takes_what_is_sent_without_what_was_taken_away_since_for_no_fault(self, verify, client):
        other = make_article("Other")
        publish_article(other, by=ed())
        story = make_article("Story", related=[other])
        first = publish_article(story, by=ed())
        take_down_article(other, notice="A court forbade it.", by=ed())
        address = f"/api/v1/articles/{story.key}/versions/1/"
        assert client.get(address)["ETag"] != f'"{first.digest}"'
        found = verify("--documents")
        assert (found.returncode, found.stderr) == (0, "")

    @pytest.mark.parametrize("path", ["/nothing", "/api/v1/site", ":1"])
    def test_says_in_plain_words_where_there_is_no_log(self, live_server, path):
        publish_sections(by=None)
        command = [sys.executable, "-I", str(SCRIPT), f"{live_server.url}{path}"]
        found = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert (found.returncode, found.stdout) == (2, "")
        assert "did not answer like the log of a newsroom, after event 0" in found.stderr
        assert "Traceback" not in found.stderr

    def test_goes_on_from_where_it_was_and_notices_a_rewritten_past(self, verify, tmp_path):
        state = tmp_path / "state.json"
        publish_story()
        assert verify("--state", str(state)).returncode == 0
        publish_story()
        assert verify("--state", str(state)).stdout.startswith("1 events up to 2 ")
        kept = json.loads(state.read_text())
        state.write_text(json.dumps({**kept, "digest": "f" * 64}))
        publish_story()
        found = verify("--state", str(state))
        assert found.returncode == 1
        assert "Event 3 does not follow the event before it." in found.stdout

    def test_finds_an_altered_event_and_a_text_that_was_not_logged(self, verify):
        story = publish_story(text="True.")
        table = f"UPDATE cms_document SET body = '{{\"false\": true}}' WHERE id = {story.pk}"
        with guards_down("default"), connection.cursor() as cursor:
            cursor.execute(table)
            cursor.execute("UPDATE cms_event SET notice = 'x'")
        found = verify("--documents").stdout
        assert "Event 1 was altered" in found
        assert "is not what was logged" in found

    def test_finds_a_false_signature_and_another_key(self, verify, settings):
        settings.LOG_SIGNING_KEY = KEY
        publish_sections(by=None)
        other = base64.b64encode(b"k" * 32).decode()
        assert "another key" in verify("--key", other).stdout
        with guards_down("default"):
            last = Event.objects.order_by("-sequence").first()
            key, _, value = last.signature.partition(":")
            swapped = value.translate(str.maketrans("ABCDEFGHabcdefgh", "BCDEFGHAbcdefgha"))
            Event.objects.filter(pk=last.pk).update(signature=f"{key}:{swapped}")
        assert "The signature of event" in verify().stdout
