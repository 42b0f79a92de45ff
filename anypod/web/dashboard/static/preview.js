// What a source would give: its first items, and what the feed would do with each.

import { el } from './dom.js';
import { clock, day, STATUS_WORDS } from './format.js';

export function previewOf(answer) {
  const items = answer.items ?? [];
  const title = answer.title ?? answer.feed?.title ?? null;
  const failure = answer.failure?.message ?? answer.failure ?? null;
  return el('section', { class: 'card', 'aria-labelledby': 'preview-title' },
    el('h2', { id: 'preview-title' }, title ? `Preview: ${title}` : 'Preview'),
    failure ? el('p', { class: 'error' }, failure) : null,
    items.length ? el('ol', { class: 'previewed', role: 'list' }, ...items.map(makeItem)) : el('p', { class: 'quiet' }, 'The source lists nothing.'));
}

function makeItem(item) {
  const verdict = item.verdict ?? item;
  const status = verdict.status ?? verdict;
  return el('li', {},
    el('div', {}, el('span', {}, item.title ?? item.id), verdict.reason ? el('p', { class: 'small quiet' }, verdict.reason) : null),
    el('span', { class: 'num quiet small' }, [item.published && day(item.published), item.duration && clock(item.duration)].filter(Boolean).join(' · ')),
    el('span', { class: 'state', 'data-state': status }, STATUS_WORDS[status] ?? String(status)));
}
