// SPDX-License-Identifier: GPL-3.0-or-later
// A page without anything of its own.
import './words.js';
import { begin } from './page.js';
import { t } from './text.js';

begin(t('not_found'));
