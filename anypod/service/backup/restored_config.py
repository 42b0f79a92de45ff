"""A backup's config: read, brought to say where its data is now, and written. Moves nothing else."""

from __future__ import annotations

import os
import shutil
import tomllib
from collections.abc import Mapping
from pathlib import Path

from anypod.config.keys_in_text import put


class NotRestored(Exception):
    """The backup was not put in place; everything is as it was. The message says why, for people."""


def config_text(config: bytes) -> str:
    """Give the config's text; raises NotRestored where it is none."""
    try:
        text = config.decode()
        tomllib.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise NotRestored(f"its config is no TOML: {error}") from None
    return text


def named_data_dir(text: str, environ: Mapping[str, str]) -> Path:
    """Give where the data is, as the environment has it, or as the text says."""
    storage = tomllib.loads(text.removeprefix("\ufeff")).get("storage")
    said = storage.get("data_dir") if isinstance(storage, dict) else None
    return Path(environ.get("ANYPOD_STORAGE_DATA_DIR") or str(said or "data"))


def saying(text: str, data_dir: Path) -> str:
    """Give the text with that data_dir, where it says another."""
    if named_data_dir(text, {}).absolute() == data_dir.absolute():
        return text
    body = text.removeprefix("\ufeff")
    return text[: len(text) - len(body)] + put(body, ("storage", "data_dir"), str(data_dir.absolute()))


def write_config(path: Path, text: str, *, stamp: str, secret: bool) -> Path | None:
    """Write it; give where the former one lies now, None where there was none. Raises OSError.

    Args:
        path: where it goes.
        text: what it says.
        stamp: what the former one's name ends in.
        secret: whether nobody else may read it.
    """
    aside = None
    if path.exists():
        aside = path.with_name(f"{path.name}.{stamp}")
        shutil.copy2(path, aside)
    path.parent.mkdir(parents=True, exist_ok=True)
    # In place, not renamed over: it may be mounted into a container by itself.
    mode = 0o600 if secret else 0o644
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, mode), "wb") as file:
        file.write(text.encode())
    return aside
