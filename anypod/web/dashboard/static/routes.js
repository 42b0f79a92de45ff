// From the address after # to a view.

import { activityView } from './views/activity.js';
import { configView } from './views/config.js';
import { downloadView } from './views/download.js';
import { editView } from './views/edit.js';
import { feedView } from './views/feed.js';
import { overviewView } from './views/overview.js';
import { storageView } from './views/storage.js';
import { el } from './dom.js';

export function route(hash, live) {
  const [top = '', name, third, id] = hash.replace(/^#\/?/, '').split('/').map(decoded);
  if (top === '') return { make: () => overviewView(live), heading: 'Feeds', section: '#/' };
  if (top === 'activity') return { make: () => activityView(live), heading: 'Activity', section: '#/activity' };
  if (top === 'storage') return { make: () => storageView(live), heading: 'Storage', section: '#/storage' };
  if (top === 'config') return { make: () => configView(live, /^[1-9]\d{0,6}$/.test(name) ? Number(name) : null), heading: 'Config', section: '#/config' };
  if (top === 'add') return { make: () => editView(null), heading: 'Add a feed', section: '#/' };
  if (top === 'feeds' && name && third === 'edit') return { make: () => editView(name), heading: `Edit ${name}`, section: '#/' };
  if (top === 'feeds' && name && third === 'downloads' && id) return { make: () => downloadView(name, id), heading: id, section: '#/' };
  if (top === 'feeds' && name) return { make: () => feedView(name, live), heading: name, section: '#/' };
  return { make: lost, heading: 'Not found', section: '' };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function lost() {
  const root = el('section', {}, el('h1', {}, 'There is nothing here'), el('p', {}, el('a', { class: 'button', href: '#/' }, 'Back to the feeds')));
  return { root, update() {} };
}
