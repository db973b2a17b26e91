"""Wagtail, installed when it is first asked for, into an environment of its own; and what it is asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.servers import Server, granian

if TYPE_CHECKING:
    from collections.abc import Sequence

HOME = Path(__file__).with_name("wagtail")
REQUIREMENTS = HOME / "requirements.txt"
PORT = 18106
PAGES = "/api/v2/pages/?type=newsroom.StoryPage"
PICTURE = "hero(width,height,description,caption,credit)"
WHOLE = f"fields=standfirst,body,{PICTURE},category(name,slug,parent(name,slug)),authors(name,slug,role,bio),tags"
CARDS = f"order=-first_published_at&limit=20&fields=standfirst,{PICTURE},category(name,slug),authors(name,slug)"


def python(home: Path) -> Path:
    """Of the environment that it has in this folder."""
    return home / "wagtail" / "bin" / "python"


def install(home: Path) -> bool:
    """Whether it is there now."""
    place = home / "wagtail"
    stamp = place / "installed.txt"
    if stamp.exists() and stamp.read_text() == REQUIREMENTS.read_text():
        return True
    print(f"Installing Wagtail into {place} …", file=sys.stderr)
    pip = [python(home), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]
    for command in (
        [sys.executable, "-m", "venv", "--clear", place],
        [*pip, "--require-hashes", "--requirement", REQUIREMENTS],
    ):
        if subprocess.run(command, check=False).returncode:
            print("Wagtail could not be installed, and is not measured.", file=sys.stderr)
            return False
    stamp.write_text(REQUIREMENTS.read_text())
    return True


def surroundings(ours: dict[str, str], own: str) -> dict[str, str]:
    """`ours` is the environment of our server, from whose database the stories come into its `own`."""
    theirs = f"sqlite:///{ours['DATA_DIR']}/newsroom.sqlite3"
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "DATABASE_"))},
        "PYTHONPATH": str(HOME),
        "PYTHONWARNINGS": "ignore",
        "OUR_DATABASE": ours.get("DATABASE_URL") or theirs,
        "WAGTAIL_DATABASE": own,
    }


def fill(environment: dict[str, str], home: Path) -> dict[str, int]:
    """By its slug, the number that a category has there."""
    filling = [str(python(home)), "-m", "newsroom.fill"]
    done = subprocess.run(filling, cwd=HOME, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    numbers: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return numbers


def server(environment: dict[str, str], home: Path) -> Server:
    command = granian("newsroom.wsgi:application", PORT, python=str(python(home)))
    url = environment["WAGTAIL_DATABASE"]
    database = url.rpartition("/")[2] if url.startswith("postgres") else ""
    return Server("wagtail", command, PORT, environment, f"{PAGES}&limit=1", database)


def story(slug: str) -> str:
    return f"{PAGES}&slug={slug}&{WHOLE}"


def stories(categories: Sequence[int] = ()) -> list[str]:
    return [f"{PAGES}&{CARDS}&category={number}" for number in categories] or [f"{PAGES}&{CARDS}"]
