import { expect, test } from 'vitest';
import { migrations } from '../../../../src/store/migrations/index.ts';
import { earlierDatabase } from '../../earlier-database.ts';
import { openAt } from '../../harness.ts';

test('a finding of before has no tags and its account’s owner, and what was staged then is published', async () => {
  const before = Object.keys(migrations).filter((name) => name < '0027');
  const columns = 'account, region, kind, name, reason, exposure, references_json, rule';
  const values = "'1', 'eu-west-1', 'configuration', ?, 'disabled', 'latent', '[]', 'Glue-005'";
  const url = await earlierDatabase(before, (hand) => {
    hand
      .prepare(`insert into findings (id, ${columns}, first_seen_at, last_seen_at) values ('f', ${values}, 1, 1)`)
      .run('old');
    hand
      .prepare(`insert into staged_findings (finding_id, scan_id, ${columns}) values ('s', 's', ${values})`)
      .run('new');
  });
  const { findings, staged } = await openAt(url);
  const old = await findings.byId('f');
  expect([old?.tags, old?.owner]).toEqual([undefined, undefined]);
  await staged.publish('s', 5);
  expect(await findings.byId('s')).toMatchObject({ name: 'new', firstSeenAt: 5 });
});
