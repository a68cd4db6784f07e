// SPDX-License-Identifier: GPL-3.0-or-later
// The one way to the service.
import { locale, read, remember, t } from './text.js';

const BASE = '/api/v1';
const PATIENCE_MS = 30000;
const RETRY_MS = [800, 2500];

/** A refusal of the service: its problem document. */
export class Problem extends Error {
  constructor(status, document) {
    super(document.detail || document.title || t('failed', { code: status }));
    this.status = status;
    this.code = document.code ?? '';
    this.field = document.field ?? null;
    this.reasons = document.reasons ?? [];
  }
}

/** How far the clock of the service is ahead of this phone's. */
let clockAhead = 0;
export const now = () => Date.now() + clockAhead;

/* What is under way: after four seconds the page says that the line is slow. */
const slowListeners = new Set();
export const onSlow = (f) => slowListeners.add(f);

async function send(method, path, { body, key, signal, headers } = {}) {
  const patience = new AbortController();
  const stop = () => patience.abort();
  const timer = setTimeout(stop, PATIENCE_MS);
  const slow = setTimeout(() => slowListeners.forEach((f) => f(true)), 4000);
  signal?.addEventListener('abort', stop);
  try {
    const response = await fetch(BASE + path, {
      method,
      cache: 'no-cache',
      signal: patience.signal,
      headers: {
        'Accept-Language': locale,
        ...(key && { 'Idempotency-Key': key }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const date = Date.parse(response.headers.get('Date') ?? '');
    if (date) clockAhead = Math.abs(date - Date.now()) > 60000 ? date - Date.now() : 0;
    const text = await response.text();
    let answer = null;
    try {
      answer = text ? JSON.parse(text) : null;
    } catch { /* a proxy's own page */ }
    if (!response.ok) throw new Problem(response.status, answer ?? {});
    return answer;
  } finally {
    clearTimeout(timer);
    clearTimeout(slow);
    slowListeners.forEach((f) => f(false));
    signal?.removeEventListener('abort', stop);
  }
}

const wait = (ms) => new Promise((done) => setTimeout(done, ms));

/* A broken line, or a busy service: worth another try. */
const isPassing = (error) => !(error instanceof Problem) || error.status === 503 || error.status === 502 || error.status === 504;

async function persist(method, path, options) {
  for (let tries = 0; ; tries++) {
    try {
      return await send(method, path, options);
    } catch (error) {
      if (error.status === 401 && read('jieli.nickname') !== null && path !== '/sessions') {
        remember('jieli.nickname', null);
        document.dispatchEvent(new Event('jieli-signed-out'));
      }
      if (options?.signal?.aborted || !isPassing(error) || tries >= RETRY_MS.length || !navigator.onLine) throw error;
      await wait(RETRY_MS[tries]);
    }
  }
}

export function get(path, parameters, signal) {
  const query = new URLSearchParams(Object.entries(parameters ?? {}).filter(([, v]) => v !== null && v !== undefined && v !== ''));
  return persist('GET', query.size === 0 || String(query) === '' ? path : `${path}?${query}`, { signal });
}

/**
 * Gets a record that has changed. What everybody is shown may be kept on its way for two seconds: an
 * older version than the one that the change told of is from there.
 */
export async function getChanged(path, version) {
  for (let tries = 0; ; tries++) {
    const record = await get(path);
    if (!(record.version < version) || tries === 2) return record;
    await wait(1000);
  }
}

/* Keys of writes whose outcome is not known: the same write again is the same write. */
const keys = new Map();

function makeKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
}

export async function write(method, path, body, headers) {
  const what = `${method} ${path} ${JSON.stringify(body)}`;
  if (!keys.has(what)) keys.set(what, makeKey());
  try {
    const answer = await persist(method, path, { body, headers, key: keys.get(what) });
    keys.delete(what);
    return answer;
  } catch (error) {
    if (!isPassing(error)) keys.delete(what);
    throw error;
  }
}

/* Signed in or not: the cookie is out of our sight, so the nickname stands for it. */
export const isSignedIn = () => read('jieli.nickname') !== null;
export const nickname = () => read('jieli.nickname') ?? '';

export async function signIn(username, password) {
  const session = await write('POST', '/sessions', { username, password, device: device() }, { 'Jieli-Session': 'cookie' });
  remember('jieli.nickname', session.account.nickname || session.account.username || '');
  document.dispatchEvent(new Event('jieli-account'));
}

export async function signOut() {
  await write('DELETE', '/sessions/current');
  remember('jieli.nickname', null);
  document.dispatchEvent(new Event('jieli-account'));
}

function device() {
  const agent = navigator.userAgent;
  const browser = /MicroMessenger/.test(agent) ? '微信' : /Edg\//.test(agent) ? 'Edge' : /Firefox/.test(agent) ? 'Firefox' : /Chrome/.test(agent) ? 'Chrome' : /Safari/.test(agent) ? 'Safari' : 'Browser';
  const system = /Android/.test(agent) ? 'Android' : /iPhone|iPad/.test(agent) ? 'iOS' : /Windows/.test(agent) ? 'Windows' : /Mac OS/.test(agent) ? 'macOS' : /Linux/.test(agent) ? 'Linux' : '';
  return `${browser} ${system}`.trim();
}

/**
 * Calls changed(change) for what changes, while the page is seen; missed() when there was a time
 * nobody listened. A stream that breaks is opened again by the browser; one that is refused, by us,
 * later and later. Whoever signs in or out hears other things from then on.
 */
export function listen(kinds, changed, missed) {
  let source = null;
  let pause = 5000;
  let heard = false;
  const open = () => {
    if (source || document.hidden || !navigator.onLine) return;
    source = new EventSource(`${BASE}/changes?kind=${kinds}`);
    source.onopen = () => {
      pause = 5000;
      if (heard) missed();
      heard = true;
    };
    source.onmessage = (event) => event.data && changed(JSON.parse(event.data));
    source.addEventListener('reset', missed);
    source.onerror = () => {
      if (source?.readyState !== EventSource.CLOSED) return;
      source = null;
      setTimeout(open, pause);
      pause = Math.min(pause * 2, 120000);
    };
  };
  const close = () => {
    source?.close();
    source = null;
  };
  document.addEventListener('jieli-account', () => {
    close();
    open();
  });
  document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
  addEventListener('pagehide', close);
  addEventListener('pageshow', (event) => event.persisted && open());
  addEventListener('online', open);
  /* What is seen first goes first. */
  if (document.readyState === 'complete') open();
  else addEventListener('load', () => setTimeout(open, 500), { once: true });
}
