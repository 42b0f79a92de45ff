// Asks the API. Problems become exceptions with their own words; 401 is told to whoever shows the log-in.

export class Problem extends Error {
  constructor(status, title, detail, body) {
    super(detail || title || `The service answered ${status}.`);
    this.status = status;
    this.body = body;
  }
}

let onUnauthorized = () => {};
export const whenUnauthorized = (act) => { onUnauthorized = act; };
let logins = 0; // a question from before the last one is refused for a reason that no longer holds

export async function ask(method, path, body = undefined) {
  const options = { method, headers: { Accept: 'application/json' }, credentials: 'same-origin', cache: 'no-store' };
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers['Content-Type'] = 'application/json';
  }
  const asked = logins;
  let response;
  try {
    response = await fetch(`api/${path}`, options);
  } catch {
    throw new Problem(0, 'The service does not answer.');
  }
  const given = await readBody(response);
  if (response.status === 401 && path !== 'login' && asked === logins) onUnauthorized();
  if (!response.ok) throw new Problem(response.status, given?.title, given?.detail, given);
  if (path === 'login') logins += 1;
  return given;
}

async function readBody(response) {
  const text = await response.text();
  if (!text) return null;
  if (!/json/.test(response.headers.get('Content-Type') ?? '')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export const get = (path) => ask('GET', path);
export const post = (path, body) => ask('POST', path, body ?? {});

const part = encodeURIComponent;
export const feedPath = (name) => `feeds/${part(name)}`;
export const downloadPath = (feed, id) => `feeds/${part(feed)}/downloads/${part(id)}`;

export function query(fields) {
  const given = Object.entries(fields).filter(([, value]) => value !== '' && value !== null && value !== undefined);
  return given.length ? `?${new URLSearchParams(given)}` : '';
}

// All pages of a list.
export async function all(path) {
  const items = [];
  for (let page = 1; ; page += 1) {
    const got = await get(`${path}${query({ page, per_page: 100 })}`);
    items.push(...got.items);
    if (!got.items.length || items.length >= got.total) return items;
  }
}
