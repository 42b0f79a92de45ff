"""A config file into settings, with everything that is wrong with it at once. Decides nothing that the parts decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from attrs import evolve, frozen

from anypod.config.checks import settings_wrongs
from anypod.config.environment import from_environ, from_flags, lay_over
from anypod.config.feeds import read_defaults, read_feed
from anypod.config.keys import SETTINGS, feed_kind
from anypod.config.places import Places
from anypod.config.problems import Key, Problem, Refused, Wrong, below, shown
from anypod.config.secret_files import read_secrets
from anypod.config.text import Document, digest, parse, read
from anypod.config.zone import local_zone, zone_problem
from anypod.model.settings import FeedSettings, Settings

_NOT_NEEDED = frozenset({"defaults", "downloads", "ytdlp", "hooks"})
"""Sections without which what is published can still be served: to whom, from where and at which address is known."""
_TOKEN_KEYS = {("server", "admin_token"), ("server", "admin_token_file")}


@frozen(kw_only=True)
class Loaded:
    """What a config file says.

    Attributes:
        settings: None when the file can't be read, or when something outside its feeds is wrong.
        problems: all of them, in the order of the file. There may be some beside `settings`: of feeds that were left
            out, and of variables that stand for nothing.
        digest: tells this content from another; "" when there is none.
        wrong_feeds: the feeds that were left out. They were not taken out of the config, so nothing of theirs may go.
        fallback: without `settings`, those by which what is published can still be served, with defaults in the place
            of what is wrong; None when that can't be told either. Nothing may be fetched by them.
        places: where each key was given.
    """

    settings: Settings | None
    problems: tuple[Problem, ...] = ()
    digest: str = ""
    wrong_feeds: frozenset[str] = frozenset()
    fallback: Settings | None = None
    places: Places

    def problem(self, key: Key, found: str = "", allowed: str = "", message: str | None = None) -> Problem:
        """Say what is wrong with a key, with the place where it, its default or the table about it was given."""
        return self.places.problem(Wrong(key, found, allowed, message))

    def leaving_out(self, feeds: Mapping[str, Sequence[Problem]]) -> Loaded:
        """Leave out feeds in which somebody else found problems, and add those."""
        if self.settings is None or not feeds:
            return self
        rest = {name: feed for name, feed in self.settings.feeds.items() if name not in feeds}
        return evolve(
            self,
            settings=evolve(self.settings, feeds=rest),
            problems=(*self.problems, *(problem for found in feeds.values() for problem in found)),
            wrong_feeds=self.wrong_feeds | feeds.keys(),
        )


def load(path: Path, environ: Mapping[str, str], flags: Mapping[str, str] | None = None) -> Loaded:
    """Read a config file. Raises nothing: whatever is wrong is a problem.

    Args:
        path: relative to the current folder, as all paths in a config are.
        environ: gives `ANYPOD_SECTION_KEY`, which wins over the file, and TZ.
        flags: dotted key → text; wins over both.
    """
    content = read(path)
    if isinstance(content, Problem):
        return Loaded(settings=None, problems=(content,), places=Places(file=str(path)))
    return load_content(content, str(path), environ, flags)


def load_content(
    content: bytes, file: str, environ: Mapping[str, str], flags: Mapping[str, str] | None = None
) -> Loaded:
    """Do what `load` does with a content that is not, or not yet, on the disk."""
    document = parse(content, file)
    if isinstance(document, Problem):
        return Loaded(settings=None, problems=(document,), digest=digest(content), places=Places(file=file))
    reading = _Reading(document, environ, flags or {})
    places = Places(file=file, text=document.text, given=reading.given)
    found = sorted((places.problem(wrong) for wrong in reading.wrongs), key=lambda problem: problem.line or 0)
    return Loaded(
        settings=None if reading.fatal else reading.settings,
        problems=(*reading.notes, *found),
        digest=digest(content),
        wrong_feeds=frozenset(reading.wrong_feeds),
        fallback=reading.settings if reading.fatal and reading.servable else None,
        places=places,
    )


class _Reading:
    """One document on its way to settings, and what is found on it."""

    def __init__(self, document: Document, environ: Mapping[str, str], flags: Mapping[str, str]) -> None:
        layers = (from_environ(environ), from_flags(flags))
        self._values = document.values
        self.given = {**layers[0].origins, **layers[1].origins}
        self.notes = [Problem(wrong.key[0], None, "", message=wrong.message) for wrong in layers[0].unknown]
        if (problem := zone_problem(environ)) is not None:
            self.notes.append(problem)
        for layer in layers:
            lay_over(self._values, layer)
        self._kind = feed_kind(local_zone(environ))
        self.wrongs: list[Wrong] = read_secrets(self._values)
        self.wrong_feeds: set[str] = set()
        feeds = self._values.pop("feeds", {})
        defaults = self._defaults()
        self.settings = self._settings()
        self.fatal = bool(self.wrongs)
        self.servable = isinstance(feeds, Mapping) and all(wrong.key[0] in _NOT_NEEDED for wrong in self.wrongs)
        self.settings = evolve(self.settings, feeds=self._feeds(feeds, defaults))

    def _defaults(self) -> Mapping[str, object]:
        defaults, wrongs = read_defaults(self._values.pop("defaults", {}), self._kind)
        self.wrongs += [below("defaults", wrong) for wrong in wrongs]
        return defaults

    def _settings(self) -> Settings:
        try:
            settings = SETTINGS(self._values)
        except Refused as refused:
            self.wrongs += refused.wrongs
            settings = SETTINGS(_without(self._values, [wrong.key for wrong in refused.wrongs]))
        # A token that can't be read is not a missing one.
        token = any(wrong.key[:2] in _TOKEN_KEYS for wrong in self.wrongs)
        self.wrongs += [wrong for wrong in settings_wrongs(settings) if not (token and wrong.key[0] == "server")]
        return settings

    def _feeds(self, tables: object, defaults: Mapping[str, object]) -> Mapping[str, FeedSettings]:
        if not isinstance(tables, Mapping):
            self.fatal = True
            self.wrongs.append(Wrong(("feeds",), shown(tables), "a table for each feed, such as [feeds.news]"))
            return {}
        feeds: dict[str, FeedSettings] = {}
        for name, table in tables.items():
            match read_feed(name, table, defaults, self._kind):
                case FeedSettings() as feed:
                    feeds[name] = feed
                case wrongs:
                    self.wrong_feeds.add(name)
                    self.wrongs += [below("feeds", below(name, wrong)) for wrong in wrongs]
        return feeds


def _without(values: Mapping[str, object], keys: Iterable[Key]) -> Mapping[str, object]:
    """Leave out the keys of a section that are wrong, and the sections that are no tables."""
    wrong = {key[:2] for key in keys}
    return {
        section: {name: value for name, value in table.items() if (section, name) not in wrong}
        for section, table in values.items()
        if isinstance(table, Mapping) and (section,) not in wrong
    }
