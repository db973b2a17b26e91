"""What the desk cuts by hand: checked here, drawn by `media/static/media/focal-point.js`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput

from media.models import check_crops
from media.renditions import CROPS, crop_of

if TYPE_CHECKING:
    from media.models import Image
    from media.renditions import Box

# By how much a rectangle's ratio may be wrong: what rounding adds, and no eye sees.
TOLERANCE = 0.01
# Four crops are written in less, and no number or nesting of this length breaks the parser.
LONGEST = 600


class CropsField(forms.JSONField):
    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > LONGEST:
            raise ValidationError("Crops: this is more than four crops need. Draw them again.", code="too_long")
        return super().to_python(value) or {}

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What was sent, to be mended."""
        if isinstance(data, str) and len(data) > LONGEST:
            return InvalidJSONInput(data)
        return super().bound_data(data, initial)


def check_ratios(crops: dict[str, list[float]], image: Image) -> None:
    """Raises ValidationError where a rectangle has another ratio than that of its crop."""
    check_crops(crops)
    for ratio, (_, _, width, height) in crops.items():
        across, down = (int(number) for number in ratio.split(":"))
        if abs(width * image.width * down / (height * image.height * across) - 1) > TOLERANCE:
            raise ValidationError(
                f"The crop of {ratio} does not have this ratio: it is {width * image.width:.0f} × "
                f"{height * image.height:.0f} pixels. Draw it again, or go back to automatic.",
                code="wrong_ratio",
            )


def drawn_crops(image: Image) -> list[dict[str, Any]]:
    """Each crop as readers get it, with how the whole picture lies behind that window."""
    boxes = [(ratio, crop_of(image.original, ratio)) for ratio in CROPS]
    return [
        {
            "ratio": ratio,
            "box": box,
            "by_hand": ratio in image.crops,
            "smallest": CROPS[ratio][0],
            "window": f"aspect-ratio: {box.width} / {box.height}",
            "lies": lies(image, box),
        }
        for ratio, box in boxes
    ]


def lies(image: Image, box: Box) -> str:
    parts = {
        "width": image.width / box.width,
        "height": image.height / box.height,
        "left": -box.left / box.width,
        "top": -box.top / box.height,
    }
    return "; ".join(f"{name}: {share * 100:.3f}%" for name, share in parts.items())
