"""Where files are kept: folders of this machine, or the bucket that MEDIA_STORAGE_URL names."""

from __future__ import annotations

import re
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from environs import ValidationError

if TYPE_CHECKING:
    from pathlib import Path

BUCKET = re.compile(r"/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/?")
# What may be said of a bucket after the question mark, and how.
SAID = {
    "region": re.compile(r"[a-z0-9-]+"),
    "tls": re.compile(r"[01]"),
    "prefix": re.compile(r"\w[\w-]*(/\w[\w-]*)*/?"),
}
LOCAL = "media.storage.WholeFiles"
PACKAGES = ("storages", "boto3")


def is_media_storage(address: str) -> None:
    if not address:
        return
    fault = fault_of(address)
    if fault:
        raise ValidationError(fault)
    if not all(find_spec(package) for package in PACKAGES):
        install = f"{sys.executable} -m pip install --require-hashes -r requirements/s3.txt"
        raise ValidationError(f"The packages for it are not installed: run `{install}`.")


def fault_of(address: str) -> str:
    """What is wrong with an address, in words that repeat none of it: it may hold a secret."""
    try:
        parts = urlsplit(address)
        port = parts.port
        said = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    except ValueError:
        return "Not an address that can be read; `/`, `?`, `#` and `@` in a key are written as %2F, %3F, %23 and %40."
    if parts.scheme != "s3" or parts.fragment or (port is not None and not parts.hostname):
        return "Not the address of a bucket."
    if not BUCKET.fullmatch(parts.path):
        return "After the host comes the name of a bucket: 3 to 63 lower-case letters, digits, dots and hyphens."
    if bool(parts.username) != bool(parts.password):
        return "A key comes with its secret; leave both out where the environment has them."
    names = [name for name, _ in said]
    if len(set(names)) < len(names) or not all(name in SAID and SAID[name].fullmatch(value) for name, value in said):
        return (
            "After the question mark may come, once each, `region`, `tls` (0 or 1) and `prefix` (names with slashes)."
        )
    return ""


def media_storages(address: str, folder: Path) -> dict[str, Any]:
    """Originals are private, and so are renditions: only those of published pictures have addresses, which are ours."""
    # What comes in waits in the last one until it has been looked at.
    parts = {"default": "originals", "renditions": "renditions", "incoming": "incoming"}
    if address:
        return {
            alias: {"BACKEND": "cms.bucket.PrivateBucket", "OPTIONS": bucket_options(urlsplit(address), part)}
            for alias, part in parts.items()
        }
    return {
        alias: {"BACKEND": LOCAL, "OPTIONS": {"location": str(folder / part), "base_url": None}}
        for alias, part in parts.items()
    }


def bucket_options(parts: SplitResult, part: str) -> dict[str, Any]:
    said = dict(parse_qsl(parts.query))
    host = parts.netloc.rpartition("@")[2]
    prefix = said.get("prefix", "").strip("/")
    return {
        "bucket_name": parts.path.strip("/"),
        "location": f"{prefix}/{part}".lstrip("/"),
        "endpoint_url": f"{'http' if said.get('tls') == '0' else 'https'}://{host}" if host else None,
        # Servers other than the provider's own rarely have a name for each bucket.
        "addressing_style": "path" if host else "auto",
        "region_name": said.get("region"),
        "access_key": unquote(parts.username or "") or None,
        "secret_key": unquote(parts.password or "") or None,
    }
