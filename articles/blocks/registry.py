"""Every block type there is, and the one union made of them."""

from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from articles.blocks.boxes import BOX, INNER
from articles.blocks.entry import Block, BlockType, union_of
from articles.blocks.limits import MAX_BLOCKS
from cms.plain import Json

SCHEMA_NAME = "body/1"

BLOCK_TYPES: dict[str, BlockType[Any]] = {**INNER, BOX.name: BOX}

if TYPE_CHECKING:
    AnyBlock = Block
else:
    AnyBlock = union_of(BLOCK_TYPES.values())

ONE_BLOCK: TypeAdapter[Block] = TypeAdapter(AnyBlock)


class AbsentNotNull(GenerateJsonSchema):
    """An optional field is left out, never null, so the schema offers neither null nor a default of null."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        described = super().default_schema(schema)
        if "default" in described and described["default"] is None:
            del described["default"]
        return described


def body_schema() -> Json:
    """JSON Schema 2020-12 of a body as it is written; rules that span blocks are in code only."""
    one = ONE_BLOCK.json_schema(schema_generator=AbsentNotNull)
    definitions = one.pop("$defs")
    return {
        "$schema": AbsentNotNull.schema_dialect,
        "title": "Body of a story, as it is written",
        "type": "object",
        "required": ["schema", "blocks"],
        "additionalProperties": False,
        "properties": {
            "schema": {"const": SCHEMA_NAME},
            "word_count": {"type": "integer", "minimum": 0},
            "reading_minutes": {"type": "integer", "minimum": 0},
            "blocks": {"type": "array", "maxItems": MAX_BLOCKS, "items": {"$ref": "#/$defs/Block"}},
        },
        "$defs": {"Block": one, **definitions},
    }
