"""What yt-dlp says went wrong → a failure with its class. Pure.

Two stages in each rule: what the exceptions know, then what the text says. The first rule that fits decides, and their
order matters: YouTube puts "Video unavailable" before a rate limit, a removal and much else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from attrs import frozen

from anypod.model.failure import Failure, FailureKind
from anypod.ytdlp.protocol import Trouble
from anypod.ytdlp.refusals import BOT_CHECK, RATE_LIMITED, TOO_MANY
from anypod.ytdlp.wording import plain, told

_SIGN_IN = "Set cookies_file to cookies of an account that may see it."
_UPDATE = "A newer yt-dlp may know how: see [ytdlp] channel."
_NO_MEDIA = "yt-dlp finds no media there: check the address, or try a newer yt-dlp."


@frozen(kw_only=True)
class _Rule:
    """When a failure is of a class, and what is said of it.

    Attributes:
        texts: any of them, in the message.
        also: what the exceptions know.
        advice: for the person who can do something.
    """

    kind: FailureKind
    texts: str = ""
    also: Callable[[Trouble], bool] = lambda _trouble: False
    whole_site: bool = False
    certain: bool = False
    advice: str = ""

    def fits(self, trouble: Trouble, text: str) -> bool:
        return self.also(trouble) or bool(self.texts and re.search(self.texts, text, re.IGNORECASE))


def _raised(*names: str) -> Callable[[Trouble], bool]:
    return lambda trouble: not frozenset(names).isdisjoint(trouble.chain)


def _status(*codes: int) -> Callable[[Trouble], bool]:
    return lambda trouble: trouble.status in codes


def _because(reason: str) -> Callable[[Trouble], bool]:
    return lambda trouble: trouble.reason == reason


_RULES = (
    _Rule(
        kind=FailureKind.GONE,
        also=_raised("PrivateAddressError"),
        certain=True,
        advice="It leads into this network; access.allow_private_urls would allow it.",
    ),
    _Rule(kind=FailureKind.NO_SPACE, texts=r"\[Errno 28\]|no space left on device|disk quota exceeded"),
    _Rule(
        kind=FailureKind.RATE_LIMITED,
        texts=RATE_LIMITED,
        also=_status(TOO_MANY),
        whole_site=True,
    ),
    _Rule(
        kind=FailureKind.AUTH_NEEDED,
        texts=BOT_CHECK,
        whole_site=True,
        advice="The site takes us for a robot. Set cookies_file or wait.",
    ),
    _Rule(
        kind=FailureKind.AUTH_NEEDED,
        texts=r"private video|video is private|\bsign in\b|\blog ?in\b|confirm your age|age.restricted"
        r"|join this channel|members.only|only available (?:for|to) (?:registered|subscri|logged)|subscribers? only"
        r"|use --cookies|account credentials|requires authentication|HTTP Error 401",
        also=_status(401),
        advice=_SIGN_IN,
    ),
    _Rule(
        kind=FailureKind.NOT_YET,
        texts=r"will begin (?:in|shortly)|premieres? (?:in|will)|not currently live|live event (?:will|has not)"
        r"|recording is not available|has not (?:started|aired|yet)",
        also=lambda trouble: trouble.reason == "live" or "UserNotLive" in trouble.chain,
    ),
    _Rule(
        kind=FailureKind.GONE,
        texts=r"removed by|has been (?:removed|deleted|terminated)|account .*terminated|copyright|DRM.protect"
        r"|in your (?:country|location|region)|from your location|geo.?restrict|HTTP Error 451",
        also=lambda trouble: trouble.status == 451 or "GeoRestrictedError" in trouble.chain,
        certain=True,
    ),
    _Rule(
        kind=FailureKind.GONE,
        texts=r"(?:video|content|media|episode|playlist|channel|this) (?:is )?(?:un|not |no longer )available"
        r"|isn.?.?t available|does not exist|HTTP Error (?:404|410)|(?:video|page|playlist) not found",
        also=_status(404, 410),
    ),
    _Rule(kind=FailureKind.TOO_BIG, texts=r"larger than max-filesize|smaller than min-filesize"),
    _Rule(kind=FailureKind.NO_FORMAT, also=_because("picture"), advice="Only sound and film make episodes."),
    _Rule(
        kind=FailureKind.NO_FORMAT,
        texts=r"requested format is not available|unable to obtain file audio codec",
        advice="See the feed's media and format.",
    ),
    _Rule(kind=FailureKind.NO_FORMAT, texts=r"no video formats found", also=_because("no_file")),
    # A page without media may be a passing one (a consent wall, a maintenance notice): tried again, unlike NO_FORMAT.
    _Rule(
        kind=FailureKind.BROKEN_TOOL,
        texts=r"unsupported url|is not a valid url|no suitable extractor|nothing found at|no single item at",
        also=_raised("UnsupportedError", "NothingFoundError"),
        advice=_NO_MEDIA,
    ),
    _Rule(
        kind=FailureKind.BROKEN_TOOL,
        texts=r"netscape format cookies",
        also=_raised("CookieLoadError"),
        advice="Export cookies_file anew, in Netscape's format.",
    ),
    _Rule(
        kind=FailureKind.BROKEN_TOOL,
        texts=r"unable to download video data: HTTP Error 403",
        advice=f"The site refuses its own media's address. {_UPDATE}",
    ),
    _Rule(
        kind=FailureKind.TRANSIENT,
        texts=r"HTTP Error (?:403|408|409|425|5\d\d)|timed out|timeout|connection (?:reset|refused|aborted)|broken pipe"
        r"|failed to resolve|name resolution|bytes read|more expected|got error|content too short|remote end closed"
        r"|network is unreachable|fragment .*(?:not found|unavailable)|unable to communicate with sponsorblock",
        also=lambda trouble: (trouble.status or 0) >= 500 or _network(trouble),
    ),
    _Rule(
        kind=FailureKind.BROKEN_TOOL,
        texts=r"ffmpeg.*not (?:found|installed)|ffprobe.*not found",
        advice="Install ffmpeg and ffprobe.",
    ),
    _Rule(
        kind=FailureKind.BROKEN_TOOL,
        texts=r"please report this issue|extractor error|failed to parse json|unable to extract|traceback"
        r"|modulenotfounderror|no such option|invalid format spec|javascript runtime|signature solving",
        also=lambda trouble: (
            bool(trouble.chain) and not trouble.expected and "PostProcessingError" not in trouble.chain
        ),
        advice=_UPDATE,
    ),
)

_NETWORK = frozenset({"TransportError", "IncompleteRead", "SSLError", "ProxyError", "TimeoutError", "ConnectionError"})


def _network(trouble: Trouble) -> bool:
    return not _NETWORK.isdisjoint(trouble.chain)


def failure_of(trouble: Trouble, due: datetime | None = None) -> Failure:
    """Give the failure.

    Args:
        trouble: as the runner told it.
        due: when the item is said to begin.
    """
    text = trouble.message
    rule = next((rule for rule in _RULES if rule.fits(trouble, text)), _Rule(kind=FailureKind.TRANSIENT))
    return Failure(
        kind=rule.kind,
        message=told(_without_file(trouble), rule.advice),
        status=trouble.status,
        retry_after=trouble.retry_after,
        due=due if rule.kind is FailureKind.NOT_YET else None,
        whole_site=rule.whole_site,
        certain=rule.certain,
    )


def _without_file(trouble: Trouble) -> str:
    """The last line before an end without a file says why; it is prefixed as lines of the log are."""
    if trouble.reason != "no_file":
        return trouble.message
    last = plain(re.sub(r"^\[\w+\]\s*", "", trouble.message))
    return f"yt-dlp ended well but made no file: {last}"


def is_empty_tab(trouble: Trouble) -> bool:
    """Whether a channel only lacks the tab that was asked for: an empty list, no failure."""
    return bool(re.search(r"this channel does not have an? .* tab", trouble.message, re.IGNORECASE))


def broken(message: str, advice: str = _UPDATE) -> Failure:
    """Give the failure of a yt-dlp that can't be run, or can't be understood."""
    return Failure(kind=FailureKind.BROKEN_TOOL, message=told(message, advice))
