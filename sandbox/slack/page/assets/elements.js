import { act, toast } from './api.js';
import { askToConfirm } from './confirm.js';

const CLICKS = ['button', 'workflow_button', 'icon_button', 'feedback_buttons'];
const TYPING_PAUSE_MS = 200;

/** The options that the app has offered: element id → words → value. @type {Map<string, Map<string, string>>} */
const offered = new Map();

/**
 * Makes the interactive elements below `root` work.
 * @param {HTMLElement} root
 * @param {(target: Element) => Record<string, unknown>} placeOf where an element is, and who acts
 */
export function listen(root, placeOf) {
  root.addEventListener('click', (event) => {
    const target = /** @type {Element} */ (event.target).closest('button');
    if (target === null) return;
    if (target.dataset.turn !== undefined) turnPage(target);
    else if (CLICKS.includes(target.dataset.type ?? '')) press(target, placeOf);
    else if (target.dataset.type === 'overflow') choose(target, placeOf, target.dataset.value ?? '');
  });
  // It does not bubble. A menu at the end of what scrolls would open out of sight.
  const showMenu = (/** @type {Event} */ event) => {
    const menu = /** @type {Element} */ (event.target);
    if (menu.matches('details.overflow[open]')) menu.querySelector('.menu')?.scrollIntoView({ block: 'nearest' });
  };
  root.addEventListener('toggle', showMenu, true);
  root.addEventListener('keydown', (event) => {
    const menu = /** @type {Element} */ (event.target).closest('details.overflow[open]');
    if (event.key !== 'Escape' || menu === null) return;
    // Of the menu alone: in a dialog, the key would close that one.
    event.preventDefault();
    menu.removeAttribute('open');
    menu.querySelector('summary')?.focus();
  });
  root.addEventListener('focusout', (event) => {
    const menu = /** @type {Element} */ (event.target).closest('details.overflow[open]');
    const next = /** @type {Node | null} */ (event.relatedTarget);
    if (menu !== null && next !== null && !menu.contains(next)) menu.removeAttribute('open');
  });
  root.addEventListener('change', (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const holder = /** @type {HTMLElement | null} */ (target.closest('[data-type]'));
    if (holder === null || holder.dataset.type === 'overflow') return;
    if (holder.dataset.type?.endsWith('external_select')) return void settle(holder, placeOf);
    keepToMost(holder, target);
    const value = heldBy(holder);
    if (value !== undefined) choose(holder, placeOf, value);
  });
  /** @type {number | undefined} */
  let pause;
  root.addEventListener('input', (event) => {
    const target = /** @type {HTMLInputElement} */ (event.target);
    if (!target.dataset.type?.endsWith('external_select')) return;
    clearTimeout(pause);
    pause = setTimeout(() => suggest(target, placeOf), TYPING_PAUSE_MS);
  });
  // A field that was drawn again while somebody typed has no change of its own when it is left.
  root.addEventListener('focusout', (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.dataset?.type?.endsWith('external_select')) void settle(target, placeOf);
  });
  root.addEventListener('focusin', (event) => {
    const target = /** @type {HTMLInputElement} */ (event.target);
    if (target.dataset?.type?.endsWith('external_select') && target.dataset.min === '0') suggest(target, placeOf);
  });
}

/** One more than may be chosen is not chosen. @param {HTMLElement} holder @param {HTMLElement} target */
function keepToMost(holder, target) {
  const most = Number(holder.dataset.most ?? Number.POSITIVE_INFINITY);
  if (holder.querySelectorAll('input:checked').length <= most || !(target instanceof HTMLInputElement)) return;
  target.checked = false;
  toast(`You can choose at most ${most}.`);
}

/** What a form's elements hold, by `block_id/action_id`. @param {HTMLElement} form */
export function valuesOf(form) {
  /** @type {Record<string, unknown>} */
  const values = {};
  for (const holder of form.querySelectorAll('.input [data-type]')) {
    if (!(holder instanceof HTMLElement) || holder.dataset.type?.endsWith('external_select')) continue;
    const value = heldBy(holder);
    if (value !== undefined) values[`${holder.dataset.block}/${holder.dataset.action}`] = value;
  }
  return values;
}

