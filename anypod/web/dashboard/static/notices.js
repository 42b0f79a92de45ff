// Short words about what was done, and the question before what can't be undone.

import { button, el } from './dom.js';

const STAYS = 6_000;

export function tell(text, bad = false) {
  const root = el('p', { class: bad ? 'toast toast-bad' : 'toast' }, text);
  const place = document.getElementById('toasts');
  place.append(root);
  setTimeout(() => root.remove(), bad ? STAYS * 2 : STAYS);
}

// Does it, tells what came of it, and gives whether it was done.
export async function attempt(act, done) {
  try {
    await act();
    if (done) tell(done);
    return true;
  } catch (problem) {
    tell(`${problem.message.charAt(0).toUpperCase()}${problem.message.slice(1)}`, true);
    return false;
  }
}

// Asks in a dialog; gives whether the answer was yes. Escape is no.
export function confirmed(question, detail, yes) {
  const dialog = el('dialog', { class: 'confirm', 'aria-labelledby': 'confirm-title' });
  const answer = (value) => () => dialog.close(value);
  const no = button('Cancel', answer(''), { class: 'button' });
  dialog.append(
    el('h2', { id: 'confirm-title' }, question),
    el('p', {}, detail),
    el('div', { class: 'row end' }, no, button(yes, answer('yes'), { class: 'button button-bad' })),
  );
  document.body.append(dialog);
  dialog.showModal();
  no.focus();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
  });
}
