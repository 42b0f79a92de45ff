from __future__ import annotations

import gzip
from datetime import timedelta
from xml.etree import ElementTree as ET

import brotli  # type: ignore[import-untyped]  # it brings no types
import pytest
from attrs import evolve

from anypod.demo.captions import cues
from anypod.model.chapter import Span
from anypod.model.download import Ruling
from anypod.model.mutation import ArchiveDownload, RecordDownload, RecordTranscripts
from anypod.model.settings import AccessSettings, TranscriptSource
from anypod.model.transcript import Transcript
from tests.support.feedlint import lint
from tests.web.client import Site
from tests.web.house import NOW, House

MINE = "0123456789abcdef"
VTT, SRT = "/transcripts/talks/abc.pt-BR.vtt", "/transcripts/talks/abc.pt-BR.srt"
TEXT = cues("<v Ana>Olá & bem-vindos", "até já")
WRITTEN = TEXT.replace("&", "&amp;")
SUBRIP = "1\n00:00:00,000 --> 00:00:04,000\nAna: Olá & bem-vindos\n\n2\n00:00:04,000 --> 00:00:08,000\naté já\n"


async def transcribed(house: House, id_: str = "abc", text: str = TEXT) -> None:
    """Publish an episode of 61.5 seconds with a transcript."""
    await house.add(id_)
    await house.library.store_transcript(text.encode(), "talks", id_, "pt-BR")
    kept = (Transcript(lang="pt-BR", source=TranscriptSource.CREATOR),)
    await house.commit(RecordTranscripts(feed="talks", id=id_, transcripts=kept, asked="pt creator", at=NOW))


async def test_a_transcript_is_given_in_both_forms(site: Site, house: House) -> None:
    await transcribed(house)
    vtt, srt = await site.get(VTT), await site.get(SRT)
    assert (vtt.status, vtt["content-type"], vtt.body.decode()) == (200, "text/vtt; charset=utf-8", WRITTEN)
    assert (srt.status, srt["content-type"], srt.body.decode()) == (200, "application/x-subrip; charset=utf-8", SUBRIP)
    assert vtt["access-control-allow-origin"] == srt["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(("coding", "unpack"), [("gzip", gzip.decompress), ("br", brotli.decompress)])
async def test_it_is_packed_for_whom_wants_that(site: Site, house: House, coding: str, unpack: object) -> None:
    await transcribed(house)
    plain, packed = await site.get(VTT), await site.get(VTT, {"Accept-Encoding": coding})
    assert (packed["content-encoding"], packed["vary"]) == (coding, "Accept-Encoding")
    assert callable(unpack)
    assert unpack(packed.body) == plain.body
    assert packed["etag"] != plain["etag"]
    again = await site.get(VTT, {"Accept-Encoding": coding, "If-None-Match": packed["etag"]})
    assert (again.status, again.get("content-encoding")) == (304, None)


async def test_it_is_304_until_it_changes(site: Site, house: House) -> None:
    await transcribed(house)
    await site.get(VTT)
    house.now += timedelta(seconds=2)
    first = await site.get(VTT)
    assert (await site.head(VTT)).undated == first.undated
    assert (await site.get(VTT, {"If-None-Match": first["etag"]})).status == 304
    assert (await site.get(VTT, {"If-Modified-Since": first["last-modified"]})).status == 304
    await transcribed(house, text=cues("outra coisa"))
    assert "outra" in (await site.get(VTT, {"If-None-Match": first["etag"]})).body.decode()


async def test_it_moves_with_what_was_cut_out_of_the_file(site: Site, house: House) -> None:
    await transcribed(house)
    row = await house.store.queries.download("talks", "abc")
    assert row is not None
    assert row.file is not None
    whole = await site.get(VTT)
    cut = RecordDownload(
        feed="talks", id="abc", file=row.file, details=None, cuts=(Span(start=0, end=5.5),), replaces=True, at=NOW
    )
    await house.commit(cut)
    assert (await site.get(SRT)).body.decode() == "1\n00:00:00,000 --> 00:00:02,500\naté já\n"
    assert (await site.get(VTT, {"If-None-Match": whole["etag"]})).status == 200


async def test_the_feed_names_both_forms_and_is_valid(site: Site, house: House) -> None:
    await transcribed(house)
    feed = (await site.get("/feeds/talks.xml")).body
    space = "{https://podcastindex.org/namespace/1.0}transcript"
    found = [dict(element.attrib) for element in ET.fromstring(feed).iter(space)]  # noqa: S314 - our own
    base = house.settings.server.base_url
    assert found == [
        {"url": f"{base}{VTT}", "type": "text/vtt", "language": "pt-BR", "rel": "captions"},
        {"url": f"{base}{SRT}", "type": "application/x-subrip", "language": "pt-BR", "rel": "captions"},
    ]
    assert [problem for problem in lint(feed) if "transcript" in str(problem)] == []


@pytest.mark.parametrize(
    "path",
    [
        "talks/abc.en.vtt",
        "talks/abc.pt-BR.txt",
        "talks/abc.vtt",
        "talks/abc.pt-BR",
        "talks/no.pt-BR.vtt",
        "talks/..%2Fabc.pt-BR.vtt",
        "empty/abc.pt-BR.vtt",
        "nowhere/abc.pt-BR.vtt",
    ],
)
async def test_what_is_not_there_is_404(site: Site, house: House, path: str) -> None:
    await transcribed(house)
    assert (await site.get(f"/transcripts/{path}")).status == 404


async def test_what_the_disk_has_lost_or_the_catalogue_let_go_is_404(site: Site, house: House) -> None:
    await transcribed(house)
    await transcribed(house, "gone")
    house.library.transcript_path("talks", "abc", "pt-BR").unlink()
    await house.commit(ArchiveDownload(feed="talks", id="gone", reason="old", ruling=Ruling.SINCE, at=NOW))
    assert (await site.get(VTT)).status == 404
    assert (await site.get(VTT.replace("abc", "gone"))).status == 404


async def test_with_tokens_it_is_found_with_one_only(site: Site, house: House) -> None:
    await transcribed(house)
    house.settings = evolve(house.settings, access=AccessSettings(tokens={"me": MINE}))
    assert (await site.get(f"/t/{MINE}{VTT}")).status == 200
    assert (await site.get(VTT)).status == 404
    assert f"/t/{MINE}{SRT}" in (await site.get(f"/t/{MINE}/feeds/talks.xml")).body.decode()
