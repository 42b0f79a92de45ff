"""Facts about a machine and a service on it → one line each: well, or what to do. Looks at nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from attrs import frozen

from anypod.rules.cookies import Cookies, in_words, lapsing
from anypod.rules.releases import OLD_AFTER, released

_OLDEST_DENO = (2, 3, 0)


@frozen(kw_only=True)
class Line:
    """One finding.

    Attributes:
        name: what was looked at.
        text: what was found.
        remedy: what to do; None where all is well.
    """

    name: str
    text: str
    remedy: str | None = None

    @property
    def well(self) -> bool:
        """Whether nothing need be done."""
        return self.remedy is None


def well(name: str, text: str) -> Line:
    """Say that something is as it should be."""
    return Line(name=name, text=text)


def ill(name: str, text: str, remedy: str) -> Line:
    """Say what isn't as it should be, and what to do."""
    return Line(name=name, text=text, remedy=remedy)


def config_line(file: str, feeds: int, problems: Sequence[str]) -> Line:
    """Judge a config.

    Args:
        file: its name.
        feeds: how many it has.
        problems: its mistakes.
    """
    if problems:
        more = f" and {len(problems) - 1} more" if len(problems) > 1 else ""
        return ill("config", f"{problems[0]}{more}", "put it right; `anypod check` tells all")
    return well("config", f"{file}, {feeds} feed{'' if feeds == 1 else 's'}")


def tool_line(version: str, channel: str, bundled: str, today: date, failure: str | None) -> Line:
    """Judge the yt-dlp that runs.

    Args:
        version: which one is meant to run.
        channel: the setting.
        bundled: the one that was installed with anypod.
        today: to tell its age.
        failure: why it doesn't run; None when it said its version.
    """
    if failure is not None:
        remedy = (
            "install anypod anew" if version == bundled else 'set [ytdlp] channel = "bundled" until there is a newer'
        )
        return ill("yt-dlp", f"{version} doesn't run: {failure}", remedy)
    day = released(version)
    age = (today - day).days if day is not None else None
    where = "bundled" if version == bundled else channel
    text = f"{version} ({where})" if age is None else f"{version} ({where}, {age} day{'' if age == 1 else 's'} old)"
    if age is None or age <= OLD_AFTER:
        return well("yt-dlp", text)
    remedy = 'set [ytdlp] channel = "stable"' if channel == "bundled" else "see the log for tool_check_failed"
    return ill("yt-dlp", text, f"{remedy}, or update anypod")


def runtime_line(path: str | None, version: str | None) -> Line:
    """Judge deno, by where it is and what it says of itself."""
    name = "JavaScript"
    if path is None:
        return ill(name, "no deno, without which YouTube gives few formats or none", "pip install deno, beside anypod")
    if version is None:
        return ill(name, f"{path} doesn't run", "pip install --force-reinstall deno, beside anypod")
    numbers = tuple(int(part) for part in version.split(".")[:3] if part.isdigit())
    if numbers < _OLDEST_DENO:
        return ill(name, f"deno {version} at {path} is too old", "pip install --upgrade deno, beside anypod")
    return well(name, f"deno {version}, {path}")


def plugins_line(missing: Sequence[str], empty: Sequence[str], found: Sequence[str]) -> Line:
    """Judge plugin_dirs: those that aren't there, those without a plugin, and what yt-dlp loads."""
    if missing:
        return ill("plugins", f"{missing[0]} is no folder", "correct [ytdlp] plugin_dirs")
    if empty:
        remedy = "a plugin lies at FOLDER/NAME/yt_dlp_plugins/extractor/NAME.py; correct [ytdlp] plugin_dirs"
        return ill("plugins", f"{empty[0]} holds no plugin", remedy)
    return well("plugins", ", ".join(found) or "none")


def cookies_line(path: str | None, cookies: Cookies | str, now: datetime) -> Line:
    """Judge the cookies.

    Args:
        path: of the file; None where none is set.
        cookies: what is in it, or why it can't be read.
        now: for what runs out.
    """
    if path is None:
        return well("cookies", "none set")
    if isinstance(cookies, str):
        return ill("cookies", f"{path} can't be read: {cookies}", "correct [ytdlp] cookies_file or the file's rights")
    if cookies.problem is not None:
        return ill("cookies", f"{path}: {cookies.problem}", 'export it anew as "Netscape" or "cookies.txt"')
    text = f"{path}, {cookies.count} cookies"
    if due := lapsing(cookies, now):
        return ill("cookies", f"{text}; {in_words(due[0], now)}", "log in with a browser and export them anew")
    return well("cookies", text)


def clock_line(now: datetime, zone: str, bundled: str, problem: str | None) -> Line:
    """Judge the time: the bundled yt-dlp can't be younger than today, and TZ should name a zone."""
    day = released(bundled)
    text = f"{now.astimezone().isoformat(timespec='seconds')}, schedules in {zone}"
    if day is not None and now.date() < day:
        return ill("clock", f"{text}: before this program was made", "set the machine's clock")
    return well("clock", text) if problem is None else ill("clock", problem, "correct TZ")
