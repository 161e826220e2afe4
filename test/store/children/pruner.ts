import { openStore } from '../../../src/store/open-store.ts';
import { pruneRecords } from '../../../src/usecases/bot/prune-records.ts';
import { pruning } from '../pruning.ts';
import { standStill } from './parent.ts';

// Prunes and stops: while days are counted (`days`), between two pieces (`pieces`), or inside of a piece (`piece`).
const [databaseUrl = '', where = ''] = process.argv.slice(2);
const store = await openStore({ databaseUrl });
const { summarise } = store.summaries;
const { prune } = store.findings;
let asked = 0;
store.summaries.summarise = async (day, kind) => {
  asked += 1;
  if (where === 'days' && asked === 3) await standStill();
  await summarise(day, kind);
};
store.findings.prune = async (before, limit) => {
  const count = await prune(before, limit);
  if (where === 'pieces') await standStill();
  if (where === 'piece')
    await store.transaction(async ({ findings }) => {
      await findings.prune(before, limit);
      await standStill();
    });
  return count;
};
await pruneRecords(pruning(store, 'dead'));
