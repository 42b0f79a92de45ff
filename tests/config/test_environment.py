from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from anypod.config.environment import Shape, shapes, value_of, variable
from anypod.config.load import Loaded, load_content
from anypod.model.settings import Settings

TOKEN = "abcdefgh-ABCDEFGH"  # noqa: S105 - opens nothing


def loaded(environ: dict[str, str], text: str = "", flags: dict[str, str] | None = None) -> Loaded:
    return load_content(text.encode(), "anypod.toml", environ, flags)


def settings_of(environ: dict[str, str], text: str = "", flags: dict[str, str] | None = None) -> Settings:
    found = loaded(environ, text, flags)
    assert found.problems == ()
    assert found.settings is not None
    return found.settings


def only_problem(environ: dict[str, str], text: str = "") -> str:
    (problem,) = loaded(environ, text).problems
    return str(problem)


def test_each_shape_is_read_from_its_variable() -> None:
    settings = settings_of(
        {
            "ANYPOD_SERVER_PORT": "9000",
            "ANYPOD_SERVER_LISTINGS": "no",
            "ANYPOD_SERVER_TRUSTED_PROXIES": "10.0.0.0/8, 192.168.0.0/16",
            "ANYPOD_DOWNLOADS_STALL_TIMEOUT": "90s",
            "ANYPOD_STORAGE_DATA_DIR": "/data",
            "ANYPOD_YTDLP_ARGS": "--geo-bypass -r '5 K'",
            "ANYPOD_YTDLP_PLUGIN_DIRS": '["a,b"]',
            "ANYPOD_ACCESS_TOKENS": f"me={TOKEN}",
            "ANYPOD_HOOKS_DOWNLOAD_FINISHED": '["notify", "a b"]',
        }
    )
    assert (settings.server.port, settings.server.listings) == (9000, False)
    assert settings.server.trusted_proxies == ("10.0.0.0/8", "192.168.0.0/16")
    assert settings.downloads.stall_timeout == timedelta(seconds=90)
    assert settings.storage.data_dir == Path("/data")
    assert settings.ytdlp.args == ("--geo-bypass", "-r", "5 K")
    assert settings.ytdlp.plugin_dirs == (Path("a,b"),)
    assert settings.access.tokens == {"me": TOKEN}
    assert settings.hooks == {"download_finished": ("notify", "a b")}


def test_defaults_of_feeds_can_be_given_too() -> None:
    text = '[defaults]\nkeep_last = 9\n[feeds.a]\nschedule = "manual"'
    assert settings_of({"ANYPOD_DEFAULTS_KEEP_LAST": "3"}, text).feeds["a"].keep_last == 3


def test_an_option_wins_over_a_variable_and_that_over_the_file() -> None:
    text = "[server]\nport = 1"
    environ = {"ANYPOD_SERVER_PORT": "2"}
    assert settings_of({}, text).server.port == 1
    assert settings_of(environ, text).server.port == 2
    assert settings_of(environ, text, {"server.port": "3"}).server.port == 3


def test_an_empty_variable_counts_as_none() -> None:
    assert settings_of({"ANYPOD_SERVER_PORT": ""}, "[server]\nport = 1").server.port == 1


def test_other_programs_variables_are_not_looked_at() -> None:
    assert settings_of({"SERVER_PORT": "x", "PATH": "y", "ANYPOD_CONFIG": "z"}) == Settings()


@pytest.mark.parametrize("name", ["ANYPOD_SERVICE_HOST", "ANYPOD_SERVICE_PORT_HTTP", "ANYPOD_PORT_8000_TCP_ADDR"])
def test_what_kubernetes_says_of_a_service_of_that_name_is_passed_over(name: str) -> None:
    assert settings_of({name: "10.0.0.1"}) == Settings()


def test_a_wrong_value_names_the_variable() -> None:
    assert only_problem({"ANYPOD_SERVER_PORT": "many"}) == (
        'ANYPOD_SERVER_PORT: server.port: found "many", allowed: a port from 0 to 65535, 0 for any free one'
    )


def test_a_wrong_element_names_the_variable() -> None:
    assert only_problem({"ANYPOD_SERVER_TRUSTED_PROXIES": "10.0.0.0/8,x"}).startswith(
        'ANYPOD_SERVER_TRUSTED_PROXIES: server.trusted_proxies[1]: found "x"'
    )


