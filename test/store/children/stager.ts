import { openStore } from '../../../src/store/open-store.ts';
import { finding, scan } from '../samples.ts';
import { standStill } from './parent.ts';

// Stages a scan of three targets and stops: between two pieces, or (`published`) before its transaction is committed.
const [databaseUrl = '', where = ''] = process.argv.slice(2);
const store = await openStore({ databaseUrl });
await store.scans.begin(scan('killed', { processId: 'dead' }));
for (const region of ['eu-west-1', 'eu-west-2', 'eu-west-3']) {
  if (where === 'pieces' && region === 'eu-west-3') await standStill();
  const target = { account: '111111111111', region };
  const findings = [finding(`new ${region}`, { ...target, name: 'new' })];
  await store.staged.stage('killed', [{ ...target, outcome: 'scanned', rules: ['Glue-005'], findings }]);
}
await store.transaction(async ({ staged, scans }) => {
  await staged.publish('killed', 2_000);
  await scans.finish('killed', 2_000, { scanned: 3, unknown: 0, opened: 3, resolved: 1, open: 3 });
  await standStill();
});
