import { describe, expect, test } from 'vitest';
import type { Json } from '../../../../sandbox/slack/json.ts';
import type { Surface } from '../../../../sandbox/slack/limits/complaints.ts';
import { button, complaints, long, mrkdwn, rich } from './samples.ts';

const words = (...texts: string[]): Json => rich(texts.map((text) => ({ type: 'text', text })));
const task = (id: string, more: Json = {}): Json => ({
  type: 'task_card',
  task_id: id,
  title: 'Step',
  status: 'pending',
  ...more,
});
const tasks = (count: number): Json[] => Array.from({ length: count }, (_, index) => task(`t${index}`));
const plan = (steps: unknown, more: Json = {}): Json => ({ type: 'plan', title: 'Fix', tasks: steps, ...more });
const everything = {
  block_id: 'b',
  details: words(long(3000)),
  output: words('x'),
  sources: [{ type: 'url', url: 'https://x.test', text: 'x' }],
};

describe('what Slack takes', () => {
  test.each<[string, Json]>([
    ['a plan without steps yet', plan(undefined)],
    ['a plan of fifty steps', plan(tasks(50))],
    ['a step with everything', plan([task('1', everything)])],
    ['a step alone', task('1', { status: 'complete' })],
  ])('%s', (_, block) => {
    expect(complaints([block])).toEqual([]);
  });
});

describe('what Slack refuses', () => {
  test.each<[string, Json[], RegExp, Surface?]>([
    ['a step beside a plan', [plan([task('1')]), task('2')], /beside a plan/],
    ['two plans', [plan([]), plan([])], /no more than 1 plan/],
    ['a plan in a modal', [plan([])], /unsupported type: plan/, 'modal'],
    ['a plan without title', [plan([], { title: undefined })], /missing required field/],
    ['a plan of 51 steps', [plan(tasks(51))], /no more than 50/],
    ['the same step twice', [plan([task('1'), task('1')])], /task_id already exists .*tasks\/1\/task_id/],
    ['a status that nobody knows', [plan([task('1', { status: 'done' })])], /valid enum value.*tasks\/0\/status/],
    ['a step without status', [plan([task('1', { status: undefined })])], /valid enum value/],
    ['a step without title', [plan([task('1', { title: undefined })])], /missing required field.*tasks\/0\/title/],
    ['a step without id', [plan([task('1', { task_id: undefined })])], /missing required field.*task_id/],
    ['a step of another type', [plan([task('1', { type: 'section' })])], /unsupported type: section/],
    ['a step with a button', [plan([task('1', { accessory: button() })])], /invalid additional property: accessory/],
    ['a title of 257', [plan([task('1', { title: long(257) })])], /less than 257/],
    ['details in mrkdwn', [plan([task('1', { details: mrkdwn('x') })])], /must provide a rich_text block/],
    [
      'details of 3001 characters in two parts',
      [plan([task('1', { details: words(long(3000), 'x') })])],
      /less than 3001 .*details/,
    ],
    [
      'a source without address',
      [plan([task('1', { sources: [{ type: 'url', text: 'x' }] })])],
      /missing required field .*sources\/0\/url/,
    ],
  ])('%s', (_, blocks, expected, surface) => {
    expect(complaints(blocks, surface).join('\n')).toMatch(expected);
  });
});
