// SPDX-License-Identifier: GPL-3.0-or-later
// What concerns me: reservations, notices, what I look for, my account.
import * as api from './api.js';
import { consentForm, getText, makeParagraphs } from './consent.js';
import * as goods from './goods.js';
import { confirm, field, form, handleForm, joinLink, passwordField, signInForm } from './forms.js';
import { $, begin, countNotices, errorBox, explain, h, say } from './page.js';
import { formatDate, formatLeft, formatMoney, formatTime, name, parseMoney, remember, t } from './text.js';

/** All pages of a list that is a person's own, so short. */
async function getAll(path, parameters) {
  const all = [];
  let cursor = null;
  do {
    const page = await api.get(path, { ...parameters, limit: 100, cursor });
    all.push(...page.items);
    cursor = page.next;
  } while (cursor && all.length < 500);
  return all;
}

/** Fills a section by make(), which tells of its own failure. */
async function fill(id, make) {
  const box = $(`#${id} .content`);
  try {
    box.replaceChildren(...[await make()].flat().filter(Boolean));
  } catch (error) {
    box.replaceChildren(errorBox(error, () => fill(id, make)));
  }
}

/** A button that does something, says so, and tells beside itself when it did not work. */
function action(label, className, run) {
  const trouble = h('p', { class: 'form-error', role: 'alert' });
  const button = h('button', { class: `button ${className}`, type: 'button', onclick: async () => {
    if (button.getAttribute('aria-disabled') === 'true') return;
    button.setAttribute('aria-disabled', 'true');
    trouble.textContent = '';
    try {
      await run();
    } catch (error) {
      trouble.textContent = explain(error);
    } finally {
      button.removeAttribute('aria-disabled');
    }
  } }, label);
  return [button, trouble];
}

/* Reservations */

/* Who keeps what is reserved, by id. */
const holders = new Map();

async function findHolders(ids) {
  await Promise.all([...new Set(ids)].filter((id) => !holders.has(id)).map(async (id) => {
    try {
      holders.set(id, await goods.getOrganisation(id));
    } catch { /* the item's page tells it too */ }
  }));
}

const isOpen = (r) => r.state === 'active' || r.state === 'waiting';

function tellLeft(e) {
  e.textContent = t('left', { t: formatLeft(Date.parse(e.dataset.until) - api.now()) });
}

async function cancel(r) {
  if (!await confirm(t('cancel_sure', { title: r.item_title }), t('cancel_sure_hint'), t(r.state === 'active' ? 'cancel' : 'cancel_wait'), t('keep'))) return;
  await api.write('POST', `/reservations/${r.id}/cancel`);
  await fill('reservations', makeReservations);
  $('#reservations h2').focus();
  say(t('cancelled'));
}

async function extend(r) {
  const longer = await api.write('POST', `/reservations/${r.id}/extend`);
  await fill('reservations', makeReservations);
  say(t('extended', { t: formatTime(longer.expires_at) }));
}

function makeReservation(r) {
  const left = r.state === 'active' && r.expires_at && h('strong', { class: 'left', 'data-until': r.expires_at });
  if (left) tellLeft(left);
  return h('li', { class: 'entry', 'data-id': r.id, 'data-state': r.state },
    h('a', { class: 'entry-title', href: `/i/${r.item}` }, r.item_title),
    h('p', { class: 'entry-line' }, h('span', { class: `tag ${r.state}` }, t(`state_${r.state}`, { n: r.place })), left || formatDate(r.updated_at ?? r.created_at)),
    r.state === 'active' && r.expires_at && h('p', { class: 'hint' }, t('collect_by', { t: formatTime(r.expires_at), who: holders.get(r.organisation)?.name ?? t('the_place') })),
    r.state === 'active' && holders.get(r.organisation)?.opening_hours && h('p', { class: 'hint' }, t('hours'), ' ', holders.get(r.organisation).opening_hours),
    r.state === 'active' && h('p', { class: 'hint' }, t('label_code'), ' ', h('span', { class: 'code' }, r.label_code)),
    isOpen(r) && h('div', { class: 'row' },
      action(t(r.state === 'active' ? 'cancel' : 'cancel_wait'), 'quiet', () => cancel(r)),
      r.state === 'active' && r.extensions === 0 && action(t('extend'), 'quiet', () => extend(r))));
}

async function makeReservations() {
  const all = await getAll('/reservations', { mine: true });
  const open = all.filter(isOpen).sort((a, b) => (a.state === b.state ? 0 : a.state === 'active' ? -1 : 1));
  const closed = all.filter((r) => !isOpen(r));
  await findHolders(open.map((r) => r.organisation));
  return [
    open.length ? h('ul', { class: 'entries' }, open.map(makeReservation)) : h('p', { class: 'empty' }, t('reservations_none')),
    closed.length > 0 && h('details', null, h('summary', null, t('earlier')), h('ul', { class: 'entries' }, closed.map(makeReservation))),
  ];
}

