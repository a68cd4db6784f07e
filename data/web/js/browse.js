// SPDX-License-Identifier: GPL-3.0-or-later
// The first page: browse, search as one types, filter. The address says what is shown.
import * as api from './api.js';
import * as goods from './goods.js';
import { $, begin, countNotices, errorBox, h, say } from './page.js';
import { language, name, parseMoney, t } from './text.js';

const FIRST = 12;
const MORE = 20;
const NAMES = ['q', 'category', 'district', 'community', 'mode', 'min', 'max', 'sort'];
/* Pages that come by themselves while one scrolls; then the button is asked. */
const BY_THEMSELVES = 3;

const form = $('#search');
const list = $('#items');
const more = $('#more');
const status = $('#status');
const state = Object.fromEntries(NAMES.map((key) => [key, '']));
let next = null;
let byThemselves = 0;
let running = null;

function readAddress() {
  const query = new URLSearchParams(location.search);
  for (const key of NAMES) state[key] = query.get(key) ?? '';
}

function writeAddress() {
  const query = new URLSearchParams(NAMES.filter((key) => state[key]).map((key) => [key, state[key]]));
  history.replaceState(null, '', String(query) ? `/?${query}` : '/');
}

const fen = (yuan) => (Number.isNaN(parseMoney(yuan)) ? null : parseMoney(yuan));

function parameters() {
  const { min, max, district, community, ...rest } = state;
  return { ...rest, district: community ? '' : district, community, min_price_fen: fen(min), max_price_fen: fen(max) };
}

function tellCount() {
  const n = list.children.length;
  status.textContent = n === 0 ? t('none') : t(next ? 'shown_more' : 'shown', { n });
  more.hidden = !next;
  $('#none').hidden = n > 0;
}

function showError(error) {
  $('#trouble').replaceChildren(errorBox(error, () => load(list.children.length === 0)));
  status.textContent = '';
}

/** Reads the first page anew, or the next one behind what is there. */
async function load(anew) {
  if (!anew && running) return;
  running?.abort();
  const mine = new AbortController();
  running = mine;
  if (anew) byThemselves = 0;
  list.setAttribute('aria-busy', 'true');
  $('#trouble').replaceChildren();
  try {
    const page = await api.get('/items', { ...parameters(), limit: anew ? FIRST : MORE, cursor: anew ? null : next }, mine.signal);
    if (running !== mine) return;
    const cards = page.items.map((item, i) => goods.makeCard(item, anew && i < 4));
    next = page.next;
    if (anew) {
      list.replaceChildren(...cards);
      $('#fresh').hidden = true;
    } else {
      list.append(...cards);
    }
    tellCount();
    goods.nameCards(list).catch(() => {});
  } catch (error) {
    if (running === mine) showError(error);
  } finally {
    if (running === mine) {
      running = null;
      list.removeAttribute('aria-busy');
    }
  }
}

async function showMore() {
  const before = list.children.length;
  await load(false);
  return list.children[before];
}

more.addEventListener('click', async () => (await showMore())?.querySelector('a').focus({ preventScroll: true }));
new IntersectionObserver(([seen]) => {
  if (!seen.isIntersecting || more.hidden || running || byThemselves >= BY_THEMSELVES || navigator.connection?.saveData) return;
  byThemselves++;
  showMore();
}, { rootMargin: '400px' }).observe(more);

/* Filters */

function countFilters() {
  const n = ['district', 'community', 'mode', 'min', 'max', 'sort'].filter((key) => state[key]).length;
  $('#filters-title').textContent = n ? t('filters_on', { n }) : t('filters');
  $('#reset').hidden = n === 0 && !state.category && !state.q;
}

function apply() {
  writeAddress();
  countFilters();
  markGroup();
  return load(true);
}

function checkPrices() {
  const min = parseMoney(form.elements.min.value);
  const max = parseMoney(form.elements.max.value);
  const wrong = [min, max].some(Number.isNaN) ? 'bad_number' : min !== null && max !== null && min > max ? 'price_order' : '';
  $('#price-error').textContent = wrong && t(wrong);
  for (const input of [form.elements.min, form.elements.max]) input.setAttribute('aria-invalid', String(wrong !== ''));
  return !wrong;
}

let typing;
let composing = false;
function take(delay) {
  clearTimeout(typing);
  typing = setTimeout(() => {
    if (!checkPrices()) return;
    let changed = false;
    for (const key of NAMES) {
      const value = (form.elements[key]?.value ?? state[key]).trim();
      changed ||= value !== state[key];
      state[key] = value;
    }
    if (changed) apply();
  }, delay);
}

form.addEventListener('compositionstart', () => { composing = true; });
form.addEventListener('compositionend', () => {
  composing = false;
  take(100);
});
form.addEventListener('input', (event) => {
  if (!composing && event.target.matches('input:not([type=radio])')) take(250);
});
form.addEventListener('change', (event) => {
  if (event.target.name === 'district') fillCommunities(event.target.value);
  take(0);
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  take(0);
  if (matchMedia('(max-width: 60rem)').matches) form.elements.q.blur();
});
$('#reset').addEventListener('click', () => {
  for (const key of NAMES) state[key] = '';
  fillForm();
  fillCommunities('');
  apply();
  form.elements.q.focus();
});

function fillForm() {
  for (const key of NAMES) {
    const control = form.elements[key];
    if (control) control.value = state[key];
  }
}

const option = (value, text) => h('option', { value }, text);

