from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from textwrap import dedent
from zoneinfo import ZoneInfo

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from anypod.config.environment import shapes
from anypod.config.load import Loaded, load, load_content
from anypod.model.settings import DateBasis, Filters, Media, MetadataOverrides, PodcastType, Settings, Sponsorblock

MANUAL = '[feeds.news]\nschedule = "manual"\n'
TOKEN = "abcdefgh-ABCDEFGH"  # noqa: S105 - opens nothing


def loaded(text: str, environ: dict[str, str] | None = None, flags: dict[str, str] | None = None) -> Loaded:
    return load_content(dedent(text).encode(), "anypod.toml", environ or {}, flags)


def settings_of(text: str, environ: dict[str, str] | None = None, flags: dict[str, str] | None = None) -> Settings:
    found = loaded(text, environ, flags)
    assert found.problems == ()
    assert found.settings is not None
    return found.settings


def problems_of(text: str, environ: dict[str, str] | None = None) -> list[str]:
    return [str(problem) for problem in loaded(text, environ).problems]


def only_problem(text: str, environ: dict[str, str] | None = None) -> str:
    (problem,) = problems_of(text, environ)
    return problem


def test_an_empty_file_is_all_defaults_and_no_feeds() -> None:
    assert settings_of("") == Settings()


def test_a_feed_of_two_lines_is_enough() -> None:
    feed = settings_of('[feeds.news]\nurl = "https://example.org/a"').feeds["news"]
    assert (feed.name, feed.urls, feed.media) == ("news", ("https://example.org/a",), Media.AUDIO)


def test_a_feed_may_have_several_urls() -> None:
    assert settings_of('[feeds.news]\nurls = ["http://a.org", "http://b.org"]').feeds["news"].urls == (
        "http://a.org",
        "http://b.org",
    )


def test_a_manual_feed_needs_no_url() -> None:
    feed = settings_of(MANUAL).feeds["news"]
    assert feed.manual
    assert feed.urls == ()


def test_a_manual_feed_goes_by_when_items_were_submitted_unless_told_otherwise() -> None:
    assert settings_of(MANUAL).feeds["news"].date is DateBasis.ADDED
    assert settings_of(MANUAL + 'date = "published"').feeds["news"].date is DateBasis.PUBLISHED
    defaults = '[defaults]\ndate = "first_seen"\n'
    assert settings_of(defaults + MANUAL).feeds["news"].date is DateBasis.FIRST_SEEN


def test_a_problem_reads_as_a_sentence_with_its_place() -> None:
    assert only_problem(MANUAL + 'keep_last = "ten"') == (
        'anypod.toml:3: feeds.news.keep_last: found "ten", allowed: a whole number from 0'
    )


def test_all_problems_come_at_once_in_the_order_of_the_file() -> None:
    text = """\
        [server]
        port = "8000"
        hots = "x"
        single_server = true
        [downloads]
        stall_timeout = 5
        [defaults]
        keep_last = -1
        [feeds.Bad]
        url = "nowhere"
        media = "film"
        [feeds.news]
        since = "2024-02-30"
        [feeds.news.filters]
        title = "("
        min_duration = "2m"
        max_duration = "1m"
    """
    assert [(problem.line, problem.key) for problem in loaded(text).problems] == [
        (2, "server.port"),
        (3, "server.hots"),
        (4, "server.single_server"),
        (6, "downloads.stall_timeout"),
        (8, "defaults.keep_last"),
        (9, "feeds.Bad"),
        (10, "feeds.Bad.url"),
        (11, "feeds.Bad.media"),
        (12, "feeds.news"),
        (13, "feeds.news.since"),
        (15, "feeds.news.filters.title"),
    ]


def test_a_wrong_feed_is_left_out_and_the_others_stay() -> None:
    found = loaded('[feeds.news]\nurl = "x"\n[feeds.good]\nurl = "http://a.org"')
    assert found.settings is not None
    assert list(found.settings.feeds) == ["good"]
    assert found.wrong_feeds == {"news"}
    assert len(found.problems) == 1


@pytest.mark.parametrize(
    "text", ["[server]\nport = -1", "[defaults]\nkeep_last = -1", "feeds = 3", "server = 3", "other = 1", "[x.y]"]
)
def test_what_is_wrong_outside_feeds_leaves_no_settings(text: str) -> None:
    found = loaded(text)
    assert found.settings is None
    assert len(found.problems) == 1


