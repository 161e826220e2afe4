import type { ReactNode } from 'react';
import { asObjects, isObject, type Json } from '../json.ts';
import { type Draw, h } from './draw.ts';
import { link } from './mentions.ts';
import { richText } from './text.ts';

/** Each state has a sign and a word: nobody needs the colour. */
const STATUS: Record<string, { sign: string; words: string }> = {
  pending: { sign: '○', words: 'Pending' },
  in_progress: { sign: '◐', words: 'In progress' },
  complete: { sign: '✓', words: 'Complete' },
  error: { sign: '✕', words: 'Error' },
};

/** Draws a plan: its title, how far it is, and its steps in order. */
export function plan(draw: Draw, block: Json): ReactNode {
  const tasks = asObjects(block.tasks);
  const done = tasks.filter(({ status }) => status === 'complete').length;
  return h(
    'section',
    { className: 'plan', 'aria-label': String(block.title) },
    h('strong', null, String(block.title)),
    tasks.length === 0 ? null : h('span', { className: 'plan-count' }, ` ${done} of ${tasks.length} complete`),
    h('ol', null, ...tasks.map((task) => taskCard(draw, task))),
  );
}

/** Draws one step as an item of a list. */
export function taskCard(draw: Draw, task: Json): ReactNode {
  const status = STATUS[String(task.status)] ?? { sign: '?', words: String(task.status) };
  const parts = [task.details, task.output]
    .filter(isObject)
    .map((part) => h('div', { className: 'task-words' }, richText(draw, part)));
  return h(
    'li',
    { className: `task ${String(task.status)}`, 'data-task': task.task_id },
    h('span', { className: 'sign', 'aria-hidden': true }, status.sign),
    h(
      'div',
      null,
      h('span', { className: 'task-title' }, String(task.title)),
      ' ',
      h('span', { className: 'task-status' }, status.words),
      ...parts,
      ...sources(task),
    ),
  );
}

function sources(task: Json): ReactNode[] {
  return asObjects(task.sources).map(({ url, text }) =>
    h('div', { className: 'task-words' }, link(String(url), String(text))),
  );
}
