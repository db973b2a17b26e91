"""What encoding costs by itself, which nobody who makes these files can save: sizes first, then only `Image.save`.

python -m tests.bench.encoders FILE FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

from media.metadata import Credits, save_options
from media.renditions import FORMATS, Original, renditions_of


def main(source: Path, folder: Path) -> None:
    with Image.open(source) as image:
        size = image.size
        # One eighth: next to no time, and as much for an encoder to do once it is as large as the file.
        image.draft("RGB", (size[0] // 8, size[1] // 8))
        small = image.convert("RGB")
    for number, rendition in enumerate(renditions_of(Original("0" * 64, *size))):
        format_ = FORMATS[rendition.format]
        picture = small.resize((rendition.width, rendition.height), Image.Resampling.NEAREST)
        options = dict(format_.options) | save_options(format_.name, Credits(credit="Cal"))
        picture.save(folder / str(number), format_.name, **options)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
