"""A package index on loopback, with releases of yt-dlp made of the installed one under other versions."""

from __future__ import annotations

import hashlib
import importlib.metadata
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Change = Callable[[str, bytes], bytes]
"""A file's name within the wheel and its content → the content in the release."""


def unchanged(_name: str, content: bytes) -> bytes:
    return content


def breaking(file: str, code: str) -> Change:
    """Give a change that adds code to the end of a file."""
    return lambda name, content: content + f"\n{code}\n".encode() if name == file else content


class Index:
    """What the index has, and what was asked of it.

    Args:
        folder: for its files; laid out as PEP 503 has it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []
        self.url = ""

    def has(self, version: str, change: Change = unchanged) -> None:
        """Add a release of yt-dlp, and the scripts that belong to it."""
        self._add("yt-dlp", version, change)
        self._add("yt-dlp-ejs", importlib.metadata.version("yt-dlp-ejs"), unchanged)

    def _add(self, name: str, version: str, change: Change) -> None:
        place = self.folder / "simple" / name
        place.mkdir(parents=True, exist_ok=True)
        wheel = place / f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
        if not wheel.exists():
            _write(wheel, name, version, change)
        links = "".join(f'<a href="{path.name}#sha256={_digest(path)}">{path.name}</a>' for path in place.glob("*.whl"))
        (place / "index.html").write_text(f"<!DOCTYPE html><html><body>{links}</body></html>")

    def environ(self) -> Mapping[str, str]:
        """Give what makes this pip's index, whatever the machine's pip is told by its config."""
        return {"PIP_CONFIG_FILE": "/dev/null", "PIP_INDEX_URL": f"{self.url}/simple", "PIP_FIND_LINKS": ""}


@contextmanager
def open_index(folder: Path) -> Iterator[Index]:
    """Serve an empty index from a thread."""
    index = Index(folder)

    class Serving(SimpleHTTPRequestHandler):
        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            index.asked.append(self.path)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Serving, directory=str(folder))) as server:
        index.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="index")
        thread.start()
        try:
            yield index
        finally:
            server.shutdown()
            thread.join()


def _write(wheel: Path, name: str, version: str, change: Change) -> None:
    """Make a wheel of the files of an installed package."""
    installed = importlib.metadata.distribution(name)
    info = f"{name.replace('-', '_')}-{version}.dist-info"
    old = installed.version
    files = [file for file in installed.files or () if ".." not in file.parts and file.suffix != ".pyc"]
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for file in files:
            path = file.as_posix()
            if file.parts[0].endswith(".dist-info"):
                path = f"{info}/{file.name}"
                if file.name not in ("METADATA", "WHEEL"):
                    continue
            content = Path(str(installed.locate_file(file))).read_bytes()
            if file.name == "METADATA" or path == "yt_dlp/version.py":
                content = content.replace(f"Version: {old}".encode(), f"Version: {version}".encode(), 1)
                content = content.replace(f"'{old}'".encode(), f"'{version.removesuffix('.dev0')}'".encode())
            made.writestr(path, change(path, content))
        made.writestr(f"{info}/RECORD", "")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
