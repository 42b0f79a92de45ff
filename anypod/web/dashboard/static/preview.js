// What a source would give: its first items, and what the feed would do with each.

import { el } from './dom.js';
import { clock, count, day, STATUS_WORDS } from './format.js';

export function previewOf(answer) {
  const { items, total, title, failure } = answer;
  return el('section', { class: 'card', 'aria-labelledby': 'preview-title' },
    el('h2', { id: 'preview-title' }, title ? `Preview: ${title}` : 'Preview'),
    failure ? el('p', { class: 'error' }, failure.message) : null,
    items.length ? el('p', { class: 'quiet small' }, total > items.length ? `The first ${items.length} of ${count(total)}, as far as the list alone tells.` : 'As far as the list alone tells.') : null,
    items.length ? el('ol', { class: 'previewed', role: 'list' }, ...items.map(makeItem)) : el('p', { class: 'quiet' }, 'The source lists nothing.'));
}

function makeItem({ title, published, duration, verdict }) {
  const facts = [published && day(published), duration && clock(duration)].filter(Boolean).join(' · ');
  return el('li', {},
    el('div', {}, title, verdict.reason ? el('p', { class: 'small quiet' }, verdict.reason) : null),
    el('span', { class: 'num quiet small' }, facts),
    el('span', { class: 'state', 'data-state': verdict.status === 'queued' ? 'downloaded' : verdict.status }, VERDICTS[verdict.status] ?? STATUS_WORDS[verdict.status]));
}

const VERDICTS = { queued: 'Fetched', archived: 'Left out', skipped: 'Left out', error: 'Not to be had' };
