import { expect, test, vi } from 'vitest';
import { releaseHeld } from '../../../src/usecases/schedule/release-held.ts';
import { kit } from '../../support/fakes/kit.ts';
import { digestSamples } from '../../views/samples/digests.ts';

const message = digestSamples['digest-typical'];

test('a digest whose time has come is in the outbox once, whoever looks at the same moment', async () => {
  const base = await kit();
  const at = base.clock.now();
  const held = { schedule: 'daily', channel: 'C1', message, createdAt: at - 1 };
  await base.store.digests.hold([
    { ...held, id: 'now', until: at },
    { ...held, id: 'later', until: at + 1 },
  ]);
  await Promise.all([releaseHeld(base), releaseHeld(base)]);
  expect((await base.store.outbox.claimDue(at, at + 1, 'p', 10)).map(({ id }) => id)).toEqual(['now']);
  expect((await base.store.digests.held('daily')).map(({ id }) => id)).toEqual(['later']);
});

test('asking whether there is one takes no lock', async () => {
  const base = await kit();
  const transaction = vi.spyOn(base.store, 'transaction');
  await releaseHeld(base);
  expect(transaction).not.toHaveBeenCalled();
});
