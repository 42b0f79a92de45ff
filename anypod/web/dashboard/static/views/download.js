// One download: where it stands and why, its history, and what yt-dlp wrote.

import { downloadPath, get } from '../api.js';
import { toFeed, webAddress } from '../addresses.js';
import { bars } from '../bars.js';
import { whyOf } from '../catalogue.js';
import { actionsFor } from '../curation.js';
import { button, el, setAttr, setHidden, setText } from '../dom.js';
import { bytes, clock, moment, STATUS_WORDS } from '../format.js';
import { openMenu } from '../menu.js';
import { lastAbout } from '../store.js';

export function downloadView(feed, id) {
  let item = null;
  let seen = null;
  let running = null;
  let logged = null;
  let turn = 0;
  const title = el('h1', {}, id);
  const status = el('span', { class: 'state' });
  const why = el('p', { class: 'why' });
  const facts = el('dl', { class: 'facts' });
  const history = el('ol', { class: 'history', role: 'list' });
  const log = el('div', { class: 'logs' });
  const bar = bars({ onlyFeed: feed });
  const now = el('section', { class: 'card now', 'aria-label': 'Downloading now', hidden: true }, bar.root);
  const more = button('Actions', () => item && openMenu(more, actionsFor({ ...item, running }, read)), { class: 'button', 'aria-haspopup': 'menu', 'aria-expanded': 'false' });
  const problem = el('p', { class: 'error', hidden: true });
  const crumb = el('a', { href: toFeed(feed) }, feed);
  const body = el('div', {}, now, facts, el('h2', {}, 'What happened'), history, el('h2', {}, 'Log of yt-dlp'), log);
  const root = el('section', { class: 'download' },
    el('p', { class: 'crumbs small' }, el('a', { href: '#/' }, 'Feeds'), ' / ', crumb),
    el('div', { class: 'head' }, el('div', {}, title, el('p', { class: 'summary' }, status)), el('div', { class: 'row' }, more)),
    why, problem, body);

  async function read() {
    const mine = ++turn;
    try {
      const [got] = await Promise.all([get(downloadPath(feed, id)), readLog()]);
      if (mine !== turn) return;
      item = got;
      show();
    } catch (error) {
      if (mine !== turn) return;
      setText(problem, error.message);
      setHidden(problem, false);
      setHidden(body, item === null);
    }
  }

  async function readLog() {
    const { items } = await get(`${downloadPath(feed, id)}/log`);
    // Only the last attempts are kept: a new one may leave as many as there were. Drawn anew, an opened one would close.
    const newest = items.at(-1)?.at ?? '';
    if (newest === logged) return;
    logged = newest;
    const shown = items.reverse().map((entry, at) => makeLog(entry, at === 0));
    log.replaceChildren(...(shown.length ? shown : [el('p', { class: 'quiet' }, 'There is none: it was never fetched.')]));
  }

  function show() {
    setHidden(problem, true);
    setText(title, item.title);
    setText(why, whyOf(item));
    setAttr(why, 'class', item.last_error ? 'why error' : 'why quiet');
    facts.replaceChildren(...factsOf(item));
    history.replaceChildren(...(item.history ?? []).map(makeChange));
    drawStatus();
  }

  function drawStatus() {
    if (!item) return;
    setText(status, running ? 'Downloading' : `${STATUS_WORDS[item.status] ?? item.status}${item.pinned ? ', pinned' : ''}`);
    setAttr(status, 'data-state', running ? 'downloading' : item.status);
  }

  return {
    root,
    update(state) {
      setText(crumb, state.feeds.get(feed)?.title ?? feed);
      running = state.active.get(`${feed}/${id}`) ?? null;
      bar.update({ ...state, active: new Map(running ? [[`${feed}/${id}`, running]] : []) });
      setHidden(now, !running);
      drawStatus();
      const last = lastAbout(state, { feed, id });
      if (state.loaded && last !== seen) {
        seen = last;
        read();
      }
    },
  };
}

function factsOf(item) {
  const source = webAddress(item.source_url ?? '');
  const file = webAddress(item.enclosure_url ?? '');
  const facts = [
    ['Published', item.published && moment(item.published)],
    ['Length', item.duration && clock(item.duration)],
    ['Size', item.filesize && bytes(item.filesize)],
    ['Season', item.season_name ?? (item.season && String(item.season))],
    ['Episode', item.episode && String(item.episode)],
    ['For adults', item.age_limit && `from ${item.age_limit} years`],
    ['Attempts that failed', item.retries && String(item.retries)],
    ['Next attempt', item.next_attempt_at && moment(item.next_attempt_at)],
    ['Kind of failure', item.failure?.replaceAll('_', ' ')],
    ['Id', el('code', {}, item.id)],
  ];
  const links = [
    ['Source', source ? el('a', { href: source, rel: 'noreferrer' }, item.source_url) : item.source_url],
    ['File', file && el('a', { href: file }, item.enclosure_url)],
    ['Transcript', item.transcripts?.length && el('span', {}, ...item.transcripts.flatMap(transcriptOf))],
  ];
  const made = (pairs, place) => pairs.filter(([, value]) => value)
    .map(([name, value]) => el('div', { class: place }, el('dt', {}, name), el('dd', { class: 'num' }, value)));
  return [...made(facts, null), ...made(links, 'whole')];
}

const FORMS = { 'text/vtt': 'WebVTT', 'application/x-subrip': 'SubRip' };
const HEARD_BY = { creator: 'by its creator', auto: 'heard by a machine' };

function transcriptOf({ url, type, language, source }, at) {
  const link = el('a', { href: webAddress(url) ?? '' }, `${language}, ${FORMS[type] ?? type}, ${HEARD_BY[source] ?? source}`);
  return at ? [' · ', link] : [link];
}

function makeLog({ at, text }, open) {
  return el('details', { open }, el('summary', {}, `Attempt of ${moment(at)}`),
    el('pre', { class: 'code', tabindex: 0, 'aria-label': `Log of ${moment(at)}` }, text || 'yt-dlp wrote nothing.'));
}

function makeChange(change) {
  const from = change.before ? `${STATUS_WORDS[change.before] ?? change.before} → ` : '';
  return el('li', {}, el('time', { class: 'num quiet', datetime: change.at }, moment(change.at)),
    el('span', {}, `${from}${STATUS_WORDS[change.after] ?? change.after}`), el('span', { class: 'quiet' }, change.why ?? ''));
}
