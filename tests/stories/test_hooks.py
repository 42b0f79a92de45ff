"""Programs of the operator's, run by the service."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.site.site import Site
from tests.site.video import days_ago, video
from tests.stories.conftest import Begin

pytestmark = pytest.mark.story


def test_an_episode_runs_a_program_that_finds_the_file_and_a_missing_program_is_named(
    site: Site, begin: Begin, tmp_path: Path
) -> None:
    site.channel("cats").has(video("v", title="Cats; $(ls)", published=days_ago(1)))
    kept = tmp_path / "kept"
    script = f'cp "$ANYPOD_FILE" {kept} && echo "$ANYPOD_TITLE" && printf %s "$ANYPOD_EVENT_JSON" > {kept}.json'
    hooks = f"[hooks]\ndownload_finished = ['sh', '-c', '''{script}''']\nsync_finished = ['/nonexistent/program']"
    with begin(f'[feeds.cats]\nurl = "{site.url}/@cats/videos"', hooks) as service:
        ran = service.until("hook_ran", hook="download_finished")
        assert ran["output"] == "Cats; $(ls)"
        (episode,) = service.episodes("cats")
        assert kept.stat().st_size == episode.length
        assert json.loads(Path(f"{kept}.json").read_text())["id"] == "v"
        problems = [line["problem"] for line in service.log if line["event"] == "config_problem"]
        assert len(problems) == 1
        assert "there is no program /nonexistent/program" in str(problems[0])
        assert any(line["event"] == "hook_failed" for line in service.log)
