// SPDX-License-Identifier: GPL-3.0-or-later
// What the pages say, in both languages: [Chinese, English]. {x} is filled in. The service reads this
// too: it puts the English texts into the pages, which are written in Chinese and name them by data-t.
const texts = {
  brand: ['接力', 'Jieli'],
  slogan: ['让好东西继续用下去', 'Good things, passed on'],
  skip: ['跳到内容', 'Skip to content'],
  browse: ['逛一逛', 'Browse'],
  mine: ['我的', 'Mine'],
  switch_language: ['English', '中文'],
  theme_auto: ['外观：跟随系统', 'Appearance: as the system'],
  theme_dark: ['外观：深色', 'Appearance: dark'],
  theme_light: ['外观：浅色', 'Appearance: light'],
  footer: ['二手物品在社区、寄卖店和学校之间接力。', 'Second-hand goods, passed on between neighbours, shops and schools.'],
  close: ['关闭', 'Close'],
  retry: ['重试', 'Try again'],

  // browse
  search: ['搜索', 'Search'],
  search_hint: ['沙发、shafa、sf、标签码', '沙发, shafa, sf, label code'],
  all: ['全部', 'All'],
  categories: ['分类', 'Categories'],
  filters: ['筛选', 'Filters'],
  filters_on: ['筛选（{n}）', 'Filters ({n})'],
  district: ['区县', 'District'],
  community: ['社区', 'Community'],
  anywhere: ['全市', 'Whole city'],
  whole_district: ['整个区县', 'Whole district'],
  mode: ['方式', 'How'],
  mode_any: ['不限', 'Any'],
  mode_sell: ['出售', 'For sale'],
  mode_swap: ['交换', 'Swap'],
  mode_give: ['赠送', 'Give away'],
  mode_lend: ['借用', 'Lend'],
  price: ['价格（元）', 'Price (yuan)'],
  price_min: ['最低价，元', 'Lowest price, yuan'],
  price_max: ['最高价，元', 'Highest price, yuan'],
  price_order: ['最低价比最高价还高', 'The lowest price is above the highest'],
  sort: ['排序', 'Order'],
  newest: ['最新上架', 'Newest first'],
  price_asc: ['价格从低到高', 'Cheapest first'],
  price_desc: ['价格从高到低', 'Dearest first'],
  reset: ['清除筛选', 'Clear filters'],
  results: ['物品', 'Items'],
  shown: ['显示 {n} 件', '{n} shown'],
  shown_more: ['显示 {n} 件，下面还有', '{n} shown, more below'],
  none: ['没有找到', 'Nothing found'],
  none_hint: ['换个词试试，或者清除筛选。也可以登记求购，有合适的会通知您。', 'Try another word or clear the filters. Or say what you look for, and you will be told when it comes.'],
  want_this: ['登记求购', 'Tell me when it comes'],
  more: ['再看一些', 'Show more'],
  fresh: ['有新上架的，点这里看', 'Something new has come: show it'],
  loading: ['正在读取…', 'Loading…'],
  no_photo: ['暂无照片', 'No photo'],
  free: ['免费', 'Free'],
  by_swap: ['换物', 'Swap'],
  to_lend: ['可借', 'To borrow'],
  taken: ['已预留', 'Reserved'],
  grade: ['成色', 'Grade'],

  offer_published: ['可以预留', 'Can be reserved'],
  offer_reserved: ['已有人预留', 'Reserved by somebody'],
  offer_withdrawn: ['已下架', 'Withdrawn'],
  offer_expired: ['已到期', 'Expired'],
  offer_concluded: ['已成交', 'Found a new home'],
  unread: ['未读', 'Unread'],
  session_over: ['登录已失效，请重新登录', 'Your sign-in has ended, please sign in again'],

  // trouble
  offline: ['当前没有网络，您填的内容还在。', 'You are offline. What you typed is kept.'],
  online: ['网络恢复了', 'You are online again'],
  slow: ['网络有点慢，还在等…', 'The line is slow, still waiting…'],
  unreachable: ['连不上服务，请稍后重试。您填的内容还在。', 'The service cannot be reached. Please try again; what you typed is kept.'],
  failed: ['没有成功（{code}）', 'That did not work ({code})'],
  bad_number: ['请填金额，例如 50 或 12.5', 'Please give an amount, like 50 or 12.5'],
};

/* The page came in the language that was chosen, or else that the browser prefers. */
export const language = document.documentElement.lang.startsWith('zh') ? 'zh' : 'en';
export const locale = language === 'zh' ? 'zh-CN' : 'en';

/** What is remembered on this phone; nothing where the browser keeps nothing. */
export function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function remember(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch { /* private window */ }
}

/** Adds what only some pages say: words.js. */
export const addTexts = (more) => Object.assign(texts, more);

/** The text of that name, {x} replaced by values.x. */
export function t(name, values) {
  const text = texts[name]?.[language === 'zh' ? 0 : 1] ?? name;
  return values ? text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? '') : text;
}

/** One of the API's {zh, en}. */
export function name(names) {
  return names?.[language] ?? names?.zh ?? '';
}

const zone = { timeZone: 'Asia/Shanghai' };
const dateTime = new Intl.DateTimeFormat(locale, { ...zone, month: 'short', day: 'numeric', weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const date = new Intl.DateTimeFormat(locale, { ...zone, year: 'numeric', month: 'short', day: 'numeric' });

export const formatTime = (time) => dateTime.format(new Date(time));
export const formatDate = (time) => date.format(new Date(time));

/** Time that is left, in the two largest units. */
export function formatLeft(ms) {
  const minutes = Math.max(0, Math.floor(ms / 60000));
  const parts = [['days', Math.floor(minutes / 1440)], ['hours_n', Math.floor(minutes / 60) % 24], ['minutes', minutes % 60]];
  const first = parts.findIndex(([, n]) => n > 0);
  if (first < 0) return t('minutes', { n: 0 });
  return parts.slice(first, first + 2).filter(([, n]) => n > 0).map(([unit, n]) => t(unit, { n })).join(' ');
}

export function formatMoney(fen) {
  return '¥' + (fen / 100).toLocaleString(locale, { minimumFractionDigits: fen % 100 ? 2 : 0 });
}

/** Yuan as typed, in fen; null: nothing typed; NaN: not an amount. */
export function parseMoney(text) {
  const plain = text.trim().replace(/[¥￥,，元\s]/g, '').replace(/[０-９．]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
  if (plain === '') return null;
  return /^\d{1,8}(\.\d{1,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : NaN;
}
