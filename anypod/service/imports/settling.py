"""Incoming feeds into a config's text: a new one, or added to one that is there, whose other bytes stay as they are."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date

from attrs import evolve, frozen

from anypod.config.edit import AddFeed, edited
from anypod.config.load import load_content
from anypod.config.problems import Problem
from anypod.config.spelling import table_text
from anypod.config.splice import append_lines
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
    settling.finish()
    return Settled(
        text=settling.text,
        names=settling.names,
        added=frozenset(settling.tables),
        losses=(*incoming.losses, *settling.losses),
    )


class _Settling:
    """The text on its way."""

    def __init__(self, file: str, environ: Mapping[str, str]) -> None:
        self._file, self._environ = file, environ
        self.text = ""
        self.names: dict[str, str] = {}
        self.tables: dict[str, Table] = {}
        self.losses: list[Loss] = []
        self._feeds: Table = {}
        self._defaults: Table = {}
        self._taken: set[str] = set()

    def begin(self, incoming: Incoming, today: date) -> None:
        sections: dict[str, Table] = dict(incoming.sections)
        lines = [f"# Imported on {today}. Every key is explained in anypod's example config.", *_told(incoming.losses)]
        while True:
            tables = [line for name, table in sections.items() if table for line in ("", *table_text((name,), table))]
            text = "\n".join([*lines, *tables]) + "\n"
            problems = load_content(text.encode(), self._file, self._environ).problems
            wrong = [problem for problem in problems if problem.key.partition(".")[0] in sections]
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
        values = tomllib.loads(text.removeprefix("\ufeff"))
        self._feeds, self._defaults = values.get("feeds", {}), values.get("defaults", {})
        self._taken = set(self._feeds)
        for section, table in incoming.sections.items():
            self.losses += [Loss(f"{section}.{key}", f"{self._file} keeps its own {section}") for key in table]

    def add(self, feed: IncomingFeed) -> None:
        there = self._feeds.get(feed.name)
        if isinstance(there, Mapping) and there.get("url") == feed.table.get("url"):
            self._lose(feed, f"{feed.name} is in {self._file} already, and stays as it is")
            self.names[feed.name] = feed.name
            return
        name = free_name(feed.name, self._taken)
        table = self._mended(feed, name)
        if table is None:
            self._lose(feed, "this feed can't come over")
            return
        if name != feed.former and not feed.titled:
            self._lose(feed, f"it is called {name} here")
        self.tables[name], self.names[feed.name] = table, name
        self._taken.add(name)

    def finish(self) -> None:
        """Put all into the text at once: one by one, some hundred feeds would take minutes."""
        body = self.text.removeprefix("\ufeff")
        mark = self.text[: len(self.text) - len(body)]
        lines = [line for name, table in self.tables.items() for line in ("", *table_text(("feeds", name), table))]
        made = append_lines(body, lines[1:]) if lines else body
        self.text = mark + made if self._is_right(made) else self._one_by_one()

    def _is_right(self, text: str) -> bool:
        """Whether all is there. It isn't where the feeds are one inline table, which no table can follow."""
        try:
            feeds = tomllib.loads(text).get("feeds", {})
        except tomllib.TOMLDecodeError:
            return False
        return bool(feeds == {**self._feeds, **self.tables})

    def _one_by_one(self) -> str:
        text = self.text
        for name, table in self.tables.items():
            made = edited(text, AddFeed(name, table), file=self._file, environ=self._environ)
            if not isinstance(made, str):
                raise RuntimeError(f"a table that was right by itself is refused: {made}")  # noqa: TRY004 - not its type
            text = made
        return text

    def _mended(self, feed: IncomingFeed, name: str) -> Table | None:
        """Take out what is wrong, by itself and over the config's defaults; None where too little would be left."""
        table = feed.table
        while True:
            text = "\n".join([*table_text(("defaults",), self._defaults), *table_text(("feeds", name), table), ""])
            problems = load_content(text.encode(), self._file, self._environ).problems
            wrong = [problem for problem in problems if problem.key.split(".")[:2] == ["feeds", name]]
            if not wrong:
                return table
            keys = [problem.key.split(".")[2:] for problem in wrong]
            for problem in wrong:
                self._lose(feed, f"{problem.key}: {_words(problem)}")
            less = _without(table, keys)
            if less == table or ("url" not in less and "url" in table):
                return None
            table = less

    def _lose(self, feed: IncomingFeed, why: str) -> None:
        self.losses.append(Loss(f"feeds.{feed.former}", why))


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
