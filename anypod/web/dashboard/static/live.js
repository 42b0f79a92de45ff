// Keeps the state up to date: the websocket with its reconnects, and the figures that an event made stale.

import { all, feedPath, get } from './api.js';
import { EMPTY, reduce } from './store.js';

const FIRST_WAIT = 500;
const LONGEST_WAIT = 5_000;
// The service sends something every 20 s; a line that is silent for longer is dead, though nobody said so.
const SILENCE = 45_000;
const REREAD = 400;
// As long as the service answers with errors it is asked less and less often.
const LONGEST_REREAD = 30_000;

export function startLive(onState) {
  let state = EMPTY;
  let socket = null;
  let wait = FIRST_WAIT;
  let retry = null;
  let silence = null;
  let reading = false;
  let readTimer = null;
  let rereadWait = REREAD;

  function dispatch(...events) {
    const next = events.reduce(reduce, state);
    if (next === state) return;
    state = next;
    onState(state);
    if (isOld() && !readTimer && !reading) readTimer = setTimeout(reread, rereadWait);
  }

  function connect() {
    clearTimeout(retry);
    rereadWait = REREAD;
    const since = state.seq === null ? '' : `?since=${state.seq}`;
    const address = new URL(`api/events${since}`, document.baseURI);
    address.protocol = address.protocol.replace('http', 'ws');
    socket = new WebSocket(address.href);
    socket.onmessage = ({ data }) => {
      listenOn();
      wait = FIRST_WAIT;
      const events = JSON.parse(data);
      dispatch(...(state.connection === 'open' ? [] : [{ kind: 'connected' }]), ...events);
    };
    socket.onclose = () => lost();
    listenOn();
  }

  function listenOn() {
    clearTimeout(silence);
    silence = setTimeout(() => { socket.close(); lost(); }, SILENCE);
  }

  function lost() {
    if (!socket) return;
    socket.onclose = socket.onmessage = null;
    socket = null;
    clearTimeout(silence);
    const pause = wait * (0.75 + Math.random() / 2);
    wait = Math.min(LONGEST_WAIT, wait * 2);
    dispatch({ kind: 'lost', retryAt: Date.now() + pause });
    retry = setTimeout(connect, pause);
    // A refused handshake tells a page nothing; a question by HTTP does, when it is the log-in that is missing.
    get('feeds?per_page=1').catch(() => {});
  }

  function again() {
    if (socket) return;
    wait = FIRST_WAIT;
    connect();
  }

  function isOld() {
    return state.stale.size > 0 || state.listAsked !== null || state.configOld !== null;
  }

  // Reads one after another; what becomes stale meanwhile is read once more.
  async function reread() {
    readTimer = null;
    reading = true;
    try {
      const asOf = state.seq;
      if (state.configOld) dispatch({ kind: 'config_read', config: await get('config'), asOf });
      if (state.listAsked) dispatch({ kind: 'feeds_read', feeds: await all('feeds'), asOf });
      for (const name of state.stale.keys()) await rereadFeed(name);
      rereadWait = REREAD;
    } catch {
      // The connection's state tells of it.
      rereadWait = Math.min(LONGEST_REREAD, rereadWait * 2);
    } finally {
      reading = false;
      if (isOld() && state.connection === 'open') readTimer = setTimeout(reread, rereadWait);
    }
  }

  async function rereadFeed(name) {
    const asOf = state.seq;
    try {
      dispatch({ kind: 'feed_read', feed: await get(feedPath(name)), asOf });
    } catch (problem) {
      // Where nobody answered it is read again: a replay doesn't tell once more what made it old.
      if (!problem.status) throw problem;
      dispatch({ kind: 'feed_unread', feed: name });
    }
  }

  window.addEventListener('online', again);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) again(); });
  connect();
  return { get: () => state, again };
}
