// SPDX-License-Identifier: GPL-3.0-or-later
// Items as lists show them, and the names of what their codes stand for.
import * as api from './api.js';
import { h } from './page.js';
import { formatMoney, name, read, remember, t } from './text.js';

const asked = new Map();

/* What does not change while a page is open is asked once. */
function once(path, parameters) {
  const key = path + JSON.stringify(parameters ?? {});
  if (!asked.has(key)) {
    asked.set(key, api.get(path, parameters).catch((error) => {
      asked.delete(key);
      throw error;
    }));
  }
  return asked.get(key);
}

/** The top categories, and what grades are called. */
export const getGroups = () => once('/categories', { detail: 'groups' });
export const getCategories = () => once('/categories', { detail: 'names' });
export const getCategory = (code) => once(`/categories/${encodeURIComponent(code)}`);
export const getDistricts = () => once('/divisions');
export const getStreets = (district) => once('/divisions', { within: district });
export const getCommunities = (district) => once('/divisions', { within: district, level: 'community' });
export const getOrganisation = (id) => once(`/organisations/${id}`);

/** Every grade's name by its code. */
export async function getGradeNames() {
  const { scales } = await getGroups();
  return new Map(scales.flatMap((scale) => scale.grades.map((grade) => [grade.code, name(grade.name)])));
}

const known = new Map(Object.entries(JSON.parse(read('jieli.places') ?? '{}')));

/** Names of divisions by code; those seen before come from this phone. */
export async function getPlaces(codes) {
  const missing = [...new Set(codes)].filter((code) => code && !known.has(code));
  for (let i = 0; i < missing.length; i += 50) {
    const { items } = await api.get('/divisions', { codes: missing.slice(i, i + 50).join(',') });
    for (const place of items) known.set(place.code, place.name);
  }
  if (missing.length) remember('jieli.places', JSON.stringify(Object.fromEntries([...known].slice(-400))));
  return known;
}

/** 建北社区居委会 → 建北社区: on a card every character counts. */
export const shorten = (place) => place?.replace(/(居民委员会|居委会|村民委员会|村委会)$/, '') ?? '';

/** What it costs, or that it costs nothing. */
export function formatPrice(item) {
  if (item.mode === 'sell') return item.price_fen === null ? '' : formatMoney(item.price_fen);
  return t({ swap: 'by_swap', give: 'free', lend: 'to_lend' }[item.mode]);
}

export const photoPath = (photo, size) => `/api/v1/photos/${photo.id}?size=${size}`;

function picture(item, eager) {
  const photo = item.photos?.[0];
  if (!photo) return h('span', { class: 'card-photo none' }, t('no_photo'));
  const image = h('img', {
    src: photoPath(photo, 'thumb'), alt: '', width: photo.width || 4, height: photo.height || 3,
    loading: eager ? 'eager' : 'lazy', decoding: 'async',
  });
  return dress(h('span', { class: 'card-photo', 'data-colour': photo.colour }, image));
}

/* Until the photo is there: its colour; if it never comes: words. */
function dress(box) {
  const image = box.querySelector('img');
  if (/^#[0-9a-f]{6}$/i.test(box.dataset.colour ?? '')) box.style.backgroundColor = box.dataset.colour;
  const lost = () => image.replaceWith(t('no_photo'));
  if (image?.complete && image.src && image.naturalWidth === 0 && image.loading === 'eager') lost();
  else image?.addEventListener('error', lost);
  return box;
}

/** The same for cards that came with the page. */
export const dressCards = (list) => list.querySelectorAll('.card-photo[data-colour]').forEach(dress);

/** A card. Names that are not known yet are put in by nameCards(). */
export function makeCard(item, eager = false) {
  const tags = [
    item.offer === 'reserved' && h('span', { class: 'tag taken' }, t('taken')),
    item.grade && h('span', { class: 'tag', 'data-grade': item.grade }),
  ];
  return h('li', { class: 'card', 'data-id': item.id },
    h('a', { href: `/i/${item.id}` }, picture(item, eager),
      h('span', { class: 'card-title' }, item.title),
      h('span', { class: 'card-line' }, h('strong', { class: `price ${item.mode}` }, formatPrice(item)), ...tags),
      h('span', { class: 'card-place', 'data-place': item.community ?? '', 'data-district': item.district ?? '' }, item.organisation_name)));
}

/** Puts names of grades and communities into cards. */
export async function nameCards(list) {
  const tags = [...list.querySelectorAll('[data-grade]:empty')];
  const places = [...list.querySelectorAll('[data-place]')].filter((e) => e.dataset.place);
  const [grades, names] = await Promise.all([
    tags.length ? getGradeNames() : null,
    places.length ? getPlaces(places.flatMap((e) => [e.dataset.place, e.dataset.district])) : null,
  ]);
  for (const e of tags) e.textContent = grades.get(e.dataset.grade) ?? e.dataset.grade;
  for (const e of places) {
    const where = [shorten(names.get(e.dataset.district)), shorten(names.get(e.dataset.place))].filter(Boolean).join(' ');
    if (where) e.textContent = where;
    e.removeAttribute('data-place');
  }
}
