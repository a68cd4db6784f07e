// SPDX-License-Identifier: GPL-3.0-or-later
// What people agree to: the text to read, whether they are old enough, and that they agree.
import * as api from './api.js';
import { form, handleForm, openDialog } from './forms.js';
import { errorBox, h } from './page.js';
import { t } from './text.js';

let texts = null;

/** The text of that audience and version; without a version, the one in force. */
export async function getText(audience, version) {
  texts ??= (await api.get('/consents/texts')).items;
  return texts.find((text) => text.audience === audience && (version ? text.text_version === version : text.in_force));
}

/** Paragraphs; what each is about is told from the rest. */
export function makeParagraphs(text) {
  return text.split('\n').map((line) => {
    const [, about, rest] = /^([^：:]{2,26}[：:])(.*)$/.exec(line) ?? [null, '', line];
    return h('p', null, about && h('strong', null, about), rest);
  });
}

function makeRadio(value) {
  const id = `of_age-${value}`;
  const label = h('span');
  return { label, element: h('label', { class: 'check', for: id }, h('input', { type: 'radio', id, name: 'of_age', value, required: true }), label) };
}

/**
 * The fields of a form. show() fills in the text for an audience, and takes back what was ticked for
 * another; read() makes of the form's values what the service is told.
 */
export function consentFields() {
  const heading = h('h2', { class: 'label', id: 'consent-title' });
  const box = h('div', { class: 'consent-text', tabindex: '0', role: 'region', 'aria-labelledby': 'consent-title' });
  const question = h('legend', { class: 'label' });
  const yes = makeRadio('yes');
  const no = makeRadio('no');
  const agree = h('input', { type: 'checkbox', id: 'consent', name: 'consent', required: true });
  const element = h('div', { class: 'consent' }, heading, box,
    h('fieldset', { class: 'field' }, question, yes.element, no.element),
    h('div', { class: 'field' }, h('label', { class: 'check', for: 'consent' }, agree, t('consent_read'))));
  let text = null;

  async function show(audience) {
    text = null;
    for (const input of element.querySelectorAll('input')) input.checked = false;
    try {
      text = await getText(audience);
    } catch (error) {
      box.replaceChildren(errorBox(error, () => show(audience)));
      return;
    }
    const n = text.minimum_age;
    heading.textContent = text.title;
    question.textContent = t('of_age', { n });
    yes.label.textContent = t('of_age_yes', { n });
    no.label.textContent = t('of_age_no', { n });
    box.replaceChildren(...makeParagraphs(text.text));
    box.scrollTop = 0;
  }

  /** The text was replaced while it was read. */
  async function showAgain(audience) {
    texts = null;
    await show(audience);
  }

  const read = (values) => ({ version: text?.text_version, of_age: values.of_age === 'yes' });
  return { element, show, showAgain, read };
}

/** The form by which somebody who is signed in agrees; done() follows. */
export function consentForm(audience, done) {
  const fields = consentFields();
  const f = form('agree', fields.element);
  fields.show(audience);
  handleForm(f, async (values) => {
    const { version, of_age } = fields.read(values);
    try {
      await api.write('POST', '/account/consents', { text_version: version, of_age });
    } catch (error) {
      if (error.field === 'text_version') {
        await fields.showAgain(audience);
        error.field = 'consent';
      }
      throw error;
    }
    await done();
  });
  return f;
}

/** Asks within the page, so that what somebody was doing stays. Resolves with whether they agreed. */
export async function askForConsent() {
  const f = consentForm('resident', () => dialog.close('yes'));
  const { dialog, closed } = openDialog(t('consent_due'), h('p', null, t('consent_due_hint')), f,
    h('button', { class: 'button quiet', type: 'button', onclick: () => dialog.close('no') }, t('later')));
  return (await closed) === 'yes';
}
