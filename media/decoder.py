"""The program that decodes pictures: started by `media.sandbox` for each picture, and confined by `media.confined`.

The folder holds `task.json`, and standard input is the original; what comes of it is written into the folder. Whatever
a hostile file does to a decoder happens here, within limits of memory, time and file size, and to nobody else.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from media.credentials import read_credentials
from media.decoding import Damaged
from media.inspection import DAMAGED, TOO_MUCH, Refused, inspect
from media.manifests import manifest_store
from media.metadata import Credits
from media.rendering import render
from media.renditions import Box, Rendition

STDIN = 0


def main(folder: Path) -> None:
    task = json.loads((folder / "task.json").read_text())
    # Whoever started us reads on where it was: the place in an open file is shared.
    content = os.pread(STDIN, os.fstat(STDIN).st_size, 0)
    try:
        answer = JOBS[task["job"]](folder, content, task)
    except Refused as error:
        answer = {"refused": [error.code, error.message]}
    except Damaged:
        answer = {"refused": ["damaged", DAMAGED]}
    except MemoryError:
        answer = {"refused": ["too_much", TOO_MUCH]}
    (folder / "answer.json").write_text(json.dumps(answer))


def inspect_upload(_: Path, content: bytes, task: dict[str, Any]) -> dict[str, Any]:
    facts = inspect(content, task["filename"])
    return {"facts": asdict(facts), **prove(content, facts.format, task["trust_anchors"])}


def prove_again(_: Path, content: bytes, task: dict[str, Any]) -> dict[str, Any]:
    return prove(content, task["format"], task["trust_anchors"])


def prove(content: bytes, format_: str, trust_anchors: str) -> dict[str, Any]:
    media_type = "image/heic" if format_ == "HEIF" else f"image/{format_.lower()}"
    return {"credentials": asdict(read_credentials(content, media_type, trust_anchors=trust_anchors))}


def render_files(folder: Path, content: bytes, task: dict[str, Any]) -> dict[str, Any]:
    """Each file under the number of its rendition in the task."""
    wanted = [Rendition(**{**it, "box": Box(*it["box"])}) for it in task["renditions"]]
    numbers = {rendition: number for number, rendition in enumerate(wanted)}
    for rendition, made in render(content, wanted, Credits(**task["credits"])):
        (folder / str(numbers[rendition])).write_bytes(made)
    return {}


def cut_manifest(folder: Path, content: bytes, _: dict[str, Any]) -> dict[str, Any]:
    store = manifest_store(content)
    if store is None:
        raise Damaged("It has no manifest.")
    (folder / "manifest").write_bytes(store)
    return {}


JOBS = {"inspect": inspect_upload, "prove": prove_again, "render": render_files, "manifest": cut_manifest}

if __name__ == "__main__":
    main(Path(sys.argv[1]))
