"""Brings feed after feed over: files first, rows second."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from attrs import evolve

from anypod.media.library import Library
from anypod.media.tools import Tools
from anypod.model.download import Status
from anypod.model.mutation import Mutation, RecordPicture
from anypod.model.settings import FeedSettings
from anypod.rules.imports.incoming import IncomingHistory, Loss
from anypod.rules.transcripts import wish
from anypod.service.imports.carrying import Carrier
from anypod.service.imports.prepared import FeedReport, Prepared
from anypod.service.imports.records import batches, feed_mutations, item_mutations
from anypod.store.batch import Committed
from anypod.store.store import Store


class Mover:
    """Writes into one open catalogue.

    Attributes:
        losses: what could not be carried over, so far.
    """

    def __init__(self, prepared: Prepared, store: Store, library: Library, tools: Tools) -> None:
        self._prepared, self._store = prepared, store
        wanted, data = prepared.wanted, prepared.found.data
        self._carrier = None if data is None else Carrier(data=data, library=library, tools=tools, move=wanted.move)
        self.losses: list[Loss] = []

    async def feed(self, feed: FeedSettings) -> FeedReport:
        """Bring one over. Cancellation leaves rows as far as they were written; files without rows are found again."""
        prepared, now = self._prepared, self._prepared.wanted.now
        history = prepared.history(feed)
        if feed.name not in prepared.histories:
            return prepared.report(feed, [])
        known = {row.id for row in await self._store.queries.known(feed.name)}
        await self._commit([feed_mutations(feed, prepared.settings.server.base_url, history, now)])
        await self._picture(feed, history, now)
        statuses: list[Status] = []
        groups: list[tuple[Mutation, ...]] = []
        for number, item in enumerate(history.items, 1):
            if item.download.id in known:
                continue
            prepared.wanted.tell(f"{feed.name}: {number} of {len(history.items)}")
            row, lost = (item.download, ()) if self._carrier is None else await self._carrier.item(item)
            if row.transcripts:
                # Else the source would be asked again for each of them, at the first sync.
                row = evolve(row, transcripts_asked=wish(feed), transcripts_checked_at=now)
            self.losses += lost
            statuses.append(row.status)
            groups.append(item_mutations(row, item.log, now))
        for batch in batches(groups):
            await self._commit(batch)
        return prepared.report(feed, statuses, known=len(history.items) - len(statuses))

    async def _picture(self, feed: FeedSettings, history: IncomingHistory, at: datetime) -> None:
        picture = None if self._carrier is None else await self._carrier.picture(history.image, feed.name, None)
        source = feed.metadata.image_url or history.metadata.image_url
        if picture is not None and source is not None:
            await self._commit([(RecordPicture(feed=feed.name, id=None, digest=picture.digest, source=source, at=at),)])

    async def _commit(self, groups: Sequence[tuple[Mutation, ...]]) -> None:
        for result in await self._store.commit(groups):
            if not isinstance(result, Committed):
                raise result
