"""The tables as peewee sees them. The migrations make them; a test holds the two against each other."""

from __future__ import annotations

from collections.abc import Callable

from peewee import AnyField, BooleanField, CompositeKey, FloatField, IntegerField, Model, TextField

from anypod.model.chapter import Chapter, Segment, Span
from anypod.model.download import LiveStatus, Ruling, Status
from anypod.model.failure import FailureKind
from anypod.model.feed import SourceType
from anypod.model.settings import TranscriptSource
from anypod.model.transcript import Transcript
from anypod.store.values import from_micros, to_records, to_sql, to_strings


class ConvertedField(AnyField):
    """A column whose form in SQLite differs from its form in a record."""

    def __init__(self, read: Callable[..., object], *, null: bool = False) -> None:
        super().__init__(null=null)
        self.read = read

    def db_value(self, value: object) -> object:
        """See `to_sql`."""
        return to_sql(value)

    def python_value(self, value: object) -> object:
        """Read what is there; NULL stays None."""
        return None if value is None else self.read(value)


def _instant(*, null: bool = False) -> ConvertedField:
    return ConvertedField(from_micros, null=null)


def _transcript(lang: str, source: str) -> Transcript:
    return Transcript(lang=lang, source=TranscriptSource(source))


class FeedRow(Model):
    """One feed: identity, what its source says, how its syncs went."""

    name = TextField(primary_key=True)
    enabled = BooleanField()
    source_type = ConvertedField(SourceType)
    urls = ConvertedField(to_strings)
    title = TextField(null=True)
    subtitle = TextField(null=True)
    description = TextField(null=True)
    language = TextField(null=True)
    author = TextField(null=True)
    link = TextField(null=True)
    image_url = TextField(null=True)
    image = TextField(null=True)
    image_source = TextField(null=True)
    image_etag = TextField(null=True)
    image_modified = TextField(null=True)
    image_checked_at = _instant(null=True)
    image_failed = TextField(null=True)
    podcast_guid = TextField()
    presentation = TextField()
    revision = IntegerField()
    created_at = _instant()
    changed_at = _instant()
    last_sync_attempt = _instant(null=True)
    last_successful_sync = _instant(null=True)
    last_failed_sync = _instant(null=True)
    consecutive_failures = IntegerField()
    last_error = TextField(null=True)
    next_sync_at = _instant(null=True)
    removed_at = _instant(null=True)
    total_downloads = IntegerField()

    class Meta:
        """Its name in SQL."""

        table_name = "feeds"


class DownloadRow(Model):
    """One item of a feed, whatever its status; the file's facts are columns of their own."""

    feed = TextField()
    id = TextField()
    extractor = TextField()
    source_id = TextField()
    part = IntegerField(null=True)
    imported_guid = TextField(null=True)
    source_url = TextField()
    title = TextField()
    description = TextField(null=True)
    author = TextField(null=True)
    position = IntegerField(null=True)
    listed = TextField(null=True)
    about = _instant(null=True)
    published = _instant(null=True)
    added = _instant(null=True)
    first_seen = _instant()
    duration = FloatField(null=True)
    live = ConvertedField(LiveStatus)
    short = BooleanField(null=True)
    season = IntegerField(null=True)
    season_name = TextField(null=True)
    episode = IntegerField(null=True)
    age_limit = IntegerField(null=True)
    thumbnail_url = TextField(null=True)
    image = TextField(null=True)
    image_source = TextField(null=True)
    image_etag = TextField(null=True)
    image_modified = TextField(null=True)
    image_checked_at = _instant(null=True)
    image_failed = TextField(null=True)
    chapters = ConvertedField(to_records(Chapter))
    segments = ConvertedField(to_records(Segment))
    cuts = ConvertedField(to_records(Span))
    transcripts = ConvertedField(to_records(_transcript))
    transcripts_asked = TextField(null=True)
    transcripts_checked_at = _instant(null=True)
    transcripts_tries = IntegerField()
    yt_args = ConvertedField(to_strings)
    examined_at = _instant(null=True)
    status = ConvertedField(Status)
    reason = TextField(null=True)
    ruling = ConvertedField(Ruling, null=True)
    pinned = BooleanField()
    retries = IntegerField()
    next_attempt_at = _instant(null=True)
    failing_since = _instant(null=True)
    failure = ConvertedField(FailureKind, null=True)
    blocked_by = TextField(null=True)
    last_error = TextField(null=True)
    file_ext = TextField(null=True)
    file_mime = TextField(null=True)
    file_size = IntegerField(null=True)
    file_duration = FloatField(null=True)
    file_video = BooleanField(null=True)
    updated_at = _instant()
    downloaded_at = _instant(null=True)

    class Meta:
        """Its name in SQL."""

        table_name = "downloads"
        primary_key = CompositeKey("feed", "id")


class ChangeRow(Model):
    """One change of a download's status."""

    seq = IntegerField(primary_key=True)
    feed = TextField()
    id = TextField()
    at = _instant()
    before = ConvertedField(Status, null=True)
    after = ConvertedField(Status)
    why = TextField()

    class Meta:
        """Its name in SQL."""

        table_name = "history"


class LogRow(Model):
    """The text of one attempt."""

    seq = IntegerField(primary_key=True)
    feed = TextField()
    id = TextField()
    at = _instant()
    text = TextField()

    class Meta:
        """Its name in SQL."""

        table_name = "logs"


class SiteRow(Model):
    """One site that refused us since its last success."""

    site = TextField(primary_key=True)
    until = _instant(null=True)
    refusals = IntegerField()
    failure = ConvertedField(FailureKind)
    message = TextField()
    at = _instant()

    class Meta:
        """Its name in SQL."""

        table_name = "sites"
