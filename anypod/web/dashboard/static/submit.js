// Adds one thing to a feed that is filled by hand.

import { feedPath, post } from './api.js';
import { el, isOff, setOff } from './dom.js';
import { attempt } from './notices.js';

export function submitForm(name) {
  const url = el('input', { type: 'url', id: 'submit-url', required: true, placeholder: 'https://…' });
  const send = el('button', { type: 'submit', class: 'button button-main' }, 'Add');
  return el('form', { class: 'card', onsubmit: submit, hidden: true },
    el('label', { for: 'submit-url' }, 'Add something to this feed'), el('div', { class: 'row copy' }, url, send));
  async function submit(event) {
    event.preventDefault();
    if (isOff(send)) return;
    setOff(send, true);
    if (await attempt(() => post(`${feedPath(name)}/downloads`, { url: url.value }), 'Added.')) url.value = '';
    setOff(send, false);
  }
}
