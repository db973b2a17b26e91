"""What is wrong with a block is told to editors by what they see, and to programs by its exact path."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from articles import blocks
from articles.blocks.wording import FIELDS
from tests.admin_forms import fields_of
from tests.block_examples import EXAMPLES
from tests.factories import ada, make_article, paragraph

if TYPE_CHECKING:
    from django.test import Client

NAMING = Path(__file__).resolve().parents[1] / "articles/editor/src/dialogs/naming.js"
NOTHING_SAID = [{"text": "", "marks": []}]


def a_list(*items: Any) -> dict[str, Any]:
    return {"id": "list000001", "type": "list", "style": "bullet", "items": [{"text": it} for it in items]}


def a_nested_list() -> dict[str, Any]:
    inner = {"text": [{"text": "Inner"}], "items": [{"text": [{"text": "Well"}]}, {"text": 7}]}
    return {**a_list([{"text": "One"}]), "items": [{"text": [{"text": "One"}]}, inner]}


def with_last(kind: str, name: str, **fields: Any) -> dict[str, Any]:
    block = json.loads(json.dumps(EXAMPLES[kind]))
    block[name][-1] |= fields
    return block


def a_table() -> dict[str, Any]:
    columns = [{"label": "Port"}, {"label": "Cars"}]
    rows = [[[{"text": "Leith"}], [{"text": "9"}]], [[{"text": "Oban"}], [{"text": 9}]]]
    return {"id": "table00001", "type": "table", "columns": columns, "rows": rows}


def a_box() -> dict[str, Any]:
    inside = [{**paragraph("Fine."), "id": "inside0001"}, {**a_list(NOTHING_SAID), "id": "inside0002"}]
    return {"id": "box0000001", "type": "box", "variant": "fact", "items": [{"blocks": inside}]}


@pytest.mark.parametrize(
    ("block", "path", "said"),
    [
        (a_list([{"text": "One"}], 7), "3.items.1.text", "Block 4 (list), item 2: “text” must be a list."),
        (a_nested_list(), "3.items.1.items.1.text", "Block 4 (list), item 2, item 2: “text” must be a list."),
        (a_table(), "3.rows.1.1.0.text", "Block 4 (table), row 2, column 2: “text” must be text."),
        (
            with_last("gallery", "items", image=None), f"3.items.{len(EXAMPLES['gallery']['items']) - 1}.image",
            f"Block 4 (gallery), picture {len(EXAMPLES['gallery']['items'])}: “picture”",
        ),
        (a_box(), "3.items.0.blocks.1.items.0.text.0.text", "Block 4 (box), part 1, block 2 (list), item 1: "),
        ({"id": "embed00001", "type": "embed", "url": "x"}, "3.fallback", "Block 4 (embed): Add “for programs that"),
        ({"id": "hologram01", "type": "hologram"}, "3", "Block 4 (unknown type): There is no type “hologram” here."),
    ],
)  # fmt: skip
def test_editors_are_told_a_place_on_the_page(block: dict[str, Any], path: str, said: str) -> None:
    body = [*(paragraph(f"{number}.", number) for number in range(3)), block]
    with pytest.raises(blocks.InvalidBody) as refused:
        blocks.validate(body)
    # Programs go on being told the path.
    problem = next((it for it in refused.value.problems if it.path == path), None)
    assert problem, refused.value
    assert f"{path}: {problem.message}" in str(refused.value)
    words = blocks.told(problem, body)
    assert words.startswith(said)
    assert not re.search(r"\w\.\d|\[\d|_", words)


@pytest.mark.django_db
def test_the_form_leads_from_the_words_to_the_block(client: Client) -> None:
    article = make_article()
    client.force_login(ada())
    address = reverse("admin:articles_article_change", args=[article.pk])
    body = [paragraph("Fine."), a_list([{"text": "One"}], 7)]
    answer = client.post(address, fields_of(client.get(address)) | {"body": json.dumps(body)})
    page = unescape(answer.content.decode())
    assert "Block 2 (list), item 2: “text” must be a list." in page
    told = [json.loads(unescape(it)) for it in re.findall('data-problems="([^"]*)"', answer.content.decode())]
    assert [{"block_id": "list000001", "message": "Item 2: “text” must be a list."}] in told


def test_fields_are_called_as_in_the_editor() -> None:
    labels = NAMING.read_text().split("const LABELS = {")[1].split("};")[0]
    names = dict(re.findall(r'(\w+): "([^"]*)"', labels))
    assert {name: words.lower() for name, words in names.items()} == FIELDS
