"""Makes, once, the environment that a checkout needs, and prints where its Python is.

    python3 scripts/setup.py run|dev

Needs nothing but Python's standard library (3.11) and a package registry. The environment lies in .cache/ under a name
made from the Python version and the lock file: a changed lock makes a new one, and no developer's own is touched. It is
finished when it holds its mark; what was interrupted has none and is made again. Two that start at once wait for
each other. Only the path goes to standard output; what people should read goes to standard error.
"""

# ruff: noqa: INP001, T201 - a program that sh starts by its path, and that talks to a person

from __future__ import annotations

import compileall
import fcntl
import hashlib
import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
LOCKS = ROOT / "requirements"
FFMPEG = LOCKS / "ffmpeg.txt"
OLDEST_PIP = (22, 3)
"""The first that installs into another environment (--python)."""
REASONS = {
    "THESE PACKAGES DO NOT MATCH THE HASHES": "a package differs from what requirements/ locks: it was not installed",
    "No space left": "the disk is full",
    "Temporary failure in name resolution": "no package registry could be reached: check the network",
    "Failed to establish a new connection": "no package registry could be reached: check the network",
    "Max retries exceeded": "no package registry could be reached: check the network, HTTPS_PROXY and pip's config",
    "CERTIFICATE_VERIFY_FAILED": "the registry's certificate isn't trusted here: set PIP_CERT or SSL_CERT_FILE",
    "No matching distribution": (
        "a package could not be found: there is no network, or none is made for this Python and this kind of machine"
    ),
}


class SetupError(Exception):
    """Says what is wrong and what to do, in words for the person who started the script."""


def main() -> int:
    """Print the path of the environment's Python; exit code 1 with a reason when it can't be made."""
    try:
        python = ready_environment(LOCKS / f"{sys.argv[1]}.txt")
        if not have_ffmpeg():
            add_ffmpeg(python)
    except SetupError as error:
        say(f"anypod can't be set up: {error}")
        return 1
    print(python)
    return 0


def ready_environment(lock: Path) -> Path:
    """Give the Python of the lock's environment, made first where it is missing."""
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()[:12]
    folder = CACHE / f"{lock.stem}-{platform.python_version()}-{platform.machine()}-{digest}"
    python = folder / "bin" / "python"
    with made_once(folder, folder / ".ready") as missing:
        if missing:
            shutil.rmtree(folder, ignore_errors=True)
            say("Setting up anypod, once; this takes about a minute …")
            venv.EnvBuilder(symlinks=True).create(folder)
            show_checkout_to(folder)
            install(python, lock)
            compileall.compile_dir(ROOT / "anypod", quiet=2)
    return python


def add_ffmpeg(python: Path) -> None:
    """Install ffmpeg and ffprobe beside the environment's Python, where the machine has none."""
    if platform.machine() not in {"x86_64", "AMD64"} or sys.platform != "linux":
        say(
            "ffmpeg and ffprobe are missing; install them (Debian: apt-get install ffmpeg; macOS: brew install ffmpeg)."
        )
        return
    digest = hashlib.sha256(FFMPEG.read_bytes()).hexdigest()[:12]
    folder = python.parent.parent
    with made_once(folder, folder / f".ffmpeg-{digest}") as missing:
        if missing:
            say("Adding ffmpeg and ffprobe, which this machine doesn't have …")
            install(python, FFMPEG)


def have_ffmpeg() -> bool:
    """Tell whether the machine has both programs."""
    return all(shutil.which(program) for program in ("ffmpeg", "ffprobe"))


@contextmanager
def made_once(folder: Path, mark: Path) -> Iterator[bool]:
    """Hold the folder's lock while it is made; gives whether it is missing, and marks it when nothing was raised.

    The lock dies with its process, so that one that was killed blocks nobody.
    """
    if mark.exists():
        yield False
        return
    try:
        CACHE.mkdir(exist_ok=True)
        lock = (CACHE / f"{folder.name}.lock").open("w")
    except OSError as error:
        raise SetupError(f"{CACHE} can't be written ({error.strerror}); anypod keeps its packages there") from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        missing = not mark.exists()
        yield missing
        if missing:
            mark.touch()


def show_checkout_to(folder: Path) -> None:
    """Let the environment import anypod from the checkout. The path is relative: both may be moved together."""
    packages = next(folder.glob("lib/python*/site-packages"))
    relative = os.path.relpath(ROOT, packages)
    (packages / "anypod.pth").write_text(f"{relative}\n")


def install(python: Path, lock: Path) -> None:
    """Install what the lock names and nothing else, each file checked against its hash."""
    options = ["--disable-pip-version-check", "--no-input", "--progress-bar=off"]
    locked = ["--no-deps", "--require-hashes", "--only-binary=:all:", f"--requirement={lock}"]
    command = [*pip_for(python), "install", *options, *locked]
    # Where a person's other packages go is not for this environment to follow; the network's settings are.
    unwanted = {"PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_REQUIRE_VIRTUALENV", "PYTHONPATH", "PYTHONHOME"}
    environment = {name: value for name, value in os.environ.items() if name not in unwanted}
    output = follow(command, environment, len(re.findall(r"(?m)^[\w.-]+(?:\[.*\])?==", lock.read_text())))
    if output is not None:
        raise SetupError(reason_of(output))


def pip_for(python: Path) -> list[str]:
    """Give a pip for the environment: its own, by ensurepip; else (Debian without python3-venv) the machine's."""
    if importlib.util.find_spec("ensurepip"):
        made = subprocess.run([python, "-m", "ensurepip"], capture_output=True, text=True, check=False)
        if made.returncode == 0:
            return [str(python), "-m", "pip"]
    asked = subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, text=True, check=False)
    version = tuple(int(part) for part in asked.stdout.split()[1].split(".")[:2]) if asked.returncode == 0 else (0,)
    if version < OLDEST_PIP:
        raise SetupError("this Python has no pip of its own. Debian and Ubuntu: apt-get install python3-venv")
    return [sys.executable, "-m", "pip", "--python", str(python)]


def follow(command: list[str], environment: dict[str, str], count: int) -> str | None:
    """Run pip, on a terminal with a line that counts; None when it went well, else all that it said."""
    said: list[str] = []
    found = 0
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        for line in process.stdout or ():
            said.append(line)
            if line.startswith(("Collecting ", "Ignoring ")):  # ignored: locked for another Python
                found += 1
                show(f"  {found} of {count}: {re.split('[=:]', line.split()[1])[0]}")
            elif line.startswith("Installing collected"):
                show("  unpacking")
    show("")
    return "".join(said) if process.returncode else None


def reason_of(output: str) -> str:
    """Give what to do about pip's failure, with its last words."""
    known = next((reason for sign, reason in REASONS.items() if sign in output), "pip failed")
    words = [line.strip() for line in output.splitlines() if line.strip().startswith(("ERROR", "error"))]
    return "\n  ".join([f"{known}.", *(words or output.splitlines())[-3:], "Run the same command again afterwards."])


def say(text: str) -> None:
    """Tell the person who waits."""
    print(text, file=sys.stderr, flush=True)


def show(text: str) -> None:
    """Replace the progress line; nothing where nobody watches."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
