"""The bundle of the editor that is kept in the repository is the one that its sources make."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

EDITOR = Path(__file__).resolve().parents[1] / "articles/editor"
BUILT = EDITOR.parent / "static/articles/editor"
REMEDY = "The editor's sources have changed: run `make editor`, and commit what it makes."


def head() -> str:
    return "\n".join((BUILT / "editor.js").read_text().splitlines()[:3])


def packages() -> dict[str, str]:
    return json.loads((EDITOR / "package.json").read_text())["dependencies"]


def test_versions_are_exact_and_the_bundle_names_them():
    manifest = json.loads((EDITOR / "package.json").read_text())
    wanted = {**packages(), **manifest["devDependencies"]}
    assert [it for it in wanted.values() if not re.fullmatch(r"\d+\.\d+\.\d+", it)] == []
    assert [f"{name} {version}" for name, version in packages().items() if f"{name} {version}" not in head()] == []
    assert not list(EDITOR.glob("*lock*"))


def test_the_bundle_was_built_from_these_sources():
    sources = sorted(str(path.relative_to(EDITOR / "src")) for path in (EDITOR / "src").rglob("*.js"))
    digest = hashlib.sha256()
    for name in ["package.json", *(f"src/{it}" for it in sources)]:
        digest.update(name.encode() + b"\0" + (EDITOR / name).read_bytes() + b"\0")
    # A picture of the library is brought in by the same code as on its own page.
    digest.update((EDITOR.parents[1] / "media/static/media/upload/sending.js").read_bytes())
    assert f"Sources: {digest.hexdigest()}" in head(), REMEDY


def test_every_package_in_the_bundle_has_its_licence_beside_it():
    licences = (BUILT / "licences.txt").read_text()
    for name, version in packages().items():
        assert re.search(rf"^{re.escape(name)} {re.escape(version)} \(MIT\)$", licences, re.MULTILINE), name
    assert licences.count("Permission is hereby granted, free of charge") == len(packages())


def test_the_bundle_runs_under_a_strict_policy():
    """Nothing in it makes code of text, and nothing loads from another site."""
    text = (BUILT / "editor.js").read_text()
    assert re.findall(r"\beval\(|\bnew Function\(|\bimport\(", text) == []
    assert re.findall(r"\.src\s*=\s*[\"'`]https?:", text) == []


def test_modules_of_the_editor_are_small():
    lengths = {path.name: path.read_text().count("\n") for path in (EDITOR / "src").rglob("*.js")}
    assert {name: length for name, length in lengths.items() if length > 300} == {}
