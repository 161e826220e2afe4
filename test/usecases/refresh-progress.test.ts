import { expect, test } from 'vitest';
import { sha256 } from '../../src/ops/vault.ts';
import { deliverMessages } from '../../src/usecases/deliver-messages.ts';
import { createRefreshProgress } from '../../src/usecases/refresh-progress.ts';
import { approved, remediationKit } from '../support/remediation.ts';

test('what changes while an edit may not be made yet is shown when it may: a look is asked for', async () => {
  const kit = await remediationKit();
  await approved(kit);
  await deliverMessages({ ...kit, processId: 'process-1' });
  const shown: string[] = [];
  const asked: number[] = [];
  const update = async (_posted: object, message: object) =>
    void shown.push('headline' in message ? String(message.headline) : '');
  const chat = { update };
  const refresh = createRefreshProgress({
    ...{ ...kit, chat, digest: sha256, held: async () => false },
    lookAgain: (ms) => void asked.push(ms),
  });
  await refresh();
  expect(shown).toEqual(['Approved: it is about to be carried out.']);
  await kit.run();
  await refresh();
  expect(shown).toHaveLength(1);

  kit.clock.time += asked[0] ?? 0;
  await refresh();
  expect(shown.at(-1)).toMatch(/^Done: /);
});
