import { renderToStaticMarkup } from 'react-dom/server';
import type { World } from '../world.ts';
import { h } from './draw.ts';

/** The page without data; its script fills it from `/_sandbox/`. */
export function shellHtml(world: World): string {
  const page = h(
    'html',
    { lang: 'en' },
    h(
      'head',
      null,
      h('meta', { charSet: 'utf-8' }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('title', null, `${world.workspace.team.name} · local Slack`),
      h('link', { rel: 'icon', href: 'data:,' }),
      h('link', { rel: 'stylesheet', href: '/_sandbox/assets/colours.css' }),
      h('link', { rel: 'stylesheet', href: '/_sandbox/assets/page.css' }),
      h('link', { rel: 'stylesheet', href: '/_sandbox/assets/blocks.css' }),
      h('script', { type: 'module', src: '/_sandbox/assets/page.js' }),
    ),
    h(
      'body',
      null,
      h('a', { className: 'skip', href: '#words' }, 'Skip to the message field'),
      sidebar(world),
      main(),
      thread(),
      h('dialog', { id: 'modal', 'aria-labelledby': 'modal-title' }),
      h('dialog', { id: 'confirm', 'aria-labelledby': 'confirm-title' }),
      h('div', { id: 'toasts', role: 'status', 'aria-live': 'polite' }),
    ),
  );
  return `<!doctype html>${renderToStaticMarkup(page)}`;
}

function sidebar(world: World) {
  return h(
    'nav',
    { id: 'sidebar', className: 'sidebar', 'aria-label': 'Channels and apps' },
    h('h1', null, world.workspace.team.name, h('small', null, 'A local Slack for trying things out')),
    h('label', { className: 'acting' }, h('span', null, 'Acting as'), h('select', { id: 'person' })),
    h('h2', { id: 'channels-title' }, 'Channels'),
    h('ul', { id: 'channels', 'aria-labelledby': 'channels-title' }),
    h('h2', { id: 'apps-title' }, 'Apps'),
    h('ul', { id: 'apps', 'aria-labelledby': 'apps-title' }),
    h('h2', { id: 'shortcuts-title' }, 'Shortcuts'),
    h('ul', { id: 'shortcuts', 'aria-labelledby': 'shortcuts-title' }),
    h('p', { id: 'status' }),
  );
}

function main() {
  return h(
    'main',
    null,
    h(
      'header',
      { id: 'channel-header', className: 'pane' },
      h('h2', { id: 'channel-name' }),
      h('p', { id: 'channel-topic' }),
      h(
        'div',
        { id: 'tabs', role: 'tablist', 'aria-label': 'Tabs of the app', hidden: true },
        h('button', { type: 'button', role: 'tab', 'data-tab': 'home', 'aria-controls': 'home' }, 'Home'),
        h('button', { type: 'button', role: 'tab', 'data-tab': 'messages', 'aria-controls': 'messages' }, 'Messages'),
      ),
    ),
    h('div', { id: 'home', role: 'tabpanel', 'aria-label': 'Home', tabIndex: 0, hidden: true }),
    h('div', { id: 'messages', role: 'log', 'aria-label': 'Messages', tabIndex: 0 }),
    composer('words', 'composer', 'Message'),
  );
}

function thread() {
  return h(
    'aside',
    { id: 'thread', 'aria-label': 'Thread', hidden: true },
    h(
      'header',
      { className: 'pane' },
      h('h2', null, 'Thread'),
      h('button', { type: 'button', className: 'icon', id: 'close-thread', 'aria-label': 'Close thread' }, '✕'),
    ),
    h('div', { id: 'thread-messages', role: 'log', 'aria-label': 'Replies', tabIndex: 0 }),
    composer('thread-words', 'thread-composer', 'Reply'),
  );
}

function composer(id: string, formId: string, label: string) {
  return h(
    'form',
    { className: 'composer', id: formId },
    h('ul', {
      className: 'suggestions',
      id: `${id}-suggestions`,
      role: 'listbox',
      'aria-label': 'Commands',
      hidden: true,
    }),
    h('textarea', {
      id,
      rows: 1,
      'aria-label': label,
      placeholder: label,
      role: 'combobox',
      'aria-expanded': false,
      'aria-controls': `${id}-suggestions`,
      'aria-autocomplete': 'list',
      autoComplete: 'off',
    }),
    h('button', { type: 'submit', className: 'button send' }, 'Send'),
  );
}
