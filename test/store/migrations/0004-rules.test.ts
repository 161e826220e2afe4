import { describe, expect, test } from 'vitest';
import { findingOfPlan } from '../../../src/domain/plan/finding-of-plan.ts';
import { loadOldDatabase } from '../../support/processes/upgrade.ts';
import { earlierDatabase, everyRow, fileOf } from '../earlier-database.ts';
import { openAt, temporaryUrl } from '../harness.ts';
import { request } from '../remediation-samples.ts';
import { finding } from '../samples.ts';

const here = { account: '111111111111', region: 'eu-west-1' };

/** What was resolved and came back, what is fixed, a job of a configuration's name, a plan that waits, a job that was moved. */
function byHand(): Promise<string> {
  return earlierDatabase(['0001-first', '0002-remediation', '0003-afterwards'], (hand) => {
    const { plan } = request('r1').plans[0] ?? {};
    const { rule: _notYet, ...sealed } = plan?.finding ?? {};
    const columns =
      'id, rule, account, account_name, region, kind, name, reason, detail, exposure, references_json, incomplete_json, first_seen_at, last_seen_at, resolved_at, fixed_at';
    hand.exec(`
      insert into findings (${columns}) values
        ('life1', 'Glue-005', '111111111111', null, 'eu-west-1', 'configuration', 'std', 'disabled', null, 'exposed', '[]', null, 10, 20, 30, null),
        ('life2', 'Glue-005', '111111111111', 'data', 'eu-west-1', 'configuration', 'std', 'disabled', null, 'unused', '[]', null, 40, 50, null, 45),
        ('job', 'Glue-005', '111111111111', 'data', 'eu-west-1', 'unprotected-job', 'std', 'no-configuration', null, 'exposed', '[{"type":"job","name":"std"}]', null, 41, 50, null, null);
      insert into queries values ('q1', '{"exposures":["unused"]}', 60);
      insert into requests values ('r1', 'open', 'U1', 'C1', 'why', 1, 2, 1, 0, 'terms', null, null);
      insert into moves (plan_id, step_id, request_id, execution_id, account, region, job, from_name, to_name, canary, streaming, before_json, opened_at, state, moved_at)
        values ('p0', 's2', 'r0', 'e0', '111111111111', 'eu-west-1', 'a', 'std', 'twin', 0, 0, '{"none":true}', 5, 'watching', 6);
    `);
    hand
      .prepare(
        `insert into plans values ('plan of r1', 'r1', 0, '111122223333', 'eu-west-1', 'configuration', 'std', 1, ?, 'seal')`,
      )
      .run(JSON.stringify({ ...plan, finding: sealed }));
  });
}

async function byTheBot(): Promise<string> {
  const url = temporaryUrl();
  loadOldDatabase(fileOf(url));
  return url;
}

describe.each([
  ['by hand', byHand],
  ['by 0.1.0', byTheBot],
])('a database written %s', (_how, write) => {
  test('every row of every table is there as it was, and of Glue-005', async () => {
    const url = await write();
    const before = everyRow(url);
    await openAt(url);
    const after = everyRow(url);
    expect([...after.keys()]).toEqual(expect.arrayContaining([...before.keys()]));
    for (const table of ['findings', 'plans', 'moves'])
      for (const row of after.get(table) ?? []) expect(row, table).toMatchObject({ rule: 'Glue-005' });
    for (const [table, rows] of before) {
      const added = table === 'plans' || table === 'moves' ? { rule: 'Glue-005' } : {};
      const later: Record<string, object> = {
        scans: {
          ...{ accounts_json: null, progress_json: null, cancelled_by: null, cancelled_at: null },
          not_reached: null,
        },
        findings: {
          accepted_by: null,
          accepted_json: null,
          accepted_until: null,
          news_at: null,
          tags_json: null,
          owner_channel: null,
          owner_usergroup: null,
        },
        executions: { held: null },
        steps: { aws_answer_json: null, settled_ms: null },
        rescans: { tries: 0, due_at: null },
        moves: { trigger_name: null },
        audit: { previous: null, hash: null },
        outgoing: {
          ...{ ended_at: null, dropped_at: null, refused_since: null, may_repeat: null },
          ...{ thread_of: null, broadcast: null, permalink: null, gone_at: null },
        },
        progress: { request_shown: null },
      };
      // What it follows has a test of its own, as have since when a target is unknown and the entry that begins the chain.
      const here = (after.get(table) ?? []).filter(({ id }) => id !== 'chain.begun');
      const kept = here.map(
        ({
          follows: _follows,
          unknown_since: _since,
          seen_again_at: _again,
          raised_at: _raised,
          owned_at: _owned,
          ...row
        }) => row,
      );
      expect(kept, table).toEqual(rows.map((row) => ({ ...row, ...added, ...later[table] })));
    }
  });

  test('two rules can find something in one configuration, and one rule only once', async () => {
    const { findings } = await openAt(await write());
    const [known] = (await findings.page({}, 0, 1)).items;
    if (known === undefined) throw new Error('nothing is open there');
    await expect(findings.insert([{ ...known, id: 'twin' }])).rejects.toMatchObject({ code: 'conflict' });
    await findings.insert([{ ...known, id: 'other', rule: 'Glue-006' }]);
    expect((await findings.openNamed(known, known.name)).map(({ id }) => id)).toContain('other');
  });
});

test('a finding keeps its life, and a filter of before shows all rules', async () => {
  const { findings, queries, remediation } = await openAt(await byHand());
  const std = { name: 'std', accountName: 'data', lastSeenAt: 50 };
  expect(await findings.byId('life1')).toEqual(
    finding('life1', { name: 'std', firstSeenAt: 10, lastSeenAt: 20, resolvedAt: 30 }),
  );
  expect(await findings.openNamed(here, 'std')).toEqual([
    finding('life2', { ...std, exposure: 'unused', firstSeenAt: 40, fixedAt: 45 }),
    finding('job', {
      ...std,
      kind: 'unprotected-job',
      reason: 'no-configuration',
      references: [{ type: 'job', name: 'std' }],
      firstSeenAt: 41,
    }),
  ]);
  await findings.insert([finding('six', { name: 'std', rule: 'Glue-006', exposure: 'unused' })]);
  const { items } = await findings.page((await queries.get('q1')) ?? {}, 0, 9);
  expect(items.map(({ id }) => id)).toEqual(['six', 'life2']);
  expect(await remediation.jobSwitch({ planId: 'p0', stepId: 's2' })).toMatchObject({ rule: 'Glue-005', to: 'twin' });
});

test('a plan that names no rule still keeps its finding from being asked for twice', async () => {
  const { remediation } = await openAt(await byHand());
  const [open] = (await remediation.request('r1'))?.plans ?? [];
  expect(open?.plan.finding).toEqual({ kind: 'configuration', name: 'std' });
  expect(open && findingOfPlan(open.plan)).toMatchObject({ rule: 'Glue-005', name: 'std' });
  expect(await remediation.openRequest(request('r2'), [])).toBe(false);
});
