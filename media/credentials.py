"""Content credentials (C2PA): what a picture's file proves of its own making, to those who trust the signer.

Pure: no Django. The package that reads them is an optional part (`requirements/c2pa.txt`); nothing is fetched.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any, Literal

from media.manifests import MARK, manifest_store, may_be_told
from media.metadata.cleaning import line, web_address
from media.metadata.source_types import source_type

State = Literal["none", "valid", "invalid", "untrusted", "unreadable"]

LIMIT = 200
# The package says "Valid" of a sound signature whoever's it is. That anybody can make.
STATES: dict[str | None, State] = {"Trusted": "valid", "Valid": "untrusted", "Invalid": "invalid"}


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """Whatever the state, the texts are the signer's own words; only with "valid" is it known who that is."""

    state: State
    issuer: str = ""
    title: str = ""
    generator: str = ""
    # The whole address of a term, mostly of IPTC's.
    digital_source_type: str = ""
    # Whether readers may have the whole of it: it holds, can be cut out, and tells nothing that renditions leave out.
    manifest: bool = False


def read_credentials(content: bytes, media_type: str, *, trust_anchors: str = "") -> Credentials:
    """Trust anchors are the certificates of authorities, as PEM. Without any, nothing is ever "valid".

    Credentials that are kept elsewhere, with a link to them in the file, count as none.
    """
    if MARK not in content:
        return Credentials(state="none")
    # Only now: to load it takes a third of all the time that a child needs for a small picture.
    try:
        c2pa = import_module("c2pa")
    except (ImportError, RuntimeError):
        # Not installed, or without a library for this machine.
        return Credentials(state="unreadable")
    try:
        with (
            c2pa.Context.from_dict(settings_with(trust_anchors)) as context,
            c2pa.Reader(media_type, io.BytesIO(content), context=context) as reader,
        ):
            told = json.loads(reader.json())
    except c2pa.C2paError:
        return Credentials(state="unreadable")
    found = credentials_from(told)
    holds = found.state in ("valid", "untrusted") and manifest_store(content) is not None
    return replace(found, manifest=holds and may_be_told(told))


def settings_with(trust_anchors: str) -> dict[str, Any]:
    return {
        # A file must not make us call addresses that it names.
        "verify": {"verify_trust": True, "remote_manifest_fetch": False, "ocsp_fetch": False},
        "trust": {"trust_anchors": trust_anchors} if trust_anchors else {},
    }


def credentials_from(told: dict[str, Any]) -> Credentials:
    manifest = told.get("manifests", {}).get(told.get("active_manifest"), {})
    generators = [it for it in manifest.get("claim_generator_info") or [] if isinstance(it, dict)]
    names = [f"{it.get('name', '')} {it.get('version') or ''}" for it in generators] or [
        manifest.get("claim_generator")
    ]
    return Credentials(
        state=STATES.get(told.get("validation_state"), "invalid"),
        issuer=text((manifest.get("signature_info") or {}).get("issuer")),
        title=text(manifest.get("title")),
        generator=text(names[0] if names else manifest.get("claim_generator")),
        digital_source_type=stated_source_type(manifest),
    )


def stated_source_type(manifest: dict[str, Any]) -> str:
    """Of the first action that states one: how the picture came into being, before whatever was done to it."""
    for assertion in manifest.get("assertions") or []:
        label, data = assertion.get("label"), assertion.get("data")
        if str(label).startswith("c2pa.actions") and isinstance(data, dict):
            for action in data.get("actions") or []:
                stated = text(action.get("digitalSourceType")) if isinstance(action, dict) else ""
                if stated:
                    return source_type(stated) or web_address(stated)
    return ""


def text(value: Any) -> str:
    return line(value, LIMIT) if isinstance(value, str) else ""
