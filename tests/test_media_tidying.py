"""Files that a picture has no more are deleted, once nobody can be asking for them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from articles.publishing import publish_article
from cms.dependents import recompile_stale
from cms.events import feed
from media.making import make_next
from media.models import Image
from media.publishing import bring_up_to_date
from media.renditions import renditions_of
from media.tidying import clear_outdated
from tests.drawing import files_in, picture_upload
from tests.factories import ed, make_article, take_in

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def noon(time_machine: Any) -> None:
    time_machine.move_to(NOON, tick=False)


def harbour(kind: str = "JPEG", **fields: Any) -> Image:
    return take_in(picture_upload(kind, (400, 300)), by=None, alt="Boats.", credit="Cal Lens", **fields)


def names(image: Image) -> set[str]:
    return {it.name for it in renditions_of(image.original)}


def made(folder: Path) -> set[str]:
    return set(files_in(folder / "renditions"))


def work() -> None:
    while make_next():
        pass


def changed(image: Image, **fields: Any) -> Image:
    Image.objects.filter(pk=image.pk).update(**fields)
    bring_up_to_date(image, by=None)
    image.refresh_from_db()
    return image


def test_a_day_after_the_new_files_the_old_ones_go(time_machine: Any, tmp_path: Path) -> None:
    image, other = harbour(), harbour("PNG")
    work()
    before = names(image)
    changed(image, focal_x=0.1, credit="Ben Light")
    work()
    assert before | names(image) <= made(tmp_path)
    time_machine.move_to(NOON + DAY - timedelta(seconds=1), tick=False)
    assert clear_outdated() == 0
    time_machine.move_to(NOON + DAY, tick=False)
    while clear_outdated():
        pass
    assert made(tmp_path) == names(image) | names(other)
    assert not Image.objects.exclude(tidy_at=None).exists()


def test_what_a_public_story_names_stays_until_that_is_compiled_anew(time_machine: Any, tmp_path: Path) -> None:
    image = harbour()
    publish_article(make_article(lead_image=image), by=ed())
    work()
    before = names(image)
    changed(image, credit="Ben Light")
    work()
    time_machine.move_to(NOON + DAY, tick=False)
    assert clear_outdated() == 1
    assert before <= made(tmp_path)
    while feed("cms.dependents.mark_dependents") or recompile_stale():
        pass
    assert clear_outdated() == 0
    time_machine.move_to(NOON + 2 * DAY, tick=False)
    assert clear_outdated() == 1
    assert made(tmp_path) == names(image)


def test_a_picture_that_changes_again_meanwhile_gets_its_day(time_machine: Any) -> None:
    image = harbour()
    work()
    time_machine.move_to(NOON + DAY, tick=False)
    changed(image, credit="Ben Light")
    work()
    assert clear_outdated() == 0
    assert Image.objects.get().tidy_at == NOON + 2 * DAY
