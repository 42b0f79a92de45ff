// What a person can do with a download, by where it stands.

import { ask, downloadPath, post } from './api.js';
import { attempt, confirmed } from './notices.js';

const DONE = {
  retry: 'Queued again', skip: 'Skipped', unskip: 'Wanted again', pin: 'Pinned: kept whatever retention says',
  unpin: 'No longer pinned', refresh: 'Read anew', cancel: 'Cancelled; it stays queued',
};

// [{label, act, bad}], for a menu; `after` is called when something was done.
export function actionsFor(item, after) {
  const simple = (label, verb) => ({ label, act: () => order(item, verb, after) });
  const actions = [];
  if (item.running) actions.push(simple('Cancel the download', 'cancel'));
  if (['error', 'archived'].includes(item.status) || (item.status === 'queued' && !item.running)) {
    actions.push(simple(item.status === 'archived' ? 'Fetch it' : 'Try now', 'retry'));
  }
  if (item.status === 'skipped') actions.push(simple('Unskip', 'unskip'));
  if (item.status === 'queued') actions.push(simple('Skip', 'skip'));
  if (item.status !== 'skipped' && item.status !== 'archived') actions.push(item.pinned ? simple('Unpin', 'unpin') : simple('Pin', 'pin'));
  actions.push(simple('Read its details anew', 'refresh'));
  // What is pinned is refused: it must be unpinned first.
  if (!item.pinned && item.status !== 'archived' && item.status !== 'skipped') actions.push({ label: 'Delete…', bad: true, act: () => remove(item, after) });
  return actions;
}

async function order(item, verb, after) {
  if (await attempt(() => post(`${downloadPath(item.feed, item.id)}/${verb}`), `${DONE[verb]}: ${item.title}`)) after();
}

async function remove(item, after) {
  const sure = await confirmed(`Delete “${item.title}”?`, 'Its file goes, and it leaves the feed. It stays in the catalogue as archived, and can be fetched again as long as its source has it.', 'Delete');
  if (sure && await attempt(() => ask('DELETE', downloadPath(item.feed, item.id)), `Deleted: ${item.title}`)) after();
}
