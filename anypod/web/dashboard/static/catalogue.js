// The downloads of one feed, a page at a time, with search, filter by status, and what can be done with each.

import { closeMenu, openMenu } from './menu.js';
import { toDownload } from './addresses.js';
import { feedPath, get, query } from './api.js';
import { actionsFor } from './curation.js';
import { button, el, keyedList, memory, setAttr, setHidden, setOff, setText } from './dom.js';
import { bytes, clock, count, day, quarter, relative, STATUS_WORDS } from './format.js';
import { keyOf } from './store.js';

const PER_PAGE = 50;
const PAUSE = 600;

export function catalogue(name, live) {
  const asked = { page: 1, search: '', status: '' };
  let got = null;
  let seen = 0;
  let timer = null;
  let turn = 0;
  let closed = false;
  const differs = memory();

  const search = el('input', { type: 'search', placeholder: 'Search titles', 'aria-label': 'Search this feed', oninput: () => { asked.search = search.value.trim(); asked.page = 1; soon(250); } });
  const chips = el('div', { class: 'chips', role: 'group', 'aria-label': 'Status' });
  const drawChips = keyedList(chips, (chip) => chip.status, (chip) => makeChip(chip, (status) => { asked.status = status; asked.page = 1; read(); drawCounts(live.get()); }));
  const rows = el('tbody', { role: 'rowgroup' });
  const draw = keyedList(rows, (item) => item.id, (item) => makeRow(item, live, () => soon(0)));
  const table = el('table', { class: 'table downloads', role: 'table', 'aria-label': 'Downloads', hidden: true }, head(), rows);
  const none = el('p', { class: 'quiet none' }, 'Loading…');
  const range = el('span', { class: 'num quiet' });
  const back = button('Newer', () => turnTo(asked.page - 1), { class: 'button button-small' });
  const on = button('Older', () => turnTo(asked.page + 1), { class: 'button button-small' });
  const pager = el('nav', { class: 'pager', 'aria-label': 'Pages of downloads', hidden: true }, range, el('div', { class: 'row' }, back, on));
  const tools = el('div', { class: 'tools' }, search, chips);
  const root = el('section', { class: 'catalogue', 'aria-label': 'Catalogue' }, tools, table, none, pager);

  function turnTo(page) {
    asked.page = page;
    read().then(() => root.scrollIntoView({ block: 'start' }));
  }

  function soon(pause) {
    clearTimeout(timer);
    timer = setTimeout(read, pause);
  }

  async function read() {
    clearTimeout(timer);
    timer = null;
    const mine = ++turn;
    try {
      const answer = await get(`${feedPath(name)}/downloads${query({ ...asked, per_page: PER_PAGE })}`);
      if (mine === turn && !closed) show(answer);
    } catch (problem) {
      if (mine === turn && !closed && !got) explain(problem.message);
    }
  }

  function show(answer) {
    // Rows may have gone while one looked at the last page.
    if (!answer.items.length && answer.total && asked.page > 1) return void turnTo(Math.ceil(answer.total / PER_PAGE));
    got = answer;
    const from = (answer.page - 1) * answer.per_page;
    setText(range, answer.total ? `${from + 1}–${from + answer.items.length} of ${count(answer.total)}` : '');
    setOff(back, answer.page <= 1);
    setOff(on, from + answer.items.length >= answer.total);
    setHidden(pager, answer.total <= answer.items.length);
    explain(answer.items.length ? '' : emptyWords(live.get().feeds.get(name)));
    update(live.get());
  }

  function emptyWords(feed) {
    if (asked.search || asked.status) return 'Nothing here is like that.';
    if (feed?.schedule === 'manual') return 'There is nothing in it yet. Paste the address of an episode above, and it is fetched.';
    if (feed && !feed.enabled) return 'This feed is off, and was never filled. Turn it on under “More”.';
    if (feed?.last_error) return 'Its source could not be read yet; above is why. Edit its address, or look again.';
    return 'Nothing is known of this feed yet. Its first look at the source fills it.';
  }

  function explain(words) {
    setText(none, words);
    setHidden(none, !words);
    setHidden(table, !!words);
  }

  function drawCounts(state) {
    const counts = state.feeds.get(name)?.counts ?? {};
    const all = Object.values(counts).reduce((sum, some) => sum + some, 0);
    const shown = Object.entries(STATUS_WORDS).filter(([status]) => counts[status] || asked.status === status);
    setHidden(tools, !all && !asked.search && !asked.status);
    drawChips([['', 'All'], ...shown].map(([status, words]) => ({ status, words, count: status ? counts[status] ?? 0 : all, on: asked.status === status })));
  }

  function update(state) {
    const touched = state.touched.get(name) ?? 0;
    if (touched !== seen) {
      const first = !seen;
      seen = touched;
      // Not `soon`: a stream of events must not put the reading off for ever.
      if (!timer) timer = setTimeout(read, first ? 0 : PAUSE);
    }
    const running = [...state.active.keys()].join(' ');
    if (!differs(state.feeds.get(name), got, running, quarter())) return;
    drawCounts(state);
    if (got) draw(got.items.map((item) => ({ ...item, running: state.active.get(keyOf(item)) ?? null })));
  }
  return { root, update, close() { closed = true; clearTimeout(timer); closeMenu(); } };
}

