"""Gives a first start its config: the example that explains every key, which follows nothing yet."""

from __future__ import annotations

from pathlib import Path

import anypod

_BESIDE = Path(anypod.__file__).parent
EXAMPLES = (_BESIDE / "config" / "example.toml", _BESIDE.parent / "config" / "anypod.example.toml")
"""Where it lies: in an installed package, and in a checkout."""


def write_first_config(path: Path) -> bool:
    """Write the example to `path`, whose folder must be there already; false where it can't be done.

    Never over anything: what appears there meanwhile stays.
    """
    example = next((found for found in EXAMPLES if found.is_file()), None)
    if example is None:
        return False
    try:
        with path.open("xb") as file:
            file.write(example.read_bytes())
    except OSError:
        return False
    return True
