// SPDX-License-Identifier: GPL-3.0-or-later
// Joining with the code that a committee or a shop gives out, printed as /join#code=…, or that a
// colleague gives: /join?staff. What follows the # stays in the browser, out of every log.
import * as api from './api.js';
import { consentFields } from './consent.js';
import { field, form, handleForm, passwordField } from './forms.js';
import { $, begin, h } from './page.js';
import { t } from './text.js';

const query = new URLSearchParams(location.search);
const given = new URLSearchParams(location.hash.slice(1)).get('code') ?? query.get('code') ?? '';

/** Where somebody came from: only ever a page of ours. */
function getBack() {
  const back = query.get('back') ?? '';
  return /^\/(?![/\\])/.test(back) ? back : '/me.html';
}

begin(t('join_title'));

/* By what they sign in: residents by their number, staff by a name. */
const phone = field('phone', 'phone', { type: 'tel', required: true, maxlength: 20, autocomplete: 'tel-national', 'data-strict': '' }, 'phone_hint');
const username = field('username', 'username', { required: true, minlength: 2, maxlength: 40, autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false' }, 'username_hint');
const consent = consentFields();
let staff = query.has('staff');
const other = h('button', { class: 'button quiet', type: 'button', onclick: () => {
  setStaff(!staff);
  $('input', staff ? username : phone).focus();
} });

function setStaff(is) {
  if (staff !== is) (is ? phone : username).replaceWith(is ? username : phone);
  staff = is;
  consent.show(is ? 'staff' : 'resident');
  other.textContent = t(staff ? 'i_am_resident' : 'i_am_staff');
}

const f = form('join',
  field('code', 'code', { required: true, minlength: 4, maxlength: 20, value: given, autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false' }, staff ? null : 'join_hint'),
  field('nickname', 'nickname', { required: true, maxlength: 20, autocomplete: 'nickname' }, staff ? null : 'nickname_hint'),
  staff ? username : phone,
  passwordField('password', 'password', { required: true, minlength: 8, maxlength: 200, autocomplete: 'new-password' }, 'password_hint'),
  consent.element);
setStaff(staff);

async function join(values) {
  try {
    return await api.write('POST', '/accounts', values);
  } catch (error) {
    /* The code is for the others: what is missing is asked for, what was typed stays. */
    if (error.field === 'username' || error.field === 'phone') setStaff(error.field === 'username');
    if (error.field === 'consent') await consent.showAgain(staff ? 'staff' : 'resident');
    throw error;
  }
}

handleForm(f, async ({ code, nickname, password, ...more }) => {
  const { version, of_age } = consent.read(more);
  const number = more.phone?.replace(/[\s-]/g, '');
  const name = more.username?.trim();
  await join({ code: code.trim(), nickname: nickname.trim(), password, consent: version, of_age, ...(staff ? { username: name } : { phone: number }) });
  if (staff) {
    const done = h('p', { class: 'strong', tabindex: '-1' }, t('joined_staff', { name }));
    $('#form').replaceChildren(done);
    return done.focus();
  }
  try {
    await api.signIn(number, password);
    location.assign(getBack());
  } catch {
    location.assign('/me.html');
  }
});
$('#form').append(f, other);
$(given ? '#nickname' : '#code').focus();
