// What concerns the whole service, above every view: a lost line, a full disk, paused sites, a wrong config.

import { el, keyedList, setText } from './dom.js';
import { relative } from './format.js';

export function banners(place) {
  const draw = keyedList(place, (line) => line.key, makeBanner);
  return (state) => draw([...lines(state), ...configLines(state.config)]);
}

function makeBanner(line) {
  const words = el('p', {});
  const root = el('div', { class: `banner banner-${line.tone}` }, words);
  if (line.href) root.append(el('a', { href: line.href }, line.link));
  return { root, update: (now) => setText(words, now.text) };
}

function lines(state) {
  const found = [];
  if (state.connection === 'lost') {
    found.push({ key: 'lost', tone: 'bad', text: 'The connection to anypod is lost. What you see may be old; trying again by itself.' });
  }
  if (state.disk) found.push({ key: 'disk', tone: 'bad', text: `Downloads wait: ${state.disk}` });
  for (const [site, pause] of state.sites) {
    const until = pause.until ? ` Asked again ${relative(pause.until, Date.now())}.` : '';
    found.push({ key: `site ${site}`, tone: 'warn', text: `${site} refuses us and is left alone.${until} ${pause.message ?? ''}` });
  }
  return found;
}

function configLines(config) {
  const found = [];
  const count = config.problems.length;
  if (count) {
    found.push({ key: 'config', tone: 'bad', text: `The config has ${count === 1 ? 'a mistake' : `${count} mistakes`}. What was right before goes on.`, href: '#/config', link: 'Show' });
  }
  if (config.needs_restart.length) {
    found.push({ key: 'restart', tone: 'warn', text: `These act after a restart: ${config.needs_restart.join(', ')}` });
  }
  return found;
}
