/**
 * Draws people, channels and apps.
 * @param {any} state the page's state as the server gives it
 * @param {{ channel: string, unread: Set<string>, choose: (channel: string) => void }} here
 */
export function showSidebar(state, here) {
  const person = /** @type {HTMLSelectElement} */ (document.getElementById('person'));
  person.replaceChildren(
    ...state.people.map(
      (/** @type {any} */ { id, realName, title }) =>
        new Option(title === '' ? realName : `${realName} (${title})`, id),
    ),
  );
  person.value = state.viewer;
  const conversations = /** @type {any[]} */ (state.conversations);
  fill(
    'channels',
    conversations.filter(({ kind }) => kind !== 'im'),
    here,
  );
  fill(
    'apps',
    conversations.filter(({ kind }) => kind === 'im'),
    here,
  );
}

/** Shortcuts that need no message. @param {any} state @param {(name: string) => void} use */
export function showShortcuts(state, use) {
  const items = state.shortcuts
    .filter((/** @type {any} */ { type }) => type === 'global')
    .map((/** @type {any} */ { name, description }) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.title = description;
      button.append(name);
      button.addEventListener('click', () => use(name));
      const item = document.createElement('li');
      item.append(button);
      return item;
    });
  document.getElementById('shortcuts')?.replaceChildren(...items);
}

/** @param {string} id @param {any[]} conversations @param {{ channel: string, unread: Set<string>, choose: (channel: string) => void }} here */
function fill(id, conversations, here) {
  const items = conversations.map((conversation) => {
    const button = document.createElement('button');
    button.type = 'button';
    const sign = document.createElement('span');
    sign.className = conversation.kind === 'private' ? 'lock' : 'sign';
    sign.textContent = conversation.kind === 'private' ? '' : conversation.kind === 'im' ? '◆' : '#';
    sign.ariaHidden = 'true';
    button.append(sign, conversation.name);
    button.dataset.channel = conversation.id;
    if (conversation.id === here.channel) button.setAttribute('aria-current', 'page');
    if (here.unread.has(conversation.id)) {
      button.className = 'unread';
      const words = document.createElement('span');
      words.className = 'unread-words';
      words.textContent = 'new';
      button.append(words);
    }
    button.addEventListener('click', () => here.choose(conversation.id));
    const item = document.createElement('li');
    item.append(button);
    return item;
  });
  document.getElementById(id)?.replaceChildren(...items);
}

/** The line at the bottom: how the app is connected, and what it got wrong. @param {any} state */
export function showStatus(state) {
  const line = /** @type {HTMLElement} */ (document.getElementById('status'));
  const isUp = state.app.mode === 'http' || state.connections > 0;
  line.className = isUp ? 'up' : 'down';
  const link = document.createElement('a');
  link.href = '/_sandbox/problems';
  link.target = '_blank';
  link.textContent = `${state.problems} ${state.problems === 1 ? 'problem' : 'problems'}`;
  const words =
    state.app.mode === 'http' ? 'HTTP mode' : isUp ? `${state.app.name} connected` : `${state.app.name} not connected`;
  line.replaceChildren(words, document.createElement('br'), link);
}
