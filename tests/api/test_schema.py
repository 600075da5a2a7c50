"""The OpenAPI document holds what the server does: requests that nobody would think of get no 5xx, and no status that is not in it."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from assistant.server import make_app
from tests.fake_assistant import document_of, fake
from tests.serving import serving

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the library's own, on import
    import schemathesis
    from schemathesis import GenerationMode
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

ARTICLE = document_of("Foundry plans\nThe foundry has committed $7.5 million to a new furnace.\nIt opens in May.\n", "foundry.txt")
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
KEY = "a-key-of-20-letters-"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(make_app(fake(ARTICLE, api_keys=KEY))) as address:
        yield address


def fuzzed(address: str, examples: int) -> int:
    """How many requests were made, an equal number for each operation."""
    headers = {"Authorization": f"Bearer {KEY}"}
    schema = schemathesis.openapi.from_url(f"{address}/openapi.json", headers=headers)
    made = 0
    found: Any
    for found in schema.get_all_operations():
        operation = found.ok()
        strategy = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)))

        @given(case=strategy)
        @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate], database=None)
        def holds(case: Any) -> None:
            nonlocal made
            made += 1
            case.call_and_validate(base_url=address, headers=headers, checks=CHECKS)

        holds()
    return made


def test_a_few_requests_of_each_kind_hold_the_schema(address: str) -> None:
    assert fuzzed(address, 8) >= 100


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_thousands_of_requests_hold_the_schema(address: str) -> None:
    assert fuzzed(address, 160) >= 2000


def test_every_operation_is_described_with_its_problems_and_an_example(address: str) -> None:
    schema = httpx.get(f"{address}/openapi.json", headers={"Authorization": f"Bearer {KEY}"}).json()
    referred = set(re.findall(r"#/components/schemas/([\w-]+)", json.dumps(schema)))
    assert referred <= set(schema["components"]["schemas"])
    operations = [operation for path in schema["paths"].values() for operation in path.values()]
    assert len(operations) >= 15
    assert all(operation["description"] for operation in operations)
    for path in ("/api/ask", "/api/ask/stream", "/api/search", "/api/documents", "/v1/chat/completions"):
        content = schema["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"]
        assert schema["components"]["schemas"].get(content.get("$ref", "").rpartition("/")[2], content)["examples"]
        assert {"401", "403", "413", "429"} <= set(schema["paths"][path]["post"]["responses"])
