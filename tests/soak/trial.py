"""One process that takes in what it is told, and says of each file what became of it, as a line of JSON.

It reads lines from its standard input: a mutation's number, or the path of a file. `tests.soak` starts it.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from media.intake import add_image
from media.making import FAILED, make_all
from media.models import Image
from tests.factories import ed
from tests.soak.mutations import mutated

# Every so many files go through the admin's two upload views instead.
SAMPLE = 20
VIEWS = ("media_image_add", "media_image_upload")


class Noted(logging.Handler):
    """Why the last child was given up."""

    said = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.said = record.getMessage()


def main() -> None:
    noted = Noted()
    logging.getLogger("media.sandbox").addHandler(noted)
    logging.getLogger("media.sandbox").propagate = False
    client = Client()
    client.force_login(ed())
    for place, line in enumerate(sys.stdin):
        name, content = wanted(line.strip())
        noted.said = ""
        try:
            outcome = (
                take_in(name, content) if place % SAMPLE else send(client, name, content, VIEWS[place // SAMPLE % 2])
            )
        except Exception:  # noqa: BLE001 (this is what is looked for)
            outcome = {"fault": traceback.format_exc()}
        print(json.dumps({"file": line.strip(), **outcome, "given_up": noted.said[-1000:]}), flush=True)


def wanted(line: str) -> tuple[str, bytes]:
    if not line.isdecimal():
        return Path(line).name, Path(line).read_bytes()
    extension, content = mutated(int(line))
    return f"{line}.{extension}", content


def take_in(name: str, content: bytes) -> dict[str, Any]:
    """As a story's import would, and on to the files that readers would get."""
    try:
        image = add_image(ContentFile(content, name), by=None)
    except ValidationError as error:
        [refusal] = error.error_dict["file"]
        return {"refused": refusal.code}
    if image.rendered:
        return {"taken": "known"}
    make_all(image)
    image.refresh_from_db()
    return {"taken": "no files" if image.rendered == FAILED else "files"}


def send(client: Client, name: str, content: bytes, view: str) -> dict[str, Any]:
    before = Image.objects.count()
    words = {"alt": "Boats.", "credit": "Ada", "_save": "Save"}
    answer = client.post(reverse(f"admin:{view}"), {"file": SimpleUploadedFile(name, content), **words})
    if answer.status_code >= 500:
        return {"fault": f"{view} answered {answer.status_code}"}
    # Others take in pictures at the same time: whether this one came in is told well enough by the kind of answer.
    came_in = answer.status_code == 302 or (view == VIEWS[1] and answer.status_code < 300)
    return {"sent": "taken" if came_in and Image.objects.count() >= before else f"refused, {answer.status_code}"}
