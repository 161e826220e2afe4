import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { run, tempFolder, writeConfig } from './support/processes/run.ts';

const slow = 30_000;

test(
  'policies are written for the partition of the configured roles',
  async () => {
    const folder = tempFolder();
    writeConfig(folder, {
      accounts: [{ id: '111122223333', scanRoleArn: 'arn:aws-us-gov:iam::111122223333:role/GluewardenScan' }],
    });
    const { code, stdout } = await run(['policy'], folder, {});
    expect(code).toBe(0);
    expect(stdout).toContain('"arn:aws-us-gov:kms:*:*:key/*"');
    expect(stdout).toContain('"arn:aws-us-gov:iam::BOT-ACCOUNT-ID:role/BOT-ROLE"');
    expect(stdout).not.toContain('arn:aws:');
  },
  slow,
);

test.each([['example.com'], ['http://example.com']])(
  'a manifest for %s is refused in one line, without a stack',
  async (word) => {
    const { code, stdout, stderr } = await run(['manifest', word], tempFolder(), {});
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/https:\/\/gluewarden\.example\.com/);
    expect(stderr).not.toMatch(/\n\s+at /);
  },
  slow,
);

const version = JSON.parse(readFileSync('package.json', 'utf8')).version;

test.each([
  [['help'], /^ {2}audit {6}\S/m],
  [['--help'], /^ {2}start {6}\S/m],
  [['--version'], new RegExp(`^${version}\n$`)],
  [['help', 'audit'], /^Usage: +gluewarden audit \[options\]\nIn a checkout: npm run -s audit -- /m],
  [['doctor', '--help'], /^Usage: +gluewarden doctor \[options\]\nIn a checkout: npm run -s doctor -- /m],
  [['start', '--help'], /^Usage: +gluewarden start\nIn a checkout: npm start\n/m],
])(
  '%j goes to stdout and needs neither configuration nor Slack',
  async (words, says) => {
    const { code, stdout, stderr } = await run(words, tempFolder(), { GLUEWARDEN_CONFIG: 'not-there.yaml' });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(says);
  },
  slow,
);

test.each([
  [[], /^ {2}audit {6}\S/m],
  [['adit'], /no command “adit”[\s\S]*Did you mean: audit\nnode src\/launch\.mjs help/],
  [['help', 'polcy'], /Did you mean: policy/],
  [['start', '--hepl'], /no option “--hepl”[\s\S]*Did you mean: --help\nnpm start -- --help/],
  [['doctor', 'now'], /"doctor" takes no further words[\s\S]*npm run -s doctor -- --help/],
])(
  '%j goes to stderr and exits 1',
  async (words, says) => {
    const { code, stdout, stderr } = await run(words, tempFolder(), {});
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/\n\s+at /);
  },
  slow,
);

test(
  'the file of the program is one that can be run by its name',
  async () => {
    expect(statSync('src/launch.mjs').mode & 0o111).not.toBe(0);
    expect(JSON.parse(readFileSync('package.json', 'utf8')).bin).toEqual({ gluewarden: 'src/launch.mjs' });
    const { stdout } = await promisify(execFile)(resolve('src/launch.mjs'), ['--version'], {
      env: { PATH: `${dirname(process.execPath)}:${process.env.PATH}` },
    });
    expect(stdout).toBe(`${version}\n`);
  },
  slow,
);

test(
  'no account may be called like a word of /glue-audit; a word of /glue-remediate is fine there',
  async () => {
    const folder = tempFolder();
    const named = (name: string) => {
      writeConfig(folder, { accounts: [{ id: '111122223333', name }] });
      return run(['policy'], folder, {});
    };
    const refused = await named('History');
    expect([refused.code, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toContain('"History" is a word of /glue-audit: take another name');
    expect((await named('bulk')).code).toBe(0);
  },
  slow,
);
