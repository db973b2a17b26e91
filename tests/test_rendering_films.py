"""Moving pictures: a GIF goes on moving, with its frames and their durations."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image, ImageSequence

from media.inspection import Refused, inspect
from media.metadata import Credits
from tests.drawing import BLUE, GREEN, RED, YELLOW, decoded, encoded, files_of, looks_like

COLOURS = (RED, GREEN, BLUE, YELLOW)
LASTING = [40, 250, 100, 1000]


def film(size: tuple[int, int] = (800, 600), format_: str = "GIF", **options: Any) -> bytes:
    frames = [Image.new("RGB", size, colour) for colour in COLOURS]
    settings = {"save_all": True, "append_images": frames[1:], "duration": LASTING, "loop": 0, **options}
    return encoded(frames[0], format_, **{name: value for name, value in settings.items() if value is not None})


def frames_of(content: bytes) -> list[tuple[tuple[int, ...], int]]:
    """The colour in the middle of each frame, and how long it is shown."""
    shown = []
    for frame in ImageSequence.Iterator(decoded(content)):
        frame.load()
        middle = frame.convert("RGB").getpixel((frame.width // 2, frame.height // 2))
        shown.append((middle, round(frame.info["duration"])))
    return shown


def test_a_film_stays_one_in_webp_and_gif() -> None:
    made = {(it.format, it.width): content for it, content in files_of(film()).items() if not it.ratio}
    assert set(made) == {(format_, width) for format_ in ("webp", "gif") for width in (320, 640)}
    for (format_, width), content in made.items():
        picture = decoded(content)
        assert (picture.format, picture.size) == (format_.upper(), (width, width * 3 // 4))
        frames = frames_of(content)
        assert [duration for _, duration in frames] == LASTING
        assert all(looks_like(colour, wanted, 24) for (colour, _), wanted in zip(frames, COLOURS, strict=True))


@pytest.mark.parametrize(("loop", "in_gif", "in_webp"), [(0, 0, 0), (3, 3, 4), (None, None, 1)])
def test_a_film_ends_when_its_maker_wanted(loop: int | None, in_gif: int | None, in_webp: int) -> None:
    """GIF counts how often a film is shown again, WebP how often it is shown; for ever is 0 in both."""
    for rendition, content in files_of(film((400, 300), loop=loop)).items():
        if not rendition.ratio:
            assert decoded(content).info.get("loop") == (in_gif if rendition.format == "gif" else in_webp)


def test_crops_of_a_film_show_its_first_frame_and_stand_still() -> None:
    crops = {it: content for it, content in files_of(film()).items() if it.ratio}
    assert {it.format for it in crops} == {"avif", "webp", "jpeg"}
    for content in crops.values():
        picture = decoded(content)
        assert getattr(picture, "n_frames", 1) == 1
        assert looks_like(picture.convert("RGB").getpixel((9, 9)), RED, 24)


def test_a_small_film_is_not_made_larger() -> None:
    assert {it.width for it in files_of(film((200, 100))) if not it.ratio} == {200}


def test_a_frame_of_no_duration_lasts_as_long_as_browsers_show_it() -> None:
    made = files_of(film((400, 300), duration=[0, 50, 50, 50]))
    assert {frames_of(it)[0][1] for rendition, it in made.items() if not rendition.ratio} == {100}


def test_what_is_transparent_in_a_film_stays_so() -> None:
    frames = []
    for place in (0, 100, 200):
        frame = Image.new("RGBA", (400, 300), (0, 0, 0, 0))
        frame.paste((*RED, 255), (place, 0, place + 100, 300))
        frames.append(frame)
    made = files_of(encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=50, disposal=2))
    for rendition, content in made.items():
        if rendition.ratio:
            continue
        places = (40, 120, 200)
        for number, frame in enumerate(ImageSequence.Iterator(decoded(content))):
            alpha = [frame.convert("RGBA").getpixel((place, 120))[3] for place in places]
            assert alpha == [255 if place == number else 0 for place in range(3)], (rendition.name, number)


def test_a_film_with_credits_tells_them_in_webp() -> None:
    for rendition, content in files_of(film((400, 300)), credits=Credits(credit="Cal Lens")).items():
        if not rendition.ratio:
            assert (b"Cal Lens" in content) is (rendition.format == "webp")


@pytest.mark.parametrize("format_", ["WEBP", "PNG", "AVIF"])
def test_of_other_moving_pictures_the_first_frame_is_taken(format_: str) -> None:
    content = film((400, 300), format_)
    assert not inspect(content, "").moving
    made = files_of(content)
    assert {it.format for it in made} == {"avif", "webp", "jpeg"}
    assert all(looks_like(decoded(it).convert("RGB").getpixel((9, 9)), RED, 24) for it in made.values())


def test_a_film_that_is_too_long_for_anybody_to_wait_for_is_a_still() -> None:
    frames = [Image.new("L", (2500, 2500), shade * 10) for shade in range(20)]
    content = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=50)
    assert not inspect(content, "").moving


def test_a_film_that_breaks_off_is_refused() -> None:
    content = film()
    with pytest.raises(Refused):
        inspect(content[: len(content) * 2 // 3], "")
