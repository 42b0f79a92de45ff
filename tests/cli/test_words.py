from __future__ import annotations

import errno
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from anypod.cli.command import main
from anypod.cli.context import Exit
from anypod.cli.words import at_bottom, in_words


def test_a_path_that_is_refused_is_named_without_the_systems_number(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        (tmp_path / "none" / "folder").mkdir()
    assert in_words(caught.value) == f"{tmp_path}/none/folder: No such file or directory"
    assert in_words(OSError(errno.ENOSPC, "No space left on device")) == "No space left on device"


def test_an_error_of_ones_own_is_told_as_it_is() -> None:
    assert in_words(ValueError("the config is no TOML")) == "the config is no TOML"
    assert in_words(ValueError()) == "ValueError"


def test_of_several_addresses_the_first_ones_reason_is_told() -> None:
    error = OSError("all attempts to connect failed")
    error.__cause__ = ExceptionGroup("", [ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")])
    assert at_bottom(error) == "Connection refused"
    assert at_bottom(socket.gaierror(-2, "Name or service not known")) == "Name or service not known"
    assert at_bottom(TimeoutError()) == "TimeoutError"


def test_a_backup_into_a_folder_that_there_is_not_names_the_folder(tmp_path: Path) -> None:
    config = tmp_path / "anypod.toml"
    config.write_text("")
    ran = CliRunner().invoke(main, ["--config", str(config), "backup", str(tmp_path / "none" / "x.tar")])
    assert ran.exit_code == Exit.FAILED
    assert ran.stderr == f"no backup: {tmp_path}/none: No such file or directory\n"
