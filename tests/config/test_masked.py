from __future__ import annotations

import re
import string
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anypod.config.masked import MASK, Withheld, masked
from anypod.config.secrecy import Secrecy, secrecy
from tests.config.test_example import EXAMPLE

SPELLED: tuple[Callable[[str], str], ...] = (
    '"{}"'.format,
    "'{}'".format,
    '"""{}"""'.format,
    "'''\n{}'''".format,
    lambda text: '"{}"'.format(text if text == MASK else "".join(f"\\u{ord(letter):04x}" for letter in text)),
)
"""How a text may be written; last with escapes, which hide it from whoever looks for it as it is."""

PARTS = (
    ("[server]\nport = 8000 # kept\nadmin_token = $\n", 'server.admin_token = $ # dotted\n"server" . host = "::1"\n'),
    (
        "[ytdlp]\n'proxy'=$\nargs = [ '--username', $, #< one ]>\n '--retries=<~>', \"-p<~>\",\n '--embed-subs' ]\n",
        'ytdlp = { proxy = $, args = ["--password", $] }\n',
        '[ytdlp]\n"args" = """--username <~> --password=<~> --embed-subs"""\n',
        "[ytdlp]\nargs = \"<--password '~'>\"\n",
    ),
    (
        "[access.tokens]\nphone = $\n\"living room\" = $\n# kitchen = <'~'>\n",
        "[access]\ntokens = { phone = $, den = $ } # both\n",
        'access.tokens.phone = $\naccess."tokens".den = $\n',
    ),
    ("[hooks]\ndisk_low = ['notify', $, #< of it>\n $ ]\n", "[hook]\ndisk-low = $\n# disk_ok = <['notify', '~']>\n"),
    ('[feeds.a]\nurls = ["https://<me:~>@a.example/x", # one\n "https://b.example/@b?n=1&token=<~>&l=2#x"]\n',),
    ("[feeds.b]\nurl = 'https://<~>@a.example/@talks'\nyt_args = [$]\nfilters = { title = 'a{1,2}@' }\n",),
    ("[feeds.c]\nping = ['https://c.example/?sig=<~>']\n[feeds.c.metadata]\npassword = $\napi_key = $ # no key\n",),
    ("[sever]\nadmin_tokn = $\n[acces.tokens]\nphone = $\n", "[feeds]\npassword = $\n"),
    ('# admin_token = <"~">\n#password: <~>\n# anypod --admin-token <~>\n', "# A=<~>\n".replace("A", "YTDLP_PROXY")),
    ("# yt_args = <[>\n#< '~',>\n#< '~']>\n\n# [access.tokens]\n# phone = <~>\n", "# https://<me:~>@a.example/\n"),
    ('[feeds.token_talks]\nurl = "https://www.youtube.com/@example" # the @ one\nsince = 2024-01-01\n',),
)
"""Parts of configs, each in several ways: `$` is a secret that may be spelled anyhow, `~` one as it is, `<>` masked."""


@st.composite
def configs(draw: st.DrawFn) -> tuple[str, str, list[str]]:
    """Give a config, how it is to be shown, and its secrets."""
    chance = draw(st.randoms(use_true_random=False))
    written, shown, secrets = "", "", list[str]()
    parts = [chance.choice(ways) for ways in chance.sample(PARTS, chance.randint(1, 4))]
    # What stands at the root must come before all tables.
    for part in sorted(parts, key=lambda part: part[0] in "[#"):
        spell, ends = chance.choice(SPELLED), chance.choice(("\n", "\n", "\r\n"))
        for piece in re.split(r"(\$|<[^>]*>)", part.replace("\n", ends)):
            if piece[:1] in {"$", "<"}:
                secrets.append("".join(chance.choices(string.ascii_letters + string.digits, k=12)))
            hidden = piece.strip("<>").replace("~", secrets[-1] if secrets else "")
            written += spell(secrets[-1]) if piece == "$" else hidden
            shown += spell(MASK) if piece == "$" else MASK if piece.startswith("<") else piece
    return written, shown, secrets


@settings(max_examples=40)
@given(configs())
def test_every_secret_is_masked_however_it_is_written_and_nothing_else(config: tuple[str, str, list[str]]) -> None:
    written, shown, secrets = config
    assert masked(written.encode()) == shown
    assert [secret for secret in secrets if secret in shown] == []
    assert shown.count("\n") == written.count("\n")


@settings(max_examples=20)
@given(st.text())
def test_a_secret_is_not_shown_whatever_it_is_made_of(rest: str) -> None:
    secret = "a secret" + re.sub(r"[\x00-\x1f\x7f'\\\"\ud800-\udfff]", "", rest)
    text = f"# it is {secret}\n[server]\nadmin_token = '{secret}'\n[feeds.a]\ntitle = 'a {secret} b'\n"
    assert secret not in str(masked(text.encode()))
    assert isinstance(masked(text.encode()), str)


def test_a_secret_of_many_lines_leaves_each_line_where_it_was() -> None:
    text = '[ytdlp]\nproxy = """http://\\\n  me:pw@a.example\n"""\nargs = []\n'
    assert masked(text.encode()) == '[ytdlp]\nproxy = """***\n\n"""\nargs = []\n'


def test_a_secret_that_is_no_text_is_masked_too() -> None:
    assert masked(b"[server]\nadmin_token = 12345678\n") == '[server]\nadmin_token = "***"\n'


def test_what_is_not_set_is_not_said_to_be() -> None:
    text = "[server]\nadmin_token = \"\"\n[ytdlp]\nargs = []\nproxy = ''\n# [access]\n# tokens = {}\n"
    assert masked(text.encode()) == text


def test_a_password_that_breaks_its_url_is_not_shown() -> None:
    text = "[feeds.a]\nurl = 'https://me:pa/ss@a.example/'\nlink = 'me:pass@a.example'\nping = ['http://[::1]:80/@b']\n"
    shown = text.replace("me:pa/ss", MASK).replace("me:pass", MASK)
    assert masked(text.encode()) == shown


@pytest.mark.parametrize("content", [b"[server\n", b"\xff", b"a = " + b"[" * 5000, b'[server]\nadmin_token = "x\n'])
def test_what_nobody_can_take_apart_is_withheld(content: bytes) -> None:
    assert isinstance(masked(content), Withheld)


def test_lists_of_tables_are_masked_too() -> None:
    text = "[[feeds]]\nname = 'a'\nurl = 'https://me:x@a.example/'\n[[feeds]]\npassword = 'hunter'\n"
    shown = masked(text.encode())
    assert shown == text.replace("me:x", MASK).replace("hunter", MASK)


def test_the_example_is_shown_as_it_is_but_for_its_commands_and_arguments() -> None:
    text = EXAMPLE.read_text()
    shown = str(masked(text.encode()))
    lines = zip(text.splitlines(), shown.splitlines(), strict=True)
    assert [line.split(" = ")[0] for line, now in lines if line != now] == [
        "# download_finished",
        "# have few reports: set refresh_after too. Another server than SponsorBlock's own: yt_args",
    ]


def test_keys_that_name_files_are_open() -> None:
    for key in (("server", "admin_token_file"), ("ytdlp", "cookies_file"), ("feeds", "token", "url"), ("storage",)):
        assert secrecy(key) is Secrecy.OPEN