/* Notices */

function makeNotice(n) {
  const mark = () => !n.read && api.write('POST', `/notices/${n.id}/read`).catch(() => {});
  const title = n.item
    ? h('a', { class: 'entry-title', href: `/i/${n.item}`, onclick: mark }, n.item_title)
    : h('span', { class: 'entry-title' }, n.item_title);
  return h('li', { class: `entry ${n.read ? '' : 'unread'}` },
    h('p', { class: 'entry-line' }, !n.read && h('span', { class: 'tag active' }, t('unread')), h('span', null, t(`cause_${n.cause}`)), h('span', { class: 'hint' }, formatTime(n.created_at))), title);
}

async function makeNotices() {
  const { items } = await api.get('/notices', { limit: 50 });
  if (!items.length) return h('p', { class: 'empty' }, t('notices_none'));
  return [
    items.some((n) => !n.read) && h('div', { class: 'row' }, action(t('read_all'), 'quiet', async () => {
      await api.write('POST', '/notices/read-all');
      await fill('notices', makeNotices);
      $('#notices h2').focus();
      $('#unread').textContent = '';
    })),
    h('ul', { class: 'entries' }, items.map(makeNotice)),
  ];
}

/* Wants */

async function makeWants() {
  const all = (await getAll('/wants', { mine: true })).filter((w) => w.open);
  if (!all.length) return h('p', { class: 'empty' }, t('wants_none'));
  return h('ul', { class: 'entries' }, all.map((w) => h('li', { class: 'entry', 'data-id': w.id },
    h('span', { class: 'entry-title' }, w.text),
    h('p', { class: 'entry-line hint' }, [w.max_price_fen !== null && w.max_price_fen !== undefined && t('want_at_most', { p: formatMoney(w.max_price_fen) }), w.expires_at && t('want_until', { t: formatDate(w.expires_at) })].filter(Boolean).join(' · ')),
    h('div', { class: 'row' }, action(t('want_close'), 'quiet', async () => {
      await api.write('POST', `/wants/${w.id}/close`);
      await fill('wants', makeWants);
      $('#wants h2').focus();
      say(t('want_closed'));
    })))));
}

async function setUpWantForm() {
  const select = h('select', { id: 'category', name: 'category' }, h('option', { value: '' }, t('mode_any')));
  const f = form('want_add',
    field('text', 'want_text', { required: true, maxlength: 60, value: new URLSearchParams(location.search).get('want') ?? '', autocomplete: 'off' }, 'want_text_hint'),
    h('div', { class: 'field' }, h('label', { for: 'category' }, t('want_category')), select),
    field('max', 'want_price', { inputmode: 'decimal', autocomplete: 'off', 'data-field': 'max_price_fen' }));
  handleForm(f, async ({ text, category, max }) => {
    const fen = parseMoney(max);
    if (Number.isNaN(fen)) throw Object.assign(new api.Problem(400, { detail: t('bad_number') }), { field: 'max_price_fen' });
    await api.write('POST', '/wants', { text: text.trim(), ...(category && { category }), ...(fen !== null && { max_price_fen: fen }) });
    f.reset();
    $('#text').value = '';
    await fill('wants', makeWants);
    say(t('want_added'));
  });
  $('#want-form').replaceChildren(f);
  const { items } = await goods.getGroups();
  select.append(...items.map((c) => h('option', { value: c.code }, name(c.name))));
}

/* My data */

async function makeLooks() {
  const all = await getAll('/account/looks');
  if (!all.length) return h('p', { class: 'empty' }, t('looks_none'));
  return h('ul', { class: 'entries' }, all.map((l) => h('li', { class: 'entry' },
    h('span', { class: 'entry-title' }, [l.organisation_name, l.nickname].filter(Boolean).join(' · ') || t('look_machine')),
    h('p', { class: 'entry-line hint' }, t(`look_${l.reason.replace('.', '_')}`), ' · ', formatTime(l.at)))));
}

/* Who works somewhere reads another text than residents. */
const getAudience = (account) => (account.memberships.length > 0 ? 'staff' : 'resident');

/* What is to be agreed to comes first: nothing new begins without it. */
async function askForConsent() {
  const account = await api.get('/account');
  const audience = getAudience(account);
  const isDue = account.consent_due !== null;
  $('#ask-consent').hidden = !isDue;
  $('#consent-hint').textContent = t(audience === 'staff' ? 'consent_due_staff' : 'consent_due_hint');
  $('#consent-form').replaceChildren(...(isDue ? [consentForm(audience, async () => {
    await showConsents();
    $('#privacy h2').focus();
    say(t('agreed'));
  })] : []));
}

