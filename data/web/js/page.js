// SPDX-License-Identifier: GPL-3.0-or-later
// What every page has: elements, header, theme, messages, forms.
import * as api from './api.js';
import { language, read, remember, t } from './text.js';

/** Makes an element. Text is always text, never markup. */
export function h(tag, attributes, ...children) {
  const e = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) e.addEventListener(key.slice(2), value);
    else e.setAttribute(key, value === true ? '' : value);
  }
  e.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return e;
}

export const $ = (selector, root = document) => root.querySelector(selector);

/* Messages: read aloud, gone by themselves unless they are about the line. */
let passing;
export function say(text, { stays = false } = {}) {
  const box = $('#say');
  clearTimeout(passing);
  box.textContent = text;
  box.classList.toggle('on', text !== '');
  if (!stays && text) passing = setTimeout(() => say(''), 6000);
}

function watchLine() {
  let slow = false;
  addEventListener('offline', () => say(t('offline'), { stays: true }));
  addEventListener('online', () => say(t('online')));
  if (!navigator.onLine) say(t('offline'), { stays: true });
  api.onSlow((is) => {
    if (is) say(t('slow'), { stays: true });
    else if (slow) say('');
    slow = is;
  });
}

/** What to tell about an error. */
export function explain(error) {
  if (error instanceof api.Problem) {
    const reasons = error.reasons.map((r) => r.detail).filter(Boolean);
    return [error.message, ...reasons].join(' ');
  }
  return t(navigator.onLine ? 'unreachable' : 'offline');
}

/** A box that tells of a failure and lets try again. */
export function errorBox(error, again) {
  return h('div', { class: 'error-box', role: 'alert' }, h('p', null, explain(error)),
    again && h('button', { class: 'button', type: 'button', onclick: again }, t('retry')));
}

const themes = ['auto', 'dark', 'light'];

function applyTheme(theme) {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  $('#theme')?.setAttribute('aria-label', t(`theme_${theme}`));
  $('#theme')?.setAttribute('title', t(`theme_${theme}`));
}

function setUpHeader() {
  let theme = themes.includes(read('jieli.theme')) ? read('jieli.theme') : 'auto';
  applyTheme(theme);
  $('#theme')?.addEventListener('click', () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    remember('jieli.theme', theme === 'auto' ? null : theme);
    applyTheme(theme);
    say(t(`theme_${theme}`));
  });
  $('#language')?.addEventListener('click', () => {
    document.cookie = `jieli-language=${language === 'zh' ? 'en' : 'zh'}; path=/; max-age=31536000; samesite=lax`;
    location.reload();
  });
}

/** How many notices are new, on the way to “Mine”. */
export async function countNotices() {
  const badge = $('#unread');
  if (!badge || !api.isSignedIn()) return;
  try {
    const { items, next } = await api.get('/notices', { unread: true, limit: 9 });
    badge.textContent = items.length ? String(items.length) + (next ? '+' : '') : '';
    badge.setAttribute('aria-label', items.length ? `${t('unread')} ${badge.textContent}` : '');
  } catch { /* the page's own content tells of a broken line */ }
}

/** Every page begins with this. */
export function begin(title) {
  document.title = title ? `${title} · ${t('brand')}` : `${t('brand')} · ${t('slogan')}`;
  setUpHeader();
  watchLine();
  document.addEventListener('jieli-signed-out', () => say(t('session_over')));
  document.documentElement.classList.add('ready');
}
