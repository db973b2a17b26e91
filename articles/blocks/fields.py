"""The types of field that blocks share. No field may be null: what is absent is left out, the one way to say it."""

import enum
import re
from datetime import datetime
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from articles.blocks import characters, links

T = TypeVar("T")

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)")
MOMENT_REMEDY = "Write the time as 2026-11-22T10:05:00Z."
MAX_SIZE = 10**12
MAX_PIXELS = 100_000


class Part(BaseModel):
    """Anything inside a body: exactly the fields that it declares, each of exactly its type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Role(enum.Enum):
    """What a string is for, so that cleaning knows how far it may go."""

    TEXT = "text"
    ADDRESS = "address"


def _sound(text: str) -> str:
    if fault := characters.fault_in(text):
        raise PydanticCustomError("text", "{fault}", {"fault": fault})
    return text


def _allowed(address: str) -> str:
    if fault := links.refusal(address):
        raise PydanticCustomError("address", "{fault}", {"fault": fault})
    return address


def _on_the_web(address: str) -> str:
    if not address.lower().startswith("http"):
        raise PydanticCustomError("address", "Give the full web address, starting with https://.")
    return address


def _moment(text: str) -> str:
    if not MOMENT.fullmatch(text):
        raise PydanticCustomError("moment", MOMENT_REMEDY)
    try:
        datetime.fromisoformat(text)
    except ValueError as error:
        raise PydanticCustomError("moment", "There is no such time. " + MOMENT_REMEDY) from error
    return text


def _given(value: object) -> object:
    if value is None:
        raise PydanticCustomError("null", "This field is null. Fill it in, or leave it out.")
    return value


def is_moment(text: str) -> bool:
    return MOMENT.fullmatch(text) is not None


Maybe = Annotated[T | None, BeforeValidator(_given)]

Text = Annotated[str, AfterValidator(_sound), Role.TEXT]
Words = Annotated[str, Field(min_length=1), AfterValidator(_sound), Role.TEXT]
Address = Annotated[
    str, AfterValidator(_allowed), WithJsonSchema({"type": "string", "pattern": links.PATTERN}), Role.ADDRESS
]
WebAddress = Annotated[
    str,
    AfterValidator(_allowed),
    AfterValidator(_on_the_web),
    WithJsonSchema({"type": "string", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://[^/?#]"}),
    Role.ADDRESS,
]
Moment = Annotated[
    str, AfterValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time", "pattern": MOMENT.pattern})
]
Key = Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]{1,64}$")]
Language = Annotated[str, Field(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")]
Ratio = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,4}:[1-9][0-9]{0,4}$")]
MediaType = Annotated[str, Field(pattern=r"^[A-Za-z0-9.+-]{1,64}/[A-Za-z0-9.+-]{1,64}$")]
Pixels = Annotated[int, Field(ge=1, le=MAX_PIXELS)]
Count = Annotated[int, Field(ge=0, le=MAX_SIZE)]
Seconds = Annotated[float, Field(ge=0, le=MAX_SIZE)]
