import { act, onChange, read, toast } from './api.js';
import { startComposer } from './composer.js';
import { listen } from './elements.js';
import * as home from './home.js';
import { follow, show } from './messages.js';
import * as modal from './modal.js';
import { showShortcuts, showSidebar, showStatus } from './sidebar.js';

const query = new URLSearchParams(location.search);
const unread = new Set();
/** @type {any} */
let state;
let viewer = query.get('as') ?? '';
let channel = query.get('channel') ?? '';
let thread = '';

const element = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** Reads everything anew, as after choosing another person. */
async function refreshAll() {
  state = await read('state', { as: viewer });
  viewer = state.viewer;
  const known = state.conversations.find(
    (/** @type {any} */ one) => one.id === channel || one.name === channel.replace('#', ''),
  );
  channel = (known ?? state.conversations[0])?.id ?? '';
  unread.delete(channel);
  remember();
  drawFrame();
  await Promise.all([refreshChannel(), modal.refresh(), home.refresh()]);
}

function drawFrame() {
  showSidebar(state, { channel, unread, choose });
  showStatus(state);
  showShortcuts(state, (name) => act('shortcut', { as: viewer, name }));
  const here = state.conversations.find((/** @type {any} */ one) => one.id === channel);
  const sign = here?.kind === 'im' ? '' : '#';
  element('channel-name').textContent = here === undefined ? '' : `${sign}${sign === '' ? '' : ' '}${here.name}`;
  element('channel-topic').textContent = `${here?.kind === 'private' ? 'Private · ' : ''}${here?.topic ?? ''}`;
  home.showTabs(here?.kind === 'im' && state.app.hasHome);
  const field = /** @type {HTMLTextAreaElement} */ (element('words'));
  field.placeholder = here === undefined ? '' : `Message ${sign}${here.name}`;
  field.disabled = here === undefined || here.archived;
}

let drawing = false;
let changedMeanwhile = false;

/** Draws the channel and the thread. Changes that come meanwhile are drawn together afterwards. */
async function refreshChannel() {
  changedMeanwhile = true;
  if (drawing) return;
  drawing = true;
  try {
    while (changedMeanwhile) {
      changedMeanwhile = false;
      await drawChannel();
    }
  } finally {
    drawing = false;
  }
}

async function drawChannel() {
  const [as, of] = [viewer, channel];
  if (of === '') return;
  const { messages } = await read('channel', { as, channel: of });
  if (as !== viewer || of !== channel) return;
  show(
    element('messages'),
    messages.filter((/** @type {any} */ one) => one.threadTs === null || one.broadcast),
  );
  element('thread').hidden = thread === '';
  if (thread === '') return;
  show(
    element('thread-messages'),
    messages.filter((/** @type {any} */ one) => one.ts === thread || one.threadTs === thread),
  );
}

/** @param {string} id */
function choose(id) {
  channel = id;
  thread = '';
  unread.delete(id);
  remember();
  drawFrame();
  element('messages').replaceChildren();
  refreshChannel();
  element('words').focus();
}

/** Keeps person and channel in the address, so that a reload stays where it was. */
function remember() {
  history.replaceState(null, '', `?${new URLSearchParams({ as: viewer, channel })}`);
}

/** @param {any} change */
function onChanged(change) {
  if (change.type === 'connected') refreshAll();
  if (change.type === 'message') {
    if (change.channel === channel) return refreshChannel();
    if (change.action === 'posted' && (change.visibleTo === undefined || change.visibleTo === viewer)) {
      unread.add(change.channel);
      drawFrame();
    }
  }
  if (change.type === 'view' && change.user === viewer) modal.refresh();
  if (change.type === 'home' && change.user === viewer) home.refresh();
  if (change.type === 'connections') state.connections = change.open;
  if (change.type === 'problem') state.problems += 1;
  if (change.type === 'connections' || change.type === 'problem') showStatus(state);
}

/** @param {Element} target */
function messagePlace(target) {
  const article = /** @type {HTMLElement} */ (target.closest('[data-ts]'));
  return { as: viewer, channel: article.dataset.channel, ts: article.dataset.ts };
}

function closeThread() {
  thread = '';
  element('thread').hidden = true;
  element('words').focus();
}

function start() {
  for (const id of ['messages', 'thread-messages']) listen(element(id), messagePlace);
  modal.start(() => viewer);
  home.start(() => viewer);
  const commands = () => state.commands;
  startComposer('words', { commands, place: () => ({ as: viewer, channel }), sent: () => follow(element('messages')) });
  startComposer('thread-words', {
    commands,
    place: () => ({ as: viewer, channel, threadTs: thread }),
    sent: () => follow(element('thread-messages')),
  });
  element('person').addEventListener('change', (event) => {
    viewer = /** @type {HTMLSelectElement} */ (event.target).value;
    thread = '';
    unread.clear();
    element('messages').replaceChildren();
    refreshAll();
  });
  for (const list of ['messages', 'thread-messages'])
    element(list).addEventListener('click', (event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest('[data-shortcut]');
      if (button === null) return;
      act('shortcut', { ...messagePlace(button), name: button.getAttribute('data-shortcut') });
    });
  element('messages').addEventListener('click', (event) => {
    const link = /** @type {HTMLElement} */ (event.target).closest('[data-thread]');
    if (link === null) return;
    thread = link.getAttribute('data-thread') ?? '';
    element('thread').hidden = false;
    element('thread-words').focus();
    refreshChannel();
  });
  element('close-thread').addEventListener('click', closeThread);
  element('thread').addEventListener('keydown', ({ key }) => key === 'Escape' && closeThread());
  onChange(onChanged);
}

window.addEventListener('unhandledrejection', ({ reason }) => toast(String(reason?.message ?? reason)));
start();
