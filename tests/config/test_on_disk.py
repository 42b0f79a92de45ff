from __future__ import annotations

from pathlib import Path

from anypod.config.load import load_content
from anypod.config.on_disk import missing
from anypod.model.settings import Settings, YtdlpSettings


def told(settings: Settings, path: str = "") -> list[str]:
    return [f"{'.'.join(wrong.key)}: {wrong.message}" for wrong in missing(settings, {"PATH": path})]


def test_a_program_of_a_hook_that_is_not_there_is_told_without_its_arguments(tmp_path: Path) -> None:
    (tmp_path / "here").touch(mode=0o755)
    (tmp_path / "not-executable").touch(mode=0o644)
    hooks = {"disk_low": ("here", "key"), "disk_ok": ("gone", "key"), "sync_failed": ("not-executable",)}
    assert told(Settings(hooks=hooks), str(tmp_path)) == [
        "hooks.disk_ok: there is no program gone that can be run",
        "hooks.sync_failed: there is no program not-executable that can be run",
    ]


def test_cookies_and_plugins_that_are_not_there_are_told(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    assert told(Settings(ytdlp=YtdlpSettings(cookies_file=gone, plugin_dirs=(tmp_path, gone)))) == [
        f"ytdlp.cookies_file: there is no file {gone}",
        f"ytdlp.plugin_dirs.[1]: there is no folder {gone}",
    ]


def test_what_is_there_is_not_spoken_of(tmp_path: Path) -> None:
    jar = tmp_path / "cookies.txt"
    jar.touch()
    assert told(Settings(ytdlp=YtdlpSettings(cookies_file=jar, plugin_dirs=(tmp_path,)))) == []


def test_the_line_is_told() -> None:
    loaded = load_content(b'[ytdlp]\n\nplugin_dirs = ["/no/such/folder"]', "anypod.toml", {})
    assert loaded.settings is not None
    (wrong,) = missing(loaded.settings, {})
    assert str(loaded.places.problem(wrong)).startswith("anypod.toml:3: ytdlp.plugin_dirs[0]: there is no folder")
