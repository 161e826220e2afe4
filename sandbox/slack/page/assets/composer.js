import { act } from './api.js';

/**
 * A message field in which `/` commands are suggested.
 * @param {string} id the text field's id
 * @param {{ commands: () => { command: string, description: string, usageHint: string }[],
 *   place: () => Record<string, unknown>, sent: () => void }} page
 */
export function startComposer(id, page) {
  const field = /** @type {HTMLTextAreaElement} */ (document.getElementById(id));
  const list = /** @type {HTMLElement} */ (document.getElementById(`${id}-suggestions`));
  const form = /** @type {HTMLFormElement} */ (field.closest('form'));
  let chosen = 0;

  field.addEventListener('input', () => {
    chosen = 0;
    suggest();
  });
  field.addEventListener('blur', () => setTimeout(hide, 150));
  field.addEventListener('keydown', (event) => {
    if (!list.hidden && moves(event)) return event.preventDefault();
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (text === '') return;
    field.value = '';
    hide();
    page.sent();
    act('type', { ...page.place(), text });
  });

  /** @param {KeyboardEvent} event */
  function moves(event) {
    const count = list.children.length;
    if (event.key === 'ArrowDown') chosen = (chosen + 1) % count;
    else if (event.key === 'ArrowUp') chosen = (chosen + count - 1) % count;
    else if (event.key === 'Tab' || event.key === 'Enter') return take(chosen);
    else if (event.key === 'Escape') hide();
    else return false;
    mark();
    return true;
  }

  /** @param {number} index */
  function take(index) {
    const command = matching()[index];
    if (command === undefined || field.value.trim() === command.command) return false;
    field.value = `${command.command} `;
    hide();
    field.focus();
    return true;
  }

  function matching() {
    const typed = field.value;
    if (!/^\/[\w-]*$/.test(typed)) return [];
    return page.commands().filter(({ command }) => command.startsWith(typed));
  }

  function suggest() {
    const items = matching().map(({ command, description, usageHint }, index) => {
      const item = document.createElement('li');
      item.id = `${id}-suggestion-${index}`;
      item.role = 'option';
      const name = document.createElement('strong');
      name.textContent = command;
      const hint = document.createElement('code');
      hint.textContent = usageHint ?? '';
      const words = document.createElement('span');
      words.textContent = description ?? '';
      item.append(name, hint, words);
      item.addEventListener('mousedown', (event) => {
        event.preventDefault();
        take(index);
      });
      return item;
    });
    list.replaceChildren(...items);
    list.hidden = items.length === 0;
    field.setAttribute('aria-expanded', String(!list.hidden));
    mark();
  }

  function mark() {
    [...list.children].forEach((item, index) => {
      item.setAttribute('aria-selected', String(index === chosen));
    });
    if (list.hidden) field.removeAttribute('aria-activedescendant');
    else field.setAttribute('aria-activedescendant', `${id}-suggestion-${chosen}`);
  }

  function hide() {
    list.hidden = true;
    field.setAttribute('aria-expanded', 'false');
    field.removeAttribute('aria-activedescendant');
  }
}
