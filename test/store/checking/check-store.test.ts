import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { dayOf } from '../../../src/domain/retention.ts';
import { openVault } from '../../../src/ops/vault.ts';
import { acceptKey } from '../../../src/usecases/bot/same-key.ts';
import type { Vault } from '../../../src/usecases/ports/vault.ts';
import { silentLog } from '../../support/aws/aws.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';
import { oldKey } from '../../support/processes/upgrade.ts';
import { testKey } from '../../support/remediation/remediation-samples.ts';
import { byHand, openAt, sharedDatabases, temporaryUrl, urlOf } from '../harness.ts';
import { copy, opened } from '../moving/databases.ts';
import { finding, scan } from '../samples.ts';
import { soundUrl } from './sound.ts';
import { checkedWith, troubleWith } from './trouble.ts';

const columns = 'id, place, at, actor, action, subject, detail_json, aws_request_ids_json';
/** Every check, in order. */
const names = ['database', 'schema', 'rows', 'references', 'key', 'seals', 'audit-log', 'counts', 'accepted-risks'];
const vault = openVault({ key: oldKey, log: silentLog });
const other = openVault({ key: testKey, log: silentLog });
/** After whatever was sealed, and before now. */
const afterAllOf = async (url: string) =>
  new FakeClock(Number((await byHand(url, 'select max(created_at) as it from requests'))[0]?.it) + 1);
const checked = (url: string, key: Vault | string = vault) => checkedWith(url, key);
const troubleOf = (url: string, key: Vault | string = vault) => troubleWith(url, key);

const first = async (url: string, column: string, table: string) =>
  String((await byHand(url, `select ${column} as it from ${table} order by 1`))[0]?.it);

