// What the files take, by feed: a chart made of rectangles, and the same as a table for whoever can't see it.

import { get } from '../api.js';
import { toFeed } from '../addresses.js';
import { el, keyedList, setAttr, setHidden, setText, svg } from '../dom.js';
import { bytes, plural } from '../format.js';

const MOST = 40;

export function storageView() {
  const total = el('p', { class: 'summary num' });
  const list = el('ol', { class: 'storage', role: 'list', 'aria-label': 'Size by feed' });
  const draw = keyedList(list, (line) => line.name, makeLine);
  const rest = el('p', { class: 'quiet small', hidden: true });
  const none = el('p', { class: 'quiet', hidden: true }, 'There are no files yet. They come with the first downloads.');
  const strange = el('div', {});
  const space = el('dl', { class: 'facts' });
  const root = el('section', {}, el('h1', {}, 'Storage'), total, el('div', { class: 'card' }, list, none, rest), space, strange);
  readDisk(space, strange);
  return {
    root,
    update(state) {
      const feeds = [...state.feeds.values()].filter((feed) => feed.size).sort((one, two) => two.size - one.size || one.name.localeCompare(two.name));
      const all = feeds.reduce((sum, feed) => sum + feed.size, 0);
      const most = Math.max(1, ...feeds.map((feed) => feed.size));
      setText(total, state.loaded ? `${bytes(all)} in ${plural(feeds.reduce((sum, feed) => sum + (feed.counts.downloaded ?? 0), 0), 'file')}` : 'Loading…');
      draw(feeds.slice(0, MOST).map((feed) => ({ ...feed, part: feed.size / most, share: all ? feed.size / all : 0 })));
      const hidden = feeds.slice(MOST);
      const empty = state.feeds.size - feeds.length;
      const others = [hidden.length && `${plural(hidden.length, 'smaller feed')} with ${bytes(hidden.reduce((sum, feed) => sum + feed.size, 0))} in all`, all && empty && `${plural(empty, 'feed')} without files`];
      setText(rest, others.filter(Boolean).join(' · '));
      setHidden(rest, !rest.textContent);
      setHidden(none, !state.loaded || all > 0);
    },
  };
}

function makeLine(feed) {
  const name = el('a', { href: toFeed(feed.name) });
  const size = el('span', { class: 'num' });
  const bar = svg('rect', { class: 'chart-bar', x: 0, y: 0, height: 10, rx: 3 });
  const chart = svg('svg', { class: 'chart', height: 10, 'aria-hidden': 'true' }, svg('rect', { class: 'chart-room', width: '100%', height: 10, rx: 3 }), bar);
  const root = el('li', {}, el('div', { class: 'storage-head' }, name, size), chart);
  function update(now) {
    setText(name, now.title);
    setText(size, `${bytes(now.size)} · ${Math.round(now.share * 100)} %`);
    setAttr(bar, 'width', `${now.part * 100}%`);
  }
  return { root, update };
}

// How much room the disk has, and what disk and catalogue disagree on; silent where they don't.
async function readDisk(space, strange) {
  const [summary, found] = await Promise.all([get('stats/summary'), get('discrepancies')].map((one) => one.catch(() => null)));
  if (summary) space.replaceChildren(...spaceOf(summary.disk));
  const lines = found ? linesOf(found) : [];
  if (lines.length) strange.append(el('h2', {}, 'Disk and catalogue disagree'), el('ul', { class: 'small' }, ...lines.map((line) => el('li', {}, line))));
}

function spaceOf({ free, total, min_free: least, quota }) {
  const pairs = [['Free on the disk', `${bytes(free)} of ${bytes(total)}`], ['Downloads wait below', bytes(least)], ['Quota for all files', quota === null ? 'none' : bytes(quota)]];
  return pairs.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', { class: 'num' }, value)));
}

function linesOf(found) {
  return [
    found.volume_gone ? 'No file is there at all: is the disk mounted?' : null,
    ...found.missing.map((one) => `${one.feed}/${one.id}.${one.ext} is gone from the disk; it is fetched again.`),
    ...found.strays.map((one) => `${one.path} (${bytes(one.size)}) belongs to no download${one.removable ? '; it is removed after a day' : ''}.`),
  ].filter(Boolean);
}
