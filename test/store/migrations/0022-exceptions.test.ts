import { expect, test } from 'vitest';
import { migrations } from '../../../src/store/migrations/index.ts';
import { earlierDatabase } from '../earlier-database.ts';
import { openAt } from '../harness.ts';

test('a finding from before is accepted by nobody, and is news as of when it was first seen', async () => {
  const before = Object.keys(migrations).filter((name) => name < '0022');
  const url = await earlierDatabase(before, (hand) => {
    hand
      .prepare(
        `insert into findings (id, rule, account, region, kind, name, reason, exposure, references_json, first_seen_at,
           last_seen_at) values ('f', 'Glue-005', '1', 'r', 'configuration', 'n', 'disabled', 'latent', '[]', 5, 9)`,
      )
      .run();
  });
  const { findings, exceptions } = await openAt(url);
  expect(await findings.counts({})).toEqual({ total: 1, exposed: 0, latent: 1, unused: 0 });
  const finding = await findings.byId('f');
  for (const name of ['accepted', 'newsAt']) expect(finding).not.toHaveProperty(name);
  expect(await findings.countByTarget({ state: 'open', since: 5, before: 6 })).toHaveLength(1);
  expect(await findings.countByTarget({ state: 'open', since: 6 })).toEqual([]);
  expect(await exceptions.inState(['accepted'])).toEqual([]);
  expect(await exceptions.markFindings(10)).toEqual({ accepted: 0, back: 0 });
});
