// The config as it acts, and what is wrong with the file.

import { get } from '../api.js';
import { el, setText } from '../dom.js';

export function configView() {
  let seen = null;
  let drawn = null;
  let turn = 0;
  const told = el('div', { 'aria-live': 'polite' }, el('p', { class: 'quiet' }, 'Loading…'));
  const shown = el('pre', { class: 'code', tabindex: 0, 'aria-label': 'The config that acts' });
  const root = el('section', {}, el('h1', {}, 'Config'),
    el('p', { class: 'quiet' }, 'anypod follows its config file: what is edited there, by hand or on this page, acts at once.'),
    told, el('h2', {}, 'What acts now'), el('p', { class: 'quiet small' }, 'Secrets are left out.'), shown);

  async function readSettings() {
    const mine = ++turn;
    try {
      const { settings } = await get('config');
      if (mine === turn) setText(shown, JSON.stringify(settings, null, 2));
    } catch (problem) {
      if (mine === turn) setText(shown, problem.message);
    }
  }

  function update(state) {
    if (!state.loaded) return;
    if (drawn !== state.config) told.replaceChildren(...problemsOf(state.config));
    drawn = state.config;
    if (seen !== state.configSeq) readSettings();
    seen = state.configSeq;
  }
  return { root, update };
}

function problemsOf({ problems, needs_restart: restart }) {
  const parts = restart.length ? [el('p', { class: 'note' }, `Edited, and acting after a restart: ${restart.join(', ')}`)] : [];
  if (!problems.length) return [...parts, el('p', { class: 'good' }, 'The file has no mistakes.')];
  return [...parts, el('h2', {}, problems.length === 1 ? 'One mistake' : `${problems.length} mistakes`),
    el('p', { class: 'quiet' }, 'What was right before goes on until it is mended.'),
    el('ol', { class: 'problems', role: 'list' }, ...problems.map(makeProblem))];
}

function makeProblem({ file, line, key, found, allowed, message }) {
  const place = line === null ? file : `${file}:${line}`;
  return el('li', { class: 'card' },
    el('p', {}, el('code', { class: 'key' }, key || 'the whole file'), ' ', el('span', { class: 'quiet small mono' }, place)),
    message ? el('p', {}, message) : null,
    found ? el('p', {}, 'Found ', el('code', {}, found)) : null,
    allowed ? el('p', {}, `Allowed: ${allowed}`) : null);
}
