import { describe, expect, test } from 'vitest';
import { visible as inConfiguration } from '../../src/config/values.ts';
import { makeVisible } from '../../src/domain/visible.ts';
import { visible as inSlack } from '../../src/slack/views/common/display-name.ts';
import { visible as inTerminal } from '../../src/terminal/text.ts';

const mark = (codePoint: string) => `{${codePoint}}`;

describe('makeVisible', () => {
  test.each([
    ['a\nb\u0000', 'a{000A}b{0000}'],
    ['abc\u202egnp.exe', 'abc{202E}gnp.exe'],
    ['a\u200bb\ufeff', 'a{200B}b{FEFF}'],
    ['\ud800x', '{D800}x'],
    ['\u{e0041}', '{E0041}'],
    ['\u3164\u115f\uffa0', '{3164}{115F}{FFA0}'],
    ['a\u00a0b\u3000c', 'a{00A0}b{3000}c'],
    ['a\u2800b', 'a{2800}b'],
    ['a\u034f\ufe0fb', 'a{034F}{FE0F}b'],
    ['\ue000\u{10ffff}', '{E000}{10FFFF}'],
    ['⚠️ urgent, ❤️', '⚠️ urgent, ❤️'],
    ['job1\ufe0f \ufe0f', 'job1{FE0F} {FE0F}'],
    ['naïve – 日本語 🔥 עברית', 'naïve – 日本語 🔥 עברית'],
  ])('%j', (text, shown) => {
    expect(makeVisible(text, mark)).toBe(shown);
  });

  test('Slack, the terminal and the configuration write out the same characters', () => {
    const surfaces = [
      { visible: inSlack, write: (hex: string) => `[U+${hex}]` },
      { visible: inTerminal, write: (hex: string) => `<U+${hex}>` },
      { visible: inConfiguration, write: (hex: string) => `\\u{${hex.toLowerCase()}}` },
    ];
    const different: string[] = [];
    for (let code = 0; code <= 0x1_ffff; code += 1) {
      const text = `a${String.fromCodePoint(code)}b`;
      for (const { visible, write } of surfaces)
        if (visible(text) !== makeVisible(text, write)) different.push(`U+${code.toString(16)}: ${visible(text)}`);
    }
    expect(different).toEqual([]);
  });
});
