"""How pictures are often made smaller: the original is opened anew for each file, decoded whole, and scaled at once.

python -m tests.bench.naive_pictures FILE FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image, ImageOps

from media.metadata import Credits, save_options
from media.renditions import FORMATS, Original, Rendition, renditions_of


def make(source: Path, rendition: Rendition, target: Path) -> None:
    box, format_ = rendition.box, FORMATS[rendition.format]
    with Image.open(source) as image:
        picture = ImageOps.exif_transpose(image).convert("RGB")
        part = picture.crop((box.left, box.top, box.left + box.width, box.top + box.height))
        small = part.resize((rendition.width, rendition.height), Image.Resampling.LANCZOS)
        small.save(target, format_.name, **dict(format_.options), **save_options(format_.name, Credits(credit="Cal")))


def main(source: Path, folder: Path) -> None:
    with Image.open(source) as image:
        size = image.size
    for number, rendition in enumerate(renditions_of(Original("0" * 64, *size))):
        make(source, rendition, folder / str(number))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
