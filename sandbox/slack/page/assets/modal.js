import { act, read, toast } from './api.js';
import { listen, valuesOf } from './elements.js';

const dialog = /** @type {HTMLDialogElement} */ (document.getElementById('modal'));

/** Which modal is drawn: its id and hash. */
let shown = '';
/** @type {() => string} */
let viewer = () => '';

/** Starts the modal's listeners. @param {() => string} whoActs */
export function start(whoActs) {
  viewer = whoActs;
  listen(dialog, () => ({ as: viewer(), place: 'view' }));
  dialog.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    close(false);
  });
  dialog.addEventListener('click', (event) => {
    const kind = /** @type {HTMLElement} */ (event.target).closest('[data-close]')?.getAttribute('data-close');
    if (kind !== null && kind !== undefined) close(kind === 'all');
  });
}

/** Draws the modal on top, or closes the dialog when there is none. */
export async function refresh() {
  const { view } = await read('view', { as: viewer() });
  if (view === null) {
    shown = '';
    dialog.close();
    dialog.replaceChildren();
    return;
  }
  const state = `${view.id} ${view.hash}`;
  if (state === shown) return;
  const typed = shown.startsWith(`${view.id} `) ? typedWords() : new Map();
  const focused = document.activeElement?.id ?? '';
  shown = state;
  dialog.innerHTML = view.html;
  for (const [id, words] of typed) {
    const field = document.getElementById(id);
    if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) field.value = words;
  }
  if (!dialog.open) dialog.showModal();
  const first =
    dialog.querySelector('[data-focus]') ?? dialog.querySelector('.modal-body :is(input, textarea, select)');
  const next = dialog.querySelector(`[id="${CSS.escape(focused)}"]`) ?? first;
  if (next instanceof HTMLElement) next.focus();
}

/** What stands in the text fields, so that an update of the modal does not take it away. */
function typedWords() {
  const fields = dialog.querySelectorAll('input[type=text]:not([role]), textarea');
  return new Map([...fields].map((field) => [field.id, /** @type {HTMLInputElement} */ (field).value]));
}

async function submit() {
  const form = dialog.querySelector('form');
  if (form === null) return;
  const button = form.querySelector('button[type=submit]');
  button?.setAttribute('aria-busy', 'true');
  const answer = await act('submit', { as: viewer(), values: valuesOf(form) });
  button?.removeAttribute('aria-busy');
  showErrors(form, answer.errors ?? {});
  if (answer.error !== undefined && answer.errors === undefined) toast('We had some trouble connecting. Try again?');
}

/** @param {HTMLFormElement} form @param {Record<string, string>} errors */
function showErrors(form, errors) {
  for (const box of form.querySelectorAll('[data-error-for]')) {
    const words = errors[box.getAttribute('data-error-for') ?? ''];
    box.textContent = words ?? '';
    box.toggleAttribute('hidden', words === undefined);
    box.closest('.input')?.classList.toggle('invalid', words !== undefined);
  }
  const first = form.querySelector('.invalid :is(input, textarea, select)');
  if (first instanceof HTMLElement) first.focus();
}

/** @param {boolean} all */
function close(all) {
  act('close-view', { as: viewer(), all });
}