def test_an_unknown_key_is_told_what_was_probably_meant() -> None:
    assert only_problem(MANUAL + "keep_lst = 5") == (
        'anypod.toml:3: feeds.news.keep_lst: unknown key; did you mean "keep_last"?'
    )


def test_an_unknown_key_like_no_other_is_told_what_there_is() -> None:
    assert only_problem("[access]\nzzz = 1") == (
        "anypod.toml:2: access.zzz: allowed: allow_private_urls, tokens, tokens_file (unknown key)"
    )


def test_a_key_from_defaults_is_blamed_on_its_line_there() -> None:
    text = f'[defaults.filters]\nmin_duration = "2h"\n{MANUAL}[feeds.news.filters]\nmax_duration = "1h"'
    assert only_problem(text).startswith("anypod.toml:6: feeds.news.filters.max_duration: is less")
    assert loaded(text).problem(("feeds", "news", "filters", "min_duration")).line == 2


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (("feeds", "news", "yt_args"), 4),
        (("feeds", "news", "schedule"), 2),
        (("feeds", "news", "format"), 1),
        (("server", "port"), None),
    ],
)
def test_others_can_add_problems_with_the_right_line(key: tuple[str, ...], line: int | None) -> None:
    found = loaded(MANUAL + '[defaults]\nyt_args = "-x"')
    assert found.problem(key, "a", "b", "c").line == line


def test_a_feed_in_which_others_found_problems_is_left_out() -> None:
    found = loaded(MANUAL)
    left = found.leaving_out({"news": [found.problem(("feeds", "news", "yt_args"), message="refused")]})
    assert left.settings == Settings()
    assert left.wrong_feeds == {"news"}
    assert [str(problem) for problem in left.problems] == ["anypod.toml:1: feeds.news.yt_args: refused"]


def test_defaults_lie_under_each_feed_and_filters_and_metadata_key_by_key() -> None:
    text = """\
        [defaults]
        keep_last = 7
        media = "video"
        filters = { title = "a", not_title = "b" }
        metadata = { author = "A", language = "en" }
        [feeds.news]
        url = "http://a.org"
        media = "as_is"
        filters = { title = "" }
        metadata = { language = "de", podcast_type = "serial" }
    """
    feed = settings_of(text).feeds["news"]
    assert (feed.keep_last, feed.media) == (7, Media.AS_IS)
    assert feed.filters == Filters(not_title="b")
    assert feed.metadata == MetadataOverrides(author="A", language="de", podcast_type=PodcastType.SERIAL)


@pytest.mark.parametrize("key", ['url = "http://a.org"', 'urls = ["http://a.org"]', 'name = "x"'])
def test_defaults_hold_no_key_that_is_a_feeds_own(key: str) -> None:
    assert "has no default" in only_problem(f"[defaults]\n{key}")


def test_a_wrong_default_is_told_once_however_many_feeds_have_it() -> None:
    assert len(problems_of("[defaults]\nkeep_last = -1\n" + MANUAL + '[feeds.b]\nurl = "http://a.org"')) == 1


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ('url = "http://a.org"\nurls = ["http://b.org"]', "urls: url is given too"),
        ("enabled = true", "url is missing"),
        ("urls = []", "url is missing"),
        ('url = ""', "url is missing"),
        ('urls = ["http://a.org", "ftp://b.org"]', 'urls[1]: found "ftp://b.org", allowed: an http or https URL'),
        ('urls = ["http://a.org", "http://a.org"]', "twice"),
        ("url = 5", "found 5"),
        ('url = "http://a.org"\nname = "x"', "unknown key"),
    ],
)
def test_a_feed_has_its_urls_once_and_valid(text: str, wrong: str) -> None:
    assert wrong in only_problem(f"[feeds.a]\n{text}")


@pytest.mark.parametrize("name", ["Big", "a b", "_a", "a" * 65, "é", "a.b", "a/b", "", "\\u0000"])
def test_a_feeds_name_is_safe_in_urls(name: str) -> None:
    assert "URLs and folders" in only_problem(f'[feeds."{name}"]\nschedule = "manual"')


@pytest.mark.parametrize("name", ["preview", "valid"])
def test_a_feeds_name_is_none_that_the_api_uses_itself(name: str) -> None:
    said = only_problem(f'[feeds.{name}]\nschedule = "manual"')
    assert "1: feeds." in said
    assert f'found "{name}", allowed: another name, such as {name}s (/api/feeds/{name} is' in said


