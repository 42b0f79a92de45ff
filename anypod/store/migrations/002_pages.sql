-- A feed's whole catalogue page by page, newest first, and what all feeds come to, without a look at their rows.
CREATE INDEX downloads_by_date ON downloads
  (feed, coalesce(published, about, first_seen) DESC, coalesce(position, 0), id DESC);
CREATE INDEX downloads_sizes ON downloads (feed, status, file_size);
