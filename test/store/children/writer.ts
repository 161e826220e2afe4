import { openStore } from '../../../src/store/open-store.ts';
import { finding, scan } from '../samples.ts';
import { say } from './parent.ts';

// Records scans for ever, each with ten findings and one message in one transaction; `stuck` stops inside the last.
const [databaseUrl = '', mode = ''] = process.argv.slice(2);
const store = await openStore({ databaseUrl });
for (let number = 0; ; number += 1) {
  await store.transaction(async (records) => {
    await records.scans.begin(scan(`s${number}`));
    const rows = Array.from({ length: 10 }, (_, index) => finding(`s${number}-${index}`));
    for (const row of rows) await records.findings.insert([row]);
    if (mode === 'stuck' && number === 5) {
      say('inside');
      setInterval(() => {}, 1_000);
      await new Promise(() => {});
    }
    await records.outbox.add([
      { id: `s${number}`, channel: 'C1', createdAt: number, message: { kind: 'history', scope: '', entries: [] } },
    ]);
  });
  say(number);
}