FEED_CASES = [
    ("enabled = 1", "true or false"),
    ('keep_last = "5"', "a whole number"),
    ("keep_last = true", "a whole number"),
    ("keep_last = 5.0", "a whole number"),
    ("keep_last = 9_999_999", "at most"),
    ("max_errors = 0", "from 1"),
    ('schedule = "0 0 31 2 *"', "no month"),
    ('schedule = "* * * * * *"', "has 6"),
    ('since = "01.02.2024"', "a day such as"),
    ('since = "2024-01-01+25:00"', "no such day or offset"),
    ("since = 20240101", "a day such as"),
    ("since = 0001-01-01", "out of range"),
    ("download_delay = 60", "needs its unit"),
    ('download_delay = "60"', "needs its unit"),
    ('download_delay = "-5m"', "a duration"),
    ('download_delay = "9999999d"', "100 years"),
    ('refresh_after = "0s"', "not zero"),
    ('media = "Audio"', "audio, video, as_is"),
    ('audio_language = "english"', "a language"),
    ('transcript_lang = "en_US"', "a language"),
    ('transcript_source_priority = ["creator", "creator"]', "twice"),
    ('transcript_source_priority = ["robot"]', "creator, auto"),
    ("yt_args = [1]", "yt_args[0]: found something else (not shown)"),
    ("yt_args = '-o \"'", "closing quotation"),
    ('yt_args = ["\\u0000"]', "NUL"),
    ('sponsorblock = { remove = ["chapter"] }', "sponsorblock.remove[0]"),
    ("sponsorblock = { marks = [] }", 'did you mean "mark"'),
    ("ping = 'http://a.org'", "a list"),
    ('filters = { title = "(" }', "a regular expression"),
    ('filters = { shorts = "no" }', "include, exclude, only"),
    ('filters = "x"', "a table"),
    ('metadata = { explicit = "yes" }', "true or false"),
    ('metadata = { category = "Arts > Wrestling" }', "below Arts: Books"),
    ('metadata = { category = "Books" }', "Apple's categories"),
    ('metadata = { language = "jp" }', "ISO 639"),
    ('metadata = { category = "Technology > Gadgets" }', "Technology has nothing below it"),
    ('metadata = { language = "e" }', "a language"),
    ('metadata = { author_email = "me" }', "an e-mail"),
    ('metadata = { image_url = "file:///x" }', "an http or https URL"),
]


@pytest.mark.parametrize(("text", "wrong"), FEED_CASES)
def test_a_wrong_value_of_a_feed_is_told_what_is_allowed(text: str, wrong: str) -> None:
    problem = only_problem(f'[feeds.a]\nurl = "http://a.org"\n{text}')
    assert problem.startswith("anypod.toml:3: feeds.a.")
    assert wrong in problem


SECTION_CASES = [
    ("[server]\nport = 65536", "a port"),
    ("[server]\nport = 80.0", "a port"),
    ('[server]\nhost = ""', "a host name"),
    ('[server]\nhost = "1.2.3.999"', "a host name"),
    ('[server]\nhost = "a b"', "a host name"),
    ('[server]\nbase_url = "example.org"', "an http or https URL"),
    ('[server]\nbase_url = "http://a.org/?x=1"', "no query"),
    ('[server]\nbase_url = "http://me:pw@a.org"', "password"),
    ('[server]\nbase_url = "http://a.org:99999"', "range"),
    ('[server]\nbase_url = "http://[::1"', "base_url"),
    ('[server]\ntrusted_proxies = ["10.0.0.1/8"]', "host bits"),
    ('[server]\nadmin_token = "a b"', "without spaces"),
    ("[server]\nadmin_port = 8000", "public port too"),
    ('[storage]\nquota = "5 parsecs"', "a size"),
    ("[storage]\nquota = 500", "needs its unit"),
    ('[storage]\nmin_free = ""', "a size"),
    ('[storage]\ndata_dir = ""', "a path"),
    ("[downloads]\nconcurrency = 0", "from 1"),
    ('[downloads]\nstall_timeout = "0s"', "longer than 0"),
    ('[downloads]\nrate_limit = "fast"', "a rate"),
    ('[ytdlp]\nchannel = "master"', "bundled, stable, nightly"),
    ('[ytdlp]\nargs = "\'"', "closing quotation"),
    ('[access]\ntokens = "x"', "a table"),
    ('[access.tokens]\nme = "short"', "at least 16"),
    (f'[access.tokens]\n"a b" = "{TOKEN}"', "a name of letters"),
    ("[hooks]\nsync_begun = ['x']", "sync_started"),
    ("[hooks]\nsync_started = 'x'", "a list"),
    ("[hooks]\nsync_started = []", "a program"),
    ("[hooks]\nprogress = ['x']", "too often"),
]


