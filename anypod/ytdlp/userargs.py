"""Judges the yt-dlp options that a person passes: may they be passed at all, and does yt-dlp take their values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from attrs import frozen

from anypod.model.failure import Failure
from anypod.ytdlp.allowed import ALLOWED, REFUSED, UNKNOWN
from anypod.ytdlp.protocol import Refused


@frozen(kw_only=True)
class ArgProblem:
    """What is wrong with one option.

    Attributes:
        option: its long name, however it was written; empty where the whole is wrong.
        why: a sentence for people.
        instead: what to do instead; empty where there is nothing.
    """

    option: str
    why: str
    instead: str = ""


class Judge(Protocol):
    """Who has yt-dlp's parser. `anypod.ytdlp.client.Client` does."""

    async def judge(self, args: Sequence[str], allowed: frozenset[str]) -> tuple[Refused, ...] | Failure:
        """Have options judged; none is carried out."""
        ...


async def check(args: Sequence[str], judge: Judge) -> tuple[ArgProblem, ...]:
    """Give what is wrong with some options; nothing when all may be passed as they are.

    Costs one process, unless there are none. Cancellation ends it.
    """
    if not args:
        return ()
    refused = await judge.judge(args, ALLOWED)
    if isinstance(refused, Failure):
        return (ArgProblem(option="", why=f"The options could not be checked. {refused.message}"),)
    return tuple(dict.fromkeys(map(_problem, refused)))


def _problem(refused: Refused) -> ArgProblem:
    if refused.message:
        return ArgProblem(option=refused.option, why=refused.message)
    why, instead = REFUSED.get(refused.dest, UNKNOWN)
    return ArgProblem(option=refused.option, why=why, instead=instead)
