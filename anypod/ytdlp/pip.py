"""pip, as a program: which yt-dlp its index has, and that one into a folder. Knows nothing of what becomes of it.

The index is pip's own matter: its config files and PIP_INDEX_URL and its like hold here too.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import sys
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import trio
from attrs import frozen

from anypod.kernel.process import Program, run
from anypod.model.failure import Failure, FailureKind

_PASSED_ON = (
    *("PATH", "HOME", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "LANG", "SSL_CERT_FILE", "SSL_CERT_DIR"),
    *("REQUESTS_CA_BUNDLE", "LD_LIBRARY_PATH", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY"),
    *("http_proxy", "https_proxy", "no_proxy", "all_proxy"),
    *("PIP_CONFIG_FILE", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX", "PIP_TRUSTED_HOST"),
    *("PIP_CERT", "PIP_CLIENT_CERT", "PIP_PROXY", "PIP_RETRIES", "PIP_DEFAULT_TIMEOUT", "PIP_TIMEOUT"),
)
"""Not PIP_TARGET, PIP_USER, PIP_PREFIX and the like: where it goes is decided here."""
_QUIET = ("--quiet", "--no-input", "--no-cache-dir", "--disable-pip-version-check")
_WHAT = ("--no-deps", "--ignore-installed", "--only-binary", ":all:")
_PINNED = re.compile(r"yt-dlp-ejs\s*\(?==\s*([\w.+!-]+)", re.IGNORECASE)
_VERSION = re.compile(r"[0-9][0-9A-Za-z.]*")
_DEBIANS = Path("/usr/share/python-wheels")
WITHIN = 600.0
"""Seconds for one run of pip."""


@frozen(kw_only=True)
class Found:
    """A release that the index has.

    Attributes:
        version: in pip's spelling.
        scripts: the version of yt-dlp-ejs that belongs to it; None where it names none.
    """

    version: str
    scripts: str | None


def pip_command() -> list[str] | None:
    """Give what runs pip: this interpreter's own, else the one that Python or Debian keep for new environments."""
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-P", "-m", "pip"]
    wheel = next(_wheels(), None)
    return None if wheel is None else [sys.executable, "-P", str(wheel / "pip")]


def _wheels() -> Iterator[Path]:
    spec = importlib.util.find_spec("ensurepip")
    if spec is not None and spec.origin is not None:
        yield from sorted(Path(spec.origin).parent.glob("_bundled/pip-*.whl"), reverse=True)
    yield from sorted(_DEBIANS.glob("pip-*.whl"), reverse=True)


async def newest(work: Path, *, nightly: bool, outer: Mapping[str, str] = os.environ) -> Found | Failure:
    """Ask which yt-dlp the index has for this Python.

    Args:
        work: a folder for pip's own files.
        nightly: whether those between two releases count.
        outer: the service's environment.
    """
    report = work / "report.json"
    pre = ("--pre",) if nightly else ()
    failure = await _pip(("install", "--dry-run", "--report", str(report), *_WHAT, *pre, "yt-dlp"), work, outer)
    if failure is not None:
        return failure
    try:
        return _read(json.loads(await trio.Path(report).read_text("utf-8")))
    except (OSError, ValueError, KeyError, IndexError) as error:
        return _failed(f"pip's report can't be read: {error!r}")


def _read(report: dict[str, list[dict[str, dict[str, object]]]]) -> Found:
    metadata = report["install"][0]["metadata"]
    if not _VERSION.fullmatch(str(metadata["version"])):
        raise ValueError("not a version")  # it becomes the name of a folder
    needed = metadata.get("requires_dist", [])
    pins = (_PINNED.match(str(one)) for one in needed) if isinstance(needed, list) else ()
    return Found(version=str(metadata["version"]), scripts=next((pin[1] for pin in pins if pin), None))


async def install(found: Found, folder: Path, work: Path, outer: Mapping[str, str] = os.environ) -> Failure | None:
    """Install a release into a new folder, with the scripts that belong to it and nothing else.

    Cancellation leaves a part of it there.
    """
    wanted = [f"yt-dlp=={found.version}"] + ([f"yt-dlp-ejs=={found.scripts}"] if found.scripts else [])
    return await _pip(("install", "--target", str(folder), "--no-user", *_WHAT, *wanted), work, outer)


async def _pip(words: Sequence[str], work: Path, outer: Mapping[str, str]) -> Failure | None:
    command = pip_command()
    if command is None:
        return _failed("this Python has no pip; install it beside anypod (Debian: apt-get install python3-pip-whl)")
    tail: deque[str] = deque(maxlen=3)

    async def keep(line: bytes) -> None:
        if text := line.decode("utf-8", "replace").strip():
            tail.append(text[:500])

    env = {name: outer[name] for name in _PASSED_ON if name in outer} | {"TMPDIR": str(work), "PYTHONUTF8": "1"}
    program = Program(argv=[*command, words[0], *_QUIET, *words[1:]], env=env, cwd=work, stdin=None)
    try:
        with trio.move_on_after(WITHIN):
            code = await run(program, on_stdout=keep, on_stderr=keep)
            return None if code == 0 else _failed(f"pip: {'; '.join(tail) or f'exit code {code}'}")
    except OSError as error:
        return _failed(f"pip can't be run: {error}")
    return _failed(f"pip: not done after {WITHIN:.0f} s")


def _failed(message: str) -> Failure:
    return Failure(kind=FailureKind.TRANSIENT, message=message)
