// The pure modules, by `node --test`; test_store.py puts them beside this file.
import assert from 'node:assert/strict';
import test from 'node:test';

import { changesOf, shownOf, suggestedName, tableOf, FIELDS } from './fields.mjs';
import { amount, bytes, clock, fraction, relative } from './format.mjs';
import { EMPTY, lastAbout, reduce } from './store.mjs';

const AT = '2026-01-01T00:00:00.000Z';
const FEED = { name: 'a', title: 'A', state: 'idle', counts: { downloaded: 1 }, last_error: null, size: 5 };
const WELL = { paused: [], disk: { low: false, message: null }, config: { problems: [], needs_restart: [] }, concurrency: 2 };
const snapshot = (seq, more = {}) => ({ kind: 'snapshot', seq, feeds: [FEED], active: [], ...WELL, ...more });
const begun = () => reduce(EMPTY, snapshot(10));
const event = (seq, kind, more = {}) => ({ seq, kind, at: AT, feed: 'a', ...more });
const after = (...events) => events.reduce(reduce, begun());
const progress = (done, total = 100) => ({ phase: 'downloading', done, total, speed: null, eta: null, step: null });

test('a snapshot replaces all that was known', () => {
  const state = reduce(after(event(11, 'download_started', { id: 'x' })), snapshot(50, { feeds: [{ ...FEED, name: 'b' }] }));
  assert.deepEqual([[...state.feeds.keys()], state.active.size, state.seq], [['b'], 0, 50]);
});

test('a running download comes, moves and goes', () => {
  const state = after(event(11, 'download_started', { id: 'x', title: 'X' }), event(12, 'progress', { id: 'x', progress: progress(40) }));
  assert.equal(state.active.get('a/x').progress.done, 40);
  assert.equal(state.feeds.get('a').state, 'downloading');
  for (const kind of ['download_finished', 'download_failed', 'download_changed']) {
    const over = reduce(state, event(13, kind, { id: 'x' }));
    assert.equal(over.active.size, 0);
    assert.equal(over.feeds.get('a').state, 'idle');
  }
});

test('an event told twice counts once', () => {
  const state = after(event(11, 'download_started', { id: 'x' }), event(12, 'download_finished', { id: 'x' }));
  assert.equal(reduce(state, event(11, 'download_started', { id: 'x' })), state);
});

test('reducing changes nothing that was given', () => {
  const before = begun();
  const copy = structuredClone({ ...before });
  reduce(before, event(11, 'download_started', { id: 'x' }));
  reduce(before, event(11, 'sync_failed', { message: 'no' }));
  assert.deepEqual({ ...before }, copy);
});

test('figures that became old while they were read are read once more', () => {
  const state = after(event(11, 'download_found', { id: 'x' }), event(12, 'download_found', { id: 'y' }));
  const early = reduce(state, { kind: 'feed_read', feed: { ...FEED, size: 6 }, asOf: 11 });
  assert.deepEqual([early.feeds.get('a').size, early.stale.has('a')], [6, true]);
  assert.equal(reduce(early, { kind: 'feed_read', feed: FEED, asOf: 12 }).stale.has('a'), false);
});

test('figures of a feed that went meanwhile do not bring it back', () => {
  const gone = reduce(begun(), { kind: 'feeds_read', feeds: [], asOf: 10 });
  assert.equal(reduce(gone, { kind: 'feed_read', feed: FEED, asOf: 10 }).feeds.size, 0);
});

test('two pages that saw the same events show the same', () => {
  const events = [event(11, 'sync_started'), event(12, 'sync_failed', { message: 'no' }), { seq: 13, kind: 'disk_low', at: AT, message: 'full' }];
  assert.deepEqual(after(...events), events.reduce(reduce, begun()));
  assert.equal(after(...events).feeds.get('a').last_error, 'no');
  assert.equal(after(...events).disk, 'full');
});

test('how the whole stands is in the snapshot, and events change it', () => {
  const pause = { site: 'x.example', until: AT, message: 'refused' };
  const wrong = { problems: [{ key: 'feeds' }], needs_restart: [] };
  const state = reduce(EMPTY, snapshot(10, { paused: [pause], disk: { low: true, message: 'full' }, config: wrong }));
  assert.deepEqual([state.sites.get('x.example'), state.disk, state.config], [pause, 'full', wrong]);
  const well = [{ seq: 11, kind: 'site_resumed', at: AT, site: 'x.example' }, { seq: 12, kind: 'disk_ok', at: AT }].reduce(reduce, state);
  assert.deepEqual([well.sites.size, well.disk, well.configOld], [0, null, null]);
});

