import { readFileSync } from 'node:fs';
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { Json } from '../json.ts';
import type { User } from '../model.ts';
import { initialState } from '../state-values.ts';
import { defaultApp, demoWorkspace } from '../workspace.ts';
import { World } from '../world.ts';
import { blocks } from './blocks.ts';
import { h } from './draw.ts';

/** One message, and what takes its place where no blocks are shown. */
export interface Previewed {
  readonly kind: string;
  readonly name: string;
  readonly blocks: readonly Json[];
  /** In a notification, and to a screen reader. */
  readonly text: string;
  /** What is posted where Slack refuses the blocks. */
  readonly plain: string;
}

const styles = ['colours.css', 'blocks.css', 'preview.css'];

/** Shows one kind, and another light than the system's: as selectors, without a script, both take a browser seconds. */
const script = `addEventListener('change', ({ target }) => {
  if (target.name === 'light') document.documentElement.style.colorScheme = target.value;
  else for (const each of document.querySelectorAll('.previewed'))
    each.hidden = target.value !== '' && each.dataset.kind !== target.value;
});`;

/** All of them in one file, each beside its words; by kind, by day or by night. `now`: epoch milliseconds. */
export function previewHtml(messages: readonly Previewed[], now: number): string {
  const world = new World(demoWorkspace(), defaultApp(undefined), () => now);
  const [viewer] = world.people();
  if (viewer === undefined) throw new Error('Nobody is there to read.');
  const kinds = [...new Set(messages.map(({ kind }) => kind))].toSorted();
  const css = styles.map((name) => readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8'));
  const page = h(
    'html',
    { lang: 'en' },
    h(
      'head',
      null,
      h('meta', { charSet: 'utf-8' }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('title', null, 'Every message'),
      h('link', { rel: 'icon', href: 'data:,' }),
      h('style', { dangerouslySetInnerHTML: { __html: css.join('\n') } }),
      h('script', { dangerouslySetInnerHTML: { __html: script } }),
    ),
    h(
      'body',
      null,
      header(kinds, messages.length),
      h('main', null, ...messages.map((message) => row({ world, viewer }, message))),
    ),
  );
  return `<!doctype html>${renderToStaticMarkup(page)}`;
}

function header(kinds: readonly string[], count: number): ReactNode {
  const options = kinds.map((kind) => h('option', { value: kind }, kind));
  const light = (value: string, words: string) =>
    h('label', null, h('input', { type: 'radio', name: 'light', value, defaultChecked: value === '' }), ` ${words}`);
  return h(
    'header',
    { className: 'chosen' },
    h('h1', null, `${count} messages, ${kinds.length} kinds`),
    h('label', null, 'Kind ', h('select', { autoComplete: 'off' }, h('option', { value: '' }, 'All'), ...options)),
    h(
      'fieldset',
      null,
      h('legend', null, 'Light'),
      light('', 'as the system'),
      light('light', 'day'),
      light('dark', 'night'),
    ),
  );
}

function row(by: { readonly world: World; readonly viewer: User }, message: Previewed): ReactNode {
  const { kind, name, text, plain } = message;
  const list = [...message.blocks];
  const draw = { ...by, values: initialState(list), prefix: name };
  return h(
    'article',
    { className: 'previewed', 'data-kind': kind, id: name },
    h('h2', null, name, h('small', null, ` ${kind}`)),
    h('div', { className: 'blocks' }, blocks(draw, list)),
    h(
      'div',
      { className: 'fallback' },
      h('h3', null, 'Notification, screen reader'),
      h('p', null, text),
      h('details', null, h('summary', null, 'Without blocks'), h('p', null, plain)),
    ),
  );
}
