"""Two texts that were made from one: what goes together by itself, and what somebody has to choose. No database."""

from articles.merging.choices import BOTH, MINE, THEIRS, NotChosen
from articles.merging.stories import Merge, merge_contents

__all__ = ["BOTH", "MINE", "THEIRS", "Merge", "NotChosen", "merge_contents"]
