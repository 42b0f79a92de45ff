// State out of the event stream: `reduce(state, event)` gives the next state and changes nothing. Knows no page and no
// network, so that every browser that saw the same events shows the same.

export const EMPTY = Object.freeze({
  connection: 'connecting', // connecting | open | lost
  retryAt: null, // when the next attempt to connect is made, milliseconds
  loaded: false,
  seq: null,
  feeds: new Map(), // name → feed
  active: new Map(), // feed/id → running download
  stale: new Map(), // feed → number of the event since which its figures are old
  touched: new Map(), // feed → number of the last event about one of its downloads
  about: new Map(), // feed/id, or feed where it was about several → number of the last event, the oldest first
  forgotten: 0, // number of the last event that is no longer in `about`
  listAsked: null, // number of the event since which the list of feeds is old
  config: { problems: [], needs_restart: [] }, // what is wrong with the file, and which edited keys act later
  configSeq: 0, // number of the event by which the config last changed
  configOld: null, // number of the event since which `config` is old
  places: 0, // so many downloads may run at once
  sites: new Map(), // site → its pause
  disk: null, // why no download starts
  recent: [], // what happened last, newest first
});

const RECENT = 30;
const REMEMBERED = 200;
const OUTCOMES = new Set(['download_finished', 'download_failed', 'sync_failed', 'retention_applied', 'config_applied', 'config_rejected', 'site_paused', 'site_resumed', 'disk_low', 'disk_ok', 'tool_updated']);

export const keyOf = (item) => `${item.feed}/${item.id}`;

// The number of the last event that may have been about a download.
export const lastAbout = (state, item) => Math.max(state.about.get(keyOf(item)) ?? 0, state.about.get(item.feed) ?? 0, state.forgotten);

export function reduce(state, event) {
  if (event.kind === 'snapshot') return fromSnapshot(state, event);
  if (event.kind in LOCAL) return LOCAL[event.kind](state, event);
  // A replay may tell again what was seen.
  if (state.seq !== null && event.seq <= state.seq) return state;
  const act = KINDS[event.kind];
  const next = act ? act(state, event) : state;
  return { ...(OUTCOMES.has(event.kind) ? remembered(next, event) : next), seq: event.seq };
}

function fromSnapshot(state, event) {
  return {
    ...state,
    loaded: true,
    seq: event.seq,
    feeds: new Map(event.feeds.map((feed) => [feed.name, feed])),
    active: new Map(event.active.map((item) => [keyOf(item), item])),
    places: event.concurrency,
    stale: new Map(),
    // Whatever was shown may have changed meanwhile.
    touched: new Map(event.feeds.map((feed) => [feed.name, event.seq])),
    about: new Map(),
    forgotten: event.seq,
    config: event.config,
    configSeq: event.seq,
    configOld: null,
    sites: new Map(event.paused.map((pause) => [pause.site, pause])),
    disk: event.disk.low ? lowOn(event.disk) : null,
    listAsked: null,
  };
}

// What this page itself knows: of its connection, and what it read because an event made it stale.
const LOCAL = {
  connected: (state) => ({ ...state, connection: 'open', retryAt: null }),
  lost: (state, event) => ({ ...state, connection: 'lost', retryAt: event.retryAt }),
  feed_read: (state, { feed, asOf }) => {
    const stale = (state.stale.get(feed.name) ?? 0) > asOf ? state.stale : without(state.stale, feed.name);
    return { ...state, stale, feeds: state.feeds.has(feed.name) ? put(state.feeds, feed.name, feed) : state.feeds };
  },
  feed_unread: (state, { feed }) => ({ ...state, stale: without(state.stale, feed) }),
  config_read: (state, { config: { problems, needs_restart: restart, settings }, asOf }) => ({
    ...state,
    places: settings.downloads.concurrency,
    config: { problems, needs_restart: restart },
    configOld: state.configOld > asOf ? state.configOld : null,
  }),
  feeds_read: (state, { feeds, asOf }) => ({
    ...state,
    feeds: new Map(feeds.map((feed) => [feed.name, feed])),
    stale: new Map([...state.stale].filter(([, seq]) => seq > asOf)),
    listAsked: state.listAsked > asOf ? state.listAsked : null,
  }),
};

