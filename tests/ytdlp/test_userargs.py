from __future__ import annotations

from pathlib import Path

import pytest
from yt_dlp.options import create_parser  # type: ignore[import-untyped] # yt-dlp has no annotations

from anypod.ytdlp.allowed import ALLOWED, REFUSED
from anypod.ytdlp.client import Client
from anypod.ytdlp.userargs import check


def test_every_option_of_the_installed_yt_dlp_is_allowed_or_refused_for_a_reason() -> None:
    parser = create_parser()
    dests = {option.dest for group in (parser, *parser.option_groups) for option in group.option_list}
    assert not (ALLOWED & set(REFUSED))
    assert dests - ALLOWED - set(REFUSED) - {None} == set()


async def test_what_is_common_and_harmless_is_allowed(client: Client) -> None:
    args = [
        *("--extractor-args", "youtube:player_client=web", "-N", "4", "-R", "5", "--sleep-requests", "1"),
        *("-t", "sleep", "-4", "--user-agent", "X", "--retry-sleep", "exp=1:20"),
        *("--max-filesize", "2G", "--throttled-rate", "100K"),
    ]
    assert await check(args, client) == ()


@pytest.mark.parametrize(
    ("url", "allowed"), [("https://sponsor.example", True), ("file:///etc/passwd", False), ("x", False)]
)
async def test_another_sponsorblock_is_asked_by_a_web_address_only(client: Client, url: str, allowed: bool) -> None:
    problems = await check(["--sponsorblock-api", url], client)
    assert [problem.option for problem in problems] == ([] if allowed else ["--sponsorblock-api"])


async def test_no_options_cost_no_process(client: Client) -> None:
    assert await check([], client) == ()


@pytest.mark.parametrize(
    ("args", "option"),
    [
        (["--exec", "touch x"], "--exec"),
        (["--exec=touch x"], "--exec"),
        (["--exec-b", "touch x"], "--exec-before-download"),
        (["--config-loc", "/etc/passwd"], "--config-locations"),
        (["-a", "/etc/passwd"], "--batch-file"),
        (["--cookies", "x"], "--cookies"),
        (["-o", "/etc/x"], "--output"),
        (["-o/etc/x"], "--output"),
        (["-P/etc"], "--paths"),
        (["-ix"], "--ignore-errors"),
        (["-4x"], "--extract-audio"),
        (["-qf18"], "--quiet"),
        (["-t", "mp3"], "--format"),
        (["--alias", "a,-x", "--exec {0}"], "--alias"),
        (["--plugin-dirs", "x"], "--plugin-dirs"),
        (["--ppa", "ffmpeg:-y"], "--postprocessor-args"),
        (["--ignore-config"], "--ignore-config"),
        (["--netrc-cmd", "x"], "--netrc-cmd"),
        (["--load-info-json", "x"], "--load-info-json"),
        (["-f", "best"], "--format"),
        (["--version"], "--version"),
        (["--help"], "--help"),
        (["-U"], "--update"),
        (["http://127.0.0.1/"], "http://127.0.0.1/"),
        (["--", "-x"], "-x"),
        (["--extractor-args", "youtubepot-bgutilscript:script_path=/tmp/x"], "--extractor-args"),
        (["--extractor-args", "youtube:lang=en", "--extractor-args", "x:server_home=/tmp"], "--extractor-args"),
    ],
)
async def test_what_is_not_allowed_is_refused_however_it_is_written(
    client: Client, args: list[str], option: str
) -> None:
    problems = await check(args, client)
    assert option in {problem.option for problem in problems}
    assert all(problem.why for problem in problems)


async def test_a_refusal_says_what_to_use_instead(client: Client) -> None:
    (problem,) = await check(["-f", "best"], client)
    assert (problem.why, problem.instead) == ("anypod decides how yt-dlp is called", "use format")


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (["--socket-timeout", "soon"], "socket"),
        (["--no-such-option"], "no such option"),
        (["--so", "1"], "ambiguous"),
        (["-R", "many"], "retry count"),
        (["--limit-rate", "fast"], "rate"),
        (["--impersonate", "netscape"], "netscape"),
    ],
)
async def test_a_value_that_yt_dlp_does_not_take_is_told(client: Client, args: list[str], word: str) -> None:
    (problem,) = await check(args, client)
    assert word in problem.why.lower()


async def test_nothing_that_is_refused_is_carried_out(client: Client, tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text(f"--exec 'touch {tmp_path}/done'\n")
    args = ["--config-locations", str(config), "--print-to-file", "x", str(tmp_path / "done"), "--rm-cache-dir"]
    problems = await check(args, client)
    assert len(problems) >= 3
    assert not (tmp_path / "done").exists()
