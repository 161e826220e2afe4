import { describe, expect, test } from 'vitest';
import { GluewardenError } from '../../src/domain/errors.ts';
import { auditSpec, parseAuditArgs } from '../../src/terminal/args.ts';
import { commandHelp } from '../../src/terminal/help.ts';

const defaults = { accounts: [], regions: [], format: 'table', keyCheck: true, database: false, help: false };

function refusal(argv: readonly string[]): GluewardenError {
  try {
    parseAuditArgs(argv);
  } catch (error) {
    if (error instanceof GluewardenError) return error;
    throw error;
  }
  throw new Error(`accepted: ${argv.join(' ')}`);
}

describe('parseAuditArgs', () => {
  test.each<{ argv: readonly string[]; expected: object }>([
    { argv: [], expected: {} },
    { argv: ['--account', '111122223333'], expected: { accounts: ['111122223333'] } },
    { argv: ['--account=data-production'], expected: { accounts: ['data-production'] } },
    { argv: ['--account', 'a', '--account', 'b,c', '--account=a'], expected: { accounts: ['a', 'b', 'c'] } },
    { argv: ['--account', 'name with spaces'], expected: { accounts: ['name with spaces'] } },
    { argv: ['--account=-odd=name'], expected: { accounts: ['-odd=name'] } },
    {
      argv: ['--region', 'eu-west-1, us-east-1', '--region=eu-west-1'],
      expected: { regions: ['eu-west-1', 'us-east-1'] },
    },
    { argv: ['--format', 'json'], expected: { format: 'json' } },
    { argv: ['--format=CSV', '--format', 'csv'], expected: { format: 'csv' } },
    { argv: ['--no-key-check'], expected: { keyCheck: false } },
    { argv: ['-h'], expected: { help: true } },
    { argv: ['--help', '--region', 'eu-west-1'], expected: { help: true, regions: ['eu-west-1'] } },
  ])('reads $argv', ({ argv, expected }) => {
    expect(parseAuditArgs(argv)).toEqual({ ...defaults, ...expected });
  });

  test.each<{ argv: readonly string[]; says: RegExp; meant: readonly string[] }>([
    { argv: ['--regoin', 'eu-west-1'], says: /no option “--regoin”.*--region/, meant: ['--region'] },
    { argv: ['--regions=eu-west-1'], says: /no option “--regions”/, meant: ['--region'] },
    { argv: ['-region', 'x'], says: /no option “-region”/, meant: ['--region'] },
    { argv: ['--FORMAT=json'], says: /no option “--FORMAT”/, meant: ['--format'] },
    { argv: ['--nokeycheck'], says: /no option/, meant: ['--no-key-check'] },
    { argv: ['--zzzzzzzz'], says: /The options are --account, --region/, meant: [] },
    { argv: ['--'], says: /no option “--”/, meant: [] },
    { argv: ['--region'], says: /--region needs a region after it/, meant: ['--region eu-west-1'] },
    {
      argv: ['--account', '--region'],
      says: /--account needs an account id or name/,
      meant: ['--account 111122223333'],
    },
    { argv: ['--region='], says: /empty one/, meant: ['--region eu-west-1'] },
    { argv: ['--region', 'eu-west-1,,us-east-1'], says: /empty one/, meant: ['--region eu-west-1'] },
    { argv: ['--format', 'jsn'], says: /no format “jsn”.*table, json or csv/, meant: ['--format json'] },
    { argv: ['--format', 'xlsxxx'], says: /no format/, meant: [] },
    { argv: ['--format', 'json', '--format', 'csv'], says: /given twice: json and csv/, meant: ['--format json'] },
    { argv: ['--help=yes'], says: /--help takes no value/, meant: ['--help'] },
    { argv: ['us-east-1'], says: /stands alone.*audit -- --region us-east-1/, meant: ['--region us-east-1'] },
    { argv: ['111122223333'], says: /stands alone/, meant: ['--account 111122223333'] },
    { argv: ['JSON'], says: /stands alone/, meant: ['--format json'] },
    { argv: ['help'], says: /stands alone/, meant: ['--help'] },
    { argv: [''], says: /stands alone/, meant: ['--account '] },
  ])('refuses $argv', ({ argv, says, meant }) => {
    const error = refusal(argv);
    expect(error.code).toBe('usage');
    expect(error.detail).toMatch(says);
    expect(error.suggestions).toEqual(meant);
  });
});

describe('the help', () => {
  test('names every option, exit code and the guard of CSV, in 80 columns', async () => {
    const help = commandHelp(auditSpec);
    for (const word of ['--account', '--region', '--format', '--no-key-check', '--help', 'apostrophe'])
      expect(help).toContain(word);
    for (const code of [0, 1, 2, 3]) expect(help).toMatch(new RegExp(`^ {2}${code} {2}\\S`, 'm'));
    expect(Math.max(...help.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    await expect(help).toMatchFileSnapshot('__snapshots__/audit-help.txt');
  });
});
