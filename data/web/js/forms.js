// SPDX-License-Identifier: GPL-3.0-or-later
// Forms and dialogs: what is wrong is told at the field, and nothing that was typed is lost.
import './words.js';
import * as api from './api.js';
import { $, explain, h } from './page.js';
import { t } from './text.js';

function tellField(input, message) {
  let note = $(`#${input.id}-error`);
  if (!note) {
    note = h('p', { class: 'field-error', id: `${input.id}-error` });
    input.closest('.field').append(note);
  }
  note.textContent = message;
  note.hidden = !message;
  if (message) input.setAttribute('aria-invalid', 'true');
  else input.removeAttribute('aria-invalid');
  const hint = input.dataset.hint;
  const by = [hint, message && note.id].filter(Boolean).join(' ');
  if (by) input.setAttribute('aria-describedby', by);
  else input.removeAttribute('aria-describedby');
}

/* One of a group of radio buttons speaks for it. */
const isSpeaker = (input) => input.type !== 'radio' || input === input.form.elements[input.name][0];
const getSpeaker = (input) => (input.type === 'radio' ? input.form.elements[input.name][0] : input);

function getValue(input) {
  if (input.type === 'checkbox') return input.checked;
  return input.type === 'radio' ? input.form.elements[input.name].value : input.value;
}

function checkField(input) {
  if (input.type === 'checkbox') return input.required && !input.checked ? t('consent_check') : '';
  if (input.type === 'radio') return input.required && !getValue(input) ? t('choose') : '';
  const value = input.value.trim();
  if (input.required && !value) return t('required');
  if (value && input.minLength > 0 && [...input.value].length < input.minLength) return t('too_short', { n: input.minLength });
  if (value && input.type === 'tel' && input.dataset.strict !== undefined && !/^(\+?86)?1\d{10}$/.test(value.replace(/[\s-]/g, ''))) return t('bad_phone');
  return '';
}

/** Checks a form, sends it by submit(), shows at the fields what the service says. */
export function handleForm(form, submit) {
  form.noValidate = true;
  const inputs = () => [...form.elements].filter((e) => e.name && isSpeaker(e));
  form.addEventListener('input', (event) => getSpeaker(event.target).getAttribute('aria-invalid') && tellField(getSpeaker(event.target), ''));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const button = $('[type=submit]', form);
    if (button.getAttribute('aria-disabled') === 'true') return;
    const general = $('.form-error', form);
    general.textContent = '';
    let wrong = null;
    for (const input of inputs()) {
      const message = checkField(input);
      tellField(input, message);
      if (message) wrong ??= input;
    }
    if (wrong) return wrong.focus();
    button.setAttribute('aria-disabled', 'true');
    form.setAttribute('aria-busy', 'true');
    try {
      await submit(Object.fromEntries(inputs().map((input) => [input.name, getValue(input)])));
    } catch (error) {
      const at = error.field && inputs().find((input) => (input.dataset.field ?? input.name) === error.field);
      if (at) {
        tellField(at, error.message);
        at.focus();
      } else {
        general.textContent = explain(error);
      }
    } finally {
      button.removeAttribute('aria-disabled');
      form.removeAttribute('aria-busy');
    }
  });
}

/** One labelled input of a form. */
export function field(id, label, attributes = {}, hint) {
  const described = hint ? `${id}-hint` : null;
  return h('div', { class: 'field' }, h('label', { for: id }, t(label)),
    hint && h('p', { class: 'hint', id: described }, t(hint)),
    h('input', { id, name: id, 'data-hint': described, 'aria-describedby': described, ...attributes }));
}

/** A password with a way to see it. */
export function passwordField(id, label, attributes, hint) {
  const e = field(id, label, { type: 'password', ...attributes }, hint);
  const input = $('input', e);
  e.append(h('label', { class: 'check' },
    h('input', { type: 'checkbox', onchange: (event) => { input.type = event.target.checked ? 'text' : 'password'; } }), t('show_password')));
  return e;
}

export function form(submitLabel, ...children) {
  return h('form', { class: 'form', 'aria-label': t(submitLabel) }, children, h('p', { class: 'form-error', role: 'alert' }),
    h('button', { class: 'button primary', type: 'submit' }, t(submitLabel)));
}

/** The form to sign in; done() follows. */
export function signInForm(done) {
  const f = form('sign_in',
    field('username', 'phone_or_name', { required: true, maxlength: 40, autocomplete: 'username', inputmode: 'text', autocapitalize: 'none', spellcheck: 'false' }),
    passwordField('password', 'password', { required: true, maxlength: 200, autocomplete: 'current-password' }));
  handleForm(f, async ({ username, password }) => {
    await api.signIn(username.trim(), password);
    done();
  });
  return f;
}

export function joinLink() {
  const back = location.pathname + location.search;
  return h('a', { class: 'plain', href: `/join.html?back=${encodeURIComponent(back)}` }, t('no_account'));
}

/** Opens a dialog; resolves with what it was closed with. */
export function openDialog(title, ...content) {
  const heading = h('h2', { id: 'dialog-title' }, title);
  const dialog = h('dialog', { class: 'dialog', 'aria-labelledby': 'dialog-title' }, heading, content);
  document.body.append(dialog);
  dialog.showModal();
  return {
    dialog,
    closed: new Promise((done) => dialog.addEventListener('close', () => {
      dialog.remove();
      done(dialog.returnValue);
    })),
  };
}

/** Asks before something cannot be undone. */
export async function confirm(title, hint, yes, no) {
  const { dialog, closed } = openDialog(title, ...hint.split('\n').map((line) => h('p', null, line)),
    h('form', { method: 'dialog', class: 'row', 'aria-labelledby': 'dialog-title' },
      h('button', { class: 'button', value: 'no' }, no), h('button', { class: 'button danger', value: 'yes' }, yes)));
  $('button', dialog).focus();
  return (await closed) === 'yes';
}

/** Signs in within the page, so that what somebody was doing stays. Resolves with whether they did. */
export async function askToSignIn(why) {
  const form = signInForm(() => dialog.close('yes'));
  const { dialog, closed } = openDialog(why, form, joinLink(),
    h('button', { class: 'button quiet', type: 'button', onclick: () => dialog.close('no') }, t('close')));
  return (await closed) === 'yes';
}
