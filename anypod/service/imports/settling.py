"""Incoming feeds into a config's text: a new one, or added to one that is there, whose other bytes stay as they are."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date

from attrs import evolve, frozen

from anypod.config.edit import AddFeed, Rejected, edited
from anypod.config.load import load_content
from anypod.config.problems import Problem
from anypod.config.spelling import table_text
from anypod.rules.imports.incoming import Incoming, IncomingFeed, Loss, Table
from anypod.rules.imports.naming import free_name


@frozen(kw_only=True)
class Settled:
    """The text with all that could be put into it.

    Attributes:
        names: the incoming feeds' names → what they are called in it; those that are in neither could not come over.
        added: the names of those that were not there before.
    """

    text: str
    names: Mapping[str, str]
    added: frozenset[str]
    losses: tuple[Loss, ...]


class WrongConfig(Exception):
    """The config that is there is wrong, so that nothing can be added to it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))


def settle(incoming: Incoming, text: str | None, *, file: str, environ: Mapping[str, str], today: date) -> Settled:
    """Give the text; raises WrongConfig.

    Args:
        incoming: options that are refused have left it already.
        text: of the config that is there; None for a new one, which gets the sections too.
        file: how the config is named in problems.
        environ: as for the config's loading.
        today: for a new one's first line.
    """
    settling = _Settling(file, environ)
    if text is None:
        settling.begin(incoming, today)
    else:
        settling.go_on(text, incoming)
    for feed in incoming.feeds:
        settling.add(feed)
    return Settled(
        text=settling.text,
        names=settling.names,
        added=frozenset(settling.added),
        losses=(*incoming.losses, *settling.losses),
    )


class _Settling:
    """The text on its way."""

    def __init__(self, file: str, environ: Mapping[str, str]) -> None:
        self._file, self._environ = file, environ
        self.text = ""
        self.names: dict[str, str] = {}
        self.added: set[str] = set()
        self.losses: list[Loss] = []

    def begin(self, incoming: Incoming, today: date) -> None:
        sections: dict[str, Table] = dict(incoming.sections)
        lines = [f"# Imported on {today}. Every key is explained in anypod's example config.", *_told(incoming.losses)]
        while True:
            tables = [line for name, table in sections.items() if table for line in ("", *table_text((name,), table))]
            text = "\n".join([*lines, *tables]) + "\n"
            wrong = load_content(text.encode(), self._file, self._environ).problems
            wrong_keys = {tuple(problem.key.split(".")[:2]) for problem in wrong}
            left: dict[str, Table] = {
                name: {key: value for key, value in table.items() if (name, key) not in wrong_keys}
                for name, table in sections.items()
            }
            if left == sections:
                break
            self.losses += [Loss(problem.key, _words(problem)) for problem in wrong]
            sections = left
        self.text = text

    def go_on(self, text: str, incoming: Incoming) -> None:
        loaded = load_content(text.encode(), self._file, self._environ)
        if loaded.settings is None:
            raise WrongConfig(loaded.problems)
        self.text = text
        for section, table in incoming.sections.items():
            self.losses += [Loss(f"{section}.{key}", f"{self._file} keeps its own {section}") for key in table]

    def add(self, feed: IncomingFeed) -> None:
        feeds = self._feeds()
        there = feeds.get(feed.name)
        if isinstance(there, Mapping) and there.get("url") == feed.table.get("url"):
            self.losses.append(
                Loss(f"feeds.{feed.former}", f"{feed.name} is in {self._file} already, and stays as it is")
            )
            self.names[feed.name] = feed.name
            return
        name = free_name(feed.name, feeds)
        if name != feed.former:
            self.losses.append(Loss(f"feeds.{feed.former}", f"it is called {name} here"))
        self._add(feed, name)

    def _add(self, feed: IncomingFeed, name: str) -> None:
        table = feed.table
        while True:
            made = edited(self.text, AddFeed(name, table), file=self._file, environ=self._environ)
            if isinstance(made, str):
                self.text, self.names[feed.name] = made, name
                self.added.add(name)
                return
            problems = made.problems if isinstance(made, Rejected) else ()
            wrong = [problem for problem in problems if problem.key.startswith(f"feeds.{name}")]
            less = _without(table, [problem.key.split(".")[2:] for problem in wrong])
            self.losses += [Loss(f"feeds.{feed.former}", f"{problem.key}: {_words(problem)}") for problem in wrong]
            if less == table or ("url" not in less and "url" in table):
                self.losses.append(Loss(f"feeds.{feed.former}", "this feed can't come over"))
                return
            table = less

    def _feeds(self) -> Mapping[str, object]:
        feeds = tomllib.loads(self.text.removeprefix("\ufeff")).get("feeds", {})
        return feeds if isinstance(feeds, Mapping) else {}


def with_data_dir(incoming: Incoming, data_dir: str) -> Incoming:
    """Say where a new config's data is to be."""
    storage = {**incoming.sections.get("storage", {}), "data_dir": data_dir}
    return evolve(incoming, sections={**incoming.sections, "storage": storage})


def _told(losses: Sequence[Loss]) -> list[str]:
    if not losses:
        return []
    return ["#", "# Not carried over as it was:", *(f"#   {one_line(loss)}" for loss in losses)]


def one_line(loss: Loss) -> str:
    """Give it as one line of text."""
    return " ".join(f"{loss.where}: {loss.why}".split())


def _words(problem: Problem) -> str:
    return str(Problem("", None, "", problem.found, problem.allowed, problem.message))


def _without(table: Table, keys: Sequence[Sequence[str]]) -> Table:
    left = dict(table)
    for key in keys:
        if len(key) > 1 and isinstance(inner := left.get(key[0]), Mapping):
            left[key[0]] = _without(inner, [key[1:]])
        elif key:
            left.pop(key[0].partition("[")[0], None)
    return left
