CREATE TABLE downloads (
  feed TEXT NOT NULL REFERENCES feeds (name),
  id TEXT NOT NULL,
  extractor TEXT NOT NULL,
  source_id TEXT NOT NULL,
  part INTEGER,
  source_url TEXT NOT NULL,
  title TEXT NOT NULL,
  description TEXT,
  author TEXT,
  position INTEGER,
  listed TEXT,
  about INTEGER,
  published INTEGER,
  added INTEGER,
  first_seen INTEGER NOT NULL,
  duration REAL,
  live TEXT NOT NULL CHECK (live IN ('none', 'is_upcoming', 'is_live', 'post_live', 'was_live')),
  short INTEGER CHECK (short IN (0, 1)),
  thumbnail_url TEXT,
  image TEXT,
  image_source TEXT,
  chapters TEXT NOT NULL CHECK (json_valid(chapters)),
  yt_args TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(yt_args)),
  examined_at INTEGER,
  status TEXT NOT NULL CHECK (status IN ('upcoming', 'queued', 'downloaded', 'error', 'skipped', 'archived')),
  reason TEXT,
  ruling TEXT CHECK (ruling IN ('since', 'keep_days', 'keep_last', 'quota', 'filter', 'person', 'removed')),
  pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1)),
  retries INTEGER NOT NULL DEFAULT 0 CHECK (retries >= 0),
  next_attempt_at INTEGER,
  failing_since INTEGER,
  failure TEXT CHECK (failure IN ('transient', 'rate_limited', 'auth_needed', 'gone', 'not_yet', 'no_format', 'too_big',
                                  'no_space', 'broken_tool')),
  blocked_by TEXT,
  last_error TEXT,
  file_ext TEXT,
  file_mime TEXT,
  file_size INTEGER CHECK (file_size >= 0),
  file_duration REAL,
  file_video INTEGER CHECK (file_video IN (0, 1)),
  updated_at INTEGER NOT NULL DEFAULT (
    CAST(strftime('%s', 'now') AS INTEGER) * 1000000 + CAST(substr(strftime('%f', 'now'), 4) AS INTEGER) * 1000),
  downloaded_at INTEGER, segments TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(segments)), cuts TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(cuts)), image_etag TEXT, image_modified TEXT, image_checked_at INTEGER, image_failed TEXT,
  PRIMARY KEY (feed, id),
  CHECK (ruling IS NULL OR status IN ('skipped', 'archived')),
  CHECK ((status = 'downloaded') = (file_ext IS NOT NULL)),
  CHECK ((file_ext IS NULL) = (file_mime IS NULL) AND (file_ext IS NULL) = (file_size IS NULL)
         AND (file_ext IS NULL) = (file_duration IS NULL) AND (file_ext IS NULL) = (file_video IS NULL))
) STRICT;
INSERT INTO "downloads" VALUES('f','upcoming','youtube','upcoming',NULL,'https://example.org/upcoming','Title of upcoming',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1714979289123456,NULL,'none',NULL,NULL,NULL,NULL,'[]','["--retries","3"]',NULL,'upcoming',NULL,NULL,0,0,1714982889123456,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1714979289123456,NULL,'[]','[]',NULL,NULL,NULL,NULL);
INSERT INTO "downloads" VALUES('f','queued','youtube','queued',NULL,'https://example.org/queued','Title of queued',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1714979289123456,NULL,'none',NULL,NULL,NULL,NULL,'[]','["--retries","3"]',NULL,'queued',NULL,NULL,0,0,1714982889123456,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1714979289123456,NULL,'[]','[]',NULL,NULL,NULL,NULL);
INSERT INTO "downloads" VALUES('f','downloaded','youtube','downloaded',NULL,'https://example.org/downloaded','Title of downloaded',NULL,NULL,NULL,NULL,NULL,1714979289123456,NULL,1714979289123456,NULL,'none',NULL,NULL,'abc',NULL,'[]','[]',NULL,'downloaded',NULL,NULL,1,0,NULL,NULL,NULL,NULL,NULL,'m4a','audio/x-m4a',12345,61.25,0,1714979289123456,1714982889123456,'[]','[]',NULL,NULL,NULL,NULL);
INSERT INTO "downloads" VALUES('f','error','youtube','error',NULL,'https://example.org/error','Title of error',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1714979289123456,NULL,'none',NULL,NULL,NULL,NULL,'[]','[]',NULL,'error',NULL,NULL,0,3,NULL,1714979289123456,'gone',NULL,'removed',NULL,NULL,NULL,NULL,NULL,1714979289123456,NULL,'[]','[]',NULL,NULL,NULL,NULL);
INSERT INTO "downloads" VALUES('f','skipped','youtube','skipped',NULL,'https://example.org/skipped','Title of skipped',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1714979289123456,NULL,'none',NULL,NULL,NULL,NULL,'[]','[]',NULL,'skipped','too long','filter',0,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1714979289123456,NULL,'[]','[]',NULL,NULL,NULL,NULL);
INSERT INTO "downloads" VALUES('f','archived','youtube','archived',NULL,'https://example.org/archived','Title of archived',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1714979289123456,NULL,'none',NULL,NULL,NULL,NULL,'[]','[]',NULL,'archived','too old','since',0,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1714979289123456,NULL,'[]','[]',NULL,NULL,NULL,NULL);
CREATE TABLE feeds (
  name TEXT NOT NULL PRIMARY KEY,
  enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
  source_type TEXT NOT NULL CHECK (source_type IN ('channel', 'playlist', 'video', 'page', 'manual', 'unknown')),
  urls TEXT NOT NULL CHECK (json_valid(urls)),
  title TEXT,
  subtitle TEXT,
  description TEXT,
  language TEXT,
  author TEXT,
  link TEXT,
  image_url TEXT,
  image TEXT,
  image_source TEXT,
  podcast_guid TEXT NOT NULL,
  presentation TEXT NOT NULL,
  revision INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  last_sync_attempt INTEGER,
  last_successful_sync INTEGER,
  last_failed_sync INTEGER,
  consecutive_failures INTEGER NOT NULL DEFAULT 0 CHECK (consecutive_failures >= 0),
  last_error TEXT,
  next_sync_at INTEGER,
  removed_at INTEGER,
  total_downloads INTEGER NOT NULL DEFAULT 0 CHECK (total_downloads >= 0)
, image_etag TEXT, image_modified TEXT, image_checked_at INTEGER, image_failed TEXT) STRICT;
INSERT INTO "feeds" VALUES('f',1,'channel','["https://example.org/c"]','Ünder',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'g-1','p',7,1714979289123456,1714979289123456,NULL,NULL,NULL,0,NULL,NULL,NULL,1,NULL,NULL,NULL,NULL);
CREATE TABLE history (
  seq INTEGER PRIMARY KEY,
  feed TEXT NOT NULL,
  id TEXT NOT NULL,
  at INTEGER NOT NULL,
  before TEXT,
  after TEXT NOT NULL,
  why TEXT NOT NULL,
  FOREIGN KEY (feed, id) REFERENCES downloads (feed, id) ON DELETE CASCADE ON UPDATE CASCADE
) STRICT;
INSERT INTO "history" VALUES(1,'f','upcoming',1714979289123456,NULL,'upcoming','found');
INSERT INTO "history" VALUES(2,'f','queued',1714979289123456,NULL,'queued','found');
INSERT INTO "history" VALUES(3,'f','downloaded',1714979289123456,NULL,'downloaded','found');
INSERT INTO "history" VALUES(4,'f','error',1714979289123456,NULL,'error','found');
INSERT INTO "history" VALUES(5,'f','skipped',1714979289123456,NULL,'skipped','found');
INSERT INTO "history" VALUES(6,'f','archived',1714979289123456,NULL,'archived','found');
CREATE TABLE logs (
  seq INTEGER PRIMARY KEY,
  feed TEXT NOT NULL,
  id TEXT NOT NULL,
  at INTEGER NOT NULL,
  text TEXT NOT NULL,
  FOREIGN KEY (feed, id) REFERENCES downloads (feed, id) ON DELETE CASCADE ON UPDATE CASCADE
) STRICT;
INSERT INTO "logs" VALUES(1,'f','downloaded',1714979289123456,'[info] it''s done; ''quoted''
next');
CREATE TABLE sites (
  site TEXT NOT NULL PRIMARY KEY,
  until INTEGER,
  refusals INTEGER NOT NULL CHECK (refusals > 0),
  failure TEXT NOT NULL,
  message TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
INSERT INTO "sites" VALUES('example.org',1714979289123456,2,'rate_limited','429',1714979289123456);
CREATE INDEX downloads_by_published ON downloads
  (feed, status, coalesce(published, about, first_seen) DESC, coalesce(position, 0), id DESC);
CREATE INDEX downloads_by_added ON downloads
  (feed, coalesce(added, published, about, first_seen) DESC, coalesce(position, 0), id DESC)
  WHERE status = 'downloaded';
CREATE INDEX downloads_by_first_seen ON downloads
  (feed, first_seen DESC, coalesce(position, 0), id DESC)
  WHERE status = 'downloaded';
CREATE INDEX downloads_due ON downloads (feed, status, next_attempt_at);
CREATE INDEX downloads_files ON downloads (status, feed, id, file_ext) WHERE status = 'downloaded';
CREATE INDEX history_of_download ON history (feed, id, seq);
CREATE INDEX logs_of_download ON logs (feed, id, seq);
CREATE TRIGGER downloads_updated_at AFTER UPDATE ON downloads
WHEN old.feed IS NOT new.feed OR old.id IS NOT new.id OR old.extractor IS NOT new.extractor
  OR old.source_id IS NOT new.source_id OR old.part IS NOT new.part OR old.source_url IS NOT new.source_url
  OR old.title IS NOT new.title OR old.description IS NOT new.description OR old.author IS NOT new.author
  OR old.position IS NOT new.position OR old.about IS NOT new.about OR old.published IS NOT new.published
  OR old.added IS NOT new.added OR old.first_seen IS NOT new.first_seen OR old.duration IS NOT new.duration
  OR old.live IS NOT new.live OR old.short IS NOT new.short OR old.thumbnail_url IS NOT new.thumbnail_url
  OR old.image IS NOT new.image OR old.image_source IS NOT new.image_source OR old.chapters IS NOT new.chapters
  OR old.yt_args IS NOT new.yt_args
  OR old.status IS NOT new.status OR old.reason IS NOT new.reason
  OR old.ruling IS NOT new.ruling OR old.pinned IS NOT new.pinned
  OR old.retries IS NOT new.retries OR old.next_attempt_at IS NOT new.next_attempt_at
  OR old.failing_since IS NOT new.failing_since OR old.failure IS NOT new.failure
  OR old.blocked_by IS NOT new.blocked_by
  OR old.last_error IS NOT new.last_error OR old.file_ext IS NOT new.file_ext OR old.file_mime IS NOT new.file_mime
  OR old.file_size IS NOT new.file_size OR old.file_duration IS NOT new.file_duration
  OR old.file_video IS NOT new.file_video
BEGIN
  UPDATE downloads
  SET updated_at =
    CAST(strftime('%s', 'now') AS INTEGER) * 1000000 + CAST(substr(strftime('%f', 'now'), 4) AS INTEGER) * 1000
  WHERE rowid = new.rowid;
END;
CREATE TRIGGER downloads_downloaded_at AFTER UPDATE ON downloads
WHEN new.status = 'downloaded' AND old.status IS NOT 'downloaded' AND new.downloaded_at IS old.downloaded_at
BEGIN
  UPDATE downloads
  SET downloaded_at =
    CAST(strftime('%s', 'now') AS INTEGER) * 1000000 + CAST(substr(strftime('%f', 'now'), 4) AS INTEGER) * 1000
  WHERE rowid = new.rowid;
END;
CREATE TRIGGER downloads_downloaded_at_new AFTER INSERT ON downloads
WHEN new.status = 'downloaded' AND new.downloaded_at IS NULL
BEGIN
  UPDATE downloads
  SET downloaded_at =
    CAST(strftime('%s', 'now') AS INTEGER) * 1000000 + CAST(substr(strftime('%f', 'now'), 4) AS INTEGER) * 1000
  WHERE rowid = new.rowid;
END;
CREATE TRIGGER feeds_total_insert AFTER INSERT ON downloads WHEN new.status = 'downloaded'
BEGIN
  UPDATE feeds SET total_downloads = total_downloads + 1 WHERE name = new.feed;
END;
CREATE TRIGGER feeds_total_delete AFTER DELETE ON downloads WHEN old.status = 'downloaded'
BEGIN
  UPDATE feeds SET total_downloads = total_downloads - 1 WHERE name = old.feed;
END;
CREATE TRIGGER feeds_total_update AFTER UPDATE ON downloads
WHEN (old.status = 'downloaded') IS NOT (new.status = 'downloaded') OR old.feed IS NOT new.feed
BEGIN
  UPDATE feeds SET total_downloads = total_downloads - 1 WHERE name = old.feed AND old.status = 'downloaded';
  UPDATE feeds SET total_downloads = total_downloads + 1 WHERE name = new.feed AND new.status = 'downloaded';
END;
CREATE INDEX downloads_by_date ON downloads
  (feed, coalesce(published, about, first_seen) DESC, coalesce(position, 0), id DESC);
CREATE INDEX downloads_sizes ON downloads (feed, status, file_size);
CREATE TRIGGER downloads_updated_at_chapters AFTER UPDATE ON downloads
WHEN old.segments IS NOT new.segments OR old.cuts IS NOT new.cuts
BEGIN
  UPDATE downloads
  SET updated_at =
    CAST(strftime('%s', 'now') AS INTEGER) * 1000000 + CAST(substr(strftime('%f', 'now'), 4) AS INTEGER) * 1000
  WHERE rowid = new.rowid;
END;
PRAGMA user_version = 4;
