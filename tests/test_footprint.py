"""What a web server takes before it answers: processor time, memory, and modules that readers do not need."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.published import publish_story

ROOT = Path(__file__).resolve().parents[1]
# As a web process does: loads the application, and answers its first reader.
FIRST_ANSWER = """
import json, sys, time
from io import BytesIO
from wsgiref.util import setup_testing_defaults
from cms.wsgi import application

environ = {"PATH_INFO": "/api/v1/articles/harbour/", "wsgi.input": BytesIO()}
setup_testing_defaults(environ)
said = []
content = b"".join(application(environ, lambda status, headers: said.append(status)))
memory = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmRSS"))
print(json.dumps({"status": said[0], "length": len(content), "seconds": time.process_time(),
                  "megabytes": int(memory) / 1024, "modules": sorted({name for name in sys.modules})}))
"""
IMPORTERS = ("trafilatura", "lxml", "selectolax", "justext", "articles.importers", "articles.sample", "hypothesis")
DESK = ("unfold", "django.contrib.sessions", "articles", "authors", "media", "PIL", "pydantic")


@pytest.mark.parametrize(
    ("settings_module", "unneeded", "seconds", "megabytes"),
    [("cms.settings", IMPORTERS, 6, 160), ("cms.delivery_settings", IMPORTERS + DESK, 3, 110)],
    ids=["whole", "readers only"],
)
def test_a_web_server_loads_what_its_readers_need(other_process, settings_module, unneeded, seconds, megabytes):
    story = publish_story(slug="harbour")
    environment = {**other_process, "DJANGO_SETTINGS_MODULE": settings_module}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", FIRST_ANSWER],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    told = json.loads(done.stdout.splitlines()[-1])

    assert told["status"] == "200 OK"
    assert told["length"] == len(story.body.encode())
    packages = tuple(f"{name}." for name in unneeded)
    assert [it for it in told["modules"] if f"{it}.".startswith(packages)] == []
    assert told["seconds"] < seconds
    assert told["megabytes"] < megabytes
