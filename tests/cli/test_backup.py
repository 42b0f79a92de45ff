from __future__ import annotations

import tarfile
from pathlib import Path

import pytest
import trio
from click.testing import CliRunner, Result

from anypod.cli.command import main
from anypod.cli.context import Exit
from anypod.service.lock import locked
from tests.service.backup.folders import House, furnish


@pytest.fixture
def house(tmp_path: Path) -> House:
    return trio.run(furnish, tmp_path / "house", '[access.tokens]\nanna = "aaaaaaaaaaaaaaaaaaaa"\n')


def anypod(config: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["--config", str(config), *words], env={"ANYPOD_STORAGE_DATA_DIR": None})


def test_a_backup_goes_into_the_named_file_and_tells_what_is_left_out(house: House, tmp_path: Path) -> None:
    ran = anypod(house.config, "backup", str(tmp_path / "b.tar.gz"))
    assert ran.exit_code == Exit.FINE
    assert "left out: access.tokens.anna" in ran.stdout
    with tarfile.open(tmp_path / "b.tar.gz") as tar:
        assert "data/db/anypod.db" in tar.getnames()


def test_into_a_folder_goes_a_file_that_is_called_by_its_time(house: House, tmp_path: Path) -> None:
    (tmp_path / "usb").mkdir()
    assert anypod(house.config, "backup", "--media", str(tmp_path / "usb")).exit_code == Exit.FINE
    (made,) = (tmp_path / "usb").iterdir()
    assert (made.name[:7], made.suffix) == ("anypod-", ".tar")


def test_another_ending_is_wrong_use(house: House, tmp_path: Path) -> None:
    ran = anypod(house.config, "backup", str(tmp_path / "b.zip"))
    assert ran.exit_code == Exit.WRONG
    assert ".tar.gz" in ran.stderr


def test_without_a_database_there_is_no_backup(house: House, tmp_path: Path) -> None:
    (house.data / "db" / "anypod.db").unlink()
    assert anypod(house.config, "backup", str(tmp_path / "b.tar")).exit_code == Exit.FAILED
    assert not (tmp_path / "b.tar").exists()


def test_without_a_config_that_can_be_read_nobody_knows_what_to_back_up(tmp_path: Path) -> None:
    ran = anypod(tmp_path / "none.toml", "backup", str(tmp_path / "b.tar"))
    assert ran.exit_code == Exit.WRONG


def test_a_restore_tells_what_is_to_be_done_next(house: House, tmp_path: Path) -> None:
    anypod(house.config, "backup", str(tmp_path / "b.tar"))
    new = tmp_path / "new"
    ran = anypod(new / "anypod.toml", "restore", "--data-dir", str(new / "data"), str(tmp_path / "b.tar"))
    assert ran.exit_code == Exit.FINE, ran.stderr
    assert "2 downloads lack their file and are fetched again" in ran.stdout
    assert "`anypod check` names them" in ran.stdout
    assert anypod(new / "anypod.toml", "check").exit_code == Exit.WRONG


def test_a_restore_into_what_is_there_or_in_use_or_of_nothing_is_refused(house: House, tmp_path: Path) -> None:
    anypod(house.config, "backup", str(tmp_path / "b.tar"))
    (tmp_path / "text.tar").write_text("no tar at all")
    assert anypod(house.config, "restore", str(tmp_path / "b.tar")).exit_code == Exit.FAILED
    assert anypod(house.config, "restore", "--force", str(tmp_path / "text.tar")).exit_code == Exit.FAILED
    with locked(house.data):
        assert anypod(house.config, "restore", "--force", str(tmp_path / "b.tar")).exit_code == Exit.BUSY
