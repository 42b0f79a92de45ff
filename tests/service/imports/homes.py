"""The folders of other programs, as they leave them: podsync's XML and files, the former anypod's database and its."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from xml.sax.saxutils import escape

from tests.site.media import MediaCache

FIRST = datetime(2024, 3, 5, 10, 11, 12, tzinfo=UTC)
SCHEMA = """
CREATE TABLE feed (id TEXT PRIMARY KEY, is_enabled BOOLEAN, source_type VARCHAR, source_url VARCHAR, title VARCHAR,
  subtitle VARCHAR, description VARCHAR, language VARCHAR, author VARCHAR, remote_image_url VARCHAR, image_ext VARCHAR);
CREATE TABLE download (feed_id TEXT REFERENCES feed (id), id TEXT, source_url VARCHAR, title VARCHAR,
  published DATETIME, ext VARCHAR, mime_type VARCHAR, filesize INTEGER, duration INTEGER, status VARCHAR,
  discovered_at DATETIME, updated_at DATETIME, remote_thumbnail_url VARCHAR, thumbnail_ext VARCHAR,
  description VARCHAR, quality_info VARCHAR, playlist_index INTEGER, transcript_ext VARCHAR, transcript_lang VARCHAR,
  transcript_source VARCHAR, retries INTEGER, last_error VARCHAR, download_logs VARCHAR, downloaded_at DATETIME,
  PRIMARY KEY (feed_id, id));
"""


def published(number: int) -> datetime:
    """When the n-th item was published, by a podcast's own clock: one a day."""
    return FIRST + timedelta(days=number)


def podsync(folder: Path, media: MediaCache, ids: list[str], url: str, *, base: str = "http://pods.example") -> Path:
    """Make podsync's home with one feed `Cats`, and give its config."""
    data = folder / "data"
    (data / "Cats").mkdir(parents=True)
    items = [_podsync_item(data / "Cats", media, id_, number, base) for number, id_ in enumerate(ids)]
    (data / "Cats.xml").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>Cats</title>'
        f"<link>{escape(url)}</link><description>All of them</description>{''.join(items)}</channel></rss>"
    )
    config = folder / "config.toml"
    config.write_text(
        f'[server]\nport = 8080\n[storage]\ntype = "local"\n[storage.local]\ndata_dir = "data"\n'
        f'[tokens]\nyoutube = "KEY"\n[feeds.Cats]\nurl = "{url}"\nformat = "audio"\nupdate_period = "12h"\n'
    )
    return config


def _podsync_item(folder: Path, media: MediaCache, id_: str, number: int, base: str) -> str:
    file = folder / f"{id_}.mp3"
    shutil.copyfile(media.file("audio.mp3", 2), file)
    return (
        f"<item><guid>{id_}</guid><title>Episode {number}</title><link>https://site.example/watch?v={id_}</link>"
        f"<description>About {number}</description><pubDate>{format_datetime(published(number))}</pubDate>"
        f'<enclosure url="{base}/Cats/{id_}.mp3" length="{file.stat().st_size}" type="audio/mpeg"/>'
        f"<itunes:duration>0:02</itunes:duration></item>"
    )


def former(folder: Path, media: MediaCache, ids: list[str], url: str) -> Path:
    """Make the former anypod's home with one feed `cats`, and give its config; one more item of it failed."""
    data = folder / "data"
    for below in ("db", "media/cats", "images/cats/downloads", "transcripts/cats"):
        (data / below).mkdir(parents=True)
    shutil.copyfile(media.picture("avatar.jpg"), data / "images/cats/cats.jpg")
    with closing(sqlite3.connect(data / "db" / "anypod.db")) as connection:
        connection.executescript(SCHEMA)
        connection.execute(
            "INSERT INTO feed (id, source_type, source_url, title, description, remote_image_url, image_ext)"
            " VALUES ('cats', 'CHANNEL', ?, 'Cats', 'All of them', 'https://i.example/c.jpg', 'jpg')",
            (url,),
        )
        for number, id_ in enumerate(ids):
            shutil.copyfile(media.file("audio.m4a", 2), data / "media/cats" / f"{id_}.m4a")
            shutil.copyfile(media.picture(), data / "images/cats/downloads" / f"{id_}.jpg")
            (data / "transcripts/cats" / f"{id_}.en.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n")
            _former_row(connection, id_, number, "DOWNLOADED")
        _former_row(connection, "broken", len(ids), "ERROR")
        _former_row(connection, "gone", -9, "ARCHIVED")
        connection.commit()
    config = folder / "feeds.yaml"
    config.write_text(
        f"data_dir: data\nbase_url: http://pods.example\nfeeds:\n  cats:\n    url: {url}\n"
        f'    schedule: "0 3 1 1 *"\n    keep_last: 50\n    since: "20240301"\n    yt_args: "-f ba"\n'
        f"    transcript_lang: en\n"
    )
    return config


def _former_row(connection: sqlite3.Connection, id_: str, number: int, status: str) -> None:
    done = status == "DOWNLOADED"
    values: dict[str, object] = {
        "feed_id": "cats",
        "id": id_,
        "source_url": f"https://site.example/watch?v={id_}",
        "title": f"Episode {number}",
        "published": published(number).strftime("%Y-%m-%d %H:%M:%S.000000"),
        "ext": "m4a",
        "mime_type": "audio/mp4",
        "filesize": 1,
        "duration": 2,
        "status": status,
        "discovered_at": published(number).strftime("%Y-%m-%d %H:%M:%S"),
        "remote_thumbnail_url": "https://i.example/t.jpg",
        "thumbnail_ext": "jpg" if done else None,
        "description": f"About {number}",
        "transcript_ext": "vtt" if done else None,
        "transcript_lang": "en" if done else None,
        "transcript_source": "CREATOR" if done else None,
        "retries": 0 if done else 3,
        "last_error": None if done else "HTTP 403",
        "download_logs": "[info] words",
        "downloaded_at": published(number).strftime("%Y-%m-%d %H:%M:%S") if done else None,
    }
    marks = ", ".join("?" * len(values))
    connection.execute(f"INSERT INTO download ({', '.join(values)}) VALUES ({marks})", list(values.values()))  # noqa: S608 - ours
