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

from media.admin.uploading import RAW
from media.intake import add_image
from media.making import FAILED, make_all
from tests.factories import ed
from tests.soak.mutations import mutated


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
                take_in(name, content)
                if place % SAMPLE
                else send(client, name, content, [*SENDERS][place // SAMPLE % 2])
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
    answer, came_in = SENDERS[view](client, name, content)
    if answer.status_code >= 500:
        return {"fault": f"{view} answered {answer.status_code}"}
    return {"sent": "taken" if answer.status_code in came_in else f"refused, {answer.status_code}"}


def by_form(client: Client, name: str, content: bytes) -> tuple[Any, tuple[int, ...]]:
    fields = {"file": SimpleUploadedFile(name, content), "alt": "Boats.", "credit": "Ada", "_save": "Save"}
    return client.post(reverse("admin:media_image_add"), fields), (302,)


def by_page(client: Client, name: str, content: bytes) -> tuple[Any, tuple[int, ...]]:
    sent = client.post(reverse("admin:media_image_upload"), content, content_type=RAW)
    if sent.status_code != 201:
        return sent, ()
    wish = {"key": sent.json()["key"], "filename": name}
    return client.post(reverse("admin:media_image_take"), wish), (200, 201)


# Every so many files go through the admin instead, by the plain form and by the page in turns.
SAMPLE = 20
SENDERS = {"media_image_add": by_form, "media_image_upload": by_page}
