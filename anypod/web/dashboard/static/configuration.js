// The config as the API gives it: read once for each event that could have changed it, for all who show it.

import { get } from './api.js';

// A file that was mended back to what acts already changes nothing, so that no event tells of it.
const WHILE_WRONG = 4_000;

const listeners = new Set();
let seen = null;
let timer = null;
let config = null;

export const currentConfig = () => config;

// `act` is called after each reading; gives what ends that.
export function onConfig(act) {
  listeners.add(act);
  return () => listeners.delete(act);
}

export function lookAtConfig(state) {
  if (!state.loaded || seen === state.configSeq) return;
  seen = state.configSeq;
  read();
}

async function read() {
  clearTimeout(timer);
  try {
    config = await get('config');
    for (const act of listeners) act(config);
  } catch { /* the next event, or the next look below, tells */ }
  if (config?.problems.length) timer = setTimeout(read, WHILE_WRONG);
}