function head() {
  const cell = (name, place) => el('th', { role: 'columnheader', scope: 'col', class: place }, name);
  return el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' }, cell('Title'), cell('Status'), cell('Published', 'right'), cell('Length', 'right'), cell('Size', 'right'), el('td', { role: 'cell' })));
}

function makeChip(chip, choose) {
  const root = button('', () => choose(chip.status), { class: 'chip', 'data-status': chip.status });
  const number = el('span', { class: 'num' });
  root.append(`${chip.words} `, number);
  return { root, update: (now) => { setText(number, count(now.count)); setAttr(root, 'aria-pressed', String(now.on)); } };
}

function makeRow(item, live, reread) {
  let last = item;
  const title = el('a', { href: toDownload(item.feed, item.id) });
  const pin = el('span', { class: 'tag', hidden: true, title: 'Kept whatever retention says' }, 'Pinned');
  const why = el('p', { class: 'why small' });
  const status = el('span', { class: 'state' });
  const [published, duration, size] = [el('span', {}), el('span', {}), el('span', {})];
  const more = button('⋯', () => openMenu(more, actionsFor(last, reread)), { class: 'button button-icon', 'aria-haspopup': 'menu', 'aria-expanded': 'false' });
  const cell = (label, inside) => el('td', { role: 'cell', class: 'right num', 'data-label': label }, inside);
  const cells = [cell('Published', published), cell('Length', duration), cell('Size', size)];
  const root = el('tr', { role: 'row', 'data-id': item.id },
    el('td', { role: 'cell' }, title, ' ', pin, why), el('td', { role: 'cell' }, status), ...cells, el('td', { role: 'cell', class: 'right' }, more));
  function update(now) {
    last = now;
    const running = now.running !== null;
    setText(title, now.title);
    setHidden(pin, !now.pinned);
    setText(status, running ? 'Downloading' : STATUS_WORDS[now.status] ?? now.status);
    setAttr(status, 'data-state', running ? 'downloading' : now.status);
    setText(why, running ? '' : whyOf(now));
    setHidden(why, running || !whyOf(now));
    setAttr(why, 'class', now.last_error ? 'why small error' : 'why small quiet');
    setText(published, day(now.published));
    setText(duration, now.duration ? clock(now.duration) : '–');
    setText(size, now.filesize ? bytes(now.filesize) : '–');
    // On a phone, where each has its label, what is not known takes no room.
    [now.published, now.duration, now.filesize].forEach((value, at) => setAttr(cells[at], 'data-unknown', !value));
    setAttr(more, 'aria-label', `Actions for ${now.title}`);
  }
  return { root, update };
}

// Why a download is where it is, in one sentence.
export function whyOf(item) {
  const parts = [item.last_error ?? item.reason ?? ''];
  if (item.next_attempt_at && item.status !== 'downloaded') {
    const when = relative(item.next_attempt_at, Date.now());
    parts.push(item.status === 'upcoming' ? `Looked at again ${when}.` : `Next attempt ${when}.`);
  }
  return parts.filter(Boolean).join(' ');
}
