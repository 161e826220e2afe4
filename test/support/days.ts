import type { Account, Schedule } from '../../src/domain/fleet.ts';
import type { OwnerRule } from '../../src/domain/owners/owner-of-finding.ts';
import { createScanFleet } from '../../src/usecases/audit/scan-fleet.ts';
import type { DigestMessage } from '../../src/usecases/messages/audit-messages.ts';
import { createDelivery } from '../../src/usecases/schedule/deliver-messages.ts';
import { releaseHeld } from '../../src/usecases/schedule/release-held.ts';
import { runScheduledScan } from '../../src/usecases/schedule/scheduled-scan.ts';
import { FakeChat } from './fakes/fake-chat.ts';
import { FakeCloud } from './fakes/fake-cloud.ts';
import { kit } from './fakes/kit.ts';

const account: Account = {
  id: '111122223333',
  name: 'production',
  regions: ['eu-west-1', 'us-east-1'],
  owner: { channel: 'C0TEAMDATA' },
};
export const daily: Schedule = { name: 'daily', cron: '0 8 * * *', timezone: 'UTC', channel: 'C0SECURITY' };

/** A bot that lives through days: a scan, then what was posted of it, whenever a test asks for one. */
export async function daysOf(
  schedule: Schedule,
  accounts: readonly Account[] = [account],
  config: { readonly tags?: readonly string[]; readonly owners?: readonly OwnerRule[] } = {},
) {
  const base = await kit();
  const chat = new FakeChat();
  const cloud = new FakeCloud({
    '111122223333': { regions: { 'eu-west-1': {}, 'us-east-1': {} } },
    '444455556666': { regions: { 'eu-west-1': {} } },
  });
  const deliver = createDelivery({ ...base, chat });
  let isFirst = true;

  async function post(): Promise<readonly DigestMessage[]> {
    const before = chat.posts.length;
    await releaseHeld(base);
    await deliver();
    return chat.posts.slice(before).flatMap(({ message }) => (message.kind === 'digest' ? [message] : []));
  }

  return {
    ...base,
    cloud,
    chat,
    post,
    region: (name: string, of = '111122223333') => {
      const regions = cloud.accounts[of]?.regions ?? {};
      regions[name] ??= {};
      return regions[name];
    },
    /** What one scan posted: the whole, then what owners got. `of`: what is configured by then. */
    async scan(of: readonly Account[] = accounts): Promise<readonly DigestMessage[]> {
      const dueAt = base.clock.now();
      if (isFirst) await base.store.schedules.setNext(schedule.name, 'f', null, 0);
      isFirst = false;
      await base.store.schedules.claim(schedule.name, dueAt, base.processId, dueAt);
      await base.clock.advance(1_000);
      const scan = createScanFleet({ ...base, cloud, ...config });
      const parts = {
        ...base,
        ...config,
        fleet: { accounts: of },
        schedules: [schedule],
        scan,
        canRemediate: () => true,
      };
      await runScheduledScan(parts, schedule, { dueAt, caughtUp: false });
      return post();
    },
  };
}
