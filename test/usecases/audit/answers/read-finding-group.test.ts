import { expect, test } from 'vitest';
import { asSeen, readFound } from '../../../../src/usecases/audit/read-finding-group.ts';
import type { TargetCounts } from '../../../../src/usecases/messages/audit-messages.ts';
import type { FindingRecords } from '../../../../src/usecases/ports/finding-records.ts';
import { noCounts, type SeenTarget } from '../../../../src/usecases/running/fleet-result.ts';

const at = 1_000;
const one = (more: Partial<TargetCounts> = {}): TargetCounts => ({
  ...{ account: '111122223333', region: 'eu-west-1', total: 1, exposed: 1, latent: 0, unused: 0 },
  ...more,
});

function seen(region: string, found = noCounts): SeenTarget {
  const looked = { account: '111122223333', region, outcome: 'scanned', configurations: 1, jobs: 1 } as const;
  return { ...looked, found, judged: [], rules: ['Glue-005'], keysNotChecked: [], keysChecked: true };
}

/** Remembers what was asked for. */
function records(answer: (seenSince: number | undefined) => readonly TargetCounts[]) {
  const asked: unknown[] = [];
  const fake: Pick<FindingRecords, 'countByTarget' | 'firstIn'> = {
    async countByTarget({ seenSince }, targets) {
      asked.push([seenSince, targets?.map(({ region }) => region)]);
      return answer(seenSince);
    },
    async firstIn({ seenSince }, { region }) {
      asked.push([seenSince, region]);
      return [];
    },
  };
  return { asked, fake };
}

test('of its own looks what was recorded with this scan counts, of newer ones all that is open', async () => {
  const { asked, fake } = records((since) => [one({ region: since === undefined ? 'us-east-1' : 'eu-west-1' })]);
  const results = [seen('eu-west-1'), seen('us-east-1')];
  const found = await readFound(fake, { results, newer: [seen('us-east-1')], at });
  expect(asked.slice(0, 2)).toEqual([
    [at, ['eu-west-1']],
    [undefined, ['us-east-1']],
  ]);
  expect(asked.slice(2)).toEqual([
    [at, 'eu-west-1'],
    [undefined, 'us-east-1'],
  ]);
  expect(found.group).toMatchObject({ total: 2, exposed: 2 });
  expect(found.in(seen('us-east-1'))).toMatchObject({ total: 1 });
});

test('never fewer than the looks themselves saw, whatever the records say', async () => {
  const { fake } = records(() => []);
  const saw = { total: 3, exposed: 1, latent: 2, unused: 0 };
  const found = await readFound(fake, { results: [seen('eu-west-1', saw), seen('us-east-1')], newer: [], at });
  expect(found.group).toMatchObject({ ...saw, places: [{ region: 'eu-west-1', ...saw }] });
  expect(found.in(seen('us-east-1'))).toEqual(noCounts);
});

test('what nobody recorded is counted and not named', async () => {
  const saw = { total: 2, exposed: 2, latent: 0, unused: 0 };
  expect((await asSeen([seen('eu-west-1', saw)])).group).toMatchObject({ ...saw, named: [] });
});
