"""Records as JSON Schema 2020-12, for the document. Reads types and their limits; knows no routes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from attrs import NOTHING, AttrsInstance, fields, has

from anypod.web.api.limits import Limits, Shown
from anypod.web.shapes import plain

Json = dict[str, Any]  # a schema is what JSON Schema says it is, and nothing of ours looks into it

_PLAIN: dict[object, Json] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    datetime: {"type": "string", "format": "date-time"},
    object: {},
    type(None): {"type": "null"},
}
_WORDS = {"least": "minimum", "most": "maximum", "form": "format"}


class Schemas:
    """Gives schemas, and gathers the records that they refer to."""

    def __init__(self) -> None:
        self.components: dict[str, Json] = {}

    def of(self, kind: object) -> Json:
        """Give the schema of a type; a record is referred to."""
        if kind in _PLAIN:
            return dict(_PLAIN[kind])
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            return {"type": "string", "enum": [member.value for member in kind]}
        if isinstance(kind, type) and has(kind):
            return self._reference(kind)
        return self._generic(get_origin(kind), get_args(kind))

    def _generic(self, origin: object, args: tuple[Any, ...]) -> Json:
        if origin is Annotated:
            return self._annotated(args[0], args[1:])
        if origin in {Union, UnionType}:
            return {"anyOf": [self.of(one) for one in args]}
        if origin is tuple:
            return {"type": "array", "items": self.of(args[0])}
        if origin is Mapping:
            return self._mapping(*args)
        raise TypeError(f"the API has no {origin!r}")

    def parameters(self, kind: type[AttrsInstance]) -> list[Json]:
        """Give the parameters of a query that a record reads."""
        hints = get_type_hints(kind, include_extras=True)
        found = []
        for attribute in fields(kind):
            schema = self.of(hints[attribute.name])
            # A query can't say null; what is None by default is merely not given.
            if "anyOf" in schema:
                (schema,) = [one for one in schema["anyOf"] if one != {"type": "null"}]
            about = schema.pop("description", "")
            if (default := _default(attribute.default)) not in {None, NOTHING, ()}:
                schema["default"] = plain(default)
            parameter: Json = {"name": attribute.name, "in": "query", "required": attribute.default is NOTHING}
            parameter |= {"description": about} if about else {}
            parameter |= {"style": "form", "explode": False} if schema.get("type") == "array" else {}
            found.append(parameter | {"schema": schema})
        return found

    def _annotated(self, kind: object, notes: tuple[object, ...]) -> Json:
        schema = self.of(kind)
        for note in notes:
            if isinstance(note, Shown):
                schema = self._reference(note.record)
            if isinstance(note, Limits):
                schema |= _limits(note, listed=schema.get("type") == "array")
        return schema

    def _mapping(self, keys: object, values: object) -> Json:
        schema = {"type": "object", "additionalProperties": self.of(values) or True}
        if isinstance(keys, type) and issubclass(keys, StrEnum):
            schema |= {"propertyNames": {"enum": [member.value for member in keys]}}
        return schema

    def _reference(self, kind: type[Any]) -> Json:
        name = kind.__name__
        if name not in self.components:
            self.components[name] = {}  # a record may hold its like
            self.components[name] = self._record(kind)
        return {"$ref": f"#/components/schemas/{name}"}

    def _record(self, kind: type[AttrsInstance]) -> Json:
        hints = get_type_hints(kind, include_extras=True)
        properties: Json = {}
        for attribute in fields(kind):
            schema = self.of(hints[attribute.name])
            default = _default(attribute.default)
            if default is not NOTHING and default is not None and "$ref" not in schema:
                schema["default"] = plain(default)
            properties[attribute.name] = schema
        record: Json = {"type": "object", "additionalProperties": False, "properties": properties}
        required = [attribute.name for attribute in fields(kind) if attribute.default is NOTHING]
        about = (kind.__doc__ or "").strip().partition("\n")[0]
        return record | ({"required": required} if required else {}) | ({"description": about} if about else {})


def _default(default: Any) -> Any:
    """What a field is when it isn't given; attrs keeps a factory for what is made anew each time."""
    return default.factory() if hasattr(default, "factory") else default


def _limits(limits: Limits, *, listed: bool) -> Json:
    schema: Json = {word: value for name, word in _WORDS.items() if (value := getattr(limits, name)) is not None}
    kind = "Items" if listed else "Length"
    schema |= {} if limits.shortest is None else {f"min{kind}": limits.shortest}
    schema |= {} if limits.longest is None else {f"max{kind}": limits.longest}
    schema |= {} if limits.pattern is None else {"pattern": f"^(?:{limits.pattern})$"}
    return schema | ({"description": limits.about} if limits.about else {})
