-- What the source's server said of the version of a picture that is hosted here (for one that we drew, its title), when
-- it was asked last, and the address of one that could not be had.
ALTER TABLE feeds ADD COLUMN image_etag TEXT;
ALTER TABLE feeds ADD COLUMN image_modified TEXT;
ALTER TABLE feeds ADD COLUMN image_checked_at INTEGER;
ALTER TABLE feeds ADD COLUMN image_failed TEXT;
ALTER TABLE downloads ADD COLUMN image_etag TEXT;
ALTER TABLE downloads ADD COLUMN image_modified TEXT;
ALTER TABLE downloads ADD COLUMN image_checked_at INTEGER;
ALTER TABLE downloads ADD COLUMN image_failed TEXT;
