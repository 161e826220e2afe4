import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { contrast, fromHex } from './contrast.ts';

const asset = (name: string) =>
  readFileSync(new URL(`../../../sandbox/slack/page/assets/${name}`, import.meta.url), 'utf8');

/** Each colour by day and by night. */
const colours = new Map(
  [...asset('colours.css').matchAll(/--([\w-]+): (?:light-dark\((#\w{6}), (#\w{6})\)|(#\w{6}));/g)].map(
    ([, name = '', day, night, both = '']) => [name, { day: day ?? both, night: night ?? both }] as const,
  ),
);

/** What is written or drawn on which ground. */
const words: Readonly<Record<string, readonly string[]>> = {
  page: ['ink', 'quiet', 'blue', 'green', 'red', 'code-ink', 'mention-ink'],
  raised: ['ink', 'quiet', 'blue'],
  hovered: ['ink', 'quiet', 'blue', 'green', 'red'],
  ephemeral: ['ink', 'quiet', 'blue'],
  badge: ['badge-ink'],
  code: ['ink', 'code-ink', 'blue'],
  mention: ['mention-ink'],
  'mention-me': ['ink', 'mention-ink'],
  alarm: ['alarm-ink'],
  aubergine: ['aubergine-ink', 'on-fill'],
  'aubergine-hovered': ['aubergine-ink', 'on-fill'],
  'blue-fill': ['on-fill'],
  'green-fill': ['on-fill'],
  'red-fill': ['on-fill'],
  unread: ['on-fill'],
  ink: ['page'],
};
const signs: Readonly<Record<string, readonly string[]>> = {
  page: ['border', 'focus', 'orange', ...Array.from({ length: 6 }, (_, index) => `series-${index}`)],
  raised: ['border', 'focus'],
  aubergine: ['focus', 'down', 'up'],
};

function hexOf(name: string, time: 'day' | 'night'): string {
  const found = colours.get(name);
  if (found === undefined) throw new Error(`colours.css has no --${name}`);
  return found[time];
}

describe.each(['day', 'night'] as const)('the page by %s', (time) => {
  const weak = (pairs: typeof words, least: number) =>
    Object.entries(pairs).flatMap(([ground, all]) =>
      all.flatMap((name) => {
        const ratio = contrast(fromHex(hexOf(ground, time)), fromHex(hexOf(name, time)));
        return ratio < least ? [`--${name} on --${ground}: ${ratio.toFixed(2)}`] : [];
      }),
    );

  test('has words that can be read (WCAG AA)', () => expect(weak(words, 4.5)).toEqual([]));
  test('has lines and signs that can be seen', () => expect(weak(signs, 3)).toEqual([]));
});

test('no other file of the page has a colour of its own, but for the faces of people', () => {
  const faces = /\.avatar-\w+ \{[^}]*\}/g;
  const own = ['page.css', 'blocks.css'].flatMap((name) =>
    asset(name)
      .replaceAll(faces, '')
      .match(/#[0-9a-f]{3,8}\b|rgb\(/gi),
  );
  expect(own.filter((each) => each !== null)).toEqual([]);
});

test('what is named is there, and what is there is used', () => {
  const all = ['page.css', 'blocks.css'].map(asset).join('');
  const used = new Set([...all.matchAll(/var\(--([\w-]+)\)/g)].map(([, name = '']) => name));
  const defined = new Set([...asset('colours.css').matchAll(/--([\w-]+):/g)].map(([, name = '']) => name));
  expect([...defined].filter((name) => !used.has(name))).toEqual([]);
  expect([...used].filter((name) => !defined.has(name) && name !== 'series')).toEqual([]);
});
