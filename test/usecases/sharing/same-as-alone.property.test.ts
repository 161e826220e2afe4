import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Account } from '../../../src/domain/fleet.ts';
import { type Finding, findingKey } from '../../../src/domain/model.ts';
import { createScanFleet } from '../../../src/usecases/audit/scan-fleet.ts';
import type { SeenTarget } from '../../../src/usecases/running/fleet-result.ts';
import { stageScan } from '../../../src/usecases/sharing/stage-scan.ts';
import { openTestStore } from '../../store/harness.ts';
import { scan as scanRow } from '../../store/samples.ts';
import { type FakeAccount, FakeCloud } from '../../support/fakes/fake-cloud.ts';
import { countingIds, fakeLog } from '../../support/fakes/kit.ts';
import { disabled, job } from '../../support/inventory.ts';
import { hastyClock, sharer } from '../../support/sharing.ts';

const regions = ['eu-west-1', 'us-east-1', 'eu-north-1'];
const region = fc.record({
  configurations: fc.constantFrom([], [disabled('bad')]),
  jobs: fc.constantFrom(
    [],
    [job('bare')],
    [job('uses', { securityConfiguration: 'bad' }), job('lost', { securityConfiguration: 'gone' })],
  ),
  fails: fc.constantFrom({}, { GetJobs: 'AccessDenied' }, { GetTriggers: 'AccessDenied' }),
});
const account = fc.record(
  {
    regions: fc.dictionary(fc.constantFrom(...regions), region),
    refused: fc.constant('AccessDenied'),
    unlisted: fc.constant('AccessDenied'),
  },
  { requiredKeys: ['regions'] },
);
const listed = fc.constantFrom<Account['regions']>('enabled', regions, regions.slice(0, 1));
const fleets = fc.array(fc.tuple(account, listed), { minLength: 4, maxLength: 9 });
const asked = fc.constantFrom(undefined, ['eu-west-1']);

test('what processes see together is what one sees alone, of whatever fleet: every account-region of the scope', async () => {
  const store = await openTestStore('memory');
  let turn = 0;
  await fc.assert(
    fc.asyncProperty(fleets, asked, async (fleet, only) => {
      turn += 1;
      const accounts = fleet.map(([, its], index) => ({
        id: `${100_000_000_000 + index}`,
        name: `n${index}`,
        regions: its,
      }));
      const clouds: Record<string, FakeAccount> = Object.fromEntries(
        fleet.map(([its], index) => [accounts[index]?.id, its]),
      );
      const scope = { accounts, ...(only && { regions: only }) };
      const base = { store, clock: hastyClock, log: fakeLog(), newId: countingIds(`t${turn}-`) };
      const scan = createScanFleet({ ...base, cloud: new FakeCloud(clouds) });
      const [alone, together] = [`alone ${turn}`, `together ${turn}`];
      for (const id of [alone, together]) await store.scans.begin(scanRow(id));
      const [a, b] = ['a', 'b'].map((name) => sharer(`${name}${turn}`, store, new FakeCloud(clouds), { accounts }));
      a?.start();
      b?.start();
      const one = await stageScan({ ...base, scan }, alone, scope, {});
      await one.recording.finish(one.results);
      const both = await stageScan({ ...base, scan, ...(a && { share: a.share }) }, together, scope, {});
      await Promise.all([a?.stop(), b?.stop()]);
      const staged = async (id: string) => (await store.staged.findingsIn(id, one.results)).map(identity).toSorted();
      expect(await staged(together)).toEqual(await staged(alone));
      expect(both.results.map(plain).toSorted(byKey)).toEqual(one.results.map(plain).toSorted(byKey));
    }),
    { numRuns: 15 },
  );
});

/** Without what differs from scan to scan. */
function plain({ scannedAt: _, judged, ...rest }: SeenTarget) {
  return { ...rest, judged: judged.toSorted((left, right) => identity(left).localeCompare(identity(right))) };
}

const identity = (finding: Finding) => findingKey(finding) + JSON.stringify(finding);

const byKey = (left: { readonly account: string; readonly region: string }, right: typeof left) =>
  `${left.account} ${left.region}`.localeCompare(`${right.account} ${right.region}`);
