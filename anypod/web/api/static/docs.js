// Shows the OpenAPI document, and sends what is typed into its forms. Text is set as text: nothing becomes markup.

const el = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
};

const token = document.getElementById('token');
const root = document.getElementById('operations');
const pretty = (value) => JSON.stringify(value, null, 2);

function headers() {
  return token.value ? { Authorization: `Bearer ${token.value}` } : {};
}

function typeOf(schema) {
  if (schema.$ref) return schema.$ref.split('/').pop();
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' or ');
  if (schema.type === 'array') return `list of ${typeOf(schema.items)}`;
  if (schema.enum) return schema.enum.join(', ');
  return schema.type ?? 'anything';
}

function parameterLine(parameter) {
  const field = el('input', { 'aria-label': parameter.name, placeholder: parameter.schema.default ?? '' });
  const told = [parameter.required ? 'needed' : '', parameter.description ?? ''].filter(Boolean).join('. ');
  return { parameter, field, line: el('tr', {},
    el('th', { scope: 'row' }, parameter.name), el('td', {}, typeOf(parameter.schema), el('div', { class: 'quiet' }, told)), el('td', {}, field)) };
}

function addressOf(path, lines) {
  const query = new URLSearchParams();
  let address = path;
  for (const { parameter, field } of lines) {
    if (parameter.in === 'path') address = address.replace(`{${parameter.name}}`, encodeURIComponent(field.value));
    else if (field.value) query.set(parameter.name, field.value);
  }
  return `..${address}${query.size ? `?${query}` : ''}`;
}

function operation(path, method, told) {
  const lines = (told.parameters ?? []).map(parameterLine);
  const media = told.requestBody?.content?.['application/json'];
  const body = media ? el('textarea', { rows: 8, 'aria-label': 'Body' }) : null;
  if (body) body.value = media.example === undefined ? '{}' : pretty(media.example);
  const answer = el('pre', { hidden: '', tabindex: 0, 'aria-label': 'Answer' });
  const send = el('button', { type: 'button', onclick: () => run() }, 'Send');

  async function run() {
    const options = { method: method.toUpperCase(), headers: headers(), credentials: 'same-origin', cache: 'no-store' };
    if (body) Object.assign(options, { body: body.value, headers: { ...options.headers, 'Content-Type': 'application/json' } });
    answer.hidden = false;
    answer.textContent = '…';
    try {
      const response = await fetch(addressOf(path, lines), options);
      const text = await response.text();
      let shown = text;
      try { shown = pretty(JSON.parse(text)); } catch { /* not JSON: as it came */ }
      answer.textContent = `${response.status} ${response.statusText}\n\n${shown}`;
    } catch (error) {
      answer.textContent = String(error);
    }
  }

  return el('details', {},
    el('summary', {}, el('b', {}, method.toUpperCase()), el('code', {}, path), ' ', el('span', { class: 'quiet' }, told.summary ?? '')),
    lines.length ? el('table', {}, ...lines.map((each) => each.line)) : null,
    media ? el('p', {}, 'Body: ', el('code', {}, typeOf(media.schema))) : null, body,
    el('table', {}, ...Object.entries(told.responses).map(([status, response]) => {
      const given = Object.values(response.content ?? {})[0];
      return el('tr', {}, el('th', { scope: 'row' }, status), el('td', {}, response.description), el('td', {}, given ? typeOf(given.schema) : 'nothing'));
    })),
    send, answer);
}

async function load() {
  const response = await fetch('openapi.json', { headers: headers(), credentials: 'same-origin' });
  if (!response.ok) {
    root.replaceChildren(el('p', {}, response.status === 401 ? 'The admin token is asked for.' : `The document can't be read: ${response.status}`));
    return;
  }
  const told = await response.json();
  const groups = new Map(told.tags.map((tag) => [tag.name, el('section', {}, el('h2', {}, tag.name.replaceAll('_', ' ')))]));
  for (const [path, methods] of Object.entries(told.paths)) {
    for (const [method, each] of Object.entries(methods)) groups.get(each.tags[0]).append(operation(path, method, each));
  }
  const records = Object.entries(told.components.schemas).map(([name, schema]) => el('details', {}, el('summary', {}, el('code', {}, name)), el('pre', { tabindex: 0 }, pretty(schema))));
  root.replaceChildren(...groups.values(), el('section', {}, el('h2', {}, 'Records'), ...records));
}

token.addEventListener('change', load);
load();
