import { expect, test } from 'vitest';
import { commandHelp } from '../../../src/terminal/help.ts';
import { parseStoreArgs, storeSpec } from '../../../src/terminal/store/store-args.ts';

test.each([[['--help']], [['help']], [['accept-key', '--help']]])('%j asks for help', (words) => {
  expect(parseStoreArgs(words)).toEqual({ action: 'help' });
});

test('what there is to do', () => {
  expect(parseStoreArgs(['accept-key'])).toEqual({ action: 'accept-key' });
});

test.each([
  [[], /Say what to do: .*accept-key/],
  [['acept-key'], /nothing called “acept-key”/],
  [['accept-key', 'now'], /takes no further words/],
  [['accept-key', '--force'], /no option “--force”/],
])('%j is refused', (words, says) => {
  expect(() => parseStoreArgs(words)).toThrow(says);
});

test('the help fits 80 columns', () => {
  const help = commandHelp(storeSpec);
  expect(Math.max(...help.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});
