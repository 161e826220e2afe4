import { expect, test } from 'vitest';
import { commandHelp, inCheckout } from '../../src/terminal/help.ts';

test('the help of a command is made of its spec', () => {
  const help = commandHelp({
    name: 'audit',
    about: 'Audits.',
    usage: '[options]',
    options: { '--region': { value: 'REGION', does: ['only this one', 'and that'] } },
    exitCodes: { 0: 'good', 1: 'bad' },
    notes: ['A note.'],
    examples: ['', '--region x'],
  });
  expect(help).toMatchInlineSnapshot(`
    "Audits.

    Usage:         gluewarden audit [options]
    In a checkout: npm run -s audit -- [options]

    Options
      --region REGION     only this one
                          and that
      --help              this text

    Exit codes
      0  good
      1  bad

    A note.

    Examples
      npm run -s audit
      npm run -s audit -- --region x
    "
  `);
});

test.each([
  ['audit', '', 'npm run -s audit'],
  ['audit', '--help', 'npm run -s audit -- --help'],
  ['start', '', 'npm start'],
  ['start', '--help', 'npm start -- --help'],
])('%s %s', (name, words, typed) => expect(inCheckout(name, words)).toBe(typed));
