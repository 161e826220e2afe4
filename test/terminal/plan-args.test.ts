import { describe, expect, test } from 'vitest';
import { GluewardenError } from '../../src/domain/errors.ts';
import { commandHelp } from '../../src/terminal/help.ts';
import { parsePlanArgs, planSpec } from '../../src/terminal/plan-args.ts';
import { textWidth } from '../../src/terminal/text.ts';

const base = {
  help: false,
  name: 'std',
  region: 'eu-west-1',
  full: false,
  crawlers: false,
  visualJobs: false,
  retire: false,
  allAtOnce: false,
};
const least = ['plan', 'std', '--region', 'eu-west-1'];

describe('parsePlanArgs', () => {
  test.each<{ argv: readonly string[]; expected: object }>([
    { argv: least, expected: {} },
    { argv: ['--region=eu-west-1', 'plan', 'load orders, twice'], expected: { name: 'load orders, twice' } },
    {
      argv: [...least, '--account', 'data', '--kind=CONFIGURATION'],
      expected: { account: 'data', kind: 'configuration' },
    },
    {
      argv: [...least, '--key', 'arn:aws:kms:x', '--full', '--crawlers', '--visual-jobs', '--all-at-once'],
      expected: { key: 'arn:aws:kms:x', full: true, crawlers: true, visualJobs: true, allAtOnce: true },
    },
    {
      argv: [...least, '--database', 'sales, hr', '--database=sales', '--database', 'my db'],
      expected: { databases: ['sales', 'hr', 'my db'] },
    },
    { argv: [...least, '--attach', 'a, b'], expected: { attach: 'a, b' } },
    { argv: [...least, '--retire'], expected: { retire: true } },
    {
      argv: [...least, '--only', 'job:a:b, c', '--only=trigger:-t'],
      expected: {
        only: [
          { type: 'job', name: 'a:b, c' },
          { type: 'trigger', name: '-t' },
        ],
      },
    },
    { argv: ['plan', '--region', 'eu-west-1', '--', '-odd'], expected: { name: '-odd' } },
  ])('reads $argv', ({ argv, expected }) => {
    expect(parsePlanArgs(argv)).toEqual({ ...base, ...expected });
  });

  test.each([['--help'], ['help'], ['plan', '-h'], ['plan', 'std', '--help', '--region', 'x']])(
    'helps with %s %s',
    (...argv) => {
      expect(parsePlanArgs(argv)).toMatchObject({ help: true });
    },
  );

  test.each<{ argv: readonly string[]; says: RegExp }>([
    { argv: [], says: /Say what to do/ },
    { argv: ['apply', 'std'], says: /“apply”.*plan is the only one/ },
    { argv: ['plan'], says: /needs the name/ },
    { argv: ['plan', '', '--region', 'x'], says: /needs the name/ },
    { argv: ['plan', 'std'], says: /needs --region/ },
    { argv: ['plan', 'load', 'orders', '--region', 'x'], says: /one name.*quotes/ },
    { argv: [...least, '--regoin', 'x'], says: /no option “--regoin”/ },
    { argv: [...least, '--constructor', 'x'], says: /no option “--constructor”/ },
    { argv: [...least, '--database', ' , '], says: /--database needs the name of a database/ },
    { argv: [...least, '--database', 'x'.repeat(256)], says: /at most 255 characters/ },
    { argv: [...least, '--full=yes'], says: /--full takes no value/ },
    { argv: [...least, '--key'], says: /--key needs/ },
    { argv: [...least, '--key', '--full'], says: /--key needs/ },
    { argv: [...least, '--account='], says: /empty one/ },
    { argv: [...least, '--region', 'us-east-1'], says: /twice: eu-west-1 and us-east-1/ },
    { argv: [...least, '--kind', 'job'], says: /no kind “job”/ },
    { argv: [...least, '--attach', 'a', '--full'], says: /neither --key nor --full/ },
    { argv: [...least, '--attach', 'a', '--key', 'k'], says: /neither --key nor --full/ },
    { argv: [...least, '--retire', '--database', 'd'], says: /--retire .* not go with --database/ },
    { argv: [...least, '--retire', '--key', 'k', '--full'], says: /--retire .* not go with --key, --full/ },
    { argv: [...least, '--only', 'orders'], says: /--only needs job:NAME/ },
    { argv: [...least, '--only', 'session:s'], says: /--only needs job:NAME/ },
    { argv: [...least, '--only', 'job:'], says: /--only needs job:NAME/ },
  ])('refuses $argv', ({ argv, says }) => {
    let refused: unknown;
    try {
      parsePlanArgs(argv);
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(GluewardenError);
    expect(refused).toMatchObject({ code: 'usage', detail: expect.stringMatching(says) });
  });

  test('the help fits 80 columns and names every option', () => {
    const help = commandHelp(planSpec);
    expect(Math.max(...help.split('\n').map(textWidth))).toBeLessThanOrEqual(80);
    for (const option of [
      '--region',
      '--account',
      '--kind',
      '--key',
      '--attach',
      '--full',
      '--crawlers',
      '--database NAME',
      '--visual-jobs',
      '--only',
      '--retire',
    ])
      expect(help).toContain(`  ${option}`);
  });
});
