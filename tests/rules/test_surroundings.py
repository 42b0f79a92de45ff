from __future__ import annotations

import pytest
from attrs import evolve

from anypod.rules.checkup import Line
from anypod.rules.surroundings import (
    WELL,
    DataDir,
    Port,
    base_url_line,
    data_dir_line,
    database_line,
    port_line,
    reached_line,
)

GB = 10**9
FOLDER = DataDir(path="/data", there=True, owner=1000, we=1000, refusal=None, free=5 * GB, total=10 * GB)
PORT = Port(name="public", at="0.0.0.0:8000")


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (data_dir_line(FOLDER, GB), "/data, 5 GB of 10 GB free"),
        (data_dir_line(evolve(FOLDER, there=False, owner=None), GB), "first start"),
        (data_dir_line(evolve(FOLDER, owner=0), GB), "/data"),
        (database_line(False, 0, 5, None), "none yet"),
        (database_line(True, 5, 5, None), "schema 5"),
        (database_line(True, 3, 5, None), "backup"),
        (port_line(evolve(PORT, any=True)), "any free one"),
        (port_line(evolve(PORT, answer=WELL)), "runs there"),
        (port_line(PORT), "is free"),
        (base_url_line("http://a", False, False, None), "not asked"),
        (base_url_line("http://a", False, True, None), "leads here"),
        (base_url_line("http://localhost", True, True, None), "other machines can't"),
        (reached_line("proxy", "", None, "start it"), "none set"),
        (reached_line("proxy", "a:1", None, "start it"), "answers"),
    ],
)
def test_what_is_well_asks_for_nothing(line: Line, text: str) -> None:
    assert line.well
    assert text in line.text


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        (data_dir_line(evolve(FOLDER, refusal="Permission denied"), GB), "chown -R 1000 /data"),
        (data_dir_line(evolve(FOLDER, free=GB - 1), GB), "make room"),
        (database_line(True, 5, 5, "page 3 is never used"), "backup"),
        (database_line(True, 6, 5, None), "run that one"),
        (port_line(evolve(PORT, answer="status 404")), "another port"),
        (port_line(evolve(PORT, refusal="no such address")), "[server]"),
        (base_url_line("http://a", False, True, "can't be reached"), "base_url"),
        (reached_line("proxy", "a:1", "a:1 can't be reached", "start it"), "start it"),
    ],
)
def test_what_is_not_well_says_what_to_do(line: Line, remedy: str) -> None:
    assert not line.well
    assert remedy in (line.remedy or "")


def test_a_folder_of_somebody_else_says_whose_it_is() -> None:
    text = data_dir_line(evolve(FOLDER, owner=0, refusal="Permission denied"), GB).text
    assert "user 0 owns it, this is user 1000" in text
