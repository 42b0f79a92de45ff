// One line for each running download: its bar, bytes, speed, time left, phase, and a way to end it.

import { downloadPath, post } from './api.js';
import { toDownload } from './addresses.js';
import { button, el, keyedList, setAttr, setHidden, setText } from './dom.js';
import { amount, bytes, clock, fraction, phase, spoken } from './format.js';
import { attempt } from './notices.js';
import { keyOf } from './store.js';

// Between one download and the next its place is kept, so that the page below stays still.
const KEPT = 4_000;
// Where all downloads are shown, so many have their places whether they run or not.
const STEADY = 3;

// `update` gives how many lines there is room for; `kept` is for how long a line's place stays, in milliseconds.
export function bars({ onlyFeed = null, kept = KEPT } = {}) {
  let room = 0;
  let least = 0;
  let timer = null;
  const list = el('ul', { class: 'bars', role: 'list' });
  const empty = el('p', { class: 'quiet bars-none' }, 'Nothing is being downloaded.');
  const free = el('div', { class: 'bars-free', 'aria-hidden': 'true' });
  const root = el('div', { class: 'bars-room' }, empty, list, free);
  const draw = keyedList(list, keyOf, (item) => makeBar(item, onlyFeed === null));
  function update(state) {
    const items = [...state.active.values()].filter((item) => onlyFeed === null || item.feed === onlyFeed);
    draw(items.map((item) => ({ ...item, feedTitle: state.feeds.get(item.feed)?.title ?? item.feed })));
    least = onlyFeed === null ? Math.min(STEADY, state.places) : 0;
    keepRoom(Math.max(least, items.length));
    drawFree(room - items.length);
    setHidden(empty, items.length > 0);
    return room;
  }
  function drawFree(count) {
    while (free.childElementCount > count) free.lastChild.remove();
    while (free.childElementCount < count) free.append(el('div', { class: 'bar-line' }, el('div', { class: 'bar-head' }), el('div', { class: 'track' })));
  }
  function keepRoom(count) {
    if (count < room) {
      timer ??= setTimeout(() => { timer = null; take(Math.max(least, list.childElementCount)); }, kept);
      return;
    }
    clearTimeout(timer);
    timer = null;
    if (count > room) take(count);
  }
  function take(count) {
    room = count;
    root.style.setProperty('--lines', String(count));
    document.dispatchEvent(new Event('redraw'));
  }
  return { root, update };
}

function makeBar(item, withFeed) {
  const title = el('a', { class: 'bar-title', href: toDownload(item.feed, item.id) });
  const feed = el('span', { class: 'bar-feed' });
  const fill = el('span', { class: 'fill' });
  const track = el('div', { class: 'track', role: 'progressbar', 'aria-valuemin': 0, 'aria-valuemax': 100 }, fill);
  const [step, size, speed, left] = ['bar-phase', 'bar-size num', 'bar-speed num', 'bar-eta num'].map((name) => el('span', { class: name }));
  const end = button('Cancel', () => cancel(item), { class: 'button button-small', 'aria-label': `Cancel ${item.title}` });
  const root = el('li', { class: 'bar-line', 'data-key': keyOf(item) },
    el('div', { class: 'bar-head' }, el('div', { class: 'bar-names' }, title, withFeed && feed), end),
    track,
    el('div', { class: 'bar-facts' }, step, size, speed, left));
  function update(now) {
    const { progress } = now;
    const part = fraction(progress);
    setText(title, now.title);
    setAttr(title, 'title', now.title);
    setText(feed, now.feedTitle);
    setText(step, phase(progress));
    setText(size, amount(progress));
    setText(speed, progress.speed ? `${bytes(progress.speed)}/s` : '');
    setText(left, progress.eta !== null && progress.phase === 'downloading' ? `${clock(progress.eta)} left` : '');
    setAttr(track, 'data-known', part === null ? 'no' : 'yes');
    setAttr(track, 'data-phase', progress.phase);
    setAttr(track, 'aria-label', now.title);
    setAttr(track, 'aria-valuenow', part === null ? null : Math.floor(part * 100));
    setAttr(track, 'aria-valuetext', spoken(progress));
    fill.style.transform = part === null ? '' : `translateX(${(part - 1) * 100}%)`;
  }
  return { root, update };
}

function cancel(item) {
  return attempt(() => post(`${downloadPath(item.feed, item.id)}/cancel`), `Cancelled: ${item.title}. It stays queued and is tried again later.`);
}
