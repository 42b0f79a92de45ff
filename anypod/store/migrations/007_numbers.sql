-- What the source says of an item's place in its series, and of who may watch it.
ALTER TABLE downloads ADD COLUMN season INTEGER CHECK (season > 0);
ALTER TABLE downloads ADD COLUMN season_name TEXT;
ALTER TABLE downloads ADD COLUMN episode INTEGER CHECK (episode > 0);
ALTER TABLE downloads ADD COLUMN age_limit INTEGER CHECK (age_limit >= 0);

-- One trigger again for all columns, in place of one for each step that added some. It compares values, not the columns
-- that an UPDATE names: writing the same value again is no change. The tests hold its list against the table.
DROP TRIGGER downloads_updated_at;
DROP TRIGGER downloads_updated_at_chapters;
DROP TRIGGER downloads_updated_at_transcripts;
DROP TRIGGER downloads_updated_at_guid;
CREATE TRIGGER downloads_updated_at AFTER UPDATE ON downloads
WHEN old.feed IS NOT new.feed OR old.id IS NOT new.id OR old.extractor IS NOT new.extractor
  OR old.source_id IS NOT new.source_id OR old.part IS NOT new.part OR old.imported_guid IS NOT new.imported_guid
  OR old.source_url IS NOT new.source_url OR old.title IS NOT new.title OR old.description IS NOT new.description
  OR old.author IS NOT new.author OR old.position IS NOT new.position OR old.about IS NOT new.about
  OR old.published IS NOT new.published OR old.added IS NOT new.added OR old.first_seen IS NOT new.first_seen
  OR old.duration IS NOT new.duration OR old.live IS NOT new.live OR old.short IS NOT new.short
  OR old.season IS NOT new.season OR old.season_name IS NOT new.season_name OR old.episode IS NOT new.episode
  OR old.age_limit IS NOT new.age_limit OR old.thumbnail_url IS NOT new.thumbnail_url
  OR old.image IS NOT new.image OR old.image_source IS NOT new.image_source OR old.chapters IS NOT new.chapters
  OR old.segments IS NOT new.segments OR old.cuts IS NOT new.cuts OR old.transcripts IS NOT new.transcripts
  OR old.yt_args IS NOT new.yt_args OR old.status IS NOT new.status OR old.reason IS NOT new.reason
  OR old.ruling IS NOT new.ruling OR old.pinned IS NOT new.pinned OR old.retries IS NOT new.retries
  OR old.next_attempt_at IS NOT new.next_attempt_at OR old.failing_since IS NOT new.failing_since
  OR old.failure IS NOT new.failure OR old.blocked_by IS NOT new.blocked_by OR old.last_error IS NOT new.last_error
  OR old.file_ext IS NOT new.file_ext OR old.file_mime IS NOT new.file_mime OR old.file_size IS NOT new.file_size
  OR old.file_duration IS NOT new.file_duration OR old.file_video IS NOT new.file_video
BEGIN
  UPDATE downloads
  SET updated_at =
    CAST(strftime('%s', 'now') AS INTEGER) * 1000000 + CAST(substr(strftime('%f', 'now'), 4) AS INTEGER) * 1000
  WHERE rowid = new.rowid;
END;
