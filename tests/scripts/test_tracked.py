from __future__ import annotations

import pytest

from scripts.tracked import problems, tracked

# In pieces: this file is tracked too.
FOREIGN = [
    "see https://" + "pypi" + ".org/simple",
    "--extra-index" + "-url https://packages.example",
    "deb http://" + "deb" + ".debian.org trixie main",
    "/ro" + "ot/anypod",
    'open("/ho' + 'me/anna/x")',
    "(/Us" + "ers/anna/x)",
]


@pytest.mark.parametrize("line", FOREIGN)
def test_what_belongs_to_one_machine_is_found(line: str) -> None:
    assert [problem[:4] for problem in problems("a.md", f"fine\n{line}")] == ["a.md"]


@pytest.mark.parametrize(
    "line", ["pip install anypod", "/data and /config", "https://a.example/home/x", "the index-url option"]
)
def test_what_is_true_everywhere_is_not(line: str) -> None:
    assert list(problems("a.md", line)) == []


def test_it_looks_at_what_git_tracks() -> None:
    assert "pyproject.toml" in tracked()
