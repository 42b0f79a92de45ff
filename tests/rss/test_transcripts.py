from __future__ import annotations

from attrs import evolve

from anypod.model.download import Status
from anypod.model.settings import TranscriptSource
from anypod.model.transcript import Transcript
from anypod.rss.transcripts import transcripts
from anypod.rules.links import Links
from tests.support.make import download

LINKS = Links("https://pods.example/a")


def test_each_language_is_named_in_both_forms_the_better_one_first() -> None:
    row = download("abc", Status.DOWNLOADED)
    kept = tuple(Transcript(lang=lang, source=TranscriptSource.CREATOR) for lang in ("en", "pt-BR"))
    assert list(transcripts(evolve(row, transcripts=kept), LINKS)) == [
        f'<podcast:transcript url="https://pods.example/a/transcripts/news/abc.{lang}.{ext}"'
        f' type="{kind}" language="{lang}" rel="captions"/>'
        for lang in ("en", "pt-BR")
        for ext, kind in (("vtt", "text/vtt"), ("srt", "application/x-subrip"))
    ]


def test_one_without_has_none() -> None:
    assert list(transcripts(download("abc", Status.DOWNLOADED), LINKS)) == []
