"""Tables into records: cattrs walks the fields, every wrong key is kept with its path. Knows no key by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from attrs import AttrsInstance, fields_dict
from cattrs import Converter
from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError
from cattrs.gen import make_dict_structure_fn, override

from anypod.config.kinds import Kind, Read
from anypod.config.problems import Refused, Wrong, below, shown, unknown

R = TypeVar("R", bound=AttrsInstance)
Hook = Callable[[object, object], object]

_CONVERTER = Converter(forbid_extra_keys=True, detailed_validation=True)


def record_of(
    cls: type[R], kinds: Mapping[str, Read[object]], also: tuple[str, ...] = (), unlisted: tuple[str, ...] = ()
) -> Kind[R]:
    """Make the reader of a table.

    Args:
        cls: the record that the table becomes.
        kinds: field → kind; a field without one is no key.
        also: keys that are dealt with elsewhere, to be named among the known ones.
        unlisted: fields that are no keys, and so are never named.
    """
    known = (*(name for name in kinds if name not in unlisted), *also)
    overrides = {name: override(omit=True) for name in fields_dict(cls)}
    overrides |= {name: override(struct_hook=_hook(kind)) for name, kind in kinds.items()}
    hook = make_dict_structure_fn(cls, _CONVERTER, **overrides)  # type: ignore[arg-type]  # no field has an option's name

    def read(value: object) -> R:
        if not isinstance(value, Mapping):
            raise Refused([Wrong((), shown(value), "a table")])
        try:
            return hook(value, cls)
        except ClassValidationError as error:
            raise Refused(_wrongs(error, known)) from None

    return Kind("a table", read)


def _hook(kind: Read[object]) -> Hook:
    return lambda value, _: kind(value)


def _wrongs(error: ClassValidationError, known: tuple[str, ...]) -> Iterator[Wrong]:
    of_fields, others = error.group_exceptions()
    for reason, note in of_fields:
        if not isinstance(reason, Refused):
            raise reason
        yield from (below(note.name, wrong) for wrong in reason.wrongs)
    for reason in others:
        if not isinstance(reason, ForbiddenExtraKeysError):
            raise reason
        yield from (unknown((name,), known) for name in sorted(reason.extra_fields))
