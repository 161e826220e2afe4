import { expect, test } from 'vitest';
import { CloudError, GluewardenError } from '../../../src/domain/errors.ts';
import type { Account } from '../../../src/domain/fleet.ts';
import type { FindingKind } from '../../../src/domain/model.ts';
import { createShowFinding } from '../../../src/usecases/home/show-finding.ts';
import { finding } from '../../store/samples.ts';
import { kit } from '../../support/fakes/kit.ts';
import { listSamples } from '../../views/samples/lists.ts';

const actor = { user: 'U1', channel: '' };
const account: Account = { id: '111122223333', regions: ['eu-west-1'] };

async function shown(
  kind: FindingKind,
  given: { resolvedAt?: number; authorise?: () => Promise<void>; fails?: Error } = {},
) {
  const { store } = await kit();
  const { resolvedAt } = given;
  await store.findings.insert([
    finding('f1', { account: '111122223333', kind, name: 'a', ...(resolvedAt !== undefined && { resolvedAt }) }),
  ]);
  const asked: unknown[] = [];
  const show = async (...args: unknown[]) => {
    asked.push(args);
    throw given.fails ?? new GluewardenError('unknown-configuration', 'a');
  };
  const { showFinding } = createShowFinding(
    { store, fleet: { accounts: [account], schedules: [] }, show },
    given.authorise ?? (async () => {}),
  );
  return { asked, answer: await showFinding(actor, 'f1'), showFinding };
}

test.each<[FindingKind, unknown[]]>([
  ['configuration', [account, 'eu-west-1', 'a']],
  ['unusable-key', [account, 'eu-west-1', 'a']],
  ['unprotected-job', [account, 'eu-west-1', 'a', 'job']],
  ['dangling-reference', [account, 'eu-west-1', 'a', 'job']],
  ['reverted', [account, 'eu-west-1', 'a', 'job']],
])('of %s', async (kind, args) => {
  const { asked, answer } = await shown(kind);
  expect(asked).toEqual([args]);
  expect(answer).toMatchObject({ kind: 'problem' });
});

test('of an account that is not configured any more, nothing of another one is shown', async () => {
  const { store } = await kit();
  await store.findings.insert([finding('f1', { account: '999900001111', kind: 'configuration', name: 'a' })]);
  const own: Account = { regions: ['eu-west-1'] };
  const { showFinding } = createShowFinding(
    {
      store,
      fleet: { accounts: [own], schedules: [] },
      show: async (_account, region, name) => ({
        ...listSamples['configuration-compliant'],
        account: '111122223333',
        region,
        configuration: { ...listSamples['configuration-compliant'].configuration, name },
      }),
    },
    async () => {},
  );
  expect(await showFinding(actor, 'f1')).toMatchObject({
    kind: 'problem',
    what: expect.stringContaining('not watched any more'),
  });
});

test('what is resolved or unknown is not read', async () => {
  const { asked, answer, showFinding } = await shown('configuration', { resolvedAt: 9 });
  expect(asked).toEqual([]);
  expect(answer).toMatchObject({ kind: 'problem', what: expect.stringContaining('not open any more') });
  expect(await showFinding(actor, 'nothing')).toEqual(answer);
});

test('who may not ask sees nothing', async () => {
  const { asked, answer } = await shown('configuration', {
    authorise: async () => {
      throw new GluewardenError('not-allowed');
    },
  });
  expect(asked).toEqual([]);
  expect(answer).toMatchObject({ what: 'You are not among those who may ask this.' });
});

test('what AWS refuses is said in words, and a defect is not', async () => {
  const { answer } = await shown('configuration', { fails: new CloudError('GetJobs', 'AccessDeniedException', 'no') });
  expect(answer).toMatchObject({ kind: 'problem', what: expect.stringContaining('glue:GetJobs') });
  await expect(shown('configuration', { fails: new Error('defect') })).rejects.toThrow('defect');
});
