// What runs now, and what happened last.

import { toDownload, toFeed } from '../addresses.js';
import { get } from '../api.js';
import { bars } from '../bars.js';
import { el, keyedList, setHidden, setText } from '../dom.js';
import { plural, relative } from '../format.js';

const MOST = 30;

export function activityView() {
  const running = bars();
  const heading = el('h1', {}, 'Activity');
  const list = el('ol', { class: 'happenings', role: 'list' });
  const none = el('p', { class: 'quiet', hidden: true }, 'Nothing has happened yet. What finishes, fails or is edited is told here.');
  const draw = keyedList(list, keyOf, makeHappening);
  let past = null; // what the catalogue remembers of the time before this page was opened
  let recent = [];
  const root = el('section', {}, heading,
    el('section', { class: 'card', 'aria-label': 'Downloading now' }, running.root),
    el('h2', {}, 'Lately'), none, list);
  function redraw() {
    const told = new Set(recent.map(keyOf));
    const all = [...recent, ...(past ?? []).filter((event) => !told.has(keyOf(event)))];
    draw(all.sort((one, two) => two.at.localeCompare(one.at)).slice(0, MOST));
    setHidden(none, past === null || all.length > 0);
  }
  get(`history?limit=${MOST}`).then(({ items }) => items.map(asEvent), () => []).then((events) => {
    past = events;
    redraw();
  });
  return {
    root,
    update(state) {
      running.update(state);
      recent = state.recent;
      redraw();
    },
  };
}

// The same ending is an event for whoever listened.
const keyOf = (event) => (event.id ? `${event.feed}/${event.id}/${event.at}` : event.seq);

function asEvent({ feed, id, title, change: { at, after, why } }) {
  return { kind: after === 'downloaded' ? 'download_finished' : 'download_failed', status: after, feed, id, title, at, message: why };
}

function makeHappening(event) {
  const when = el('time', { class: 'num quiet', datetime: event.at, title: event.at });
  const told = words(event);
  const subject = subjectOf(event);
  const root = el('li', { class: 'happening', 'data-tone': told.tone },
    el('span', { class: 'dot', 'aria-hidden': 'true' }),
    el('div', {}, el('span', { class: 'what' }, told.what), ...subject.flatMap((part) => [' ', part]), told.more ? el('p', { class: 'quiet small' }, told.more) : null),
    when);
  return { root, update: () => setText(when, relative(event.at, Date.now())) };
}

// A download is named with its feed: two feeds may have an item in common.
function subjectOf(event) {
  if (event.id) return [el('a', { href: toDownload(event.feed, event.id) }, event.title ?? event.id), el('span', { class: 'quiet small' }, event.feed)];
  return event.feed ? [el('a', { href: toFeed(event.feed) }, event.feed)] : [];
}

function words(event) {
  const more = event.message ?? '';
  switch (event.kind) {
    case 'download_finished': return { what: 'Downloaded', tone: 'good', more: '' };
    case 'download_failed': return { what: event.status === 'error' ? 'Failed' : 'Did not work, tried again later', tone: 'bad', more };
    case 'sync_failed': return { what: 'Could not look for new items:', tone: 'bad', more };
    case 'retention_applied': return { what: `${plural(event.changed ?? 0, 'episode')} let go:`, tone: 'quiet', more };
    case 'config_applied': return { what: 'The config was edited', tone: 'good', more };
    case 'config_rejected': return { what: 'The config has mistakes', tone: 'bad', more };
    case 'site_paused': return { what: `${event.site} is left alone for a while`, tone: 'bad', more };
    case 'site_resumed': return { what: `${event.site} is asked again`, tone: 'good', more };
    case 'disk_low': return { what: 'Downloads wait for room on the disk', tone: 'bad', more };
    case 'disk_ok': return { what: 'There is room on the disk again', tone: 'good', more };
    default: return { what: event.kind.replaceAll('_', ' '), tone: 'quiet', more };
  }
}
