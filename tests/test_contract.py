"""The API keeps to its own description: a program that knows nothing else asks what that allows and what it forbids."""

from __future__ import annotations

import os
import random
import zlib
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
import yaml
from django.conf import settings as django_settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, connections
from openapi_schema_validator import OAS31Validator
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.generation.meta import TestPhase

from cms.events import feed_subscribers
from tests.test_openapi import make_newsroom

if TYPE_CHECKING:
    from collections.abc import Iterator

# Of each address, so many requests beside those that follow from the description. `make soak` asks more, and others.
EXAMPLES = int(os.environ.get("CONTRACT_EXAMPLES", "3"))
SEED = int(os.environ.get("CONTRACT_SEED", "1898"))
MOST_PARAMETERS = 3
SETTINGS = {
    "seed": SEED,
    "continue-on-failure": True,
    "cache": {"enabled": False},
    "generation": {"max-examples": EXAMPLES, "deterministic": "CONTRACT_SEED" not in os.environ, "database": "none"},
    # A text of the right form may still be the name of nothing, or belong to another list.
    "checks": {"positive_data_acceptance": {"enabled": False}},
    # Nothing here makes anything that could be asked for next.
    "phases": {"stateful": {"enabled": False}},
}


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    return yaml.safe_load((django_settings.BASE_DIR / "docs" / "openapi.yaml").read_text())


def asks_for_parts(case: schemathesis.Case) -> bool:
    return "fields" in (case.query or {})


def in_parts(schema: Any) -> Any:
    """The same, of which nothing has to be there."""
    if isinstance(schema, list):
        return [in_parts(it) for it in schema]
    if not isinstance(schema, dict):
        return schema
    named = {
        "anyOf" if name == "oneOf" else name: in_parts(it) for name, it in schema.items() if name != "discriminator"
    }
    return {name: it for name, it in named.items() if name != "required" or not isinstance(it, list)}


class Served:
    """Django, and the connections to databases that its threads have opened."""

    def __init__(self) -> None:
        self.django = WSGIHandler()
        self.connections: set[Any] = set()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.connections.add(connections["default"])
        return self.django(environ, start_response)

    def close(self) -> None:
        for it in self.connections:
            it.inc_thread_sharing()
            it.close()


def contract_of(description: dict[str, Any], served: Served) -> Any:
    schema = schemathesis.openapi.from_dict(description, config=SchemathesisConfig.from_dict(SETTINGS))
    schema.app = served
    parts = in_parts(deepcopy(description["components"]))

    half = connection.vendor == "postgresql"

    @schema.hook
    def filter_case(context: Any, case: schemathesis.Case) -> bool:
        """Of what follows from the description, each database is asked half, and all by `make soak`."""
        if case.meta.phase.name != TestPhase.COVERAGE or "CONTRACT_SEED" in os.environ:
            return True
        asked = repr((case.operation.label, case.method, case.path_parameters, case.query))
        return zlib.crc32(asked.encode()) % 2 == half

    @schema.hook
    def map_case(context: Any, case: schemathesis.Case) -> schemathesis.Case:
        """Of many filters that are right, some: all of them together find nothing."""
        needed = {it.name for it in case.operation.query if it.is_required}
        needed.add(getattr(case.meta.phase.data, "parameter", None))
        if case.meta.generation.mode == GenerationMode.POSITIVE and len(case.query) > MOST_PARAMETERS:
            chance = random.Random(repr(case.query))  # noqa: S311 (chooses what to ask, the same each time)
            chosen = set(chance.sample(sorted(case.query), chance.randint(1, MOST_PARAMETERS)))
            case.query = {name: it for name, it in case.query.items() if name in chosen | needed}
        return case

    @schema.hook
    def filter_failure(context: Any, failure: Any, case: schemathesis.Case, response: Any) -> bool:
        """Keeps what is a failure: with `fields=` nothing has to be there, but what is there is documented."""
        if type(failure).__name__ != "JsonSchemaError" or not asks_for_parts(case):
            return True
        content = case.operation.definition.raw["responses"]["200"]["content"]["application/json"]
        checker = OAS31Validator({**content["schema"], "components": parts})
        return not checker.is_valid(response.json())

    return schema


def told(event: events.ScenarioFinished) -> Iterator[str]:
    for checks in event.recorder.checks.values():
        for check in checks:
            if found := check.failure_info:
                yield f"{event.label}: {found.failure.title}\n{found.failure.message[:600]}\n{found.code_sample}"


@pytest.mark.usefixtures("committed_db")
@pytest.mark.timeout(3600)
def test_whatever_is_asked_the_answer_is_as_documented(description: dict[str, Any]) -> None:
    make_newsroom()
    while feed_subscribers():
        pass
    served, asked, failures = Served(), 0, []
    for event in from_schema(contract_of(description, served)).execute():
        if isinstance(event, events.ScenarioFinished):
            asked += len(event.recorder.cases)
            failures += told(event)
        elif isinstance(event, events.NonFatalError | events.FatalError):
            failures.append(repr(event))
    served.close()
    assert asked > 700
    assert not failures, f"{len(failures)} failures in {asked} requests:\n" + "\n\n".join(failures[:10])