test('what is wrong with the config is read again after an event that says so', () => {
  const read = (asOf) => ({ kind: 'config_read', config: { problems: [{ key: 'x' }], needs_restart: [], settings: { downloads: { concurrency: 5 } } }, asOf });
  const old = after({ seq: 11, kind: 'config_rejected', at: AT }, { seq: 12, kind: 'config_applied', at: AT });
  assert.equal(reduce(old, read(11)).configOld, 12);
  const now = reduce(old, read(12));
  assert.deepEqual([now.configOld, now.config.problems, old.places, now.places], [null, [{ key: 'x' }], 2, 5]);
});

test('what may have been about a download is known, however much happened', () => {
  const last = (state, id) => lastAbout(state, { feed: 'a', id });
  const one = after(event(11, 'download_changed', { id: 'x' }), event(12, 'progress', { id: 'y', progress: progress(1) }));
  assert.deepEqual([last(one, 'x'), last(one, 'y')], [11, 10]);
  assert.equal(last(reduce(one, event(13, 'retention_applied', { id: null })), 'y'), 13);
  const many = Array.from({ length: 200 }, (_, at) => event(13 + at, 'download_found', { id: `n${at}` })).reduce(reduce, one);
  assert.deepEqual([many.about.size, last(many, 'x'), last(many, 'z'), last(many, 'n7')], [200, 11, 11, 20]);
});

test('a kind of a later version is let by', () => {
  assert.equal(after(event(11, 'something_new')).seq, 11);
});

test('sizes have three digits', () => {
  assert.deepEqual([0, 999, 1000, 9_994, 99_940, 999_499, 999_500, 1.5e9].map(bytes), ['0 B', '999 B', '1.00 kB', '9.99 kB', '99.9 kB', '999 kB', '1.00 MB', '1.50 GB']);
  assert.equal(bytes(null), '–');
});

test('times are told short', () => {
  assert.deepEqual([0, 59.6, 3599, 3600, 36_061].map(clock), ['0:00', '1:00', '59:59', '1:00:00', '10:01:01']);
  const now = Date.parse(AT);
  const shifted = (seconds) => relative(new Date(now + seconds * 1000).toISOString(), now);
  assert.deepEqual([-10, 10, 60, 7200, -86_400].map(shifted), ['just now', 'in a moment', 'in 1 minute', 'in 2 hours', '1 day ago']);
});

test('a bar is never over its end, and unknown without a total', () => {
  assert.deepEqual([fraction(progress(50)), fraction(progress(150)), fraction(progress(5, null))], [0.5, 1, null]);
  assert.equal(amount(progress(1500, 3000)), '1.50 kB of 3.00 kB');
});

test('a form becomes a table without what was left empty', () => {
  assert.deepEqual(tableOf({ urls: 'https://x.example/a', keep_last: '5', 'filters.title': ' news ', since: ' ' }), { url: 'https://x.example/a', keep_last: 5, filters: { title: 'news' } });
  assert.deepEqual(tableOf({ urls: 'https://a.example\nhttps://b.example' }).urls.length, 2);
});

test('only what changed is sent, and what was emptied is taken out', () => {
  const before = { urls: 'https://a.example', keep_last: '5', 'filters.title': 'x', media: 'audio' };
  const changes = changesOf(before, { urls: 'https://a.example\nhttps://b.example', keep_last: '', 'filters.title': 'y', media: 'audio' });
  assert.deepEqual(changes, { urls: ['https://a.example', 'https://b.example'], url: null, keep_last: null, filters: { title: 'y' } });
});

test('a table that is shown and read again is the same', () => {
  const table = { url: 'https://a.example', keep_last: 3, metadata: { title: 'T' }, filters: { shorts: 'only' } };
  assert.deepEqual(tableOf(Object.fromEntries(FIELDS.map((field) => [field.path, shownOf(field, table)]))), table);
});

test('a name is suggested from the telling end of an address', () => {
  assert.deepEqual(['https://www.youtube.com/@Some-One/videos', 'https://youtube.com/playlist?list=PLx1', 'https://radio.example/', 'nothing'].map(suggestedName), ['some_one', 'plx1', 'radio', '']);
});
