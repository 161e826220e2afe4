import { expect, test } from 'vitest';
import { countByExposure } from '../../../src/usecases/audit/views.ts';
import type { FindingView } from '../../../src/usecases/messages/audit-messages.ts';
import { makeRowQueries, rowFilters } from '../../../src/usecases/schedule/row-queries.ts';
import { daily, daysOf } from '../../support/days.ts';
import { job } from '../../support/inventory.ts';
import { bareJobs, finding } from '../../views/sample-parts.ts';
import { digestSamples } from '../../views/samples/digests.ts';

const group = (named: readonly FindingView[]) => ({ ...countByExposure(named), named });

test('a row that stands for several has an id, one row of its kind one, and a row of one none', () => {
  let ids = 0;
  const fresh = group([
    ...bareJobs(3),
    ...bareJobs(2, { exposure: 'latent' }),
    ...bareJobs(1, { region: 'us-east-1' }),
  ]);
  const overdue = { total: 2, days: 30, named: bareJobs(2) };
  const rowQueries = makeRowQueries({ fresh, overdue }, () => `q${++ids}`);
  expect(Object.values(rowQueries)).toEqual(['q1', 'q2']);
  const { rule, account, region } = bareJobs(1)[0] ?? finding();
  const alike = { rules: [rule], accounts: [account], regions: [region], kinds: ['unprotected-job'] };
  expect(rowFilters({ ...digestSamples['digest-quiet'], fresh, overdue, rowQueries })).toEqual([
    { id: 'q1', filter: { ...alike, exposures: ['exposed'] } },
    { id: 'q2', filter: { ...alike, exposures: ['latent'] } },
  ]);
});

test('a message of an older version has none', () => {
  expect(rowFilters(digestSamples['digest-first-300-bare-jobs'])).toEqual([]);
});

test('a digest that is posted keeps what its rows mean, and the list behind it has them all', async () => {
  const bot = await daysOf(daily, [{ id: '111122223333', regions: ['eu-west-1'] }]);
  bot.region('eu-west-1').jobs = Array.from({ length: 300 }, (_, n) => job(`load-${n}`));
  const [digest] = await bot.scan();
  const [id = ''] = Object.values(digest?.rowQueries ?? {});
  const filter = await bot.store.queries.get(id);
  expect(filter).toMatchObject({ accounts: ['111122223333'], regions: ['eu-west-1'], kinds: ['unprotected-job'] });
  expect((await bot.store.findings.counts(filter ?? {})).total).toBe(300);
});
