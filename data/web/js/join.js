// SPDX-License-Identifier: GPL-3.0-or-later
// Joining with the code that a committee or a shop gives out, printed as /join.html?code=…
import * as api from './api.js';
import { field, form, handleForm, passwordField } from './forms.js';
import { $, begin } from './page.js';
import { t } from './text.js';

const query = new URLSearchParams(location.search);

/** Where somebody came from: only ever a page of ours. */
function getBack() {
  const back = query.get('back') ?? '';
  return /^\/(?![/\\])/.test(back) ? back : '/me.html';
}

begin(t('join_title'));
const f = form('join',
  field('code', 'code', { required: true, minlength: 4, maxlength: 20, value: query.get('code') ?? '', autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false' }, 'join_hint'),
  field('nickname', 'nickname', { required: true, maxlength: 20, autocomplete: 'nickname' }, 'nickname_hint'),
  field('phone', 'phone', { type: 'tel', required: true, maxlength: 20, autocomplete: 'tel-national', 'data-strict': '' }, 'phone_hint'),
  passwordField('password', 'password', { required: true, minlength: 8, maxlength: 200, autocomplete: 'new-password' }, 'password_hint'));
handleForm(f, async ({ code, nickname, phone, password }) => {
  const number = phone.replace(/[\s-]/g, '');
  await api.write('POST', '/accounts', { code: code.trim(), nickname: nickname.trim(), phone: number, password });
  try {
    await api.signIn(number, password);
    location.assign(getBack());
  } catch {
    location.assign('/me.html');
  }
});
$('#form').append(f);
$(query.get('code') ? '#nickname' : '#code').focus();