@pytest.mark.parametrize(("text", "wrong"), SECTION_CASES)
def test_a_wrong_value_of_a_section_is_told_what_is_allowed(text: str, wrong: str) -> None:
    problem = only_problem(text)
    assert problem.startswith("anypod.toml:2: ")
    assert wrong in problem


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("[server]\nsingle_server = true", "demands an admin_token"),
        (f'[server]\nadmin_open = true\nadmin_token = "{TOKEN}"', "contradicts admin_token"),
    ],
)
def test_contradictions_are_told(text: str, wrong: str) -> None:
    assert wrong in only_problem(text)


def test_two_tokens_with_one_secret_are_both_told() -> None:
    found = loaded(f'[access.tokens]\na = "{TOKEN}"\nb = "{TOKEN}"')
    assert [problem.key for problem in found.problems] == ["access.tokens.a", "access.tokens.b"]


@pytest.mark.parametrize(
    "text",
    [
        '[access.tokens]\nme = "hush-hush"',
        '[ytdlp]\nproxy = "gopher://hush-hush"',
        '[server]\nadmin_token = "hush-hush hush"',
        "[server]\nadmin_token = ['hush-hush']",
        '[feeds.a]\nurl = "ftp://me:hush-hush@video.example"',
        '[feeds.a]\nurls = ["https://me:hush-hush@video.example/", "https://me:hush-hush@video.example/"]',
        "[feeds.a]\nurl = 'https://video.example'\nyt_args = \"--password 'hush-hush\"",
        '[ytdlp]\nargs = "--password \'hush-hush"',
    ],
)
def test_secrets_are_never_shown(text: str) -> None:
    assert "hush-hush" not in only_problem(text)


def test_values_are_taken_as_they_are_meant() -> None:
    text = """\
        [server]
        base_url = "https://a.org/pods/"
        port = 0
        admin_port = 0
        trusted_proxies = ["10.0.0.0/8", "::1"]
        [storage]
        quota = "1.5 GiB"
        min_free = "500MB"
        removed_grace = 0
        [ytdlp]
        cookies_file = "cookies.txt"
        args = "--geo-bypass -r '5 K'"
        [feeds.a]
        url = "http://a.org"
        since = 2024-05-01
        refresh_after = "1d12h"
        sponsorblock = { mark = ["all", "-filler"] }
        metadata = { category = "arts>books", explicit = false, title = "" }
    """
    found = settings_of(text)
    feed = found.feeds["a"]
    assert found.server.base_url == "https://a.org/pods"
    assert (found.storage.quota, found.storage.min_free) == (1_610_612_736, 500_000_000)
    assert found.storage.removed_grace == timedelta(0)
    assert found.ytdlp.cookies_file == Path("cookies.txt")
    assert found.ytdlp.args == ("--geo-bypass", "-r", "5 K")
    assert feed.refresh_after == timedelta(hours=36)
    assert feed.sponsorblock == Sponsorblock(mark=("all", "-filler"))
    assert feed.metadata == MetadataOverrides(category="Arts > Books", explicit=False)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ('"2024-06-01"', datetime(2024, 6, 1, tzinfo=ZoneInfo("Asia/Tokyo"))),
        ("2024-06-01", datetime(2024, 6, 1, tzinfo=ZoneInfo("Asia/Tokyo"))),
        ('"2024-06-01Z"', datetime(2024, 6, 1, tzinfo=UTC)),
        ('"2024-06-01+02:00"', datetime(2024, 6, 1, tzinfo=timezone(timedelta(hours=2)))),
        ("2024-06-01T12:00:00Z", datetime(2024, 6, 1, 12, tzinfo=UTC)),
        ("2024-06-01T12:00:00", datetime(2024, 6, 1, 12, tzinfo=ZoneInfo("Asia/Tokyo"))),
        ('""', None),
    ],
)
def test_since_is_a_day_of_the_users_zone_unless_it_says_which(value: str, moment: datetime | None) -> None:
    assert settings_of(f"{MANUAL}since = {value}", {"TZ": "Asia/Tokyo"}).feeds["news"].since == moment


def test_a_tz_that_is_no_zone_is_told_and_the_systems_taken() -> None:
    found = loaded("", {"TZ": "Europe/Berln"})
    assert found.settings == Settings()
    assert [str(problem) for problem in found.problems] == [
        'TZ: found "Europe/Berln", allowed: a zone such as Europe/Berlin (the system\'s is used)'
    ]


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    found = load(tmp_path / "anypod.toml", {})
    assert found.settings is None
    assert [problem.message for problem in found.problems] == [
        "can't be read: no such file; --config FILE or ANYPOD_CONFIG names another"
    ]