def test_a_variable_that_stands_for_nothing_is_told_and_ends_nothing() -> None:
    found = loaded({"ANYPOD_SERVER_PROT": "1"})
    assert found.settings == Settings()
    assert [str(problem) for problem in found.problems] == [
        "ANYPOD_SERVER_PROT: stands for no key; did you mean ANYPOD_SERVER_PORT?"
    ]


def test_a_wrong_option_is_named() -> None:
    (problem,) = loaded({}, "", {"server.admin_port": "x"}).problems
    assert str(problem).startswith("--server-admin-port: server.admin_port: found")


def test_a_section_that_is_no_table_stays_the_problem() -> None:
    assert only_problem({"ANYPOD_SERVER_PORT": "1"}, "server = 5") == "anypod.toml:1: server: found 5, allowed: a table"


def test_every_key_outside_feeds_has_a_variable_of_its_own() -> None:
    names = [variable(key) for key in shapes()]
    assert len(set(names)) == len(names)
    assert {"ANYPOD_SERVER_HOST", "ANYPOD_STORAGE_QUOTA", "ANYPOD_YTDLP_PROXY_FILE"} <= set(names)


@pytest.mark.parametrize(
    ("text", "shape", "value"),
    [
        ("On", Shape.YES_NO, True),
        ("0", Shape.YES_NO, False),
        ("maybe", Shape.YES_NO, "maybe"),
        (" -5 ", Shape.WHOLE, -5),
        ("5.0", Shape.WHOLE, "5.0"),
        ("9" * 5000, Shape.WHOLE, "9" * 5000),
        ("[1", Shape.LIST, "[1"),
        ("[" * 100_000, Shape.LIST, "[" * 100_000),
        ("a", Shape.LIST, ["a"]),
        ("a,b", Shape.ARGS, "a,b"),
        ('{"a": "b"}', Shape.TABLE, {"a": "b"}),
        ("a=b=c\nd=", Shape.TABLE, {"a": "b=c", "d": ""}),
        ("a", Shape.TABLE, "a"),
        ("5", Shape.TEXT, "5"),
    ],
)
def test_a_text_becomes_what_toml_would_have_given_or_stays_a_text(text: str, shape: Shape, value: object) -> None:
    assert value_of(text, shape) == value


def test_secrets_are_read_from_files(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    (tmp_path / "tokens").write_text(f"me={TOKEN}\n")
    settings = settings_of(
        {"ANYPOD_ACCESS_TOKENS_FILE": str(tmp_path / "tokens")},
        f'[server]\nadmin_token_file = "{tmp_path}/token"',
    )
    assert settings.server.admin_token == TOKEN
    assert settings.access.tokens == {"me": TOKEN}


def test_a_secret_given_later_replaces_the_file_of_one(tmp_path: Path) -> None:
    text = f'[server]\nadmin_token_file = "{tmp_path}/none"'
    assert settings_of({"ANYPOD_SERVER_ADMIN_TOKEN": TOKEN}, text).server.admin_token == TOKEN


def test_the_file_of_a_secret_given_later_replaces_the_secret(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(TOKEN)
    environ = {"ANYPOD_SERVER_ADMIN_TOKEN_FILE": str(tmp_path / "token")}
    assert settings_of(environ, '[server]\nadmin_token = "other"').server.admin_token == TOKEN


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ('admin_token_file = "/nowhere/token"\nsingle_server = true', "No such file"),
        ("admin_token_file = 5", "not a path"),
        ('admin_token_file = "x"\nadmin_token = "y"', "one of both must go"),
    ],
)
def test_a_secret_that_cannot_be_read_is_the_one_problem(text: str, wrong: str) -> None:
    problem = only_problem({}, f"[server]\n{text}")
    assert problem.startswith("anypod.toml:2: server.admin_token_file: ")
    assert wrong in problem


def test_what_stands_in_a_secrets_file_is_never_shown(tmp_path: Path) -> None:
    (tmp_path / "tokens").write_text("hush-hush")
    problem = only_problem({}, f'[access]\ntokens_file = "{tmp_path}/tokens"')
    assert "hush-hush" not in problem
    assert problem.startswith("anypod.toml")
