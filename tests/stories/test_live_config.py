"""The config file edited while the service runs: what an edit does, and that nothing else is touched."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.site.site import Site
from tests.site.video import days_ago, video
from tests.stories.conftest import Begin
from tests.stories.service import Service
from tests.support.feedlint import lint

pytestmark = pytest.mark.story


def two_channels(site: Site) -> tuple[str, str]:
    """Describe two channels of three items each; give the TOML of a feed for each."""
    for name in ("cats", "dogs"):
        site.channel(name).has(*(video(f"{name}{n}", seconds=2, published=days_ago(n)) for n in range(1, 4)))
    cats, dogs = (f'[feeds.{name}]\nurl = "{site.url}/@{name}/videos"\nkeep_last = 1\n' for name in ("cats", "dogs"))
    return cats, dogs


def edit(service: Service, old: str, new: str) -> None:
    """Replace a piece of the file as editors do: write beside, rename over."""
    text = service.config.read_text()
    assert old in text
    renamed_over(service.config, text.replace(old, new))


def test_a_feed_added_to_the_file_starts_at_once_and_the_others_are_left_alone(site: Site, begin: Begin) -> None:
    cats, dogs = two_channels(site)
    with begin(cats) as service:
        service.until("download_finished", id="cats1")
        began = time.monotonic()
        edit(service, cats, cats + dogs)
        applied = service.until("config_applied")
        assert time.monotonic() - began < 3
        assert "dogs: started" in str(applied["reason"])
        assert "cats" not in str(applied["reason"])
        service.until("download_finished", id="dogs1")
        assert lint(service.feed("dogs")) == []
        assert not [line for line in service.log if line.get("feed") == "cats" and line["event"] == "feed_stopped"]


def test_keep_last_raised_fetches_what_fits_again_and_lowered_lets_it_go(site: Site, begin: Begin) -> None:
    cats, _ = two_channels(site)
    with begin(cats) as service:
        service.until("download_finished", id="cats1")
        edit(service, "keep_last = 1", "keep_last = 2")
        service.until("download_finished", id="cats2")
        edit(service, "keep_last = 2", "keep_last = 1")
        service.until("config_applied")
        service.until("retention_applied", feed="cats")
        assert service.statuses() == {"cats1": "downloaded", "cats2": "archived", "cats3": "archived"}
        assert service.files("media") == {"cats/cats1.m4a"}


def test_a_broken_edit_is_told_with_its_line_and_the_old_settings_stay(site: Site, begin: Begin) -> None:
    cats, _ = two_channels(site)
    with begin(cats) as service:
        service.until("download_finished", id="cats1")
        text = service.config.read_text()
        edit(service, "keep_last = 1", 'keep_last = "many"')
        line = service.config.read_text().splitlines().index('keep_last = "many"') + 1
        rejected = service.until("config_rejected")
        assert f":{line}: feeds.cats.keep_last" in str(rejected["reason"])
        assert len(service.episodes("cats")) == 1
        service.config.write_text("\n")
        assert "is empty" in str(service.until("config_rejected")["reason"])
        assert len(service.episodes("cats")) == 1
        renamed_over(service.config, text)
        service.until("config_applied", reason="all of it acts")
        edit(service, "admin_port = 0", "admin_port = 1")
        service.until("config_applied", reason="after a restart: server.admin_port")
        edit(service, "admin_port = 1", "admin_port = 0")
        service.until("config_applied", reason="all of it acts")
        edit(service, "keep_last = 1", "keep_last = 2")
        service.until("download_finished", id="cats2")


def test_a_feed_taken_out_is_gone_at_once_and_comes_back_without_a_download(site: Site, begin: Begin) -> None:
    cats, dogs = two_channels(site)
    with begin(cats + dogs) as service:
        service.until("download_finished", id="cats1")
        (episode,) = service.episodes("cats")
        edit(service, cats, "")
        service.until("config_applied")
        assert service.get("/feeds/cats.xml").status == 404
        assert service.get(episode.path).status == 404
        assert "cats/cats1.m4a" in service.files("media")
        asked = site.media_requests("cats1")
        edit(service, dogs, cats + dogs)
        service.until("download_finished", id="cats1")
        assert service.episodes("cats") == [episode]
        assert site.media_requests("cats1") == asked


def test_a_disabled_feed_keeps_its_files_and_xml(site: Site, begin: Begin) -> None:
    cats, _ = two_channels(site)
    with begin(cats) as service:
        service.until("download_finished", id="cats1")
        edit(service, "keep_last = 1", "keep_last = 1\nenabled = false")
        service.until("feed_stopped", feed="cats")
        (episode,) = service.episodes("cats")
        assert service.get(episode.path).status == 200
        edit(service, "\nenabled = false", "")
        service.until("sync_finished", feed="cats")


def test_edits_made_while_it_was_down_act_at_the_next_start(site: Site, begin: Begin) -> None:
    cats, dogs = two_channels(site)
    with begin(cats + dogs) as service:
        service.until("download_finished", id="cats1")
        service.stop()
        edit(service, cats, "")
        service.start()
        assert service.get("/feeds/cats.xml").status == 404
        assert service.statuses()["cats1"] == "archived"


def test_a_new_title_shows_in_the_feed_at_once(site: Site, begin: Begin) -> None:
    cats, _ = two_channels(site)
    with begin(cats) as service:
        service.until("download_finished", id="cats1")
        edit(service, cats, cats + '[feeds.cats.metadata]\ntitle = "Nothing but cats"\n')
        service.until("config_applied")
        assert b"<title>Nothing but cats</title>" in service.feed("cats")


def test_every_way_to_write_a_file_is_noticed(begin: Begin) -> None:
    with begin("") as service:
        text = service.config.read_text()
        for way in (in_place, renamed_over, gone_and_back, link_swapped, link_swapped):
            name = f"feed{text.count('[feeds.')}"
            text += f'[feeds.{name}]\nschedule = "manual"\n'
            way(service.config, text)
            service.until("feed_started", feed=name, patience=10)


def in_place(config: Path, text: str) -> None:
    config.write_text(text)


def renamed_over(config: Path, text: str) -> None:
    beside = config.with_suffix(".new")
    beside.write_text(text)
    beside.rename(config)


def gone_and_back(config: Path, text: str) -> None:
    config.unlink()
    config.write_text(text)


def link_swapped(config: Path, text: str) -> None:
    """Swap a link as Kubernetes does."""
    target = config.with_name(f"{len(text)}.toml")
    target.write_text(text)
    beside = config.with_suffix(".link")
    beside.symlink_to(target)
    beside.replace(config)
