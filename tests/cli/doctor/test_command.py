from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from anypod.cli.command import main
from anypod.cli.doctor.command import to_text
from anypod.rules.checkup import ill, well
from tests.cli.doctor.test_network import free_port


def doctor(folder: Path, config: str, *options: str) -> Result:
    path = folder / "anypod.toml"
    path.write_text(config)
    return CliRunner().invoke(main, ["--config", str(path), "doctor", *options])


def test_lines_stand_in_columns() -> None:
    lines = (well("yt-dlp", "2026.10.26"), ill("data_dir", "no\nroom", "make some"))
    assert to_text(lines) == "ok  yt-dlp    2026.10.26\n!!  data_dir  no room: make some"


def test_a_machine_on_which_all_is_well_gives_a_line_each_and_0(tmp_path: Path) -> None:
    config = f'[server]\nport = {free_port()}\nadmin_port = {free_port()}\n[storage]\ndata_dir = "{tmp_path}/data"\n'
    result = doctor(tmp_path, config + "min_free = 0")
    assert result.exit_code == 0, result.output
    names = [line.split("  ")[1].strip() for line in result.output.splitlines()]
    assert names == [
        *("config", "yt-dlp", "ffmpeg", "JavaScript", "plugins", "cookies", "data_dir", "database"),
        *("public port", "admin port", "base_url", "proxy", "POT provider", "clock"),
    ]


@pytest.mark.parametrize(("config", "names"), [("[", {"config"}), ("[ytdlp]\nargs = ['--exec', 'x']", {"config"})])
def test_a_config_that_is_wrong_is_one_of_the_lines_and_1(tmp_path: Path, config: str, names: set[str]) -> None:
    result = doctor(tmp_path, config, "--json")
    assert result.exit_code == 1
    found = json.loads(result.output)
    assert found["well"] is False
    assert names <= {one["name"] for one in found["checks"] if not one["well"]}
