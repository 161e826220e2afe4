import { describe, expect, test } from 'vitest';
import type { FirstRunsMessage } from '../../../../src/usecases/messages/afterwards-messages.ts';
import type { SwitchRow } from '../../../../src/usecases/ports/switch-records.ts';
import { notifyFirstRuns } from '../../../../src/usecases/remediation/messages/first-runs.ts';
import { canaryPlan, notify } from '../../../support/remediation/afterwards.ts';
import { switchRow } from '../../../support/remediation/plan-progress.ts';
import { approved, type RemediationKit, remediationKit } from '../../../support/remediation/remediation.ts';

async function told(kit: RemediationKit) {
  const all = await notify(kit);
  return all.flatMap(({ channel, message }): { channel: string; message: FirstRunsMessage }[] =>
    message.kind === 'first-runs' ? [{ channel, message }] : [],
  );
}

describe('a canary that nobody can wait for', () => {
  test.each([
    [
      'its key cannot be used now',
      { keyVerdict: async () => ({ state: 'unusable', reason: 'key-disabled' }) as const },
    ],
    ['its configuration is another one by now', {}],
  ])('because %s: the approvers are asked at once', async (why, changes) => {
    const kit = await remediationKit();
    const request = await approved(kit, canaryPlan(kit.glue));
    if (why.includes('another one'))
      kit.glue.around = ({ operation, name }, phase) => {
        if (operation === 'CreateSecurityConfiguration' && phase === 'after') seen = 1;
        if (seen && operation === 'GetSecurityConfiguration' && phase === 'before') seen += 1;
        if (seen === 3) kit.glue.put('configuration', name, { Name: name, EncryptionConfiguration: {} });
      };
    let seen = 0;
    await kit.run('p1', changes);
    expect(await kit.store.remediation.executions(request.id)).toMatchObject([
      { state: 'waiting-for-canary', outcomes: [{ state: 'done' }, { stepId: 's2', state: 'failed' }] },
    ]);
    expect(await kit.store.remediation.switches(request.id)).toEqual([]);
    const messages = await told(kit);
    expect(messages.map(({ channel }) => channel).toSorted()).toEqual(['CAPPROVALS']);
    expect(messages[0]?.message).toMatchObject({
      event: 'canary',
      doubtful: [{ job: 'a', canary: true, verdict: 'failed', reason: 'not-moved' }],
      doubtfulTotal: 1,
    });
  });
});

describe('what is told, from the records alone', () => {
  /** Carried out, with these first runs in place of its own. */
  async function carriedOut(rows: readonly SwitchRow[]) {
    const kit = await remediationKit();
    const request = await approved(kit);
    await kit.run();
    const [execution] = await kit.store.remediation.executions(request.id);
    await notify(kit);
    const ours = rows.map((row) => ({ ...row, requestId: request.id, executionId: execution?.id ?? '' }));
    const remediation = { ...kit.store.remediation, switches: async () => ours };
    const look = () =>
      notifyFirstRuns({ ...kit, channelOf: () => 'CAPPROVALS' }, { ...kit.store, remediation }, request);
    return { kit, look };
  }
  const row = (state: SwitchRow['state'], stepId: string, changes: Partial<SwitchRow> = {}) =>
    switchRow(state, { stepId, job: stepId, ...changes });

  test.each<[string, readonly SwitchRow[], string | undefined, readonly string[]]>([
    ['all good', [row('good', 'a'), row('good', 'b')], 'over', ['CAPPROVALS']],
    ['one not seen', [row('good', 'a'), row('unseen', 'b')], 'over', ['CAPPROVALS']],
    ['one bad, the last known', [row('good', 'a'), row('failed', 'b')], 'over', ['CAPPROVALS']],
    ['one bad, another awaited', [row('doubtful', 'a'), row('watching', 'b')], 'trouble', ['CAPPROVALS']],
    ['one good, another awaited', [row('good', 'a'), row('watching', 'b')], undefined, []],
    ['nothing was moved', [row('void', 'a')], undefined, []],
    ['none at all', [], undefined, []],
    ['the bad one is back already', [row('failed', 'a', { backAt: 9 }), row('watching', 'b')], undefined, []],
    ['everything is back', [row('failed', 'a', { backAt: 9 }), row('unseen', 'b', { backAt: 9 })], undefined, []],
  ])('%s', async (_, rows, event, channels) => {
    const { kit, look } = await carriedOut(rows);
    await look();
    await look();
    const messages = await told(kit);
    expect(messages.map(({ channel }) => channel).toSorted()).toEqual(channels);
    for (const { message } of messages) expect(message.event).toBe(event);
    await look();
    expect(await told(kit)).toEqual([]);
  });

  test('500 bad ones are counted, and twenty are named', async () => {
    const { kit, look } = await carriedOut(Array.from({ length: 500 }, (_, index) => row('failed', `job-${index}`)));
    await look();
    const [first] = await told(kit);
    expect([first?.message.doubtful.length, first?.message.doubtfulTotal]).toEqual([20, 500]);
  });
});
