import { renderToStaticMarkup } from 'react-dom/server';
import type { User, View } from '../model.ts';
import type { World } from '../world.ts';
import { blocks } from './blocks.ts';
import { type Draw, h } from './draw.ts';
import { plain } from './text.ts';

/** The modal on top as HTML; `depth` says how many lie on top of each other. */
export function modalHtml(world: World, viewer: User, view: View, depth: number): string {
  const draw: Draw = { world, viewer, values: view.state.values, prefix: view.id };
  const close = plain(view.close) || (depth > 1 ? 'Back' : 'Cancel');
  const submit =
    view.submit === null ? null : h('button', { type: 'submit', className: 'button primary' }, plain(view.submit));
  return renderToStaticMarkup(
    h(
      'form',
      { className: 'modal', 'data-view': view.id, noValidate: true },
      h(
        'header',
        null,
        h('span', { className: 'avatar avatar-app', 'aria-hidden': true }, world.app.name[0]),
        h('h2', { id: 'modal-title' }, plain(view.title)),
        h('button', { type: 'button', className: 'icon', 'data-close': 'all', 'aria-label': 'Close' }, '✕'),
      ),
      h('div', { className: 'modal-body blocks' }, blocks(draw, view.blocks)),
      h('footer', null, h('button', { type: 'button', className: 'button', 'data-close': 'one' }, close), submit),
    ),
  );
}

/** A Home as HTML. */
export function homeHtml(world: World, viewer: User, view: View): string {
  const draw: Draw = { world, viewer, values: view.state.values, prefix: view.id };
  return renderToStaticMarkup(h('div', { className: 'blocks' }, blocks(draw, view.blocks)));
}