let hasDistricts = false;
async function fillDistricts() {
  if (hasDistricts) return;
  hasDistricts = true;
  try {
    const { items } = await goods.getDistricts();
    $('#district').replaceChildren(option('', t('anywhere')), ...items.map((d) => option(d.code, d.name)));
    fillForm();
    if (state.district) fillCommunities(state.district);
  } catch (error) {
    hasDistricts = false;
    say(t('unreachable'));
  }
}

async function fillCommunities(district) {
  const select = $('#community');
  select.replaceChildren(option('', t('whole_district')));
  select.disabled = !district;
  if (!district) return;
  try {
    const [parts, communities] = await Promise.all([goods.getStreets(district), goods.getCommunities(district)]);
    if (form.elements.district.value !== district) return;
    const streets = new Map(parts.items.map((d) => [d.code, h('optgroup', { label: d.name })]));
    for (const d of communities.items) streets.get(d.code.slice(0, 9))?.append(option(d.code, goods.shorten(d.name)));
    select.append(...[...streets.values()].filter((group) => group.children.length));
    select.value = state.community;
  } catch {
    say(t('unreachable'));
  }
}

/* Categories: the groups, and below the chosen one those in it. */

function chip(code, text) {
  return h('li', null, h('button', { type: 'button', class: 'chip', 'data-code': code, onclick: () => choose(code) }, text));
}

function choose(code) {
  state.category = state.category === code && code ? '' : code;
  apply();
}

let parents = new Map();
function markGroup() {
  const group = parents.get(state.category) ?? state.category;
  for (const e of document.querySelectorAll('#groups .chip')) e.setAttribute('aria-pressed', String(e.dataset.code === group));
  fillKinds(group);
}

async function fillKinds(group) {
  const kinds = $('#kinds');
  if (!group) {
    kinds.hidden = true;
    return;
  }
  try {
    const { items } = await goods.getCategories();
    parents = new Map(items.filter((c) => c.parent).map((c) => [c.code, topOf(items, c)]));
    const top = parents.get(state.category) ?? state.category;
    const within = items.filter((c) => c.parent && parents.get(c.code) === top);
    for (const e of document.querySelectorAll('#groups .chip')) e.setAttribute('aria-pressed', String(e.dataset.code === top));
    if (kinds.dataset.group !== top) kinds.replaceChildren(...within.map((c) => chip(c.code, name(c.name))));
    kinds.dataset.group = top;
    for (const e of kinds.querySelectorAll('.chip')) e.setAttribute('aria-pressed', String(e.dataset.code === state.category));
    kinds.hidden = within.length === 0;
  } catch {
    kinds.hidden = true;
  }
}

function topOf(all, category) {
  let c = category;
  for (let up = c; up; up = up.parent && all.find((o) => o.code === up.parent)) c = up;
  return c.code;
}

async function fillGroups() {
  try {
    const { items } = await goods.getGroups();
    const groups = items.filter((c) => !c.parent).map((c) => chip(c.code, name(c.name)));
    $('#groups').replaceChildren(chip('', t('all')), ...groups);
    markGroup();
  } catch { /* the list tells of a broken line */ }
}

/* Live: what is shown changes in place; what is new is offered, never pushed under the finger. */

let lookAgain = null;
function changed({ id, version }) {
  const card = list.querySelector(`[data-id="${CSS.escape(id)}"]`);
  if (card) refresh(card, id, version);
  else lookAgain ??= setTimeout(lookForNew, 5000);
}

async function refresh(card, id, version) {
  let item = null;
  try {
    item = await api.getChanged(`/items/${id}`, version);
  } catch (error) {
    if (error.status !== 404) return;
  }
  if (item && ['published', 'reserved'].includes(item.offer)) {
    const had = card.contains(document.activeElement);
    const fresh = goods.makeCard(item);
    card.replaceWith(fresh);
    if (had) $('a', fresh).focus({ preventScroll: true });
  } else {
    card.classList.add('gone');
    $('.card-line', card).replaceChildren(h('span', { class: 'tag taken' }, t(item ? `offer_${item.offer}` : 'offer_withdrawn')));
  }
  goods.nameCards(list).catch(() => {});
}

async function lookForNew() {
  lookAgain = null;
  if (state.sort || running) return;
  try {
    const { items } = await api.get('/items', { ...parameters(), limit: 1 });
    $('#fresh').hidden = !items[0] || Boolean(list.querySelector(`[data-id="${CSS.escape(items[0].id)}"]`));
  } catch { /* the next change asks again */ }
}

$('#fresh').addEventListener('click', async () => {
  await load(true);
  scrollTo({ top: 0 });
  $('a', list)?.focus({ preventScroll: true });
});

$('#want').addEventListener('click', () => {
  location.href = `/me.html?want=${encodeURIComponent(state.q)}#wants`;
});

begin();
readAddress();
fillForm();
countFilters();
const filters = $('#filters');
filters.addEventListener('toggle', () => filters.open && fillDistricts());
if (matchMedia('(min-width: 60rem)').matches || ['district', 'community', 'mode', 'min', 'max', 'sort'].some((key) => state[key])) filters.open = true;
/* The service has put the newest into the page already, if it is they that are asked for. */
if (list.children.length > 0 && list.dataset.language === language && !location.search) {
  next = list.dataset.next || null;
  goods.dressCards(list);
  tellCount();
} else {
  await load(true);
}
fillGroups();
countNotices();
api.listen('item', changed, lookForNew);
