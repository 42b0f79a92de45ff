// The config file as it is written, what is wrong with it, and all settings that act.

import { get } from '../api.js';
import { el, setAttr, setHidden, setText } from '../dom.js';

export const toLine = (line) => `#/config/${line}`;

// `wanted` is the line that is gone to first, null for none.
export function configView(live, wanted = null) {
  let seen = null;
  let drawn = null;
  let turn = 0;
  let text = null;
  const told = el('div', { 'aria-live': 'polite' }, el('p', { class: 'quiet' }, 'Loading…'));
  const withheld = el('p', { class: 'note', hidden: true });
  const file = el('pre', { class: 'code lines', tabindex: 0, role: 'region', 'aria-label': 'The config file', hidden: true });
  const acting = el('pre', { class: 'code', tabindex: 0, role: 'region', 'aria-label': 'All settings' });
  const root = el('section', {}, el('h1', {}, 'Config'),
    el('p', { class: 'quiet' }, 'anypod follows its config file: what is edited there, by hand or on this page, acts at once.'),
    told, el('h2', {}, 'The file'), el('p', { class: 'quiet small' }, 'As it is written; *** stands for a secret.'), withheld, file,
    el('details', { class: 'acting' }, el('summary', {}, 'All settings that act, with defaults, variables and options'), acting));

  async function readConfig() {
    const mine = ++turn;
    try {
      const config = await get('config');
      if (mine === turn) show(config);
    } catch (problem) {
      if (mine === turn) explain(problem.message);
    }
  }

  function show(config) {
    explain(config.text === null ? `It can't be shown: ${config.text_withheld}.` : '');
    setText(acting, JSON.stringify(config.settings, null, 2));
    if (config.text === text || config.text === null) return;
    // Drawn anew only where it differs: somebody may be reading it.
    text = config.text;
    file.replaceChildren(...text.replace(/\r?\n$/, '').split('\n').map((line, at) => el('span', { class: 'line', id: `line-${at + 1}`, tabindex: -1 }, line)));
    markLines(live.get().config.problems);
    if (wanted !== null) goTo(wanted);
    wanted = null;
  }

  function explain(words) {
    setText(withheld, words);
    setHidden(withheld, !words);
    setHidden(file, !!words);
    if (words) text = null;
  }

  function goTo(line) {
    const place = file.querySelector(`#line-${line}`);
    place?.scrollIntoView({ block: 'center' });
    place?.focus({ preventScroll: true });
  }

  function markLines(problems) {
    const wrong = new Set(problems.map((problem) => problem.line));
    [...file.children].forEach((place, at) => setAttr(place, 'data-wrong', wrong.has(at + 1) ? 'yes' : null));
  }

  function follow(event, line) {
    event.preventDefault();
    history.replaceState(null, '', toLine(line));
    goTo(line);
  }

  function update(state) {
    if (!state.loaded) return;
    if (drawn !== state.config) {
      told.replaceChildren(...problemsOf(state.config, follow));
      markLines(state.config.problems);
    }
    drawn = state.config;
    if (seen !== state.configSeq) readConfig();
    seen = state.configSeq;
  }
  return { root, update };
}

function problemsOf({ problems, needs_restart: restart }, follow) {
  const parts = restart.length ? [el('p', { class: 'note' }, `Edited, and acting after a restart: ${restart.join(', ')}`)] : [];
  if (!problems.length) return [...parts, el('p', { class: 'good' }, 'The file has no mistakes.')];
  return [...parts, el('h2', {}, problems.length === 1 ? 'One mistake' : `${problems.length} mistakes`),
    el('p', { class: 'quiet' }, 'What was right before goes on until it is mended.'),
    el('ol', { class: 'problems', role: 'list' }, ...problems.map((problem) => makeProblem(problem, follow)))];
}

function makeProblem({ file, line, key, found, allowed, message }, follow) {
  const place = line === null ? el('span', { class: 'quiet small mono' }, file)
    : el('a', { class: 'small mono', href: toLine(line), onclick: (event) => follow(event, line) }, `${file}:${line}`);
  return el('li', { class: 'card' },
    el('p', {}, el('code', { class: 'key' }, key || 'the whole file'), ' ', place),
    message ? el('p', {}, message) : null,
    found ? el('p', {}, 'Found ', el('code', {}, found)) : null,
    allowed ? el('p', {}, `Allowed: ${allowed}`) : null);
}
