"""SponsorBlock's API as yt-dlp asks it, for items that pose as YouTube's; on the site's own port."""

from __future__ import annotations

import hashlib
import json

from anypod.demo.answers import NOT_FOUND, Asked, Kind
from anypod.demo.body import Text
from anypod.demo.server import Answer

PATH = "/api/skipSegments/"
Reported = tuple[float, float, str]
"""Start, end, category."""


class SponsorBlock:
    """What viewers reported. Written by the test, read by the server's thread: each change is a new value.

    Attributes:
        down: the status that it answers with instead, for so many questions; None while it works.
        questions: how often it was asked.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[Reported, ...]] = {}
        self.down: tuple[int, int] | None = None
        self.questions = 0

    def reports(self, name: str, *segments: Reported) -> None:
        """Let an item be one of YouTube's, with these segments; none is an answer too."""
        self._known = {**self._known, name: segments}

    def fails(self, status: int = 503, times: int = 1_000) -> None:
        """Answer with a status from now on."""
        self.down = (status, times)

    def answer(self, path: str) -> Answer:
        """Answer for the first digits of an id's digest: with every item of which they are true."""
        self.questions += 1
        if self.down is not None and self.down[1] > 0:
            self.down = (self.down[0], self.down[1] - 1)
            return Answer(status=self.down[0])
        found = {name: segments for name, segments in self._known.items() if digits(name) == path.removeprefix(PATH)}
        if not any(found.values()):
            return NOT_FOUND
        items = [{"videoID": name, "segments": [_told(one) for one in said]} for name, said in found.items()]
        return Answer(mime="application/json", body=Text(json.dumps(items).encode()))

    def posing(self, question: Asked, answer: Answer) -> Answer:
        """Give a watch page's answer with what makes yt-dlp take the item for one of YouTube's."""
        if question.kind is not Kind.WATCH or question.name not in self._known or not isinstance(answer.body, Text):
            return answer
        document = json.loads(answer.body.content) | {"extractor_key": "Youtube"}
        return Answer(mime=answer.mime, body=Text(json.dumps(document).encode()))


def digits(name: str) -> str:
    """Give what the API is asked for: the beginning of the id's digest, so that it doesn't learn the id."""
    return hashlib.sha256(name.encode()).hexdigest()[:4]


def _told(segment: Reported) -> dict[str, object]:
    start, end, category = segment
    return {
        "segment": [start, end],
        "category": category,
        "actionType": "skip",
        "videoDuration": 0,
        "description": "",
        "UUID": f"{start}-{end}",
    }
