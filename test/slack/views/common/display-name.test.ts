import { describe, expect, it } from 'vitest';
import {
  displayName,
  isPlainName,
  shortenEnd,
  shortenMiddle,
  visible,
} from '../../../../src/slack/views/common/display-name.ts';

describe('displayName', () => {
  it.each<[string, string]>([
    ['orders-etl', 'orders-etl'],
    ['', '(no name)'],
    ['   ', '(blank name)'],
    ['a\nb\u0000', 'a[U+000A]b[U+0000]'],
    ['abc\u202egnp.exe', 'abc[U+202E]gnp.exe'],
    ['a\u200bb\ufeff', 'a[U+200B]b[U+FEFF]'],
    ['\ud800x', '[U+D800]x'],
    ['\u{e0041}', '[U+E0041]'],
    ['\u3164', '[U+3164]'],
    ['\u2065', '[U+2065]'],
    ['naïve – 日本語 🔥', 'naïve – 日本語 🔥'],
  ])('%j', (name, shown) => {
    expect(displayName(name)).toBe(shown);
  });

  it('keeps right-to-left letters from moving what stands beside them', () => {
    expect(displayName('עברית-1')).toBe('\u2068עברית-1\u2069');
  });

  it('shortens in the middle, where names differ least, and never cuts a sign in half', () => {
    expect(displayName('production-orders-2024-eu', 11)).toBe('produ…24-eu');
    expect(shortenMiddle('🔥'.repeat(20), 5)).toBe('🔥🔥…🔥🔥');
    expect(shortenMiddle('short', 5)).toBe('short');
    expect([...displayName('x'.repeat(255), 60)]).toHaveLength(60);
  });

  it('shortens at the end', () => {
    expect(shortenEnd('abcdef', 4)).toBe('abc…');
    expect(shortenEnd('ab🔥def', 4)).toBe('ab…');
    expect(shortenEnd('abc', 3)).toBe('abc');
  });
});

describe('isPlainName', () => {
  it.each<[string, boolean]>([
    ['orders etl', true],
    ['a\u200b', false],
    ['', false],
    ['עברית', false],
  ])('%j: %s', (name, plain) => {
    expect(isPlainName(name)).toBe(plain);
  });
});

describe('visible', () => {
  it('changes nothing that can be read', () => {
    expect(visible('<!channel> *a* `b` & 日本')).toBe('<!channel> *a* `b` & 日本');
  });
});
