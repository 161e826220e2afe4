import { openStore } from '../../../src/store/open-store.ts';
import { say, told } from './parent.ts';

// Keeps a write transaction open until it is told to end it.
const [databaseUrl = ''] = process.argv.slice(2);
const store = await openStore({ databaseUrl });
await store.transaction(async ({ processes }) => {
  await processes.beat({ id: 'holder', host: 'h', pid: 1, startedAt: 1, heartbeatAt: 1 });
  say('inside');
  await told();
});
await store.close();
process.exit(0);
