"""Podcast clients: whether they subscribe, and fetch each file as it is served."""

# ruff: noqa: D103 - the names of checks say what they ask

from __future__ import annotations

import json
from pathlib import Path

from scripts.validators.feed import NEWEST, TOOLS, Fed, Missing, Program, Wrong, digest, read


def gpodder(fed: Fed) -> str:
    environ = {"GPODDER_HOME": str(fed.folder), "GPODDER_DOWNLOAD_DIR": str(fed.folder / "files")}
    program = Program(folder=fed.folder, environ=environ)
    program.run("gpo", "set", "limit.episodes", str(NEWEST))
    program.run("gpo", "subscribe", fed.url, "Feed")
    program.run("gpo", "update")
    program.run("gpo", "download")
    return same_files(fed, fed.folder / "files")


def newsboat(fed: Fed) -> str:
    home = fed.folder / ".newsboat"
    home.mkdir()
    (home / "urls").write_text(f"{fed.url}\n")
    (home / "config").write_text(
        f'download-path "{fed.folder}/files"\npodcast-auto-enqueue yes\nmax-items {NEWEST}\nerror-log {home}/errors\n'
    )
    (fed.folder / "files").mkdir()
    Program(folder=fed.folder).run("newsboat", "-x", "reload")
    # podboat draws on a terminal, and ends only when it is told to; of an empty queue that is a failure.
    told = "timeout 12 script -qfec 'podboat -a' /dev/null || [ $? -ge 124 ]"
    Program(folder=fed.folder).run("sh", "-c", told)
    return same_files(fed, fed.folder / "files")


def podget(fed: Fed) -> str:
    folder = fed.folder / "conf"
    Program(folder=fed.folder).run("podget", "-d", folder, "--create-config", "podgetrc")
    config = folder / "podgetrc"
    config.write_text(f'{config.read_text()}\nDIR_LIBRARY="{fed.folder}/files"\nMIN_SPACE=1\n')
    (folder / "serverlist").write_text(f"{fed.url} Talks Feed\n")
    Program(folder=fed.folder).run("podget", "-d", folder, "-c", "podgetrc", "-r", str(NEWEST))
    return same_files(fed, fed.folder / "files")


def yt_dlp(fed: Fed) -> str:
    name = "%(autonumber)s.%(ext)s"
    Program(folder=fed.folder).run(
        installed("yt-dlp"), "--no-config", "-q", "--fixup", "never", "-I", f"1:{NEWEST}", "-o", name, fed.url
    )
    return same_files(fed, fed.folder)


def podcast_archiver(fed: Fed) -> str:
    (fed.folder / "files").mkdir()
    options = ("-q", "-f", fed.url, "--dir", "files", "-m", str(NEWEST), "--database", "archive.db")
    Program(folder=fed.folder).run(installed("podcast-archiver"), *options)
    return same_files(fed, fed.folder / "files")


def poca(fed: Fed) -> str:
    """It keeps all that it is not told to leave, and takes the cover too."""
    (fed.folder / "poca.xml").write_text(
        f"<poca><settings><base_dir>{fed.folder}/files</base_dir></settings><subscriptions><subscription>"
        f"<title>feed</title><url>{fed.url}</url><max_number>{NEWEST}</max_number></subscription></subscriptions></poca>"
    )
    Program(folder=fed.folder).run(installed("poca"), "-c", ".", "-v")
    return same_files(fed, fed.folder / "files")


def podcast_downloader(fed: Fed) -> str:
    """Fetches only what has the type that it expects of an extension."""
    (fed.folder / "files").mkdir()
    extensions = {Path(one.url).suffix: one.type for one in fed.promises}
    podcast = {"name": "Feed", "path": str(fed.folder / "files"), "rss_link": fed.url}
    config = {"podcast_extensions": extensions, "podcasts": [podcast], "if_directory_empty": "download_all_from_feed"}
    (fed.folder / "config.json").write_text(json.dumps(config))
    options = ("--config", "config.json", "--downloads_limit", str(NEWEST))
    Program(folder=fed.folder).run(installed("python"), "-m", "podcast_downloader", *options)
    kept = {digest(path.read_bytes()) for path in (fed.folder / "files").iterdir()}
    # Its limit counts from the oldest.
    served = {digest(read(one.url)) for one in fed.promises}
    expected = min(NEWEST, len(served))
    if len(kept & served) < expected or kept - served:
        raise Wrong(f"{len(kept & served)} files of {expected}, and {len(kept - served)} others")
    return f"{len(kept)} files, each byte as served"


def castero(fed: Fed) -> str:
    """It reads feeds as it takes in an OPML file, and says of each that failed."""
    outline = f'<opml version="2.0"><body><outline type="rss" text="Feed" xmlUrl="{fed.url}"/></body></opml>'
    (fed.folder / "feeds.opml").write_text(outline)
    said = Program(folder=fed.folder).run(installed("castero"), "--import", "feeds.opml")
    if "error" in said.lower() or "fail" in said.lower():
        raise Wrong(said[-300:])
    return said.splitlines()[-1]


def greg(fed: Fed) -> str:
    config = fed.folder / "greg.conf"
    folders = f"Data directory = {fed.folder}/data\nDownload directory = {fed.folder}/files"
    config.write_text(f"[DEFAULT]\n{folders}\nfirstsync = {NEWEST}\nmime = audio, video\n")
    program = installed("greg")
    Program(folder=fed.folder).run(program, "--configfile", config, "add", "feed", fed.url)
    Program(folder=fed.folder).run(program, "--configfile", config, "sync", "feed")
    return same_files(fed, fed.folder / "files")


def sfeed(fed: Fed) -> str:
    """One line an item, fields with tabs between: the 6th is the guid, the 8th the file's address."""
    rows = [line.split("\t") for line in Program(folder=fed.folder, stdin=fed.document).run("sfeed").splitlines()]
    addresses = [row[7] for row in rows]
    if sorted(addresses) != sorted(one.url for one in fed.promises):
        raise Wrong(f"other addresses: {addresses}")
    return f"{len(rows)} items"


def rsstail(fed: Fed) -> str:
    shown = Program(folder=fed.folder).run("rsstail", "-1", "-n", "1000", "-N", "-l", "-u", fed.url)
    found = len([line for line in shown.splitlines() if line.strip()])
    if found < len(fed.promises):
        raise Wrong(f"{found} lines for {len(fed.promises)} items")
    return f"{found} lines"


def installed(program: str) -> Path:
    """One of those that --install fetched."""
    path = TOOLS / "bin" / program
    if not path.exists():
        raise Missing("run with --install")
    return path


def same_files(fed: Fed, below: Path) -> str:
    """Every file that a client fetched is one of the newest, byte for byte, and it fetched them all."""
    kept = {digest(path.read_bytes()) for path in below.rglob("*") if path.is_file()}
    expected = {digest(read(one.url)): one.url for one in fed.newest}
    missing = [url for one, url in expected.items() if one not in kept]
    if missing:
        raise Wrong(f"did not fetch {missing}, or not as they are")
    return f"{len(expected)} newest files, each byte as served"
