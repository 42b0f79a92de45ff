"""Pictures of the dashboard, wide and on a phone, light and dark. Run by scripts/screenshots."""

# ruff: noqa: INP001 - a program that sh starts by its path

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

VIEWS = {
    "overview": "",
    "activity": "#/activity",
    "feed": "#/feeds/harbour",
    "download": "#/feeds/harbour/downloads/members-tea",
    "edit": "#/feeds/harbour/edit",
    "add": "#/add",
    "storage": "#/storage",
    "config": "#/config",
}
SIZES = {"wide": (1440, 900), "phone": (390, 844)}
OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--hide-scrollbars",
]
SHOWN = {
    "dashboard": ("", (1280, 860), "light", "/slow-boat"),
    "phone": ("#/feeds/harbour", (390, 844), "dark", "harbour/slow-boat"),
}
"""The pictures of the README: view, size, colours, and the download whose bar is to be seen half way."""
_HALF = """(key) => {
    const bar = document.querySelector(`[data-key$="${key}"] [data-phase=downloading]`);
    return Number(bar?.getAttribute('aria-valuenow')) > 35;
}"""


def main(folder: Path, *, readme: bool) -> int:
    """Take all pictures, or those of the README alone."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.stderr.write("There is no chromium on PATH (Debian: apt-get install chromium).\n")
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    with running_demo() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=OPTIONS)
        if readme:
            for name in SHOWN:
                take_shown(browser, url, folder, name)
        else:
            for scheme in ("light", "dark"):
                for size in SIZES:
                    take(browser, url, folder, scheme, size)
        browser.close()
    return 0


def take_shown(browser: Browser, url: str, folder: Path, name: str) -> None:
    """Take a picture of the README, when something moves in it."""
    view, (width, height), scheme, key = SHOWN[name]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=1.5,
        color_scheme="dark" if scheme == "dark" else "light",
        is_mobile=width < 500,
    )
    page = context.new_page()
    page.goto(url + view)
    page.wait_for_function(_HALF, arg=key, timeout=120_000)
    page.screenshot(path=folder / f"{name}.png", full_page=width >= 500)
    context.close()


@contextmanager
def running_demo() -> Iterator[str]:
    """Run `anypod demo` on free ports and give the dashboard's address."""
    with tempfile.TemporaryDirectory(prefix="anypod-screenshots-") as data:
        command = [sys.executable, "-m", "anypod", "demo", "--port", "0", "--admin-port", "0", "--data-dir", data]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as demo:
            try:
                yield next(found[1] for line in demo.stdout or () if (found := re.search(r"Dashboard\s+(\S+)", line)))
            finally:
                demo.terminate()
                demo.wait(20)


def take(browser: Browser, url: str, folder: Path, scheme: str, size: str) -> None:
    """Take the pictures of one size and one scheme."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        is_mobile=width < 500,
    )
    page = context.new_page()
    for name, view in VIEWS.items():
        page.goto("about:blank")
        page.goto(url + view)
        page.wait_for_selector("[data-connection=open] h1")
        page.wait_for_load_state("networkidle")
        # The buttons of a form stick to the window, which a picture of the whole page cuts through.
        page.screenshot(path=folder / f"{name}-{size}-{scheme}.png", full_page=name not in {"edit", "add"})
    context.close()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), readme="--readme" in sys.argv[2:]))
