-- What SponsorBlock knows of an item, and what was cut out of its file: both in the source's own time.
ALTER TABLE downloads ADD COLUMN segments TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(segments));
ALTER TABLE downloads ADD COLUMN cuts TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(cuts));

-- As downloads_updated_at, for these two.
CREATE TRIGGER downloads_updated_at_chapters AFTER UPDATE ON downloads
WHEN old.segments IS NOT new.segments OR old.cuts IS NOT new.cuts
BEGIN
  UPDATE downloads
  SET updated_at =
    CAST(strftime('%s', 'now') AS INTEGER) * 1000000 + CAST(substr(strftime('%f', 'now'), 4) AS INTEGER) * 1000
  WHERE rowid = new.rowid;
END;
