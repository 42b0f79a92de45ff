from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.api.surroundings import Office

Json = Any

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
    "array": (list,),
    "object": (dict,),
}


@pytest.fixture
async def document(office: Office) -> Json:
    return await office.get("/api/openapi.json")


def answers(document: Json) -> Iterator[tuple[str, Json]]:
    """Every good answer that has a body, by what is asked."""
    for path, operations in document["paths"].items():
        for method, told in operations.items():
            for status, answer in told["responses"].items():
                if status.startswith("2") and "content" in answer:
                    yield f"{method} {path} {status}", answer["content"]["application/json"]


def misfits(value: Json, schema: Json, document: Json, at: str) -> list[str]:
    """Say where a value isn't as a schema of ours has it; of JSON Schema it knows what the document uses."""
    if "$ref" in schema:
        return misfits(value, document["components"]["schemas"][schema["$ref"].rpartition("/")[2]], document, at)
    if "anyOf" in schema:
        tried = [misfits(value, one, document, at) for one in schema["anyOf"]]
        return [] if [] in tried else min(tried, key=len)
    kinds = _TYPES.get(schema.get("type", ""), (object,))
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds and object not in kinds):
        return [f"{at}: {value!r} is no {schema['type']}"]
    if value not in schema.get("enum", [value]):
        return [f"{at}: {value!r} is none of {schema['enum']}"]
    if isinstance(value, list):
        return [fault for one in value for fault in misfits(one, schema.get("items", {}), document, f"{at}[]")]
    return _in_object(value, schema, document, at) if isinstance(value, dict) else []


def _in_object(value: Json, schema: Json, document: Json, at: str) -> list[str]:
    known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    faults = [f"{at}: {name} is missing" for name in schema.get("required", []) if name not in value]
    for name, one in value.items():
        if name not in known and others is False:
            faults.append(f"{at}: {name} is unknown")
        else:
            faults += misfits(
                one, known.get(name, others if isinstance(others, dict) else {}), document, f"{at}/{name}"
            )
    return faults


async def test_every_answer_has_an_example(document: Json) -> None:
    assert [asked for asked, media in answers(document) if "example" not in media] == []


async def test_the_examples_are_as_their_schemas_say(document: Json) -> None:
    faults = [
        fault
        for asked, media in answers(document)
        for fault in misfits(media["example"], media["schema"], document, asked)
    ]
    assert faults == []


def test_a_misfit_is_seen() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["b"]}
    assert misfits({"a": "1"}, schema | {"additionalProperties": False}, {}, "") == [
        ": b is missing",
        "/a: '1' is no integer",
    ]


async def test_what_a_path_allows_it_does_not_refuse(office: Office) -> None:
    for path in ("/api/feeds/preview", "/api/feeds/valid", "/api/feeds/talks"):
        allowed = (await office.site.ask("TRACE", path))["allow"].split(", ")
        assert ("POST" in allowed) == (path == "/api/feeds/preview")
        for method in ("GET", "PUT", "PATCH", "DELETE", "TRACE"):
            assert ((await office.site.ask(method, path)).status == 405) == (method not in allowed)
