import { openStore } from '../../../src/store/open-store.ts';
import { say, told } from './parent.ts';

// Writes while another process holds the lock. Says what it sees afterwards.
const [databaseUrl = ''] = process.argv.slice(2);
const store = await openStore({ databaseUrl });
say('ready');
await told();
say('trying');
await store.transaction(async ({ processes }) => {
  say((await processes.all()).map((row) => row.id));
});
await store.close();
process.exit(0);
