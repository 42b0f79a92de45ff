from __future__ import annotations

import tomllib

from anypod.config.kinds import LEFT_OUT
from anypod.config.load import load_content
from anypod.service.backup.withheld import without_secrets

OPEN = """# how it is reached
[server]
port = 8000  # the usual
"""
KEPT_QUIET = """[server]
admin_token = "hush-hush-hush" # mine
admin_token_file = ""
[ytdlp]
proxy = "socks5://me:pass@10.0.0.1"
[access.tokens]
anna = "aaaaaaaaaaaaaaaaaaaa"
"o-t" = "bbbbbbbbbbbbbbbbbbbb"
"""


def test_a_config_without_secrets_stays_as_it_is() -> None:
    assert without_secrets(OPEN) == (OPEN, ())


def test_secrets_give_way_and_are_named() -> None:
    text, taken = without_secrets(KEPT_QUIET)
    assert taken == ("server.admin_token", "ytdlp.proxy", "access.tokens.anna", "access.tokens.o-t")
    assert not any(secret in text for secret in ("hush", "pass", "aaaa", "bbbb"))
    assert "# mine" in text
    assert tomllib.loads(text)["access"]["tokens"] == {"anna": LEFT_OUT, "o-t": LEFT_OUT}


def test_what_they_give_way_to_is_refused_by_each_key() -> None:
    text, taken = without_secrets(KEPT_QUIET.replace('admin_token_file = ""\n', ""))
    loaded = load_content(text.encode(), "anypod.toml", {})
    assert loaded.settings is None
    assert {problem.key for problem in loaded.problems} == set(taken)
    assert all(LEFT_OUT in str(problem) for problem in loaded.problems)


def test_tokens_within_one_line_give_way_too() -> None:
    text, taken = without_secrets('\ufeffaccess = { tokens = { tom = "cccccccccccccccccccc" } }\n')
    assert taken == ("access.tokens.tom",)
    assert "cccc" not in text
    assert text.startswith("\ufeff")
