"""What a running service answered, as the records that it was made of. What a newer service adds is passed over."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from cattrs import Converter, transform_error
from cattrs.errors import ClassValidationError, IterableValidationError

T = TypeVar("T")


class OtherVersion(Exception):
    """An answer is not of the form that this program knows; the text says where."""


def received(value: object, kind: type[T]) -> T:
    """Make a record of JSON's values.

    Raises:
        OtherVersion: something is missing, or of another kind.
    """
    try:
        return _CONVERTER.structure(value, kind)
    except (ClassValidationError, IterableValidationError) as error:
        raise OtherVersion("; ".join(transform_error(error)[:3])) from None
    except (ValueError, TypeError, KeyError) as error:
        raise OtherVersion(f"{type(error).__name__}: {error}") from None


def _instant(value: object, _: object) -> datetime:
    if not isinstance(value, str):
        raise TypeError("a time is text")
    return datetime.fromisoformat(value)


def _converter() -> Converter:
    converter = Converter()
    converter.register_structure_hook(datetime, _instant)
    converter.register_structure_hook_func(lambda kind: kind is object, lambda value, _: value)
    return converter


_CONVERTER = _converter()
