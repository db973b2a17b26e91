"""What is public about the publication itself, for those who write in its name."""

from __future__ import annotations

from typing import Any

import orjson

from cms.delivery import problems, published
from cms.delivery.problems import Problem
from cms.keys import ONLY_KEY


def the_publication() -> dict[str, Any]:
    """As `/site/` tells it. Raises a Problem where there is none yet."""
    site = published.find("site", ONLY_KEY, column="body")
    if site is None:
        raise Problem(problems.NOT_SET_UP, problems.NOT_SET_UP.remedy)
    content: dict[str, Any] = orjson.loads(site.body)
    return content
