"""What a person asks of a feed, and what is answered. Imperatives; each one gets its answer once it is carried out."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from anypod.model.download import Download, Status
from anypod.model.failure import Failure


@frozen
class Retry:
    """Want a download again that failed or was let go, or at once one that waits for its next attempt."""

    id: str


@frozen
class Skip:
    """Leave a download out. Only a person undoes it."""

    id: str


@frozen
class Unskip:
    """Want a download again that was skipped."""

    id: str


@frozen
class Pin:
    """Keep a download whatever retention says."""

    id: str


@frozen
class Unpin:
    """Let retention judge a download again."""

    id: str


@frozen
class Refresh:
    """Read an item's metadata anew. Its status and its file stay what they are."""

    id: str


@frozen
class Delete:
    """Let a download go, with its file. Only a person brings it back."""

    id: str


@frozen
class Cancel:
    """End the fetch of a download, or with None whichever runs. It stays queued and is put off."""

    id: str | None = None


@frozen
class RetryErrors:
    """Queue again what failed for good; with `newer_than` only what did so after that moment."""

    newer_than: datetime | None = None


@frozen
class Submit:
    """Add what is at a URL to a manual feed: one item, or the first `examine_limit` entries of a list.

    Attributes:
        yt_args: options of yt-dlp for these items, after the feed's own.
    """

    url: str
    yt_args: tuple[str, ...] = ()


OfDownload = Retry | Skip | Unskip | Pin | Unpin | Delete
"""Those that a row, the settings and the time suffice to decide."""
Quick = OfDownload | Cancel | RetryErrors
"""Those that ask no source."""
Slow = Refresh | Submit
"""Those that take as long as the source takes."""
Order = Quick | Slow


@frozen
class Done:
    """It is as was asked for; also where it was so before.

    Attributes:
        download: the row as it is now.
    """

    download: Download


@frozen
class Retried:
    """How many downloads were queued again."""

    count: int


@frozen
class SubmittedItem:
    """One item of a submission: its row as it is now, and whether the feed had none before."""

    download: Download
    new: bool


@frozen
class Submitted:
    """What became of a submission.

    Attributes:
        items: in the order of the source.
        failure: why there may be more items than were listed; None for a whole list.
    """

    items: tuple[SubmittedItem, ...]
    failure: Failure | None = None


@frozen
class NotFound:
    """The feed has no such download."""


@frozen
class Refused:
    """It can't be done as things are.

    Attributes:
        status: the download's; None where it isn't about one.
        why: a sentence for people.
    """

    status: Status | None
    why: str


@frozen
class NotRunning:
    """The feed doesn't run: it is unknown, disabled, or was stopped before the order was carried out."""


Answer = Done | Retried | Submitted | NotFound | Refused | NotRunning | Failure
"""A `Failure` is the source's, or the disk's that keeps the catalogue."""
