"""Secrets that a config names the files of, so that the file itself can be shown to anybody."""

from __future__ import annotations

from pathlib import Path

from anypod.config.environment import shapes, value_of
from anypod.config.keys import SECRET_FILES
from anypod.config.problems import Wrong


def read_secrets(values: dict[str, object]) -> list[Wrong]:
    """Put secrets in the place of the keys that name their files; gives what is wrong with those."""
    known, wrongs = shapes(), []
    for (section, key), secret in SECRET_FILES.items():
        table = values.get(section)
        if not isinstance(table, dict) or not (path := table.pop(key, "")):
            continue
        if secret in table:
            wrongs.append(Wrong((section, key), message=f"{secret} is given too; one of both must go"))
            continue
        try:
            table[secret] = value_of(_secret(path), known[section, secret])
        except (OSError, ValueError) as error:
            wrongs.append(Wrong((section, key), str(path), "a file that can be read", str(error)))
    return wrongs


def _secret(path: object) -> str:
    if not isinstance(path, str):
        raise ValueError("not a path")  # noqa: TRY004 - all wrong values are one thing to the caller
    return Path(path).read_text("utf-8").strip()
