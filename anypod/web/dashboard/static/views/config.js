// The config as it acts, and what is wrong with the file.

import { get } from '../api.js';
import { el, setText } from '../dom.js';

export function configView() {
  let seen = null;
  const told = el('div', { 'aria-live': 'polite' }, el('p', { class: 'quiet' }, 'Loading…'));
  const shown = el('pre', { class: 'code', tabindex: 0, 'aria-label': 'The config that acts' });
  const root = el('section', {}, el('h1', {}, 'Config'),
    el('p', { class: 'quiet' }, 'anypod follows its config file: what is edited there, by hand or on this page, acts at once.'),
    told, el('h2', {}, 'What acts now'), el('p', { class: 'quiet small' }, 'Secrets are left out.'), shown);

  async function read() {
    try {
      const config = await get('config');
      told.replaceChildren(...problemsOf(config));
      const { problems, needs_restart: restart, ...rest } = config;
      setText(shown, JSON.stringify(rest.settings ?? rest, null, 2));
    } catch (problem) {
      told.replaceChildren(el('p', { class: 'error' }, problem.message));
    }
  }

  return {
    root,
    update(state) {
      if (!state.loaded || seen === state.configSeq) return;
      seen = state.configSeq;
      read();
    },
  };
}

function problemsOf({ problems = [], needs_restart: restart = [] }) {
  const parts = [];
  if (restart.length) parts.push(el('p', { class: 'note' }, `Edited, and acting after a restart: ${restart.join(', ')}`));
  if (!problems.length) return [...parts, el('p', { class: 'good' }, 'The file has no mistakes.')];
  return [...parts, el('h2', {}, problems.length === 1 ? 'One mistake' : `${problems.length} mistakes`),
    el('ol', { class: 'problems', role: 'list' }, ...problems.map(makeProblem))];
}

function makeProblem(problem) {
  if (typeof problem === 'string') return el('li', { class: 'card' }, problem);
  const place = [problem.file, problem.line].filter(Boolean).join(':');
  return el('li', { class: 'card' },
    el('p', {}, el('code', {}, Array.isArray(problem.key) ? problem.key.join('.') : problem.key ?? ''), place ? el('span', { class: 'quiet small mono' }, ` ${place}`) : null),
    el('p', {}, problem.message ?? ''),
    problem.found ? el('p', { class: 'small' }, 'Found ', el('code', {}, problem.found)) : null,
    problem.allowed ? el('p', { class: 'small' }, `Allowed: ${problem.allowed}`) : null);
}
