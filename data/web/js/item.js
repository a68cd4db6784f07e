// SPDX-License-Identifier: GPL-3.0-or-later
// One item: /i/{id}.
import * as api from './api.js';
import * as goods from './goods.js';
import { askToSignIn } from './forms.js';
import { $, begin, countNotices, errorBox, explain, h, say } from './page.js';
import { formatDate, formatTime, name, t } from './text.js';

const id = decodeURIComponent(location.pathname.split('/')[2] ?? '');
let item = null;
let mine = null;

/* Photos: a strip that one swipes; buttons and arrow keys do the same. */

function showPhotos() {
  const strip = $('#strip');
  const photos = item.photos ?? [];
  const key = photos.map((p) => p.id).join();
  if (strip.dataset.photos === key) return;
  strip.dataset.photos = key;
  strip.replaceChildren(...photos.map((photo, i) => {
    const label = [photo.caption, t('photo_of', { n: i + 1, m: photos.length })].filter(Boolean).join(', ');
    const image = h('img', {
      src: goods.photoPath(photo, 'screen'), alt: `${item.title}: ${label}`, width: photo.width || 4, height: photo.height || 3,
      loading: i === 0 ? 'eager' : 'lazy', decoding: 'async',
    });
    if (/^#[0-9a-f]{6}$/i.test(photo.colour ?? '')) image.style.backgroundColor = photo.colour;
    return h('li', null, image, photo.caption && h('p', { class: 'caption' }, photo.caption));
  }));
  $('#photos').classList.toggle('none', photos.length === 0);
  $('#no-photo').hidden = photos.length > 0;
  $('#photo-bar').hidden = photos.length < 2;
  tellPhoto();
}

const current = () => Math.round($('#strip').scrollLeft / Math.max(1, $('#strip').clientWidth));

function tellPhoto() {
  const m = item?.photos?.length ?? 0;
  if (m > 1) $('#photo-number').textContent = t('photo_of', { n: current() + 1, m });
}

function turn(by) {
  const strip = $('#strip');
  const n = Math.min(Math.max(current() + by, 0), strip.children.length - 1);
  strip.scrollTo({ left: n * strip.clientWidth, behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
}

/* What can be done with it now */

function showState() {
  const bits = [t(`offer_${item.offer}`)];
  if (item.offer === 'reserved' && item.reserved_until) bits.push(t('until', { t: formatTime(item.reserved_until) }));
  if (item.waiting > 0) bits.push(t('in_line', { n: item.waiting }));
  $('#state').textContent = bits.join(' · ');
  $('#state').className = `state ${item.offer}`;
  $('#state').hidden = Boolean(mine);
  showMine();
  const open = ['published', 'reserved'].includes(item.offer) && !mine;
  const button = $('#reserve');
  button.hidden = !open;
  button.textContent = t(item.offer === 'reserved' ? 'reserve_line' : 'reserve');
  $('#reserve-hint').hidden = !open;
  $('#reserve-hint').textContent = item.offer === 'reserved' ? t('line_hint') : t(`reserve_hint_${item.mode}`);
}

function showMine() {
  const box = $('#mine');
  box.hidden = !mine;
  if (!mine) return box.replaceChildren();
  const active = mine.state === 'active';
  const hint = active
    ? t(item.mode === 'lend' ? 'mine_active_lend' : 'mine_active_hint', { t: formatTime(mine.expires_at), who: item.organisation_name, code: '\n' }).split('\n')
    : [t('line_hint')];
  if (active) hint.splice(1, 0, h('span', { class: 'code' }, item.label_code));
  box.replaceChildren(
    h('p', { class: 'strong' }, active ? t('mine_active') : t('mine_waiting', { n: mine.place })),
    h('p', null, ...hint),
    h('a', { class: 'button', href: '/me.html#reservations' }, t('see_mine')));
}

async function findMine() {
  if (!api.isSignedIn()) return;
  const { items } = await api.get('/reservations', { item: id, mine: true });
  mine = items.find((r) => r.item === id && ['active', 'waiting'].includes(r.state)) ?? null;
  showState();
}

async function reserve() {
  const button = $('#reserve');
  if (button.getAttribute('aria-disabled') === 'true') return;
  $('#reserve-error').textContent = '';
  if (!api.isSignedIn() && !await askToSignIn(t('sign_in_first'))) return button.focus();
  button.setAttribute('aria-disabled', 'true');
  button.textContent = t('reserving');
  try {
    mine = await api.write('POST', `/items/${id}/reservations`);
    await refresh();
    const box = $('#mine');
    box.focus();
    say(mine?.state === 'waiting' ? t('mine_waiting', { n: mine.place }) : t('mine_active'));
  } catch (error) {
    if (error.status === 401) {
      button.removeAttribute('aria-disabled');
      showState();
      return reserve();
    }
    if (error.field === 'consent') {
      const { askForConsent } = await import('./consent.js');
      if (await askForConsent()) {
        button.removeAttribute('aria-disabled');
        return reserve();
      }
    }
    $('#reserve-error').textContent = explain(error);
    await refresh().catch(() => {});
    await findMine().catch(() => {});
  } finally {
    button.removeAttribute('aria-disabled');
    if (item) showState();
  }
}

/* What it is */

const row = (label, value) => value && [h('dt', null, label), h('dd', null, value)];

function formatAttribute(attribute, value) {
  if (Array.isArray(value)) return value.map((v) => formatAttribute(attribute, v)).join('、');
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  const label = attribute?.values?.find((v) => v.code === value)?.label;
  if (label) return name(label);
  if (attribute?.type === 'date') return formatDate(value);
  return attribute?.unit ? `${value} ${name(attribute.unit)}` : String(value);
}

async function showDetails() {
  const rows = [];
  let category = null;
  try {
    category = await goods.getCategory(item.category);
  } catch { /* the codes themselves are better than nothing */ }
  const grade = category?.grades.find((g) => g.code === item.grade);
  $('#grade').hidden = !item.grade;
  $('#grade-name').textContent = grade ? name(grade.name) : item.grade ?? '';
  $('#grade-text').textContent = grade ? name(grade.criterion) : '';
  const order = category?.attributes?.map((a) => a.name) ?? [];
  const names = Object.keys(item.attributes ?? {}).sort((a, b) => order.indexOf(a) - order.indexOf(b));
  for (const key of names) {
    const attribute = category?.attributes?.find((a) => a.name === key);
    rows.push(row(attribute ? name(attribute.label) : key, formatAttribute(attribute, item.attributes[key])));
  }
  rows.push(row(t('category'), category && name(category.name)), row(t('mode'), t(`mode_${item.mode}`)),
    row(t('safe_use'), item.safe_use_until && formatDate(item.safe_use_until)),
    row(t('label_code'), item.label_code), row(t('published'), item.published_at && formatDate(item.published_at)));
  $('#attributes').replaceChildren(...rows.flat().filter(Boolean));
}

async function showHolder() {
  $('#holder-name').textContent = item.organisation_name;
  try {
    const [holder, places] = await Promise.all([
      goods.getOrganisation(item.organisation),
      goods.getPlaces([item.community, item.district]),
    ]);
    const where = [places.get(item.district), goods.shorten(places.get(item.community))].filter(Boolean).join(' ');
    $('#holder').replaceChildren(...[
      row(t('community'), where), row(t('address'), holder.address), row(t('hours'), holder.opening_hours),
      row(t('telephone'), holder.telephone && h('a', { href: `tel:${holder.telephone.replace(/[^\d+]/g, '')}` }, holder.telephone)),
    ].flat().filter(Boolean));
    $('#holder-kind').textContent = t(`kind_${holder.kind}`);
  } catch { /* the name is there */ }
}

function show() {
  document.title = `${item.title} · ${t('brand')}`;
  $('#title').textContent = item.title;
  $('#price').textContent = goods.formatPrice(item);
  $('#price').className = `price ${item.mode}`;
  $('#description').textContent = item.description ?? '';
  $('#about').hidden = !item.description;
  showPhotos();
  showState();
  showDetails();
  showHolder();
  $('#item').hidden = false;
  $('#loading').hidden = true;
}

async function reportItem() {
  $('#report-error').textContent = '';
  try {
    const { report } = await import('./report.js');
    await report(id);
  } catch (error) {
    $('#report-error').textContent = explain(error);
  }
  $('#report').focus();
}

function showGone(why = 'gone') {
  item = null;
  $('#item').hidden = true;
  $('#loading').hidden = true;
  $('#gone-title').textContent = t(why);
  $('#gone-hint').textContent = t(`${why}_hint`);
  $('#gone').hidden = false;
  document.title = `${t(why)} · ${t('brand')}`;
}

async function refresh(version) {
  try {
    item = await api.getChanged(`/items/${encodeURIComponent(id)}`, version);
    show();
  } catch (error) {
    if (error.status === 404 || error.status === 400) showGone();
    else if (error.status === 451) showGone('hidden');
    else throw error;
  }
}

async function load() {
  $('#trouble').replaceChildren();
  try {
    await refresh();
    if (item) await findMine();
  } catch (error) {
    if (!item) {
      $('#loading').hidden = true;
      $('#trouble').replaceChildren(errorBox(error, load));
    }
  }
}

begin(t('results'));
$('#reserve').addEventListener('click', reserve);
$('#report').addEventListener('click', reportItem);
$('#strip').addEventListener('scroll', tellPhoto, { passive: true });
$('#previous').addEventListener('click', () => turn(-1));
$('#next').addEventListener('click', () => turn(1));
$('#strip').addEventListener('keydown', (event) => {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (by) {
    event.preventDefault();
    turn(by);
  }
});
await load();
countNotices();

async function look(version) {
  const before = item?.offer;
  await refresh(version);
  if (item && item.offer !== before) say(t('changed', { state: t(`offer_${item.offer}`) }));
  await findMine();
}

api.listen('item,reservation', (change) => {
  if (change.kind === 'reservation') look().catch(() => {});
  else if (change.id === id && change.version !== item?.version) look(change.version).catch(() => {});
}, () => look().catch(() => {}));
