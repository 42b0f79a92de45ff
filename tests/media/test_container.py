from __future__ import annotations

import pytest

from anypod.media.container import Mismatch, deserved_ext
from anypod.rules.mime import MEDIA_TYPES

MOV = "mov,mp4,m4a,3gp,3g2,mj2"
MATROSKA = "matroska,webm"


@pytest.mark.parametrize(
    ("named", "demuxer", "doc_type", "video", "ext"),
    [
        ("mp4", MOV, None, True, "mp4"),
        ("mp4", MOV, None, False, "m4a"),
        ("m4a", MOV, None, False, "m4a"),
        ("m4a", MOV, None, True, "mp4"),
        ("mov", MOV, None, True, "mov"),
        ("webm", MATROSKA, "webm", True, "webm"),
        ("webm", MATROSKA, "webm", False, "webm"),
        ("mkv", MATROSKA, "matroska", False, "mka"),
        ("mka", MATROSKA, "matroska", True, "mkv"),
        ("opus", "ogg", None, False, "opus"),
        ("mp3", "mp3", None, False, "mp3"),
    ],
)
def test_within_a_container_the_content_names_the_file(
    named: str, demuxer: str, doc_type: str | None, video: bool, ext: str
) -> None:
    assert deserved_ext(named, demuxer, doc_type, video=video) == ext
    assert ext in MEDIA_TYPES


@pytest.mark.parametrize(
    ("named", "demuxer", "doc_type", "video", "message"),
    [
        ("m4a", "aac", None, False, "The file is named .m4a, but it is raw AAC (ADTS)."),
        ("mp4", MATROSKA, "webm", True, "The file is named .mp4, but it is WebM."),
        ("webm", MATROSKA, "matroska", True, "The file is named .webm, but it is Matroska."),
        ("exe", MOV, None, True, "The file is named .exe, but it is MP4."),
        ("mp4", "avi", None, True, 'The file is "avi", which can\'t be published.'),
        ("ogg", "ogg", None, True, "The file is named .ogg, but it has a moving picture."),
    ],
)
def test_another_container_than_the_name_says_is_refused(
    named: str, demuxer: str, doc_type: str | None, video: bool, message: str
) -> None:
    assert deserved_ext(named, demuxer, doc_type, video=video) == Mismatch(message)
