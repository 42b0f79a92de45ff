// The page around the views: navigation, the connection's state, banners; draws once a frame at most.

import { whenUnauthorized } from './api.js';
import { banners } from './banners.js';
import { setAttr, setHidden, setText } from './dom.js';
import { startLive } from './live.js';
import { route } from './routes.js';
import { loginView } from './views/login.js';

const main = document.getElementById('main');
const linkState = document.getElementById('link-state');
const activeCount = document.getElementById('active-count');
const problemCount = document.getElementById('problem-count');
let view = null;
let drawn = false;
let arrived = false; // at a view whose heading has yet to be gone to

const live = startLive(schedule);
const updateBanners = banners(document.getElementById('banners'));

function schedule() {
  if (drawn) return;
  drawn = true;
  // A hidden page gets no frames; its next one shows everything.
  requestAnimationFrame(draw);
}

function draw() {
  drawn = false;
  const state = live.get();
  drawConnection(state);
  drawCount(activeCount, state.active.size, 'downloading now');
  drawCount(problemCount, state.config.problems.length, 'problems');
  updateBanners(state);
  view?.update(state);
  if (arrived) focusHeading();
}

function drawCount(place, count, words) {
  setText(place, count ? String(count) : '');
  setAttr(place, 'title', count ? `${count} ${words}` : null);
  setHidden(place, !count);
}

const CONNECTION = { connecting: 'Connecting…', open: 'Live', lost: 'Reconnecting…' };

function drawConnection(state) {
  setAttr(linkState, 'data-state', state.connection);
  setText(linkState.querySelector('.words'), CONNECTION[state.connection]);
  setAttr(document.documentElement, 'data-connection', state.connection);
}

function show(make, heading) {
  view?.close?.();
  view = make();
  main.replaceChildren(view.root);
  document.title = heading ? `${heading} · anypod` : 'anypod';
  schedule();
}

function follow() {
  const { make, heading, section } = route(location.hash, live);
  for (const link of document.querySelectorAll('nav a')) {
    setAttr(link, 'aria-current', link.getAttribute('href') === section ? 'page' : null);
  }
  show(make, heading);
}

function followAndFocus() {
  follow();
  window.scrollTo(0, 0);
  arrived = true;
  focusHeading();
}

// A view may hide its heading until it knows more; as soon as somebody does anything, they are where they are.
function focusHeading() {
  const title = [...main.querySelectorAll('h1')].find((one) => one.getClientRects().length);
  if (!title || document.activeElement === title) return;
  title.setAttribute('tabindex', '-1');
  title.focus({ preventScroll: true });
}

whenUnauthorized(() => {
  if (view?.isLogin) return;
  show(() => loginView(() => { live.again(); follow(); }), 'Log in');
});

document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  main.focus();
});
document.addEventListener('redraw', schedule);
window.addEventListener('hashchange', followAndFocus);
for (const kind of ['keydown', 'pointerdown']) document.addEventListener(kind, () => { arrived = false; }, true);
// Relative times grow old by themselves.
setInterval(schedule, 15_000);
follow();