const configOld = (state, event) => ({ ...state, configSeq: event.seq, configOld: event.seq });
const lowOn = ({ message }) => message ?? 'The disk is nearly full.';

const KINDS = {
  feed_started: (state, event) => listOld(state, event),
  feed_stopped: (state, event) => listOld({ ...state, active: withoutFeed(state.active, event.feed) }, event),
  sync_started: (state, event) => old(withFeed(state, event, { state: 'syncing' }), event),
  sync_finished: (state, event) =>
    old(withFeed(state, event, { state: busy(state, event) ? 'downloading' : 'idle', last_error: null, last_successful_sync: event.at }), event),
  sync_failed: (state, event) => old(withFeed(state, event, { state: 'failing', last_error: event.message ?? null }), event),
  download_found: (state, event) => touch(old(state, event), event),
  download_changed: (state, event) => touch(old(ended(state, event), event), event),
  download_started: (state, event) => {
    const kept = state.active.get(keyOf(event));
    const item = kept ?? { feed: event.feed, id: event.id, title: event.title ?? event.id, started_at: event.at, progress: STARTING };
    const next = withFeed({ ...state, active: put(state.active, keyOf(event), item) }, event, { state: 'downloading' });
    return touch(old(next, event), event);
  },
  progress: (state, event) => {
    const kept = state.active.get(keyOf(event)) ?? { feed: event.feed, id: event.id, title: event.title ?? event.id, started_at: event.at };
    return { ...state, active: put(state.active, keyOf(event), { ...kept, progress: event.progress }) };
  },
  download_finished: (state, event) => touch(old(ended(state, event), event), event),
  download_failed: (state, event) => touch(old(ended(state, event), event), event),
  retention_applied: (state, event) => touch(old(state, event), event),
  config_applied: (state, event) => listOld(configOld(state, event), event),
  config_rejected: configOld,
  site_paused: (state, event) => ({ ...state, sites: put(state.sites, event.site, event) }),
  site_resumed: (state, event) => ({ ...state, sites: without(state.sites, event.site) }),
  disk_low: (state, event) => ({ ...state, disk: lowOn(event) }),
  disk_ok: (state) => ({ ...state, disk: null }),
};

const STARTING = Object.freeze({ phase: 'starting', done: 0, total: null, speed: null, eta: null, step: null });

function ended(state, event) {
  if (!event.id || !state.active.has(keyOf(event))) return state;
  const next = { ...state, active: without(state.active, keyOf(event)) };
  return busy(next, event) ? next : withFeed(next, event, { state: 'idle' });
}

const busy = (state, event) => [...state.active.values()].some((item) => item.feed === event.feed);
const old = (state, event) => (event.feed ? { ...state, stale: put(state.stale, event.feed, event.seq) } : state);
const touch = (state, event) => (event.feed ? noted({ ...state, touched: put(state.touched, event.feed, event.seq) }, event) : state);
const listOld = (state, event) => ({ ...state, listAsked: event.seq });
const remembered = (state, event) => ({ ...state, recent: [event, ...state.recent].slice(0, RECENT) });

function noted(state, event) {
  const about = without(state.about, event.id ? keyOf(event) : event.feed).set(event.id ? keyOf(event) : event.feed, event.seq);
  if (about.size <= REMEMBERED) return { ...state, about };
  const [[oldest, forgotten]] = about;
  return { ...state, about: without(about, oldest), forgotten };
}

function withFeed(state, event, fields) {
  const feed = state.feeds.get(event.feed);
  return feed ? { ...state, feeds: put(state.feeds, event.feed, { ...feed, ...fields }) } : state;
}

function put(map, key, value) {
  return new Map(map).set(key, value);
}

function without(map, key) {
  const next = new Map(map);
  next.delete(key);
  return next;
}

function withoutFeed(active, feed) {
  return new Map([...active].filter(([, item]) => item.feed !== feed));
}
