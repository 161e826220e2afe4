import { describe, expect, test } from 'vitest';
import { planInTerminal } from '../src/app-terminal.ts';
import { type Config, defaultExceptions } from '../src/config/model.ts';
import { CloudError, GluewardenError } from '../src/domain/errors.ts';
import { defaultRetention } from '../src/domain/retention.ts';
import { silentLog } from './support/aws/aws.ts';
import { type Fakes, fakes, world } from './support/fakes/fake-plan-reads.ts';
import { key, rawStatistics, secretValue } from './support/remediation/plans.ts';

const data = { id: '111122223333', name: 'data', regions: ['eu-west-1'], kmsKeys: { 'eu-west-1': key } };
const other = { id: '444455556666', name: 'other', regions: ['eu-west-1'] };

function config(accounts: Config['accounts'] = [data], mode: Config['remediation']['mode'] = 'bookmarks-only'): Config {
  return {
    accounts,
    schedules: [],
    remediation: { mode, watchRunsFor: 0 },
    retention: defaultRetention,
    exceptions: defaultExceptions,
    warnings: [],
  };
}

async function plan(words: readonly string[], options: Fakes & { config?: Config; refused?: string } = {}) {
  const { cloud, remediation } = fakes(options);
  const written = { stdout: '', stderr: '' };
  let closed = 0;
  const close = () => {
    closed += 1;
  };
  const stream = (name: 'stdout' | 'stderr') => ({
    columns: 80,
    write: (text: string) => {
      written[name] += text;
    },
  });
  const enter =
    options.refused === undefined
      ? cloud.enter
      : async () => {
          throw new CloudError('AssumeRole', options.refused ?? '', 'no');
        };
  const code = await planInTerminal(
    ['plan', ...words],
    async () => ({ settings: {}, config: options.config ?? config(), log: silentLog }),
    { env: {}, stdout: stream('stdout'), stderr: stream('stderr') },
    async () => ({ cloud: { enter }, remediation, close }),
  );
  return { code, closed, ...written };
}

const least = ['std', '--region', 'eu-west-1'];

describe('remediate plan', () => {
  test('prints the plan with the configured key, and exits 0', async () => {
    const { code, closed, stdout, stderr } = await plan(least);
    expect([code, closed, stderr]).toEqual([0, 1, '']);
    expect(stdout).toMatch(/^PLAN for std \(security configuration\) in data \(111122223333\), eu-west-1\n/);
    expect(stdout).toContain('It creates 1 configuration and switches 3 jobs and 1 trigger');
    expect(stdout.replaceAll(/\s+/g, '')).toContain(key);
    expect(stdout).toContain('Switch job a (canary job, writes bookmarks');
    expect(stdout).not.toContain(secretValue);
  });

  test('takes the configured mode, and every choice of the words', async () => {
    expect((await plan(least)).stdout).toMatch(/CloudWatch logs {2}off\n/);
    expect((await plan(least, { config: config([data], 'full') })).stdout).toMatch(/CloudWatch logs {2}off -> SSE-KMS/);
    expect((await plan([...least, '--full'])).stdout).toMatch(/CloudWatch logs {2}off -> SSE-KMS/);
    expect((await plan([...least, '--crawlers'])).stdout).toContain('Switch crawler raw');
    const tables = { sales: { orders: rawStatistics('sales', 'orders') } };
    const named = await plan([...least, '--database', 'sales'], { world: { ...world, tables } });
    const words = named.stdout.replaceAll(/\s+/g, ' ');
    expect(words).toContain('Switch column statistics of sales.orders from std to std-encrypted-bookmarks.');
    expect(words).toContain('1 trigger and the column statistics of 1 table;');
    expect((await plan([...least, '--only', 'job:b'])).stdout).toContain('switches 1 job;');
    const another = key.replace('1111aaaa', '2222bbbb');
    expect((await plan([...least, '--key', another])).stdout).toContain('2222bbbb');
  });

  test('exits 2 where there is no plan, and 3 where something cannot be read', async () => {
    const bare = { ...data, kmsKeys: {} };
    const refused = await plan(least, { config: config([bare]) });
    expect([refused.code, refused.closed]).toEqual([2, 1]);
    expect(refused.stdout).toContain('A new configuration needs a KMS key');
    const unread = await plan(least, { refused: 'AccessDenied' });
    expect([unread.code, unread.closed, unread.stdout]).toEqual([3, 1, '']);
    expect(unread.stderr).toContain('AccessDenied');
  });

  test('several accounts need one to be named', async () => {
    const both = config([data, other]);
    await expect(plan(least, { config: both })).rejects.toMatchObject({
      code: 'usage',
      // As it is typed here: the chat's words name an account without an option.
      suggestions: ['--account data', expect.stringMatching(/^--account /)],
    });
    expect((await plan([...least, '--account', 'data'], { config: both })).code).toBe(0);
    await expect(plan([...least, '--account', 'dta'], { config: both })).rejects.toBeInstanceOf(GluewardenError);
  });
});
