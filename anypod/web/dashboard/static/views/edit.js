// Adds a feed, or edits one, with a look at what its source would give before anything is written.

import { ask, feedPath, get, post } from '../api.js';
import { toFeed } from '../addresses.js';
import { button, el, isOff, setHidden, setOff, setText } from '../dom.js';
import { changesOf, FIELDS, GROUPS, shownOf, suggestedName, tableOf } from '../fields.js';
import { tell } from '../notices.js';
import { previewOf } from '../preview.js';

export function editView(name) {
  const inputs = new Map(FIELDS.map((field) => [field.path, makeInput(field)]));
  const nameField = el('input', { id: 'name', required: true, pattern: '[a-z0-9][a-z0-9_\\-]{0,63}', autocomplete: 'off', spellcheck: 'false', oninput: () => { named = true; }, 'aria-describedby': 'hint-name' });
  const error = el('div', { class: 'error', role: 'alert' });
  const save = el('button', { type: 'submit', class: 'button button-main' }, name ? 'Save' : 'Add the feed');
  const look = button('Preview', preview, { class: 'button' });
  const shown = el('div', { class: 'preview', 'aria-live': 'polite' },
    el('p', { class: 'preview-none' }, 'Preview shows what the source would give, and what these settings would do with each item. Nothing is stored.'));
  const form = el('form', { class: 'form', onsubmit: submit, oninput: suggest },
    ...GROUPS.map(([title, fields], at) => el('fieldset', { class: 'card' }, el('legend', {}, title),
      ...fields.slice(0, 1).map((field) => row(field, inputs.get(field.path))),
      at === 0 && !name ? nameRow(nameField) : null,
      ...fields.slice(1).map((field) => row(field, inputs.get(field.path))))),
    error, el('div', { class: 'row form-end' }, save, look, el('a', { class: 'button', href: name ? toFeed(name) : '#/' }, 'Cancel')));
  const root = el('section', {},
    el('p', { class: 'crumbs small' }, el('a', { href: '#/' }, 'Feeds'), name ? ' / ' : null, name ? el('a', { href: toFeed(name) }, name) : null),
    el('h1', {}, name ? `Edit ${name}` : 'Add a feed'),
    el('p', { class: 'quiet' }, 'It is written into the config file, where all else stays as it is.'), el('div', { class: 'editing' }, form, shown));
  let named = false;
  let before = texts();
  if (name) fill();

  function texts() {
    return Object.fromEntries([...inputs].map(([path, input]) => [path, input.value]));
  }

  function suggest() {
    if (!name && !named) nameField.value = suggestedName(inputs.get('urls').value.trim().split(/\s+/)[0]);
  }

  async function fill() {
    setHidden(form, true);
    try {
      const { config: table } = await get(feedPath(name));
      for (const field of FIELDS) inputs.get(field.path).value = shownOf(field, table);
      before = texts();
      setHidden(form, false);
    } catch (problem) {
      shown.replaceChildren(el('p', { class: 'error' }, problem.message));
    }
  }

  async function preview() {
    if (!form.reportValidity()) return;
    setOff(look, true);
    setText(error, '');
    shown.replaceChildren(el('p', { class: 'preview-none' }, 'Asking the source; that can take a while…'));
    try {
      shown.replaceChildren(previewOf(await post('feeds/preview', { name: name ?? nameField.value, ...tableOf(texts()) })));
      // Beside the form it is seen; below it, on a phone, nobody would know that it is there.
      if (shown.getBoundingClientRect().top > window.innerHeight / 2) shown.scrollIntoView({ block: 'start' });
    } catch (problem) {
      shown.replaceChildren();
      explain(problem);
    }
    setOff(look, false);
  }

  async function submit(event) {
    event.preventDefault();
    if (isOff(save)) return;
    setOff(save, true);
    setText(error, '');
    try {
      if (name) await ask('PATCH', feedPath(name), changesOf(before, texts()));
      else await post('feeds', { name: nameField.value, ...tableOf(texts()) });
      tell(name ? 'Saved.' : 'Added. Its first episodes are on their way.');
      location.hash = toFeed(name ?? nameField.value);
    } catch (problem) {
      explain(problem);
    }
    setOff(save, false);
  }

  function explain(problem) {
    const again = problem.status === 409 && name ? ' If the file was edited meanwhile, load this page anew.' : '';
    error.replaceChildren(el('p', {}, `${sentence(problem.message)}${again}`), ...(problem.body?.errors ?? []).map(makeFault));
    error.scrollIntoView({ block: 'nearest' });
  }

  return { root, update() {} };
}

// A fault names its place as a JSON pointer; people know it by the key.
function makeFault(fault) {
  const key = (fault.pointer ?? '').replace(/^\//, '').replaceAll('/', '.');
  return el('p', { class: 'small' }, key ? el('code', {}, key) : null, key ? ' ' : null, fault.detail);
}

const sentence = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`.replace(/[.]{2}$/, '.');

function makeInput(field) {
  const id = idOf(field);
  const props = { id, 'aria-describedby': field.hint ? `hint-${id}` : null, autocomplete: 'off' };
  if (field.kind === 'lines') return el('textarea', { ...props, rows: 2, spellcheck: 'false', required: false, placeholder: 'https://www.youtube.com/@example' });
  if (field.kind === 'number') return el('input', { ...props, type: 'number', min: 0, step: 1, placeholder: 'default' });
  if (field.kind !== 'choice') return el('input', { ...props, type: 'text', spellcheck: 'false', placeholder: field.path === 'schedule' ? 'default' : null });
  return el('select', props, el('option', { value: '' }, 'default'), ...field.options.map((value) => el('option', { value }, value.replace('_', ' '))));
}

const idOf = (field) => `field-${field.path.replace('.', '-')}`;

function row(field, input) {
  return el('div', { class: 'field' }, el('label', { for: input.id }, field.label), input,
    field.hint ? el('p', { class: 'hint small quiet', id: `hint-${input.id}` }, field.hint) : null);
}

function nameRow(input) {
  return el('div', { class: 'field' }, el('label', { for: 'name' }, 'Name'), input,
    el('p', { class: 'hint small quiet', id: 'hint-name' }, 'In the feed’s address and its folder: small letters, digits, - and _. It stays.'));
}
