// Asks for the admin token, and goes on where one was.

import { post } from '../api.js';
import { el, isOff, setOff } from '../dom.js';

export function loginView(onDone) {
  const token = el('input', { type: 'password', id: 'token', name: 'token', autocomplete: 'current-password', required: true, autofocus: true });
  const error = el('p', { class: 'error', role: 'alert' });
  const send = el('button', { type: 'submit', class: 'button button-main' }, 'Log in');
  const form = el('form', { class: 'card login', onsubmit: submit },
    el('h1', {}, 'Log in'),
    el('label', { for: 'token' }, 'Admin token'), token,
    el('p', { class: 'quiet small' }, 'It is admin_token in the config. If none is set, anypod made one at its first start and showed it in its log.'),
    error, send);
  async function submit(event) {
    event.preventDefault();
    if (isOff(send)) return;
    setOff(send, true);
    error.textContent = '';
    try {
      await post('login', { token: token.value });
      onDone();
    } catch (problem) {
      error.textContent = problem.status === 401 || problem.status === 403 ? 'That is not the token.' : problem.message;
      setOff(send, false);
      token.select();
    }
  }
  return { root: form, update() {}, isLogin: true };
}
