// What runs now, and what happened last.

import { toDownload, toFeed } from '../addresses.js';
import { bars } from '../bars.js';
import { el, keyedList, setText } from '../dom.js';
import { plural, relative } from '../format.js';

export function activityView() {
  const running = bars();
  const heading = el('h1', {}, 'Activity');
  const list = el('ol', { class: 'happenings', role: 'list' });
  const none = el('p', { class: 'quiet' }, 'Nothing has happened since this page was opened. What finishes, fails or is edited from now on is told here.');
  const draw = keyedList(list, (event) => event.seq, makeHappening);
  const root = el('section', {}, heading,
    el('section', { class: 'card', 'aria-label': 'Downloading now' }, running.root),
    el('h2', {}, 'Lately'), none, list);
  return {
    root,
    update(state) {
      running.update(state);
      draw(state.recent);
      none.hidden = state.recent.length > 0;
    },
  };
}

function makeHappening(event) {
  const when = el('time', { class: 'num quiet', datetime: event.at, title: event.at });
  const told = words(event);
  const subject = event.id ? el('a', { href: toDownload(event.feed, event.id) }, event.title ?? event.id) : event.feed ? el('a', { href: toFeed(event.feed) }, event.feed) : null;
  const root = el('li', { class: 'happening', 'data-tone': told.tone },
    el('span', { class: 'dot', 'aria-hidden': 'true' }),
    el('div', {}, el('span', { class: 'what' }, told.what), subject ? ' ' : null, subject, told.more ? el('p', { class: 'quiet small' }, told.more) : null),
    when);
  return { root, update: () => setText(when, relative(event.at, Date.now())) };
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
