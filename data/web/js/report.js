// SPDX-License-Identifier: GPL-3.0-or-later
// Reporting an item: loaded when somebody wants to.
import * as api from './api.js';
import { askToSignIn, form, handleForm, openDialog } from './forms.js';
import { h, say } from './page.js';
import { t } from './text.js';

const labelled = (input, label, ...more) => h('div', { class: 'field' }, h('label', { for: input.id }, t(label)), input, ...more);

function makeForm(reasons) {
  const hint = h('p', { class: 'hint', id: 'report-reason-hint' });
  const text = h('textarea', { id: 'report-text', name: 'text', maxlength: 500, rows: 4 });
  const select = h('select', {
    id: 'report-reason', name: 'reason', required: true, 'data-hint': hint.id, 'aria-describedby': hint.id,
    onchange: () => {
      const reason = reasons.find((r) => r.code === select.value);
      hint.textContent = reason?.description ?? '';
      text.required = Boolean(reason?.needs_text);
    },
  }, h('option', { value: '' }, t('choose')), reasons.map((r) => h('option', { value: r.code }, r.name)));
  return form('report_send', labelled(select, 'report_reason', hint), labelled(text, 'report_text'),
    h('p', { class: 'hint' }, t('report_hint')));
}

/** Asks what is wrong with an item and reports it. */
export async function report(id) {
  const { items: reasons } = await api.get('/moderation/reasons', { limit: 100 });
  const f = makeForm(reasons);
  let receipt = null;
  handleForm(f, async ({ reason, text }) => {
    const needsAccount = reasons.find((r) => r.code === reason)?.needs_account;
    if (needsAccount && !api.isSignedIn() && !await askToSignIn(t('report_sign_in'))) return;
    receipt = await api.write('POST', `/items/${id}/reports`, { reason, text: text.trim() });
    dialog.close('yes');
  });
  const { dialog, closed } = openDialog(t('report_title'), f,
    h('button', { class: 'button quiet', type: 'button', onclick: () => dialog.close('no') }, t('close')));
  if (await closed === 'yes') say(t(receipt.notified ? 'reported_notice' : 'reported'));
}
