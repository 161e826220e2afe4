import { describe, expect, test } from 'vitest';
import { CloudError } from '../../src/domain/errors.ts';
import type { RemediationOutcomeMessage } from '../../src/usecases/messages/afterwards-messages.ts';
import { withoutTimes } from '../support/fakes/fake-glue.ts';
import { notify } from '../support/remediation/afterwards.ts';
import { approved, job, type RemediationKit, remediationKit, trigger } from '../support/remediation/remediation.ts';
import { old, oldEncryption, orderBack, retiredGlue, retirePlan } from '../support/remediation/retire.ts';

type Engine = Parameters<RemediationKit['run']>[1];

/** An approved retire, carried out after `meanwhile` changed things. */
async function retire(meanwhile: (kit: RemediationKit) => void = () => {}, engine: Engine = {}) {
  const kit = await remediationKit(retiredGlue());
  const request = await approved(kit, retirePlan(kit.glue));
  meanwhile(kit);
  await kit.run('p1', engine);
  const [execution] = await kit.store.remediation.executions(request.id);
  const outcome = execution?.outcomes[0];
  return { kit, request, execution, outcome };
}

async function told(kit: RemediationKit): Promise<readonly RemediationOutcomeMessage[]> {
  return (await notify(kit)).flatMap(({ message }) => (message.kind === 'remediation-outcome' ? [message] : []));
}

test('what nothing references is deleted, after a look at every use of it', async () => {
  const asked: string[] = [];
  const { kit, execution, outcome } = await retire(() => {}, {
    references: async ({ region }, name) => {
      asked.push(`${region} ${name}`);
      return { references: [], errors: [], isFresh: () => true };
    },
  });
  expect(asked).toEqual(['eu-west-1 std']);
  expect(kit.glue.now('configuration', 'std')).toBeUndefined();
  expect(kit.glue.effects).toEqual([{ kind: 'configuration', name: 'std', after: 'deleted' }]);
  expect(outcome).toMatchObject({ state: 'done', awsRequestIds: [expect.stringMatching(/^w/)] });
  expect(await kit.store.remediation.auditTrail(execution?.id ?? '')).toContainEqual(
    expect.objectContaining({ action: 'step.done', detail: expect.objectContaining({ type: 'delete-configuration' }) }),
  );
  expect(kit.rescans).toEqual(['111122223333/eu-west-1']);
  expect(await told(kit)).toMatchObject([
    { state: 'done', headline: 'Done: the configuration "std" is deleted.', moved: 1, total: 1 },
  ]);
});

describe('it is left where it is', () => {
  test.each<{ what: string; meanwhile: (kit: RemediationKit) => void; reason: string; state: string }>([
    {
      what: 'a job began to use it since the plan',
      meanwhile: ({ glue }) => glue.put('job', 'b', job('b', { SecurityConfiguration: 'std' })),
      state: 'failed',
      reason: 'still-used: job b',
    },
    {
      what: 'a trigger names it since the plan',
      meanwhile: ({ glue }) => glue.put('trigger', 't', trigger('t')),
      state: 'failed',
      reason: 'still-used: trigger t',
    },
    {
      what: 'it was changed since the plan (deleted, and its name used again)',
      meanwhile: ({ glue }) => {
        const JobBookmarksEncryption = { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn: 'arn' };
        glue.put('configuration', 'std', { Name: 'std', EncryptionConfiguration: { JobBookmarksEncryption } });
      },
      state: 'drifted',
      reason: 'changed',
    },
  ])('when $what', async ({ meanwhile, state, reason }) => {
    const { kit, outcome } = await retire(meanwhile);
    expect(outcome).toMatchObject({ state, reason });
    expect(kit.glue.now('configuration', 'std')).toBeDefined();
    expect(kit.glue.writes).toBe(0);
    const [outcomeTold, ...others] = await told(kit);
    expect(outcomeTold).toMatchObject({
      state: 'failed',
      headline: 'Nothing was deleted: the configuration "std" still exists.',
      trouble: [{ name: 'std', why: expect.stringContaining('it was not deleted') }],
    });
    expect(others).toEqual([]);
  });

  test('when a list of what uses it could not be read to the end', async () => {
    const { kit, outcome } = await retire(() => {}, {
      references: async () => ({
        references: [],
        errors: [{ call: 'GetTriggers', error: 'ThrottlingException' }],
        isFresh: () => true,
      }),
    });
    expect(outcome).toMatchObject({ state: 'failed', reason: 'references-unread: GetTriggers: ThrottlingException' });
    expect(kit.glue.writes).toBe(0);
  });

  test('when AWS denies it', async () => {
    const { kit, outcome } = await retire(({ glue }) => {
      glue.around = ({ operation }, phase) => {
        if (operation === 'DeleteSecurityConfiguration' && phase === 'before')
          throw new CloudError(operation, 'AccessDeniedException', 'no');
      };
    });
    expect(outcome).toMatchObject({ state: 'failed' });
    expect(kit.glue.now('configuration', 'std')).toBeDefined();
  });
});

test('somebody else deleted it: there is nothing left to do', async () => {
  const { kit, outcome } = await retire(({ glue }) => void glue.things.configuration.delete('std'));
  expect(outcome).toMatchObject({ state: 'already' });
  expect(kit.glue.writes).toBe(0);
});

test('a roll back creates it again exactly, once', async () => {
  const { kit, request } = await retire();
  const back = () => orderBack(kit, request.id);
  expect(await back()).not.toHaveProperty('refused');
  await kit.run();
  expect(withoutTimes(kit.glue.now('configuration', 'std') ?? {})).toEqual(old);
  expect(kit.glue.effects.map(({ after }) => after === 'deleted')).toEqual([true, false]);
  expect((await told(kit)).map(({ headline }) => headline)).toEqual([
    'Done: the configuration "std" is deleted.',
    'Done: the configuration "std" exists.',
  ]);
  expect(await back()).toEqual({ refused: 'nothing-to-roll-back' });
});

test('a roll back does not overwrite another configuration that has the name by now', async () => {
  const { kit, request } = await retire();
  kit.glue.put('configuration', 'std', {
    Name: 'std',
    EncryptionConfiguration: { ...oldEncryption, S3Encryption: [{ S3EncryptionMode: 'SSE-KMS', KmsKeyArn: 'arn' }] },
  });
  const ordered = await orderBack(kit, request.id);
  expect(ordered).not.toHaveProperty('refused');
  await kit.run();
  const back = (await kit.store.remediation.executions(request.id)).find(({ direction }) => direction === 'back');
  expect(back?.outcomes).toMatchObject([{ state: 'failed', reason: 'name-taken' }]);
});
