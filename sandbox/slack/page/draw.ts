import { createElement, Fragment, type ReactElement, type ReactNode } from 'react';
import type { StateValues, User } from '../model.ts';
import type { World } from '../world.ts';

/** What drawing needs to know besides the block itself. */
export interface Draw {
  world: World;
  /** Whose screen it is. */
  viewer: User;
  /** What this person has chosen or typed so far. */
  values: StateValues;
  /** Makes ids unique on the page. */
  prefix: string;
}

type Props = Record<string, unknown> | null;

/** createElement under a short name. Children are passed on one by one, so that no keys are needed. */
export function h(tag: string, props: Props, ...children: ReactNode[]): ReactElement {
  return createElement(tag, props, ...children);
}

/** Several nodes without an element around them. */
export function group(children: ReactNode[]): ReactElement {
  return createElement(Fragment, null, ...children);
}

/** A red box: something that Slack would not draw, or that the local Slack cannot. */
export function redBox(words: string): ReactElement {
  return h('div', { className: 'red-box', role: 'alert' }, words);
}