def test_a_folder_is_a_problem(tmp_path: Path) -> None:
    assert load(tmp_path, {}).settings is None


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"a = 1\nb = \xff", 2, "not UTF-8"),
        (b"a = 1\n[b\n", 2, "not TOML"),
        (b"a = 1\na = 2\n", 2, "not TOML"),
        (b"a = [1,\n", 1, "not TOML"),
        (b"a = " + b"[" * 100_000, None, "not"),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(content: bytes, line: int | None, words: str) -> None:
    found = load_content(content, "anypod.toml", {})
    assert found.settings is None
    assert [problem.line for problem in found.problems] == [line]
    assert words in str(found.problems[0])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("a = 1".encode("utf-16"), "UTF-16; have the editor save it as UTF-8"),
        (b"a = 1\na = 2\n", "this key is there already"),
        (b"[feeds.a]\n[feeds.a]\n", "the table [feeds.a] is there already"),
        (b"[server]\n[server]\n", "the table [server] is there already"),
        (b"a = https://example.org\n", 'text stands in "quotes"'),
        (b"a = True\n", "true and false are in small letters"),
        (b'a = "https\nb = 1\n', "isn't closed"),
        (b'a: "b"\n', "KEY = VALUE"),
    ],
)
def test_a_slip_that_many_make_is_told_with_what_to_write_instead(content: bytes, words: str) -> None:
    assert words in str(load_content(content, "anypod.toml", {}).problems[0])


def test_a_file_that_is_missing_is_told_with_the_folder_in_which_it_was_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert f"no such file in {tmp_path};" in str(load(Path("config/anypod.toml"), {}).problems[0])


def test_a_list_of_feeds_is_told_how_a_table_for_each_is_written() -> None:
    assert "[feeds.news]" in str(load_content(b'[[feeds]]\nname = "a"\n', "anypod.toml", {}).problems[0])


def test_a_folder_in_the_place_of_the_file_is_called_one(tmp_path: Path) -> None:
    assert "it is a folder" in str(load(tmp_path, {}).problems[0])


def test_a_byte_order_mark_does_no_harm() -> None:
    assert load_content(b"\xef\xbb\xbf" + MANUAL.encode(), "anypod.toml", {}).problems == ()


def test_the_digest_tells_contents_apart() -> None:
    assert loaded("").digest != loaded("# x").digest


values = st.recursive(
    st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.dates() | st.times(),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)
names = st.sampled_from(["server", "storage", "downloads", "ytdlp", "access", "hooks", "defaults", "feeds.a"])
keys = st.sampled_from(sorted({name for key in shapes() for name in key} | {"url", "urls", "filters", "metadata"}))


@given(names, keys, values)
def test_no_value_of_any_key_ends_in_an_exception(table: str, key: str, value: object) -> None:
    text = f"[{table}]\n{tomlkit.dumps({key: value})}"
    found = load_content(text.encode(), "anypod.toml", {})
    assert (found.settings is None or bool(found.wrong_feeds)) <= bool(found.problems)


@given(st.binary(max_size=60))
def test_no_content_ends_in_an_exception(content: bytes) -> None:
    found = load_content(content, "anypod.toml", {})
    assert (found.settings is None) <= bool(found.problems)


WRONG_BUT_SERVABLE = ["[downloads]\nconcurrency = 0", "[ytdlp]\nchannel = 'x'", "[defaults]\nkeep_last = 'x'"]
WRONG_AT_ALL = ["[server]\nport = -1", "[storage]\nquota = 'x'", "[access]\ntokens = 1", "feeds = 1", "[nonsense]", "["]


@pytest.mark.parametrize("text", WRONG_BUT_SERVABLE)
def test_what_only_fetching_needs_leaves_settings_to_serve_by(text: str) -> None:
    loaded = load_content(f"{text}\n{MANUAL}".encode(), "anypod.toml", {})
    assert loaded.settings is None
    assert loaded.fallback is not None
    assert list(loaded.fallback.feeds) == ["news"]


@pytest.mark.parametrize("text", WRONG_AT_ALL)
def test_without_an_address_a_folder_or_a_reader_nothing_is_served(text: str) -> None:
    loaded = load_content(text.encode(), "anypod.toml", {})
    assert (loaded.settings, loaded.fallback) == (None, None)