describe.each(sharedDatabases)('a database (%s)', (database) => {
  test('in which everything holds, while it is worked on', async () => {
    const url = await soundUrl(database);
    const store = await openAt(url);
    await store.processes.beat({ id: 'p1', host: 'h', pid: 1, startedAt: 1, heartbeatAt: 1 });
    await store.scans.begin(scan('s1'));
    await store.scans.begin(scan('s2', { processId: 'woken, not heard of yet' }));
    await store.schedules.claim('daily', 1, 'woken, not heard of yet', 1);
    const shared = { scan: 's1', askedBy: 'U1' };
    const message = { kind: 'interrupted', scope: 'all', startedAt: 1, again: '/glue-audit all', shared } as const;
    await store.outbox.add([{ id: 'answer', channel: 'C1', message, createdAt: 1 }]);
    const { checks, moved } = await checked(url);
    expect(checks.map(({ name, outcome, first: wrong }) => [name, outcome, wrong])).toEqual(
      names.map((name) => [name, 'ok', []]),
    );
    const said = Object.fromEntries(checks.map((check) => [check.name, check.said]));
    expect(said.schema).toMatch(/^\d\d changes, the latest \d{4}-/);
    expect(said.seals).toMatch(/^[1-9]\d* requests, [1-9]\d* plans, [1-9]\d* decisions, .*[1-9]\d* definitions$/);
    expect(moved).toBeUndefined();
  });

  test('whose sealed rows were changed by hand', async () => {
    const url = await soundUrl(database);
    const plans = await byHand(url, 'select id from plans order by id');
    const [sealed, moved, stored] = [plans[0]?.id, plans[1]?.id, await first(url, 'plan_id', 'definitions')];
    await byHand(
      url,
      `update plans set plan_json = replace(plan_json, '"createdAt":', '"createdAt":1') where id = '${sealed}'`,
    );
    await byHand(url, `update plans set name = 's3cret' where id = '${moved}'`);
    await byHand(url, `update definitions set text = 'v1.AAAA' where plan_id = '${stored}'`);
    await byHand(url, `update decisions set decided_by = decided_by || 'X'`);
    await byHand(url, `update requests set reason = 's3cret'`);
    const { seals, ...rest } = await troubleOf(url);
    expect(rest).toEqual({});
    const { checks } = await checked(url);
    expect(checks.find(({ name }) => name === 'seals')?.first).toHaveLength(5);
    const counts = async (table: string) => Number((await byHand(url, `select count(*) as it from ${table}`))[0]?.it);
    const definitions = Number(
      (await byHand(url, `select count(*) as it from definitions where plan_id = '${stored}'`))[0]?.it,
    );
    // One plan by its text, one by a column.
    expect([seals].flat()[0]).toBe((await counts('requests')) + (await counts('decisions')) + definitions + 2);
    expect(String(seals)).toContain('has a seal that does not fit');
    expect(JSON.stringify(checks)).not.toContain('s3cret');
  });

  test('with another key, and without any', async () => {
    const url = await soundUrl(database);
    expect(await troubleOf(url, other)).toEqual({
      key: [1, expect.stringMatching(/^properties key-check is of another key.*GLUEWARDEN_KEY/)],
      seals: 'the key is another one',
    });
    expect(await troubleOf(url, 'It is not there')).toEqual({ key: 'It is not there', seals: 'there is no key' });
    await byHand(url, 'delete from properties');
    expect(await troubleOf(url)).toEqual({});
    expect(Object.keys(await troubleOf(url, other))).toEqual(['key', 'seals']);
  });

  test('whose key was lost and another one taken says what cannot be told any more', async () => {
    const url = await soundUrl(database);
    const key = { vault: other, clock: await afterAllOf(url), newId: () => 'salt 2' };
    await acceptKey({ store: await openAt(url), ...key }, 'operator');
    const lost = /^of \d+ requests? from before another key was taken .* cannot be told; the others hold: 0 requests/;
    expect(await troubleOf(url, other)).toEqual({ seals: expect.stringMatching(lost) });
    // What was sealed since is held against the key as ever.
    await byHand(url, `update properties set written_at = 1 where id = 'key-check'`);
    expect(String((await troubleOf(url, other)).seals)).toMatch(/^[1-9]\d*,.*has a seal that does not fit/);
  });

  test('whose audit trail only says that another key was taken has no excuse', async () => {
    const url = await soundUrl(database);
    await byHand(url, `update requests set reason = 's3cret'`);
    const entry = `select 'x', place + 1, 4000000000000, actor, 'key.accepted', 'key', detail_json, aws_request_ids_json`;
    await byHand(url, `insert into audit (${columns}) ${entry} from audit order by place desc limit 1`);
    const requests = Number((await byHand(url, 'select count(*) as it from requests'))[0]?.it);
    const seals = async () => [(await troubleOf(url)).seals].flat();
    expect((await seals())[0]).toBe(requests);
    // The plans are still of this key: so was the request.
    await byHand(url, `update properties set written_at = ${(await afterAllOf(url)).now()} where id = 'key-check'`);
    expect((await seals())[0]).toBe(requests);
    await byHand(url, `update properties set written_at = 4000000000000 where id = 'key-check'`);
    expect(await seals()).toContain(
      'properties key-check says that the key was replaced at an instant that is still to come',
    );
  });

  test('with rows that name others which do not exist, and numbers that do not agree', async () => {
    const url = await soundUrl(database);
    await byHand(url, `insert into definitions (plan_id, step_id, text) values ('gone', 's1', 'v1.x')`);
    await byHand(
      url,
      `update steps set execution_id = 'gone ' || step_id where execution_id = '${await first(url, 'execution_id', 'steps')}'`,
    );
    await byHand(url, `update plans set active = 1 - active where id = '${await first(url, 'id', 'plans')}'`);
    await byHand(
      url,
      `insert into audit (${columns}) select 'late', max(place) + 2, 1, 'U1', 'a', 's', '{}', '[]' from audit`,
    );
    await byHand(url, `insert into pauses (id, paused_by, paused_at) values ('everything', 'U1', 1)`);
    await byHand(url, `update findings set references_json = '[' where id = '${await first(url, 'id', 'findings')}'`);
    const { references, counts, rows, ...rest } = await troubleOf(url);
    const gap = expect.stringMatching(/^audit is broken: entry \d+ is missing before entry \d+ \(audit late, a, /);
    expect(rest).toEqual({ 'audit-log': [1, gap] });
    expect(references).toContain('definitions gone, s1 names in plan_id a row of plans that does not exist');
    expect(String(references)).toMatch(/steps gone s\d+, s\d+ names in execution_id a row of executions/);
    expect(counts).toEqual([
      2,
      expect.stringMatching(/^plans \S+ holds its finding/),
      expect.stringMatching(/^audit after number \d+ lacks an entry/),
    ]);
    expect(rows).toEqual([1, expect.stringMatching(/^findings \S+ has no JSON in references_json$/)]);
  });

  test('whose counts of findings are those of now, or of before the last scan', async () => {
    const url = await urlOf(database);
    const store = await openAt(url);
    const now = 20_000 * 86_400_000;
    await store.findings.insert([finding('f1'), finding('f2', { exposure: 'latent' })]);
    await store.summaries.claim({ processId: 'p1', now, until: now + 1, gapMs: 1, behindMs: 1 });
    await store.summaries.summarise(dayOf(now), 'today');
    const said = async () => (await checked(url)).checks.find(({ name }) => name === 'counts')?.said;
    // Whoever counts has said so, and may not have begun.
    expect([await troubleOf(url), await said()]).toEqual([{}, expect.stringMatching(/against their days/)]);
    await store.summaries.release('p1');
    expect([await troubleOf(url), await said()]).toEqual([{}, expect.stringMatching(/against the findings$/)]);
    await store.findings.insert([finding('f3')]);
    await store.findings.insert([finding('f4', { kind: 'unprotected-job' })]);
    await store.targets.save([{ account: '1', region: 'r', outcome: 'scanned', configurations: 1, jobs: 1 }], now);
    expect(await troubleOf(url)).toEqual({
      counts: [
        3,
        expect.stringMatching(/^finding_levels \d+ counts/),
        'findings f4 is open and in no count',
        'targets 1, r has another outcome than its days say',
      ],
    });
    await store.summaries.claim({ processId: 'p1', now, until: now + 1, gapMs: 1, behindMs: 1 });
    expect(await troubleOf(url)).toEqual({});
    await store.summaries.release('p1');
    await store.scans.begin(scan('s1'));
    await store.scans.finish('s1', now + 1, { scanned: 1, unknown: 0, opened: 2, resolved: 0, open: 4 });
    expect([await troubleOf(url), await said()]).toEqual([{}, expect.stringMatching(/against their days/)]);
    await byHand(url, 'update finding_levels set open = open + 1');
    expect(await troubleOf(url)).toEqual({ counts: [2, expect.anything(), expect.stringMatching(/latest day$/)] });
  });

  test('with 40,000 counts is not asked for each of them', { timeout: 30_000 }, async () => {
    const url = await urlOf(database);
    const numbers = 'with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < 40000)';
    const group = `cast(n as text), 'r', 'k', 'e', 'u'`;
    await byHand(
      url,
      `insert into finding_levels (id, account, region, kind, exposure, rule, open) ${numbers}
      select n, ${group}, 3 from numbers`,
    );
    await byHand(
      url,
      `insert into finding_days (day, group_id, was, open, opened, resolved) ${numbers}
      select day, n, 0, 3, 3, 0 from numbers, (select 0 as day union all select 86400000) as days`,
    );
    await byHand(url, 'update finding_levels set open = 4 where id = 7');
    const begun = performance.now();
    expect(await troubleOf(url)).toEqual({ counts: [1, 'finding_levels 7 has another count than its latest day'] });
    // A pass takes a fraction of a second; 40,000 of them take minutes.
    expect(performance.now() - begun).toBeLessThan(10_000);
  });

  test('whose schema is not that of this version is not checked any further', async () => {
    const url = await soundUrl(database);
    await byHand(url, 'drop index findings_one_open');
    const [trigger, on] = database === 'postgres' ? ['audit_no_change', ' on audit'] : ['audit_no_update', ''];
    await byHand(url, `drop trigger ${trigger}${on}`);
    const { schema, ...rest } = await troubleOf(url);
    expect(schema).toEqual([2, 'index findings_one_open is missing', `trigger ${trigger} is missing`]);
    const why = 'the schema is not that of this version';
    expect(rest).toEqual(Object.fromEntries(names.slice(2).map((name) => [name, why])));
    await byHand(url, `update kysely_migration set name = '9999-later' where name = '0010-staged'`);
    expect((await troubleOf(url)).schema).toEqual([
      2,
      'change 0010-staged is missing',
      expect.stringMatching(/^change 9999-later is of a newer version/),
    ]);
  });

  test('without keys, or with others of the same name, is not in order', async () => {
    const url = await soundUrl(database);
    if (database === 'postgres') {
      await byHand(url, 'alter table plans drop constraint plans_of_request');
      await byHand(url, 'alter table pauses drop constraint pauses_key');
      await byHand(url, 'alter table pauses alter column id set not null');
    } else {
      const file = new DatabaseSync(url.slice('sqlite:'.length), { defensive: false });
      file.exec(
        `drop table pauses; create table pauses (id text not null, paused_by text not null, paused_at bigint not null)`,
      );
      const [plans] = file.prepare(`select sql from sqlite_schema where name = 'plans'`).all();
      file.exec('pragma writable_schema = on');
      const without = String(plans?.sql).replace(/, constraint "plans_of_request".*?\("id"\)/i, '');
      expect(without).not.toBe(plans?.sql);
      file.prepare(`update sqlite_schema set sql = ? where name = 'plans'`).run(without);
      file.close();
    }
    await byHand(url, 'drop index findings_one_open');
    await byHand(url, 'create index findings_one_open on findings (id)');
    await byHand(url, 'drop index executions_one_forward');
    await byHand(url, `create unique index executions_one_forward on executions (plan_id) where direction = 'neither'`);
    const { schema } = await troubleOf(url);
    expect([schema].flat().sort()).toEqual([
      4,
      'index executions_one_forward is another one than this version has',
      'index findings_one_open is another one than this version has',
      'key pauses (id) is missing',
      'key plans (request_id) of requests is missing',
    ]);
  });

  test('whose triggers do nothing is not in order', async () => {
    const url = await soundUrl(database);
    if (database === 'postgres') {
      const nothing = 'returns trigger language plpgsql as $$ begin return new; end $$';
      await byHand(url, `create or replace function audit_is_append_only() ${nothing}`);
    } else {
      await byHand(url, 'drop trigger audit_no_delete');
      await byHand(url, 'create trigger audit_no_delete before delete on audit begin select 1; end');
    }
    const { schema } = await troubleOf(url);
    const another = 'is another one than this version has';
    expect(schema).toEqual(
      database === 'postgres'
        ? [2, `trigger audit_no_change ${another}`, `trigger audit_no_truncate ${another}`]
        : [1, `trigger audit_no_delete ${another}`],
    );
  });

  test('that is half a copy, and one whose rows went elsewhere', async () => {
    const [fromUrl, toUrl] = [await urlOf(database), await urlOf(database)];
    const [from, to] = [await opened(fromUrl), await opened(toUrl)];
    await (await openAt(fromUrl)).findings.insert([finding('f1')]);
    const onProgress = () => {
      throw new Error('killed');
    };
    await expect(copy(from, to, { onProgress })).rejects.toThrow('killed');
    expect((await checked(fromUrl)).moved).toEqual({ to: to.where, state: 'copying' });
    expect(await troubleOf(toUrl)).toEqual({ rows: [1, expect.stringMatching(/being copied from .*: finish that$/)] });
    await copy(from, to);
    expect([await troubleOf(toUrl), await troubleOf(fromUrl)]).toEqual([{}, {}]);
    expect((await checked(fromUrl)).moved).toEqual({ to: to.where, state: 'moved' });
  });
});

describe('a database file', () => {
  test('is neither made nor changed', async () => {
    const missing = temporaryUrl();
    await expect(checked(missing)).rejects.toMatchObject({ code: 'cannot-open' });
    expect(existsSync(missing.slice('sqlite:'.length))).toBe(false);
    const url = await soundUrl('file');
    // A backup: not in WAL mode.
    const backup = temporaryUrl().slice('sqlite:'.length);
    await byHand(url, `vacuum into '${backup}'`);
    const before = readFileSync(backup);
    expect(await troubleOf(`sqlite:${backup}`)).toEqual({});
    expect(readFileSync(backup).equals(before)).toBe(true);
    expect(existsSync(`${backup}-wal`)).toBe(false);
  });

  test('whose WAL holds rows is read with them, and both stay as they are', async () => {
    const [live, url] = [await urlOf('file'), temporaryUrl()];
    await (await openAt(live)).findings.insert([finding('f1'), finding('f2', { kind: 'unprotected-job' })]);
    const [from, to] = [live, url].map((each) => each.slice('sqlite:'.length));
    for (const end of ['', '-wal']) copyFileSync(`${from}${end}`, `${to}${end}`);
    const bytes = () =>
      ['', '-wal'].map((end) =>
        createHash('sha256')
          .update(readFileSync(`${to}${end}`))
          .digest('hex'),
      );
    const before = bytes();
    expect(statSync(`${to}-wal`).size).toBeGreaterThan(0);
    const { checks } = await checked(url);
    expect(checks.find(({ name }) => name === 'rows')).toMatchObject({
      outcome: 'ok',
      said: expect.stringMatching(/^2 /),
    });
    expect(bytes()).toEqual(before);
  });

  test('that is damaged or of another program is refused', async () => {
    const damaged = temporaryUrl();
    writeFileSync(damaged.slice('sqlite:'.length), 'no database '.repeat(1_000));
    await expect(checked(damaged)).rejects.toMatchObject({ code: 'corrupt' });
    const foreign = temporaryUrl();
    await byHand(foreign, 'create table theirs (id text)');
    await expect(checked(foreign)).rejects.toMatchObject({ code: 'foreign' });
  });

  test('whose foreign keys were broken fails its own check', async () => {
    const url = await soundUrl('file');
    const hand = new DatabaseSync(url.slice('sqlite:'.length), { enableForeignKeyConstraints: false });
    hand.exec(`update plans set request_id = 'gone' where id = (select min(id) from plans)`);
    hand.close();
    const { database, references } = await troubleOf(url);
    expect(database).toEqual([1, expect.stringMatching(/^plans \(row \d+ of the file\) names a row of requests/)]);
    expect(String(references)).toContain('names in request_id a row of requests that does not exist');
  });
});
