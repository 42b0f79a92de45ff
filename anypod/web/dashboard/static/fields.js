// The keys of a feed that the form shows, and how they come from a config and go back into one. Pure.

const choice = (...options) => options;

// path: where the value is in the feed's table; rest: what the field looks like.
export const GROUPS = [
  ['What to follow', [
    { path: 'urls', label: 'Address', kind: 'lines', hint: 'A channel, a playlist, a page with media. Several, one a line, become one feed.' },
    { path: 'metadata.title', label: 'Title', hint: 'Empty: what the source calls itself.' },
    { path: 'media', label: 'Kind of files', kind: 'choice', options: choice('audio', 'video', 'as_is') },
    { path: 'schedule', label: 'Schedule', hint: 'A cron expression such as 0 */6 * * *, @daily, or manual.' },
  ]],
  ['What to keep', [
    { path: 'keep_last', label: 'Newest episodes', kind: 'number', hint: 'Older ones are let go.' },
    { path: 'keep_days', label: 'Days', kind: 'number', hint: '0: however old.' },
    { path: 'since', label: 'Since', hint: 'A day, such as 2024-01-01.' },
  ]],
  ['What to leave out', [
    { path: 'filters.title', label: 'Title must match', hint: 'A regular expression.' },
    { path: 'filters.not_title', label: 'Title must not match' },
    { path: 'filters.min_duration', label: 'Shortest', hint: 'Such as 5m.' },
    { path: 'filters.max_duration', label: 'Longest', hint: 'Such as 3h.' },
    { path: 'filters.shorts', label: 'Shorts', kind: 'choice', options: choice('include', 'exclude', 'only') },
    { path: 'filters.live', label: 'Recordings of live streams', kind: 'choice', options: choice('include', 'exclude', 'only') },
  ]],
];

export const FIELDS = GROUPS.flatMap(([, fields]) => fields);

export function valueAt(table, path) {
  return path.split('.').reduce((at, key) => at?.[key], table);
}

// What a field shows of a feed's table.
export function shownOf(field, table) {
  if (field.kind === 'lines') return [table?.url, ...(table?.urls ?? [])].filter(Boolean).join('\n');
  const value = valueAt(table, field.path);
  return value === null || value === undefined ? '' : String(value);
}

// The table of the config that a form's texts make: {urls | url, keep_last, filters: {…}, …}; empty ones are left out.
export function tableOf(texts) {
  const table = {};
  for (const field of FIELDS) {
    const text = (texts[field.path] ?? '').trim();
    if (text) put(table, field, text);
  }
  return table;
}

// What changes a feed from one form to another; null takes a key out.
export function changesOf(before, after) {
  const changes = {};
  for (const field of FIELDS) {
    const [old, now] = [before, after].map((texts) => (texts[field.path] ?? '').trim());
    if (old === now) continue;
    if (now) put(changes, field, now);
    else place(changes, field.path, null);
    if (field.kind === 'lines') changes[changes.url === undefined ? 'url' : 'urls'] = null;
  }
  return changes;
}

function put(table, field, text) {
  if (field.kind === 'lines') {
    const lines = text.split(/\s+/).filter(Boolean);
    if (lines.length === 1) [table.url] = lines;
    else table.urls = lines;
  } else {
    place(table, field.path, field.kind === 'number' ? Number(text) : text);
  }
}

function place(table, path, value) {
  const keys = path.split('.');
  const last = keys.pop();
  let at = table;
  for (const key of keys) at = at[key] ??= {};
  at[last] = value;
}

// A name for a feed out of an address: its last telling part.
export function suggestedName(address) {
  let parts;
  try {
    const url = new URL(address);
    parts = [url.hostname.replace(/^www\./, '').split('.')[0], ...url.pathname.split('/')];
    if (url.searchParams.get('list')) parts.push(url.searchParams.get('list'));
  } catch {
    return '';
  }
  const dull = /^(videos|shorts|streams|playlist|playlists|watch|channel|c|user|)$/;
  const telling = parts.map((part) => part.toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^_+|_+$/g, '')).filter((part) => !dull.test(part));
  return (telling.at(-1) ?? '').slice(0, 64);
}
