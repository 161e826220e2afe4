import { act, read } from './api.js';
import { listen } from './elements.js';

const element = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @type {() => string} */
let viewer = () => '';
/** Which tab of the app is open, where the app's conversation is. */
let tab = 'messages';
let isOfApp = false;
let drawn = '';

/** Starts the tabs and the Home's listeners. @param {() => string} whoActs */
export function start(whoActs) {
  viewer = whoActs;
  listen(element('home'), () => ({ as: viewer(), place: 'home' }));
  element('tabs').addEventListener('click', (event) => {
    const chosen = /** @type {HTMLElement} */ (event.target).closest('[data-tab]')?.getAttribute('data-tab');
    if (chosen === null || chosen === undefined) return;
    tab = chosen;
    draw();
    act('open-tab', { as: viewer(), tab });
    refresh();
  });
}

/** Shows the tabs in the app's own conversation, and nowhere else. @param {boolean} isThere */
export function showTabs(isThere) {
  if (isThere !== isOfApp) tab = 'messages';
  isOfApp = isThere;
  draw();
}

function draw() {
  const isHome = isOfApp && tab === 'home';
  element('tabs').hidden = !isOfApp;
  for (const button of element('tabs').querySelectorAll('button'))
    button.setAttribute('aria-selected', String(button.dataset.tab === tab));
  element('home').hidden = !isHome;
  element('messages').hidden = isHome;
  element('composer').hidden = isHome;
}

/** Draws what was published last. */
export async function refresh() {
  const as = viewer();
  if (as === '' || !isOfApp || tab !== 'home') return;
  const { home } = await read('home', { as });
  if (as !== viewer()) return;
  const html = home === null ? '<p class="empty">The app has published nothing here yet.</p>' : home.html;
  if (html === drawn) return;
  drawn = html;
  element('home').innerHTML = html;
}
