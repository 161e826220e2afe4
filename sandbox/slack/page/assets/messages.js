/** What each message looked like when it was last drawn. @type {WeakMap<Element, string>} */
const drawn = new WeakMap();

/** Lists that go to their end at the next change. @type {Set<HTMLElement>} */
const following = new Set();

/** After somebody has written: what comes next is shown, wherever the list stands. @param {HTMLElement} list */
export function follow(list) {
  following.add(list);
  list.scrollTop = list.scrollHeight;
}

/**
 * Brings a list of messages up to date, touching only those that changed, so that focus and open menus stay.
 * @param {HTMLElement} list
 * @param {{ ts: string, html: string }[]} messages
 */
export function show(list, messages) {
  const atEnd = following.delete(list) || list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const old = new Map([...list.children].map((element) => [element.getAttribute('data-ts'), element]));
  const nodes = messages.map(({ ts, html }) => {
    const before = old.get(ts);
    if (before !== undefined && drawn.get(before) === html) return before;
    const next = fromHtml(html, `${list.id}-`);
    drawn.set(next, html);
    if (before !== undefined) keepOpen(before, next);
    return next;
  });
  const isSame = nodes.length === list.children.length && nodes.every((node, index) => node === list.children[index]);
  if (isSame) return;
  const focus = focusWithin(list);
  list.replaceChildren(...nodes);
  if (focus !== undefined) list.querySelector(focus)?.focus?.();
  if (atEnd) list.scrollTop = list.scrollHeight;
}

/**
 * The server's own HTML: React has escaped everything that came from elsewhere. A message may stand in the channel
 * and in its thread at once, so its ids get the list's name.
 * @param {string} html @param {string} prefix
 */
function fromHtml(html, prefix) {
  const template = document.createElement('template');
  template.innerHTML = html;
  for (const name of ['id', 'for', 'list', 'name', 'aria-labelledby']) {
    for (const element of template.content.querySelectorAll(`[${name}]`)) {
      element.setAttribute(name, prefix + element.getAttribute(name));
    }
  }
  return /** @type {Element} */ (template.content.firstElementChild);
}

/** Menus and containers that were open stay open. @param {Element} before @param {Element} next */
function keepOpen(before, next) {
  const open = [...before.querySelectorAll('details[open]')].map((element) => element.id).filter((id) => id !== '');
  for (const id of open) next.querySelector(`[id="${CSS.escape(id)}"]`)?.setAttribute('open', '');
}

/** A selector for the focused element within the list. @param {HTMLElement} list */
function focusWithin(list) {
  const active = document.activeElement;
  if (active === null || !list.contains(active) || active.id === '' || active === list) return undefined;
  return `[id="${CSS.escape(active.id)}"]`;
}
