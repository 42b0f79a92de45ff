"""What the documentation shows is so: configs load, commands exist, links lead somewhere, keys and files are there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from anypod.cli.command import main
from anypod.config.environment import OTHERS, shapes, variable
from anypod.config.load import load
from anypod.model.failure import FailureKind
from anypod.model.settings import FeedSettings
from anypod.service.config import ConfigSource
from scripts.tracked import problems, tracked
from tests.config.test_example import EXAMPLE, keys_of
from tests.docs.commands import commands, complaint
from tests.docs.pages import ROOT, RUNS, Block, Page, blocks, pages, slug_of

TOML = blocks("toml")
SHELL = blocks("sh", "console", "shell", "bash")
INDEX = Page("docs/README.md")
TROUBLES = Page("docs/troubleshooting.md")
OF_OTHERS = {"docs/migration.md"}
"""Pages that name the keys of other programs beside ours."""
A_FEED = '[feeds.any]\nurl = "https://video.example/@any"\n'

each_page = pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)


def config_of(block: Block, folder: Path) -> Path:
    """Write a block as a config: as it is where it has tables, else as keys of a feed. Its folder is a test's own."""
    whole = block.text if re.search(r"^\[", block.text, re.MULTILINE) else A_FEED + block.text
    (folder / "admin_token").write_text("a-token-of-16-letters")
    (folder / "tokens").write_text("anna=a-secret-of-16-letters")
    path = folder / "anypod.toml"
    path.write_text(re.sub(r"/(?:config|run/secrets)/", f"{folder}/", whole))
    return path


@pytest.mark.parametrize("block", TOML, ids=str)
def test_every_config_that_is_shown_loads(block: Block, tmp_path: Path) -> None:
    loaded = load(config_of(block, tmp_path), {})
    assert loaded.problems == ()
    assert loaded.settings is not None


@pytest.mark.parametrize("block", [block for block in TOML if "args" in block.text], ids=str)
async def test_every_option_for_yt_dlp_that_is_shown_may_be_passed(block: Block, tmp_path: Path) -> None:
    assert (await ConfigSource(path=config_of(block, tmp_path), environ={}).read()).problems == ()


@pytest.mark.parametrize("block", SHELL, ids=str)
def test_every_command_that_is_shown_exists(block: Block) -> None:
    shown = list(commands(block.text, console=block.language == "console"))
    assert [(words, wrong) for words in shown if (wrong := complaint(words)) is not None] == []


@each_page
def test_every_command_that_prose_names_exists(page: Page) -> None:
    known = main.list_commands(click.Context(main))
    named = ((line, code.split()[1]) for line, code in page.codes() if re.match(r"anypod [a-z]", code))
    assert [(line, name) for line, name in named if name not in known] == []


@pytest.mark.parametrize("block", [block for block in SHELL if block.mark == RUNS], ids=str)
def test_what_is_said_to_run_runs(block: Block, tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    shutil.copy(EXAMPLE, tmp_path / "config" / "anypod.toml")
    for words in commands(block.text):
        assert words[0] in {"anypod", "./scripts/anypod"}
        command = [sys.executable, "-P", "-m", "anypod", *words[1:]]
        done = subprocess.run(
            command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, timeout=60, check=False
        )
        assert done.returncode == 0, (words, done.stderr.decode())


def test_some_commands_run_and_none_is_left_out_without_a_reason() -> None:
    assert any(block.mark == RUNS for block in SHELL)
    marks = {block.mark for page in pages() for block in page.blocks() if block.mark}
    assert [mark for mark in marks if mark != RUNS and not re.fullmatch(r"<!-- not checked: .{5,} -->", mark)] == []


@each_page
def test_every_link_within_the_tree_leads_to_a_file_and_a_heading(page: Page) -> None:
    assert [(line, target) for line, target in page.links() if not leads_somewhere(page, target)] == []


def leads_somewhere(page: Page, target: str) -> bool:
    if re.match(r"[a-z]+:", target):
        return True
    name, _, anchor = target.partition("#")
    path = (page.path.parent / name).resolve() if name else page.path
    if not path.exists() or not path.is_relative_to(ROOT):
        return False
    return not anchor or anchor in Page(str(path.relative_to(ROOT))).anchors()


@each_page
def test_nothing_names_a_machine(page: Page) -> None:
    assert list(problems(page.name, page.path.read_text())) == []


@each_page
def test_every_key_and_variable_that_is_named_is_one(page: Page) -> None:
    feed = {".".join(key) for key in keys_of(FeedSettings)} | {"sponsorblock"}
    known = {".".join(key) for key in shapes()} | feed
    tables = r"(?:server|storage|downloads|ytdlp|access|filters|metadata)\.[a-z_]+"
    named = {(line, code) for line, code in page.codes() if re.fullmatch(tables, code)}
    assert page.name in OF_OTHERS or {(line, code) for line, code in named if code not in known} == set()
    variables = {variable(key) for key in shapes()} | OTHERS
    ours = r"\bANYPOD_(?:SERVER|STORAGE|DOWNLOADS|YTDLP|ACCESS|DEFAULTS)_[A-Z_]*[A-Z]\b"
    assert set(re.findall(ours, page.path.read_text())) <= variables


@each_page
def test_every_file_of_the_tree_that_is_named_is_there(page: Page) -> None:
    # What is in capitals stands for something else.
    ours = re.compile(r"(?:anypod|config|deploy|docs|scripts|tests|requirements|\.github)/(?!.*[A-Z]{3})[\w./-]*[\w/]")
    named = {(line, code) for line, code in page.codes() if ours.fullmatch(code) and code != "config/anypod.toml"}
    assert {(line, code) for line, code in named if not (ROOT / code).exists()} == set()


def test_every_page_is_in_the_index() -> None:
    listed = {(ROOT / "docs" / target.partition("#")[0]).resolve() for _, target in INDEX.links()}
    own = {ROOT / name for name in tracked() if re.fullmatch(r"docs/[^/]+\.md", name)} - {INDEX.path}
    assert own
    assert {path.name for path in own - listed} == set()


@pytest.mark.parametrize("kind", FailureKind)
def test_every_class_of_failure_is_explained(kind: FailureKind) -> None:
    text = TROUBLES.path.read_text()
    sections = re.split(r"^### ", text, flags=re.MULTILINE)
    (section,) = [section for section in sections if section.startswith(f"{kind}\n")]
    for part in ("**You see**", "**Why**", "**What happens**", "**What to do**"):
        assert part in section


def test_anchors_are_made_as_on_github() -> None:
    assert slug_of("What's `new`, in [anypod](x.md)?") == "whats-new-in-anypod"
