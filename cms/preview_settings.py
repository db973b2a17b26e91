from __future__ import annotations

import re

from environs import ValidationError

FRONTEND = re.compile(r"[^=]*[^=\s][^=]*=https?://[^/?#\s{]+/\S*\{token\}\S*")


def are_frontends(sites: list[str]) -> None:
    if not all(FRONTEND.fullmatch(site) for site in sites):
        raise ValidationError("Not names, each with an address that has {token} in it.")
