"""From a fresh checkout to a running newsroom: `set_up.py`, the Makefile, and settings that say what they lack."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import set_up

ROOT = Path(__file__).resolve().parents[1]
NEEDED = {
    "SECRET_KEY": "of people who do not exist, who have no secrets",
    "ALLOWED_HOSTS": "api.news.example",
    "SITE_URL": "https://news.example",
    "API_URL": "https://api.news.example",
}


def run(*command: str, cwd: Path = ROOT, **environment: str) -> tuple[int, str]:
    """Runs a command of ours in an environment in which nothing else is set; returns how it ended and what it said."""
    clean = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **environment}
    ended = subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True, check=False, timeout=120)
    return ended.returncode, ended.stdout + ended.stderr


def check(folder: Path, **environment: str) -> tuple[int, str]:
    return run(sys.executable, str(ROOT / "manage.py"), "check", DATA_DIR=str(folder), **environment)


# Settings.


def test_production_is_told_everything_that_it_must_decide_in_one_message(tmp_path):
    status, said = check(tmp_path)

    assert status != 0
    assert "Traceback" not in said
    for name in NEEDED:
        assert f"  {name}: Environment variable not set. Write " in said


@pytest.mark.parametrize("missing", NEEDED)
def test_production_is_told_of_each_by_name(tmp_path, missing):
    status, said = check(tmp_path, **{name: value for name, value in NEEDED.items() if name != missing})

    assert status != 0
    assert [line.split(":")[0].strip() for line in said.splitlines() if line.startswith("  ")] == [missing]


def test_production_starts_once_it_has_decided(tmp_path):
    assert check(tmp_path, **NEEDED) == (0, "System check identified no issues (0 silenced).\n")


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("PORT", "abc", "from 1 to 65535"),
        ("PORT", "70000", "from 1 to 65535"),
        ("WEB_WORKERS", "0", "from 1 to 64"),
        ("DEBUG", "maybe", "`off` in production"),
        ("DATABASE_URL", "nonsense", "postgres://user:password@host"),
        ("DATABASE_URL", "mysql://root@localhost/news", "postgres://user:password@host"),
        ("DELIVERY_DATABASE_URL", "postgres://u@host:port/news", "leave it out"),
        ("MEDIA_STORAGE_URL", "/srv/pictures", "leave it out to keep files in DATA_DIR"),
        ("C2PA_TRUST_ANCHORS", "/nowhere/authorities.pem", "leave it out to trust nobody"),
        ("C2PA_TRUST_ANCHORS", str(ROOT / "manage.py"), "the path of a PEM file"),
        ("TIME_ZONE", "Mars/Olympus", "Europe/London"),
        ("SECRET_KEY", "short", "32 characters or more"),
        ("ALLOWED_HOSTS", "", "the names this server is called by"),
        ("SITE_URL", "news.example", "https://news.example"),
        ("API_URL", "https://news.example/api", "https://api.news.example"),
    ],
)
def test_a_wrong_value_is_refused_with_its_name_and_the_remedy(tmp_path, name, value, remedy):
    status, said = check(tmp_path, **{**NEEDED, name: value})

    assert status != 0
    [line] = [line for line in said.splitlines() if line.startswith("  ")]
    assert line.startswith(f"  {name}: ")
    assert remedy in line


def test_a_message_about_settings_shows_no_secret(tmp_path):
    _, said = check(tmp_path, SECRET_KEY="tiny-secret", DATABASE_URL="postgres://ed:hush@host:port/news")

    assert "tiny-secret" not in said
    assert "hush" not in said


@pytest.mark.parametrize("folder", ["my news", "50% news #1?"])
def test_any_folder_will_do_for_the_data(tmp_path, folder):
    place = tmp_path / folder
    place.mkdir()

    status, said = run(
        sys.executable,
        str(ROOT / "manage.py"),
        "migrate",
        "-v0",
        "contenttypes",
        cwd=tmp_path,
        DATA_DIR=folder,
        **NEEDED,
    )

    assert (status, said) == (0, "")
    assert (place / "newsroom.sqlite3").exists()


# Set-up.


def test_local_settings_are_written_once_and_for_their_owner_alone(tmp_path):
    set_up.write_local_settings(tmp_path / "var")
    file = tmp_path / "var" / "local.env"
    first = file.read_text()

    set_up.write_local_settings(tmp_path / "var")

    assert file.read_text() == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [it.name for it in (tmp_path / "var").iterdir()] == ["local.env"]
    assert check(tmp_path / "var")[0] == 0


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what set-up needs, with no packages to install, which would take a minute and a package index."""
    (tmp_path / "requirements").mkdir()
    for name in ("set_up.py", "Makefile"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("run", "dev"):
        (tmp_path / "requirements" / f"{name}.txt").touch()
    return tmp_path


def make(checkout: Path, *words: str) -> tuple[int, str]:
    return run("make", *words, f"PYTHON={sys.executable}", cwd=checkout)


def test_set_up_makes_what_is_missing_and_then_does_nothing(checkout):
    status, said = make(checkout, "environment")
    assert status == 0, said
    assert "Making a virtual environment" in said
    made = (checkout / ".venv" / "installed-run").stat().st_mtime_ns

    assert make(checkout, "environment") == (0, "")
    assert (checkout / ".venv" / "installed-run").stat().st_mtime_ns == made
    assert "DEBUG=on" in (checkout / "var" / "local.env").read_text()


def test_a_set_up_that_was_killed_half_way_heals(checkout):
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").symlink_to("/nowhere/python3")
    (checkout / ".venv" / "unfinished").touch()
    (checkout / ".venv" / "leftover").touch()

    status, said = make(checkout, "environment")

    assert status == 0, said
    assert not (checkout / ".venv" / "unfinished").exists()
    assert not (checkout / ".venv" / "leftover").exists()
    assert (checkout / ".venv" / "installed-run").exists()


def test_an_old_python_is_refused_in_words(checkout):
    old = checkout / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = -V ] && echo Python 3.9.2 && exit\nexit 1\n')
    old.chmod(0o755)

    status, said = run("make", "environment", f"PYTHON={old}", cwd=checkout)

    assert status != 0
    assert "Python 3.11 or later is needed" in said
    assert "Python 3.9.2" in said


def test_a_missing_python_is_named(checkout):
    status, said = run("make", "environment", "PYTHON=python-of-nobody", cwd=checkout)

    assert status != 0
    assert "Python 3.11 or later is needed, as python-of-nobody." in said


def test_make_alone_says_what_can_be_made():
    status, said = run("make")

    assert status == 0
    for target in ("serve", "test", "bench", "lint", "lock", "clean"):
        assert f"make {target} " in said


@pytest.mark.parametrize("name", ["run", "s3", "c2pa", "dev"])
def test_pins_have_hashes_and_name_no_index(name):
    lines = (ROOT / "requirements" / f"{name}.txt").read_text().splitlines()
    pins = [line for line in lines if "==" in line]

    assert pins
    assert all(line.endswith("\\") for line in pins)
    assert not [line for line in lines if "://" in line or line.startswith("-")]


@pytest.mark.parametrize("name", ["run", "s3", "c2pa"])
def test_the_tests_run_with_the_packages_that_the_product_runs_with(name):
    def pins(name: str) -> set[str]:
        lines = (ROOT / "requirements" / f"{name}.txt").read_text().splitlines()
        return {line.split()[0] for line in lines if "==" in line}

    assert pins(name) <= pins("dev")
