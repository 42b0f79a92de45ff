// How a podcast app comes to a feed: its address to copy, a QR code for a phone, links that open an app.

import { feedPath, get, query } from './api.js';
import { button, el } from './dom.js';
import { tell } from './notices.js';

// Each app takes the address in its own way.
const APPS = [
  ['AntennaPod', (url) => url.replace(/^https?:/, 'antennapod-subscribe:')],
  ['Apple Podcasts', (url) => url.replace(/^https?:/, 'podcast:')],
  ['Overcast', (url) => `overcast://x-callback-url/add?url=${encodeURIComponent(url)}`],
  ['Pocket Casts', (url) => url.replace(/^https?:\/\//, 'pktc://subscribe/')],
  ['Other apps (pcast)', (url) => url.replace(/^https?:/, 'pcast:')],
];

export function subscribePanel(name) {
  const body = el('div', {}, el('p', { class: 'quiet' }, 'Loading…'));
  const root = el('section', { class: 'card subscribe', 'aria-labelledby': 'subscribe-title' }, el('h2', { id: 'subscribe-title' }, 'Subscribe'), body);
  get(`${feedPath(name)}/subscribe`).then(
    (got) => body.replaceChildren(...got.items.map((item) => makeAddress(name, item)), got.local ? onlyHere() : ''),
    (problem) => body.replaceChildren(el('p', { class: 'error' }, problem.message)),
  );
  return root;
}

function makeAddress(name, { token, url }) {
  const field = el('input', { type: 'text', class: 'mono', readonly: true, value: url, 'aria-label': token ? `Feed address for ${token}` : 'Feed address', onfocus: () => field.select() });
  const copy = button('Copy', () => copied(field), { class: 'button button-main' });
  const code = el('img', { class: 'qr', src: `api/${feedPath(name)}/subscribe.svg${query({ token })}`, alt: `QR code of ${url}`, width: 148, height: 148 });
  const apps = APPS.map(([app, address]) => el('li', {}, el('a', { href: address(url), rel: 'noreferrer' }, app)));
  return el('div', { class: 'address' },
    el('div', { class: 'address-text' }, token && el('p', { class: 'label' }, `For ${token}`), el('div', { class: 'row copy' }, field, copy),
      el('p', { class: 'small quiet' }, 'Open in'), el('ul', { class: 'apps small', role: 'list' }, ...apps)),
    code);
}

function onlyHere() {
  return el('p', { class: 'small note' }, 'This address works on this machine only. For a phone, set base_url in [server] to an address that the phone can reach, and restart anypod.');
}

async function copied(field) {
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // Without https a page may not write the clipboard by itself.
    field.select();
    document.execCommand('copy');
  }
  tell('The address is copied.');
}