/** @param {HTMLElement} holder @returns {string | string[] | number | null | undefined} */
function heldBy(holder) {
  const type = holder.dataset.type ?? '';
  if (type.endsWith('external_select')) {
    const field = /** @type {HTMLInputElement} */ (holder);
    if (field.value === '') return null;
    const value = offered.get(field.id)?.get(field.value);
    return type.startsWith('multi') && value !== undefined ? [value] : value;
  }
  if (holder.matches('.choices')) {
    const chosen = [...holder.querySelectorAll('input')].filter(({ checked }) => checked).map(({ value }) => value);
    return type === 'radio_buttons' ? (chosen[0] ?? null) : chosen;
  }
  const { value } = /** @type {HTMLInputElement} */ (holder);
  if (value === '') return null;
  return type === 'datetimepicker' ? Date.parse(`${value}Z`) / 1000 : value;
}

/** @param {HTMLElement} target */
function refOf(target) {
  return { blockId: target.dataset.block, actionId: target.dataset.action };
}

/** @param {HTMLElement} target */
async function confirmed(target) {
  const words = target.dataset.confirm;
  return words === undefined || askToConfirm(JSON.parse(words));
}

/** @param {HTMLElement} target @param {(target: Element) => Record<string, unknown>} placeOf */
async function press(target, placeOf) {
  if (!(await confirmed(target))) return;
  const { url } = target.dataset;
  if (url !== undefined) window.open(url, '_blank', 'noopener,noreferrer');
  const form = target.closest('form');
  const typed = form instanceof HTMLFormElement ? { values: valuesOf(form) } : {};
  await busy(target, () => act('click', { ...placeOf(target), ...refOf(target), ...typed }));
}

/** @param {HTMLElement} target @param {(target: Element) => Record<string, unknown>} placeOf @param {unknown} value */
async function choose(target, placeOf, value) {
  target.closest('details')?.removeAttribute('open');
  if (!(await confirmed(target))) return;
  await busy(target, () => act('select', { ...placeOf(target), ...refOf(target), value }));
}

/** @param {HTMLElement} target @param {() => Promise<unknown>} work */
async function busy(target, work) {
  target.setAttribute('aria-busy', 'true');
  try {
    await work();
  } finally {
    target.removeAttribute('aria-busy');
  }
}

/** Sends what was chosen, once: also what is suggested only now. @param {HTMLElement} holder @param {(target: Element) => Record<string, unknown>} placeOf */
async function settle(holder, placeOf) {
  const field = /** @type {HTMLInputElement} */ (holder);
  const typed = field.value;
  if ((field.dataset.settled ?? field.defaultValue) === typed) return;
  field.dataset.settled = typed;
  if (heldBy(field) === undefined) await suggest(field, placeOf);
  const value = heldBy(field);
  if (value !== undefined) await choose(field, placeOf, value);
  else delete field.dataset.settled;
}

/** @param {HTMLInputElement} field @param {(target: Element) => Record<string, unknown>} placeOf */
async function suggest(field, placeOf) {
  if (field.value.length < Number(field.dataset.min)) return;
  const options = await act('suggest', { ...placeOf(field), ...refOf(field), typed: field.value });
  if (!Array.isArray(options)) return;
  const known = offered.get(field.id) ?? new Map();
  offered.set(field.id, known);
  const items = options.map(({ text, value }) => {
    known.set(text.text, value);
    const item = document.createElement('option');
    item.value = text.text;
    return item;
  });
  field.list?.replaceChildren(...items);
}

/** Shows another page of a data table. @param {HTMLButtonElement} button */
function turnPage(button) {
  const table = /** @type {HTMLElement} */ (button.closest('.data-table'));
  const rows = /** @type {HTMLElement[]} */ ([...table.querySelectorAll('tbody tr')]);
  const last = Number(table.dataset.pages) - 1;
  const shown = Number(table.dataset.shown ?? 0) + Number(button.dataset.turn);
  table.dataset.shown = String(shown);
  for (const row of rows) row.hidden = Number(row.dataset.page) !== shown;
  for (const turner of table.querySelectorAll('button')) {
    turner.disabled = turner.dataset.turn === '-1' ? shown === 0 : shown === last;
  }
  const words = table.querySelector('[data-page-words]');
  if (words !== null) words.textContent = `Page ${shown + 1} of ${last + 1} · ${rows.length} rows`;
}
