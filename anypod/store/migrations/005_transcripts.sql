-- Which transcripts of an item are kept here, which wish of the config they answer, when its source was asked last, and
-- after how many such looks in a row it is to be asked again.
ALTER TABLE downloads ADD COLUMN transcripts TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(transcripts));
ALTER TABLE downloads ADD COLUMN transcripts_asked TEXT;
ALTER TABLE downloads ADD COLUMN transcripts_checked_at INTEGER;
ALTER TABLE downloads ADD COLUMN transcripts_tries INTEGER NOT NULL DEFAULT 0;

-- As downloads_updated_at, for the transcripts.
CREATE TRIGGER downloads_updated_at_transcripts AFTER UPDATE ON downloads
WHEN old.transcripts IS NOT new.transcripts
BEGIN
  UPDATE downloads
  SET updated_at =
    CAST(strftime('%s', 'now') AS INTEGER) * 1000000 + CAST(substr(strftime('%f', 'now'), 4) AS INTEGER) * 1000
  WHERE rowid = new.rowid;
END;
