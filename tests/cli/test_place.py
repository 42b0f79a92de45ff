from __future__ import annotations

from pathlib import Path

import pytest

from anypod.cli.context import Exit, Options
from anypod.cli.place import TOKEN_VARIABLE, find_place
from anypod.cli.trouble import Trouble


def options(folder: Path, config: str | None, **environ: str) -> Options:
    path = folder / "anypod.toml"
    if config is not None:
        path.write_text(config)
    return Options(config=path, config_named=True, environ=environ)


@pytest.mark.parametrize(
    ("server", "admin"),
    [
        ("", "http://127.0.0.1:8001"),
        ('admin_host = "0.0.0.0"\nadmin_port = 9', "http://127.0.0.1:9"),
        ('admin_host = "::"', "http://[::1]:8001"),
        ('admin_host = "10.0.0.7"', "http://10.0.0.7:8001"),
        ('single_server = true\nadmin_token = "t"\nport = 80', "http://127.0.0.1:80/admin"),
    ],
)
def test_a_config_says_where_its_service_is(tmp_path: Path, server: str, admin: str) -> None:
    assert find_place(options(tmp_path, f"[server]\n{server}\n")).admin == admin


def test_a_wrong_feed_hides_nothing_of_where_the_service_is(tmp_path: Path) -> None:
    place = find_place(options(tmp_path, "[server]\nadmin_port = 9\n[defaults]\nkeep_last = 'x'\n"))
    assert place.admin == "http://127.0.0.1:9"


def test_what_is_said_goes_before_a_variable_and_that_before_the_config(tmp_path: Path) -> None:
    config = "[server]\nadmin_port = 9\n"
    by_variable = options(tmp_path, config, ANYPOD_SERVER_URL="http://nas.lan:1/")
    assert find_place(by_variable, "https://other.example/anypod/").admin == "https://other.example/anypod"
    assert find_place(by_variable).admin == "http://nas.lan:1"


def test_the_token_is_the_file_s_else_the_variable_s_else_the_config_s_else_the_kept_one(tmp_path: Path) -> None:
    said = tmp_path / "said"
    said.write_text("said\n")
    kept = tmp_path / "data" / "admin_token"
    kept.parent.mkdir()
    kept.write_text("kept\n")
    storage = f'[storage]\ndata_dir = "{kept.parent}"\n'
    configured = f'[server]\nadmin_token = "configured"\n{storage}'
    given = options(tmp_path, configured, **{TOKEN_VARIABLE: "variable"})
    found = [find_place(given, token_file=said), find_place(given)]
    found += [find_place(options(tmp_path, configured)), find_place(options(tmp_path, storage))]
    assert [place.token for place in found] == ["said", "variable", "configured", "kept"]
    kept.unlink()
    without = find_place(options(tmp_path, storage))
    assert without.token is None
    assert str(kept) in without.why_none


def test_a_config_s_token_is_not_shown_to_other_machines(tmp_path: Path) -> None:
    given = options(tmp_path, '[server]\nadmin_token = "configured"\n')
    shown = [find_place(given, url).token for url in ("http://nas.lan:8001", "http://localhost:8001")]
    assert shown == [None, "configured"]


def test_a_token_is_not_in_a_place_s_words(tmp_path: Path) -> None:
    assert "secret" not in repr(find_place(options(tmp_path, "", **{TOKEN_VARIABLE: "secret"})))


@pytest.mark.parametrize("server", ["nas.lan", "ftp://nas.lan", "http://", "http://a/?b=c", "http://a:x"])
def test_what_is_no_address_is_wrong_use(tmp_path: Path, server: str) -> None:
    with pytest.raises(Trouble, match="--server") as caught:
        find_place(options(tmp_path, ""), server)
    assert caught.value.exit_code == Exit.WRONG


def test_without_a_config_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="--config FILE") as caught:
        find_place(options(tmp_path, None))
    assert caught.value.exit_code == Exit.WRONG
    assert "no such file" in caught.value.message


def test_where_nobody_named_a_config_and_there_is_none_it_is_where_a_service_is_by_default(tmp_path: Path) -> None:
    unnamed = Options(config=tmp_path / "anypod.toml", environ={"ANYPOD_SERVER_ADMIN_PORT": "9"})
    place = find_place(unnamed)
    assert (place.admin, "the defaults" in place.source) == ("http://127.0.0.1:9", True)


def test_a_port_that_only_the_service_knows_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="--server"):
        find_place(options(tmp_path, "[server]\nadmin_port = 0\n"))


def test_a_token_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="--token-file"):
        find_place(options(tmp_path, ""), token_file=tmp_path / "none")
