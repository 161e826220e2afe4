import { describe, expect, test } from 'vitest';
import { GluewardenError } from '../../../src/domain/errors.ts';
import { recordingCommands } from '../../support/commands/commands.ts';

describe('/glue-remediate', () => {
  test('offers what an audit found, by name, account and region in any order', async () => {
    const { remediate, calls } = recordingCommands();
    await remediate('“old etl” analytics eu-west-1');
    await remediate('std eu-west-1 production');
    await remediate('status production us-east-1');
    expect(calls).toEqual([
      ['offer', 'production', 'eu-west-1', 'std'],
      ['offer', 'production', 'us-east-1', 'status'],
    ]);
  });

  test('needs a region, and an account where there are several', async () => {
    const { remediate, calls } = recordingCommands();
    expect(await remediate('std production')).toMatchObject({ what: expect.stringContaining('the region is missing') });
    expect(await remediate('"my std" us-east-1')).toMatchObject({
      suggestions: expect.arrayContaining(['/glue-remediate "my std" production us-east-1']),
    });
    expect(calls).toEqual([]);
    const only = recordingCommands({ only: true });
    await only.remediate('std us-east-1');
    expect(only.calls).toEqual([['offer', 'production', 'us-east-1', 'std']]);
  });

  test('offers many findings of an account, or of one of its regions; the former word does the same', async () => {
    for (const word of ['bulk', 'several', 'SEVERAL']) {
      const { remediate, calls } = recordingCommands();
      await remediate(`${word} production`);
      await remediate(`${word} us-east-1 “analytics team”`);
      expect(calls).toEqual([
        ['several', 'production', undefined],
        ['several', 'analytics team', 'us-east-1'],
      ]);
      expect(await remediate(word)).toMatchObject({
        suggestions: expect.arrayContaining(['/glue-remediate bulk production']),
      });
    }
  });

  test('the former word is shown nowhere', async () => {
    const { commands, remediate } = recordingCommands();
    expect(JSON.stringify([commands, await remediate('help'), await remediate('blk')])).not.toContain('several');
  });

  test.each([
    ['stats', '/glue-remediate status'],
    ['stauts', '/glue-remediate status'],
    ['PUASE', '/glue-remediate pause'],
    ['bulkk production', '/glue-remediate bulk production'],
  ])('%s is a mistyped word of this command, and is told so in its own words', async (text, meant) => {
    const answer = await recordingCommands().remediate(text);
    expect(answer).toMatchObject({ kind: 'problem', suggestions: expect.arrayContaining([meant]) });
    expect(JSON.stringify(answer)).not.toContain('/glue-audit');
    expect(answer).toMatchObject({ next: expect.stringContaining('/glue-remediate help') });
  });

  test.each([
    ['orders-etl', 'the region is missing', 'orders-etl production us-east-1'],
    ['"my std" production', 'the region is missing', '"my std" production us-east-1'],
    ['us-east-1', 'the name is missing', '"<name>" [account] [region]'],
    ['production', 'the name is missing', '"<name>" [account] [region]'],
    ['""', 'the name is missing', '"<name>" [account] [region]'],
  ])('%s: says what is missing, with an example, and never names another command', async (text, missing, example) => {
    const { remediate, calls } = recordingCommands();
    const answer = await remediate(text);
    expect(answer).toMatchObject({ kind: 'problem', what: expect.stringContaining(missing) });
    expect(answer).toMatchObject({ what: expect.stringContaining(example) });
    expect(JSON.stringify(answer)).not.toContain('/glue-audit');
    expect(calls).toEqual([]);
  });

  test('a configuration may be called like a subcommand, even like help', async () => {
    const { remediate, calls } = recordingCommands();
    for (const name of ['status', 'pause', 'help']) await remediate(`${name} production us-east-1`);
    expect(calls.map(([, , , name]) => name)).toEqual(['status', 'pause', 'help']);
  });

  test('who may stop everything is judged by the approvers alone, unless nothing is to be stopped', async () => {
    const refuse = new GluewardenError('not-allowed');
    const { remediate, calls } = recordingCommands({ refuse });
    await remediate('pause');
    await remediate('RESUME');
    expect(calls).toEqual([
      ['pause', 'U1'],
      ['resume', 'U1'],
    ]);
    const off = recordingCommands({ refuse, remediation: false });
    expect(await off.remediate('pause')).toMatchObject({ what: expect.stringContaining('not among those') });
  });

  test('a wrong word becomes the whole command that was probably meant', async () => {
    const { remediate } = recordingCommands();
    expect(await remediate('std prodution us-east-1')).toMatchObject({
      suggestions: expect.arrayContaining(['/glue-remediate std production us-east-1']),
    });
  });

  test('lists what waits, and helps', async () => {
    const { remediate } = recordingCommands();
    expect(await remediate('status')).toEqual({ kind: 'open-requests', requests: [] });
    for (const text of ['', 'help', 'HELP'])
      expect(await remediate(text)).toMatchObject({ kind: 'help', command: '/glue-remediate' });
  });

  test('says that remediation is off, and how to switch it on', async () => {
    const { remediate } = recordingCommands({ remediation: false });
    for (const text of ['status', 'std production us-east-1'])
      expect(await remediate(text)).toMatchObject({
        what: expect.stringContaining('off'),
        next: expect.stringMatching(/remediationRoleArn.*REMEDIATION=off/),
      });
  });

  test('only those who may audit get an answer', async () => {
    const { remediate, calls } = recordingCommands({ refuse: new GluewardenError('not-allowed') });
    for (const text of ['status', 'std production us-east-1'])
      expect(await remediate(text)).toMatchObject({ what: expect.stringContaining('not among those') });
    expect(calls).toEqual([]);
  });
});
