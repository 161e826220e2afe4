import { openStore } from '../../../src/store/open-store.ts';
import { say, told } from './parent.ts';

// Claims as many slots as it can, then delivers outgoing rows until none is left. Says what it got.
const [databaseUrl = '', processId = '', slots = '0'] = process.argv.slice(2);
const store = await openStore({ databaseUrl });
say('ready');
await told();

const won: number[] = [];
for (let slot = 1; slot <= Number(slots); slot += 1) {
  if (await store.schedules.claim('daily', slot, processId, slot)) won.push(slot);
}

/** The order of deliveries over all processes of the machine, in nanoseconds. */
const delivered: { id: string; channel: string; at: string }[] = [];
while ((await store.outbox.waiting()).count > 0) {
  for (const row of await store.outbox.claimDue(1_000, 2_000, processId, 3)) {
    await store.outbox.posting(row.id, 1_000);
    delivered.push({ id: row.id, channel: row.channel, at: String(process.hrtime.bigint()) });
    await store.outbox.sent(row.id, row.channel, '1', 1_000);
  }
}
say({ won, delivered });
await store.close();
process.exit(0);
