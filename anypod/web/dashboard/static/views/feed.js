// One feed: how it is, what it has, how to subscribe, and what can be done with it.

import { ask, feedPath, post } from '../api.js';
import { toEdit, webAddress } from '../addresses.js';
import { bars } from '../bars.js';
import { catalogue } from '../catalogue.js';
import { button, el, setAttr, setHidden, setOff, setText } from '../dom.js';
import { bytes, plural, relative, standing } from '../format.js';
import { openMenu } from '../menu.js';
import { attempt, confirmed } from '../notices.js';
import { submitForm } from '../submit.js';
import { subscribePanel } from '../subscribe.js';

// A feed that was added just now is told of a moment later.
const PATIENCE = 1_500;

export function feedView(name, live) {
  const parts = headOf(name, live);
  const running = bars({ onlyFeed: name });
  const now = el('section', { class: 'card now', 'aria-label': 'Downloading now' }, running.root);
  const list = catalogue(name, live);
  const submit = submitForm(name);
  const body = el('div', {}, parts.root, now, submit, subscribePanel(name), el('h2', {}, 'Catalogue'), list.root);
  let patient = true;
  const timer = setTimeout(() => { patient = false; document.dispatchEvent(new Event('redraw')); }, PATIENCE);
  const gone = el('div', { hidden: true }, el('h1', {}, 'No such feed'), el('p', {}, `The config has no feed called ${name}. `, el('a', { href: '#/' }, 'Back to the feeds')));
  const root = el('section', {}, body, gone);
  return {
    root,
    close() { clearTimeout(timer); list.close(); },
    update(state) {
      const feed = state.feeds.get(name);
      setHidden(gone, !state.loaded || !!feed || patient);
      setHidden(body, !feed);
      if (!feed) return;
      parts.update(feed);
      setHidden(now, running.update(state) === 0);
      setHidden(submit, feed.schedule !== 'manual');
      list.update(state);
    },
  };
}

function headOf(name, live) {
  const title = el('h1', {}, name);
  const state = el('span', { class: 'state' });
  const facts = el('span', { class: 'num' });
  const error = el('p', { class: 'error', hidden: true });
  const sources = el('p', { class: 'small quiet sources' });
  const sync = button('Look for new', () => attempt(() => post(`${feedPath(name)}/sync`), 'Looking for new episodes.'), { class: 'button' });
  const more = button('More', () => openMenu(more, actions(live.get().feeds.get(name))), { class: 'button', 'aria-haspopup': 'menu', 'aria-expanded': 'false' });
  const root = el('div', {},
    el('p', { class: 'crumbs small' }, el('a', { href: '#/' }, 'Feeds')),
    el('div', { class: 'head' }, el('div', {}, title, el('p', { class: 'summary' }, state, ' · ', facts)),
      el('div', { class: 'row' }, sync, el('a', { class: 'button', href: toEdit(name) }, 'Edit'), more)),
    error, sources);
  function update(feed) {
    setText(title, feed.title);
    setText(state, standing(feed).words);
    setAttr(state, 'data-state', standing(feed).key);
    setText(facts, factsOf(feed));
    setText(error, feed.last_error ?? '');
    setHidden(error, !feed.last_error);
    setHidden(sync, feed.schedule === 'manual');
    setOff(sync, !feed.enabled || feed.state === 'syncing');
    drawSources(sources, feed);
  }
  return { root, update };
}

function factsOf(feed) {
  const parts = [plural(feed.counts.downloaded ?? 0, 'episode'), bytes(feed.size)];
  if (feed.enabled && feed.next_sync_at) parts.push(`next look ${relative(feed.next_sync_at, Date.now())}`);
  if (feed.last_successful_sync) parts.push(`last one ${relative(feed.last_successful_sync, Date.now())}`);
  return parts.join(' · ');
}

function drawSources(place, feed) {
  const shown = `${feed.source_type} ${feed.urls.join(' ')} ${feed.schedule}`;
  if (place.dataset.shown === shown) return;
  place.dataset.shown = shown;
  const links = feed.urls.flatMap((url) => [' ', webAddress(url) ? el('a', { href: webAddress(url), rel: 'noreferrer' }, url) : url]);
  const kind = feed.source_type === 'unknown' || feed.source_type === 'manual' ? '' : `${feed.source_type[0].toUpperCase()}${feed.source_type.slice(1)}`;
  place.replaceChildren(kind, ...links, feed.schedule === 'manual' ? ' Filled by hand' : el('span', {}, ' · schedule ', el('code', {}, feed.schedule)));
}

function actions(feed) {
  if (!feed) return [];
  const { name } = feed;
  const simple = (label, verb, done) => ({ label, act: () => attempt(() => post(`${feedPath(name)}/${verb}`), done) });
  return [
    simple('Retry what failed', 'retry-errors', 'What failed is queued again.'),
    feed.state === 'downloading' ? simple('Cancel what runs', 'cancel', 'Cancelled.') : null,
    feed.enabled ? simple('Turn off', 'disable', `${feed.title} is off. Its files and its feed stay.`) : simple('Turn on', 'enable', `${feed.title} is on.`),
    { label: 'Delete the feed…', bad: true, act: () => remove(feed) },
  ].filter(Boolean);
}

async function remove(feed) {
  const sure = await confirmed(`Delete “${feed.title}”?`, 'It is taken out of the config, its feed is not found any more, and after the grace time of the config its files are removed. Until then, adding it again under the same name brings everything back.', 'Delete');
  if (sure && await attempt(() => ask('DELETE', feedPath(feed.name)), `${feed.title} is deleted.`)) location.hash = '#/';
}
