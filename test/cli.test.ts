import { expect, test } from 'vitest';
import { run, tempFolder, writeConfig } from './support/run.ts';

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

test.each([['example.com'], ['http://example.com'], ['--help']])(
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
