"""axe-core, which looks for what keeps people out of a page: fetched once per machine from npm, and run in a page."""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from tests.site.media import cache_folder

VERSION = "4.14.1"
_DIGEST = "e63e659f9806d7ae5bd40899043b0871a5062c5442b01b3f1a3edf5eaf50bf5c3a7104a72463293b4ad1b77c661a0d4e40e850dec89de9d6ece70a8c13a9af17"  # noqa: E501 - SHA-512 has no shorter form
_RUN = """(limit) => Promise.race([
    axe.run({resultTypes: ['violations']}).then((found) => found.violations),
    new Promise((_, fail) => setTimeout(() => fail(new Error(`axe took more than ${limit} ms`)), limit)),
])"""


def axe_source() -> str | None:
    """Give the text of axe.min.js; None where it is not in the cache and npm can't bring it.

    Raises:
        AssertionError: what is there is not the file of that version.
    """
    kept = cache_folder() / f"axe-core-{VERSION}.min.js"
    if not kept.exists():
        _fetch(kept)
    if not kept.exists():
        return None
    content = kept.read_bytes()
    assert hashlib.sha512(content).hexdigest() == _DIGEST, f"{kept.name} is not axe-core {VERSION}"
    return content.decode()


def _fetch(kept: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", f"axe-core@{VERSION}", "--pack-destination", folder]
        try:
            subprocess.run(command, cwd=folder, capture_output=True, timeout=60, check=True)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            return
        content = (Path(folder) / f"axe-core-{VERSION}.tgz").read_bytes()
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        member = archive.extractfile("package/axe.min.js")
        assert member is not None
        text = member.read()
    # Another worker may do the same at the same time.
    with tempfile.NamedTemporaryFile(dir=kept.parent, delete=False) as fresh:
        fresh.write(text)
    Path(fresh.name).rename(kept)


def violations(page: Page, axe: str) -> list[str]:
    """Give what axe finds wrong with the page as it is."""
    if page.evaluate("() => typeof axe === 'undefined'"):
        page.evaluate(axe)
    found = page.evaluate(_RUN, 20_000)
    return [f"{one['impact']} {one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]