async function showConsents() {
  await Promise.all([askForConsent(), fill('consents', makeConsents)]);
}

async function withdraw(text) {
  if (!await confirm(t('withdraw_sure'), text.withdrawal, t('withdraw'), t('keep_consent'))) return;
  await api.write('POST', '/account/consents/withdraw');
  await Promise.all([showConsents(), fill('reservations', makeReservations), fill('wants', makeWants)]);
  $('#ask-consent h2').focus();
  say(t('withdrawn'));
}

async function makeConsent(consent) {
  const text = await getText(consent.audience, consent.text_version);
  const isOpen = consent.withdrawn_at === null;
  return h('li', { class: 'entry', 'data-state': isOpen ? 'given' : 'withdrawn' },
    h('span', { class: 'entry-title' }, text?.title ?? ''),
    h('p', { class: 'entry-line hint' }, [t('consent_version', { n: consent.text_version }), t('consent_given', { t: formatTime(consent.created_at) }), !isOpen && t('consent_withdrawn', { t: formatTime(consent.withdrawn_at) })].filter(Boolean).join(' · ')),
    text && h('details', null, h('summary', null, t('consent_text')), h('div', { class: 'consent-text' }, makeParagraphs(text.text))),
    text && isOpen && consent.audience === 'resident' && h('div', { class: 'row' }, action(t('withdraw'), 'quiet', () => withdraw(text))));
}

async function makeConsents() {
  const all = await getAll('/account/consents');
  if (!all.length) return h('p', { class: 'empty' }, t('consents_none'));
  return h('ul', { class: 'entries' }, await Promise.all(all.map(makeConsent)));
}

function setUpLeaving() {
  const f = form('leave_now', passwordField('leave_password', 'password', { required: true, maxlength: 200, autocomplete: 'current-password', 'data-field': 'password' }));
  handleForm(f, async ({ leave_password }) => {
    if (!await confirm(t('leave_sure'), t('leave_sure_hint'), t('leave_now'), t('keep'))) return;
    await api.write('POST', '/account/erasure', { password: leave_password });
    remember('jieli.nickname', null);
    await start();
    say(t('left_for_good'));
  });
  $('#leave-form').replaceChildren(f);
}

/* Account */

function setUpAccount() {
  /* Whose password it is, for the browser's own keeper of passwords. */
  const whose = h('input', { type: 'text', autocomplete: 'username', value: api.nickname(), readonly: true, hidden: true });
  const f = form('change_password', whose,
    passwordField('old_password', 'old_password', { required: true, maxlength: 200, autocomplete: 'current-password' }),
    passwordField('new_password', 'new_password', { required: true, minlength: 8, maxlength: 200, autocomplete: 'new-password' }, 'password_hint'));
  handleForm(f, async ({ old_password, new_password }) => {
    await api.write('POST', '/password', { old_password, new_password });
    f.reset();
    $('#password-change').open = false;
    $('#password-change summary').focus();
    say(t('password_changed'));
  });
  $('#password-form').replaceChildren(f);
  $('#sign-out').replaceChildren(...action(t('sign_out'), '', async () => {
    await api.signOut();
    start();
    say(t('signed_out'));
    $('#username')?.focus();
  }));
}

async function start() {
  const signedIn = api.isSignedIn();
  $('#signed-in').hidden = !signedIn;
  $('#signed-out').hidden = signedIn;
  $('#title').textContent = signedIn ? t('hello', { name: api.nickname() }) : t('sign_in');
  if (!signedIn) {
    for (const box of document.querySelectorAll('#signed-in .content')) box.replaceChildren();
    $('#sign-in').replaceChildren(signInForm(start), joinLink());
    return;
  }
  $('#sign-in').replaceChildren();
  setUpAccount();
  setUpLeaving();
  await Promise.all([askForConsent().catch(() => {}), fill('reservations', makeReservations)]);
  await Promise.all([fill('consents', makeConsents), fill('notices', makeNotices), fill('wants', makeWants), fill('privacy', makeLooks), setUpWantForm().catch(() => {})]);
  countNotices();
  if (location.hash) $(location.hash)?.scrollIntoView();
}

begin(t('mine'));
document.addEventListener('jieli-signed-out', start);
await start();
setInterval(() => document.querySelectorAll('[data-until]').forEach(tellLeft), 30000);
let later = null;
function look() {
  if (!api.isSignedIn()) return;
  clearTimeout(later);
  later = setTimeout(() => {
    if (!document.querySelector('dialog')) fill('reservations', makeReservations);
    fill('notices', makeNotices);
    countNotices();
  }, 300);
}
api.listen('reservation,notice', look, look);
