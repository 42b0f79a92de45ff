"""The config as it acts, with its secrets left out, and whether another one would be right."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

from attrs import asdict, frozen

from anypod.config.edit import AddFeed, FeedExists, Rejected, ReplaceFeed
from anypod.config.masked import MASK, Withheld
from anypod.config.problems import Problem
from anypod.model.settings import Settings
from anypod.web.api.limits import Limits, WebUrl
from anypod.web.api.operation import Reply, operation
from anypod.web.api.parts import ApiParts
from anypod.web.redaction import HIDDEN, redacted_table
from anypod.web.refusal import Fault, refuse
from anypod.web.shapes import rfc3339
from anypod.web.standing import ConfigProblem, shown


@frozen(kw_only=True)
class ConfigShape:
    """The config as it acts; `feeds` are the feeds' keys as they are written in the file, both without secrets."""

    settings: Mapping[str, object]
    feeds: Mapping[str, Mapping[str, object]]
    text: Annotated[str | None, Limits(about=f"The file as it is written, with {MASK} in the place of each secret.")]
    text_withheld: Annotated[str | None, Limits(about="Why there is no text: what is secret in it can't be told.")]
    problems: tuple[ConfigProblem, ...]
    needs_restart: tuple[str, ...]


@frozen(kw_only=True)
class ConfigText:
    """A whole config."""

    config: Annotated[str, Limits(longest=1_000_000, about="TOML.")]


@frozen(kw_only=True)
class Verdict:
    """Whether a config is valid, and every problem of it."""

    valid: bool
    problems: tuple[ConfigProblem, ...]


@frozen(kw_only=True)
class ValidQuery:
    """A feed's keys, or a whole config."""

    config: Annotated[
        str | None,
        Limits(
            longest=16_000,
            about="A feed's keys as a JSON object, or a whole config as TOML. Percent-encoded, it and all else of the "
            "request's head may take 16 KiB; a longer config goes to /api/config/validate.",
        ),
    ] = None
    name: Annotated[str | None, Limits(longest=200, about="The feed's name.")] = None
    url: WebUrl | None = None
    schedule: Annotated[str | None, Limits(longest=200)] = None


_EXAMPLE = {
    "settings": {
        "server": {"host": "0.0.0.0", "port": 8000, "admin_token": HIDDEN},  # noqa: S104 - a default, shown
        "access": {"tokens": {"phone": HIDDEN}, "allow_private_urls": False},
    },
    "feeds": {"this_american_life": {"url": "https://www.youtube.com/@example", "keep_last": 20}},
    "text": f'[server]\nadmin_token = "{MASK}"\n\n[feeds.this_american_life] # of 1995\nkeep_last = 20\n',
    "text_withheld": None,
    "problems": [
        {
            "file": "anypod.toml",
            "line": 14,
            "key": "feeds.news.keep_last",
            "found": '"ten"',
            "allowed": "a whole number from 0",
            "message": None,
        }
    ],
    "needs_restart": ["server.port"],
}


class ConfigReading:
    """Answers questions about the config."""

    def __init__(self, parts: ApiParts) -> None:
        self._parts = parts

    @operation(
        "GET",
        "/api/config",
        "Give the config as it acts, without its secrets",
        answers={200: ConfigShape},
        shown=_EXAMPLE,
    )
    async def get_config(self) -> Reply:
        """Give the config, redacted."""
        settings = self._parts.settings()
        text = await self._parts.edits.masked_text()
        body = ConfigShape(
            settings=redacted(settings),
            feeds=redacted_table(await self._parts.edits.tables(), ("feeds",)),  # type: ignore[arg-type]  # tables stay
            text=text if isinstance(text, str) else None,
            text_withheld=text.reason if isinstance(text, Withheld) else None,
            problems=tuple(map(shown, self._parts.problems())),
            needs_restart=tuple(self._parts.needs_restart()),
        )
        return Reply(body=body)

    @operation(
        "POST",
        "/api/config/validate",
        "Tell whether a whole config would be valid; nothing is written",
        answers={200: Verdict},
        example={"config": '[feeds.a]\nurl = "https://www.youtube.com/@example"\n'},
        shown={"valid": True, "problems": []},
    )
    async def validate_config(self, body: ConfigText) -> Reply:
        """Judge a config."""
        return Reply(body=_verdict(await self._parts.edits.validate(body.config)))

    @operation(
        "GET",
        "/api/feeds/valid",
        "Tell whether a feed, or a whole config, would be valid; nothing is written",
        answers={200: Verdict},
        shown={"valid": True, "problems": []},
    )
    async def valid_feed(self, query: ValidQuery) -> Reply:
        """Judge what is in the query."""
        table = _table(query.config)
        if table is None:
            return Reply(body=_verdict(await self._parts.edits.validate(query.config or "")))
        given = {"url": query.url, "schedule": query.schedule}
        table |= {key: value for key, value in given.items() if value is not None}
        in_table = table.pop("name", None)
        name = query.name or (in_table if isinstance(in_table, str) else "unnamed")
        outcome = await self._parts.edits.judge(AddFeed(name, table))
        if isinstance(outcome, FeedExists):
            outcome = await self._parts.edits.judge(ReplaceFeed(name, table))
        return Reply(body=_verdict(outcome.problems if isinstance(outcome, Rejected) else ()))


def redacted(settings: Settings) -> Mapping[str, object]:
    """Give settings as JSON's values, with secrets replaced by a word that says whether there is one."""
    plain = _plain(asdict(settings))
    if not isinstance(plain, dict):
        raise TypeError("settings are a table")
    return redacted_table(plain)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, datetime):
        return rfc3339(value)
    return str(value) if isinstance(value, Path) else value


def _verdict(problems: tuple[Problem, ...]) -> Verdict:
    return Verdict(valid=not problems, problems=tuple(map(shown, problems)))


def _table(config: str | None) -> dict[str, object] | None:
    """Give the feed's keys in a JSON text, none for none; None where the text is no JSON object, and so TOML."""
    if config is None:
        return {}
    try:
        value = json.loads(config, parse_constant=lambda name: refuse(422, f"{name} is no number"))
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        refuse(422, "the query is not valid", [Fault(detail="must be an object, or TOML", parameter="config")])
    return value
