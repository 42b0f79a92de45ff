from __future__ import annotations

import pytest
from attrs import evolve

from anypod.model.mutation import RecordTranscripts, RefreshDownload
from anypod.model.settings import AccessSettings, TranscriptSource
from anypod.model.transcript import Transcript
from tests.web.api.surroundings import Office
from tests.web.house import NOW, House


@pytest.fixture
async def stocked(house: House) -> House:
    for name in ("alpha", "beta"):
        await house.add(name)
    await house.queue("gamma")
    return house


def ids(page: dict[str, list[dict[str, str]]]) -> list[str]:
    return [item["id"] for item in page["items"]]


async def test_a_page_says_how_many_there_are_and_where_the_next_is(stocked: House, office: Office) -> None:
    reply = await office.site.get("/api/feeds/talks/downloads?per_page=2&sort=id")
    assert 'page=2&per_page=2>; rel="next"' in reply["link"]
    page = await office.get("/api/feeds/talks/downloads?per_page=2&page=2&sort=id")
    assert (ids(page), page["total"], page["page"], page["per_page"]) == (["gamma"], 3, 2, 2)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=queued", ["gamma"]),
        ("status=queued,downloaded&sort=-id", ["gamma", "beta", "alpha"]),
        ("search=ALPH", ["alpha"]),
        ("search=%25", []),
        ("since=2026-03-01", ["gamma"]),
        ("until=2026-03-01&sort=title", ["alpha", "beta"]),
        ("sort=-status,-title", ["gamma", "beta", "alpha"]),
        ("sort=filesize,id", ["gamma", "alpha", "beta"]),
    ],
)
async def test_pages_are_filtered_searched_and_sorted(
    stocked: House, office: Office, query: str, found: list[str]
) -> None:
    assert ids(await office.get(f"/api/feeds/talks/downloads?{query}")) == found


async def test_one_download_says_why_it_is_as_it_is(stocked: House, office: Office) -> None:
    download = await office.get("/api/feeds/talks/downloads/alpha")
    assert download["enclosure_url"] == "http://localhost:8000/media/talks/alpha.m4a"
    assert [change["after"] for change in download["history"]] == ["queued", "downloaded"]
    assert download["transcripts"] == []
    assert (await office.get("/api/feeds/talks/downloads/alpha/log")) == {"items": []}


async def test_what_its_source_says_of_its_number_and_its_viewers_is_told(stocked: House, office: Office) -> None:
    names = ("season", "season_name", "episode", "age_limit")
    before = await office.get("/api/feeds/talks/downloads/alpha")
    assert [before[name] for name in names] == [None] * 4
    said = {"season": 3, "season_name": "The third", "episode": 12, "age_limit": 18}
    await stocked.commit(RefreshDownload(feed="talks", id="alpha", at=NOW, **said))  # type: ignore[arg-type]  # as named
    after = await office.get("/api/feeds/talks/downloads/alpha")
    assert {name: after[name] for name in names} == said


async def test_its_transcripts_are_named_in_both_forms(stocked: House, office: Office) -> None:
    kept = (Transcript(lang="en", source=TranscriptSource.AUTO),)
    await stocked.commit(RecordTranscripts(feed="talks", id="alpha", transcripts=kept, asked="en auto", at=NOW))
    base = "http://localhost:8000/transcripts/talks/alpha.en"
    said = {"language": "en", "source": "auto"}
    for path in ("talks/downloads/alpha", "talks/downloads?search=alpha"):
        found = await office.get(f"/api/feeds/{path}")
        assert found.get("items", [found])[0]["transcripts"] == [
            {"url": f"{base}.vtt", "type": "text/vtt", **said},
            {"url": f"{base}.srt", "type": "application/x-subrip", **said},
        ]


@pytest.mark.parametrize(
    "path", ["talks/downloads/none", "none/downloads", "none", "none/stats", "talks/downloads/none/log"]
)
async def test_what_is_not_there_is_404(office: Office, path: str) -> None:
    assert (await office.get(f"/api/feeds/{path}", 404))["title"] == "Not Found"


async def test_a_wrong_query_names_each_parameter(office: Office) -> None:
    problem = await office.get("/api/feeds/talks/downloads?page=0&status=lost&sort=hue&moon=1", 422)
    assert [error["parameter"] for error in problem["errors"]] == ["page", "status", "sort", "moon"]


async def test_figures_come_to_what_the_rows_say(stocked: House, office: Office) -> None:
    stats = await office.get("/api/feeds/talks/stats")
    assert (stats["files"], stats["size"], stats["counts"]["queued"]) == (2, 512_000, 1)
    summary = await office.get("/api/stats/summary")
    assert (summary["feeds"], summary["size"], summary["counts"]["downloaded"]) == (2, 512_000, 2)
    assert (await office.get("/api/discrepancies"))["missing"] == []


async def test_what_ended_last_is_told_of_the_feeds_in_the_config(stocked: House, office: Office) -> None:
    last = (await office.get("/api/history?limit=1"))["items"]
    told = [(one["feed"], *(one["change"][name] for name in ("before", "after", "why"))) for one in last]
    assert told == [("talks", "queued", "downloaded", "downloaded")]
    assert len((await office.get("/api/history"))["items"]) == 2
    stocked.settings = evolve(stocked.settings, feeds={})
    assert (await office.get("/api/history"))["items"] == []


async def test_addresses_of_files_have_a_token_where_feeds_are_not_open(house: House, office: Office) -> None:
    await house.add("one")
    access = AccessSettings(tokens={"phone": "phones-secret-0123456", "car": "cars-secret-012345678"})
    house.settings = evolve(house.settings, access=access)
    url = "http://localhost:8000/t/phones-secret-0123456/media/talks/one.m4a"
    assert (await office.get("/api/feeds/talks/downloads"))["items"][0]["enclosure_url"] == url
    assert (await office.get("/api/feeds/talks/downloads/one"))["enclosure_url"] == url
