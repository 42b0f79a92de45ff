// All feeds at a glance, and what is being downloaded.

import { post } from '../api.js';
import { toFeed } from '../addresses.js';
import { bars } from '../bars.js';
import { button, el, keyedList, memory, setAttr, setHidden, setText } from '../dom.js';
import { bytes, count, plural, quarter, relative, standing } from '../format.js';
import { attempt } from '../notices.js';

const SNIPPET = `[feeds.example]
url = "https://www.youtube.com/@example"
keep_last = 20`;

// Where several are fetched at once one often ends as another begins: the table below must not go up and down with them.
const KEPT = 60_000;

// So many rows are made in one go; the next after those are seen.
const STEP = 50;

// A collator made once: one of its own for each comparison takes a tenth of a second for two hundred feeds.
const byTitle = ((collator) => (one, two) => collator.compare(one.title, two.title))(new Intl.Collator());
const ORDERS = {
  title: byTitle,
  trouble: (one, two) => Number(!!two.last_error) - Number(!!one.last_error) || (two.counts.error ?? 0) - (one.counts.error ?? 0) || byTitle(one, two),
  next: (one, two) => (one.next_sync_at ?? '~').localeCompare(two.next_sync_at ?? '~'),
  size: (one, two) => two.size - one.size,
};

export function overviewView(live) {
  const summary = el('p', { class: 'summary num' });
  const running = bars({ kept: KEPT });
  const now = el('section', { class: 'card now', 'aria-label': 'Downloading now' }, el('h2', { class: 'label' }, 'Downloading now'), running.root);
  const redraw = () => update(live.get());
  const search = el('input', { type: 'search', placeholder: 'Find a feed', 'aria-label': 'Find a feed', oninput: redraw });
  const order = el('select', { 'aria-label': 'Order', onchange: redraw },
    ...[['title', 'By title'], ['trouble', 'Trouble first'], ['next', 'Next look'], ['size', 'Biggest first']].map(([value, text]) => el('option', { value }, text)));
  const rows = el('tbody', { role: 'rowgroup' });
  const draw = keyedList(rows, (feed) => feed.name, makeRow);
  const table = el('table', { class: 'table feeds', role: 'table', 'aria-label': 'Feeds' }, head('Feed', 'State', 'Episodes', 'Size', 'Next look'), rows);
  const none = el('p', { class: 'quiet', hidden: true }, 'No feed is called that.');
  const welcome = makeWelcome();
  const tools = el('div', { class: 'tools' }, search, order);
  const retry = button('Retry all that failed', () => attempt(() => post('retry-errors'), 'What failed is queued again.'), { class: 'button' });
  const root = el('section', {},
    el('div', { class: 'head' }, el('div', {}, el('h1', {}, 'Feeds'), summary), el('div', { class: 'row' }, retry, el('a', { class: 'button button-main', href: '#/add' }, 'Add a feed'))),
    welcome, now, tools, table, none);

  const differs = memory();
  let room = STEP;
  function update(state) {
    running.update(state);
    // Progress comes many times a second and changes no feed; relative times grow old.
    if (differs(state.loaded, state.feeds, search.value, order.value, quarter(), room)) drawFeeds(state);
  }

  function drawFeeds(state) {
    const feeds = [...state.feeds.values()];
    setText(summary, state.loaded ? summaryOf(feeds) : 'Loading…');
    setHidden(welcome, !state.loaded || feeds.length > 0);
    setHidden(table, !feeds.length);
    setHidden(now, !feeds.length);
    setHidden(tools, feeds.length < 6);
    setHidden(retry, !feeds.some((feed) => feed.counts.error));
    const wanted = search.value.trim().toLowerCase();
    const found = feeds.filter((feed) => `${feed.title}\n${feed.name}`.toLowerCase().includes(wanted)).sort(ORDERS[order.value]);
    setHidden(none, found.length > 0 || !feeds.length);
    draw(found.slice(0, room));
    if (found.length <= room) return;
    room += STEP;
    requestAnimationFrame(() => document.dispatchEvent(new Event('redraw')));
  }
  return { root, update };
}

function head(...names) {
  const cells = names.map((name, at) => el('th', { role: 'columnheader', scope: 'col', class: at > 1 ? 'right' : null }, name));
  return el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' }, ...cells));
}

function summaryOf(feeds) {
  const total = (pick) => feeds.reduce((sum, feed) => sum + pick(feed), 0);
  const episodes = total((feed) => feed.counts.downloaded ?? 0);
  const failed = total((feed) => feed.counts.error ?? 0);
  return `${plural(feeds.length, 'feed')} · ${plural(episodes, 'episode')} · ${bytes(total((feed) => feed.size))}${failed ? ` · ${failed} failed` : ''}`;
}

function makeRow(feed) {
  const link = el('a', { class: 'feed-title', href: toFeed(feed.name) });
  const name = el('span', { class: 'mono quiet small' }, feed.name);
  const error = el('p', { class: 'error small' });
  const [state, episodes, size, next] = [el('span', { class: 'state' }), el('span', {}), el('span', {}), el('span', {})];
  const waiting = el('span', { class: 'quiet small waiting' });
  const cell = (label, ...inside) => el('td', { role: 'cell', class: 'right num', 'data-label': label }, ...inside);
  const root = el('tr', { role: 'row', 'data-feed': feed.name },
    el('td', { role: 'cell' }, link, ' ', name, error),
    el('td', { role: 'cell' }, state),
    cell('Episodes', episodes, waiting), cell('Size', size), cell('Next look', next));
  function update(now) {
    setText(link, now.title);
    setText(state, standing(now).words);
    setAttr(state, 'data-state', standing(now).key);
    setText(episodes, count(now.counts.downloaded ?? 0));
    setText(waiting, waitingOf(now.counts));
    setText(size, bytes(now.size));
    setText(next, now.enabled && now.next_sync_at ? relative(now.next_sync_at, Date.now()) : now.schedule === 'manual' ? 'by hand' : '–');
    setText(error, now.last_error ?? '');
    setHidden(error, !now.last_error);
  }
  return { root, update };
}

function waitingOf(counts) {
  const parts = [];
  if (counts.queued) parts.push(`${counts.queued} queued`);
  if (counts.error) parts.push(`${counts.error} failed`);
  return parts.length ? ` ${parts.join(', ')}` : '';
}

function makeWelcome() {
  return el('section', { class: 'card welcome', hidden: true },
    el('h2', {}, 'Follow something'),
    el('p', {}, 'Anything that yt-dlp can read becomes a podcast: a channel, a playlist, a page with videos. Paste its address, look at what it would give, and subscribe with any podcast app.'),
    el('p', {}, el('a', { class: 'button button-main', href: '#/add' }, 'Add your first feed')),
    el('p', { class: 'quiet' }, 'Or write it into the config file. Edits act at once, and this page shows them:'),
    el('pre', { class: 'code', tabindex: 0, 'aria-label': 'Example of a feed in the config' }, SNIPPET));
}
