import { describe, expect, test } from 'vitest';
import { GluewardenError } from '../../../src/domain/errors.ts';
import { recordingCommands } from '../../support/commands.ts';

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

  test('offers several findings of an account, or of one of its regions', async () => {
    const { remediate, calls } = recordingCommands();
    await remediate('several production');
    await remediate('SEVERAL us-east-1 “analytics team”');
    expect(calls).toEqual([
      ['several', 'production', undefined],
      ['several', 'analytics team', 'us-east-1'],
    ]);
    expect(await remediate('several')).toMatchObject({
      suggestions: expect.arrayContaining(['/glue-remediate several production']),
    });
    const only = recordingCommands({ only: true });
    await only.remediate('several');
    expect(only.calls).toEqual([['several', 'production', undefined]]);
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
