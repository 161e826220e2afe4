import { expect, test } from 'vitest';
import { commandHelp } from '../../../src/terminal/help.ts';
import { parseStoreArgs, storeSpec } from '../../../src/terminal/store/store-args.ts';

test.each([[['--help']], [['help']], [['accept-key', '--help']]])('%j asks for help', (words) => {
  expect(parseStoreArgs(words)).toEqual({ action: 'help' });
});

test('what there is to do', () => {
  expect(parseStoreArgs(['accept-key'])).toEqual({ action: 'accept-key' });
  expect(parseStoreArgs(['check'])).toEqual({ action: 'check' });
  expect(parseStoreArgs(['reopen'])).toEqual({ action: 'reopen' });
  expect(parseStoreArgs(['copy', '--to', 'sqlite:x'])).toEqual({ action: 'copy', to: 'sqlite:x' });
  expect(parseStoreArgs(['copy', '--to-file=f'])).toEqual({ action: 'copy', toFile: 'f' });
});

test.each([
  [[], /Say what to do: .*accept-key/],
  [['acept-key'], /nothing called “acept-key”/],
  [['accept-key', 'now'], /takes no further words/],
  [['copy'], /copy needs --to or --to-file/],
  [['copy', '--to', 'a', '--to-file', 'b'], /not both/],
  [['check', '--to', 'a'], /go with copy, not with check/],
  [['reopen', '--to', 'a'], /go with copy, not with reopen/],
  [['accept-key', '--force'], /no option “--force”/],
])('%j is refused', (words, says) => {
  expect(() => parseStoreArgs(words)).toThrow(says);
});

test('the help fits 80 columns', () => {
  const help = commandHelp(storeSpec);
  expect(Math.max(...help.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});
