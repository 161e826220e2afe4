import { namedIn } from '../messages/digest-news.ts';
import type { Clock } from '../ports/runtime.ts';
import type { Store } from '../ports/store.ts';

/** Digests whose quiet hours are over go to the outbox, each once, whoever sees it first. */
export async function releaseHeld({ store, clock }: { readonly store: Store; readonly clock: Clock }): Promise<void> {
  const now = clock.now();
  // Nearly always there is none, and asking takes no lock.
  if (!(await store.digests.isDue(now))) return;
  await store.transaction(async ({ digests, outbox }) => {
    const due = await digests.takeDue(now);
    await outbox.add(due.map(({ id, channel, message }) => ({ id, channel, message, createdAt: now })));
    await digests.name(
      due.map(({ id, message }) => ({ id, named: namedIn(message) })),
      now,
    );
  });
}
