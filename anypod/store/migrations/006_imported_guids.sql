-- The guid under which another program published an item: subscribers know it by that, and would fetch it again by another.
ALTER TABLE downloads ADD COLUMN imported_guid TEXT;

-- As downloads_updated_at, for this one.
CREATE TRIGGER downloads_updated_at_guid AFTER UPDATE ON downloads
WHEN old.imported_guid IS NOT new.imported_guid
BEGIN
  UPDATE downloads
  SET updated_at =
    CAST(strftime('%s', 'now') AS INTEGER) * 1000000 + CAST(substr(strftime('%f', 'now'), 4) AS INTEGER) * 1000
  WHERE rowid = new.rowid;
END;
