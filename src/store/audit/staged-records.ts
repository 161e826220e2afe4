import { type ExpressionBuilder, type Kysely, sql } from 'kysely';
import { judgedKinds } from '../../domain/audit/diff.ts';
import { type Finding, findingKey, targetKey } from '../../domain/model.ts';
import type { SeenRow, StagedRecords, StagedTarget } from '../../usecases/ports/staged-records.ts';
import { chunks } from '../database/chunks.ts';
import { parseInTurns } from '../database/parse-in-turns.ts';
import type { Database } from '../database/schema.ts';
import type { Session } from '../database/session.ts';
import type { StagedFindingTable, StagedTargetTable } from '../database/staged-schema.ts';
import { exposureRank } from '../exceptions/accepted.ts';
import { toColumns, toFinding } from './finding-rows.ts';
import { toSeenRow } from './seen-rows.ts';
import { distinct, targetConditions } from './target-records.ts';

function targetColumns(
  scanId: string,
  { account, region, outcome, rules, scannedAt, seen }: StagedTarget,
): StagedTargetTable {
  return {
    scan_id: scanId,
    account,
    region,
    outcome,
    rules_json: JSON.stringify(rules),
    scanned_at: scannedAt ?? null,
    seen_json: seen === undefined ? null : JSON.stringify(seen),
  };
}

function findingColumns(scanId: string, { accountName, findings }: StagedTarget): StagedFindingTable[] {
  const each = [...new Map(findings.map((finding) => [findingKey(finding), finding])).values()];
  return each.map((finding) => {
    const row = toColumns({ ...finding, firstSeenAt: 0, lastSeenAt: 0 });
    const { id, rule, account, region, kind, name, ...seen } = row;
    const { reason, detail, exposure, references_json, incomplete_json, tags_json } = seen;
    const keeps_tags = finding.keepsTags ? 1 : null;
    const what = { reason, detail, exposure, references_json, incomplete_json, tags_json, keeps_tags };
    return {
      scan_id: scanId,
      account,
      region,
      kind,
      name,
      rule,
      finding_id: id,
      account_name: accountName ?? null,
      ...what,
    };
  });
}

/** As it was seen: without the life that it has only once it is published. */
function toSeen({ scan_id: _, keeps_tags: keeps, finding_id: id, ...row }: StagedFindingTable): Finding {
  const life = {
    first_seen_at: 0,
    last_seen_at: 0,
    resolved_at: null,
    fixed_at: null,
    accepted_json: null,
    news_at: null,
    owner_channel: null,
    owner_usergroup: null,
    owned_at: null,
  };
  const published = { ...row, id, ...life };
  const { id: _id, accountName: _name, firstSeenAt: _first, lastSeenAt: _last, ...finding } = toFinding(published);
  return keeps === 1 ? { ...finding, keepsTags: true } : finding;
}

/** Of these something may have to be kept, which the rules of the audit alone decide. */
function toDecide(eb: ExpressionBuilder<Database, 'staged_findings'>) {
  return eb.or([
    eb('kind', 'in', judgedKinds),
    eb('incomplete_json', 'is not', null),
    eb.and([eb('keeps_tags', '=', 1), eb('kind', '=', 'configuration')]),
  ]);
}

async function readSeen(db: Kysely<Database>, scanId: string): Promise<readonly SeenRow[]> {
  const targets = db.selectFrom('staged_targets').selectAll().where('scan_id', '=', scanId);
  const rows = await targets.where('seen_json', 'is not', null).orderBy('account').orderBy('region').execute();
  const findings = db.selectFrom('staged_findings').selectAll().where('scan_id', '=', scanId);
  const judged = await findings.where(toDecide).orderBy('finding_id').execute();
  return parseInTurns(rows, toSeenRow(Map.groupBy(judged.map(toSeen), targetKey)));
}

async function forget(db: Kysely<Database>, scanId: string, targets: readonly StagedTarget[] | readonly TargetOf[]) {
  for (const condition of targetConditions(targets)) {
    await db.deleteFrom('staged_findings').where('scan_id', '=', scanId).where(condition).execute();
    await db.deleteFrom('staged_targets').where('scan_id', '=', scanId).where(condition).execute();
  }
}

type TargetOf = Parameters<StagedRecords['drop']>[1][number];

async function abandon(db: Kysely<Database>, scanId: string): Promise<void> {
  await db.deleteFrom('staged_findings').where('scan_id', '=', scanId).execute();
  await db.deleteFrom('staged_targets').where('scan_id', '=', scanId).execute();
  await db.deleteFrom('scan_parts').where('scan_id', '=', scanId).execute();
}

/** One finding, by what tells it from others. Only the open one of `findings` counts. */
const same = sql`findings.account = staged.account and findings.region = staged.region and findings.kind = staged.kind
  and findings.name = staged.name and findings.rule = staged.rule and findings.resolved_at is null`;

const toJudge = sql.join(judgedKinds);

/** Seen again, and nothing of it has to be kept: as seen now. */
async function overwrite(db: Kysely<Database>, scanId: string, at: number): Promise<void> {
  await sql`
    update findings set
      account_name = staged.account_name, reason = staged.reason, detail = staged.detail, exposure = staged.exposure,
      references_json = staged.references_json, incomplete_json = null, last_seen_at = ${at},
      tags_json = case when staged.keeps_tags = 1 then findings.tags_json else staged.tags_json end,
      news_at = case when ${exposureRank('staged.exposure')} < ${exposureRank('findings.exposure')} then ${at}
        else findings.news_at end
    from staged_findings as staged
    where staged.scan_id = ${scanId} and staged.incomplete_json is null and staged.kind not in (${toJudge})
      and (staged.keeps_tags is null or staged.kind <> 'configuration') and ${same}`.execute(db);
}

/** What is used again is not fixed any more, unless it was seen before it was fixed. */
async function giveBack(db: Kysely<Database>, scanId: string, at: number): Promise<void> {
  await sql`
    update findings set fixed_at = null
    from staged_findings as staged
    join staged_targets as target
      on target.scan_id = staged.scan_id and target.account = staged.account and target.region = staged.region
    where staged.scan_id = ${scanId} and staged.exposure <> 'unused' and findings.fixed_at is not null
      and coalesce(target.scanned_at, ${at}) >= findings.fixed_at and ${same}`.execute(db);
}

/** Of targets that were scanned to the end, by rules that were asked. */
async function resolve(db: Kysely<Database>, scanId: string, at: number): Promise<number> {
  const { numAffectedRows } = await sql`
    update findings set resolved_at = ${at}
    where resolved_at is null and kind not in (${toJudge})
      and exists (
        select 1 from staged_targets as target
        where target.scan_id = ${scanId} and target.account = findings.account and target.region = findings.region
          and target.outcome = 'scanned' and target.rules_json like '%"' || findings.rule || '"%')
      and not exists (select 1 from staged_findings as staged where staged.scan_id = ${scanId} and ${same})`.execute(
    db,
  );
  return Number(numAffectedRows ?? 0n);
}

async function open(db: Kysely<Database>, scanId: string, at: number): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into findings (id, rule, account, account_name, region, kind, name, reason, detail, exposure,
      references_json, incomplete_json, tags_json, first_seen_at, last_seen_at)
    select finding_id, rule, account, account_name, region, kind, name, reason, detail, exposure,
      references_json, incomplete_json, tags_json, ${at}, ${at}
    from staged_findings as staged
    where scan_id = ${scanId} and not exists (select 1 from findings where ${same})`.execute(db);
  return Number(numAffectedRows ?? 0n);
}

export function stagedRecords(session: Session): StagedRecords {
  return {
    stage(scanId, targets) {
      const each = distinct(targets);
      return session.atomic(async (db) => {
        await forget(db, scanId, each);
        for (const part of chunks(each, 7))
          await db
            .insertInto('staged_targets')
            .values(part.map((target) => targetColumns(scanId, target)))
            .execute();
        const findings = each.flatMap((target) => findingColumns(scanId, target));
        for (const part of chunks(findings, 15)) await db.insertInto('staged_findings').values(part).execute();
      });
    },

    findingsIn(scanId, targets) {
      return session.snapshot(async (db) => {
        const found: Finding[] = [];
        for (const condition of targetConditions(targets)) {
          const staged = db.selectFrom('staged_findings').selectAll().where('scan_id', '=', scanId);
          const rows = await staged
            .where(condition)
            .orderBy('account')
            .orderBy('region')
            .orderBy('finding_id')
            .execute();
          found.push(...rows.map(toSeen));
        }
        return found;
      });
    },

    seen(scanId) {
      return session.snapshot((db) => readSeen(db, scanId));
    },

    dropAccount(scanId, account) {
      return session.atomic(async (db) => {
        for (const table of ['staged_findings', 'staged_targets'] as const)
          await db.deleteFrom(table).where('scan_id', '=', scanId).where('account', '=', account).execute();
      });
    },

    drop(scanId, targets) {
      return session.atomic((db) => forget(db, scanId, targets));
    },

    async openToJudge(scanId) {
      const rows = await session.db
        .selectFrom('staged_targets as target')
        .innerJoin('findings', (join) =>
          join.onRef('findings.account', '=', 'target.account').onRef('findings.region', '=', 'target.region'),
        )
        .selectAll('findings')
        .where('target.scan_id', '=', scanId)
        .where('findings.resolved_at', 'is', null)
        .where((eb) =>
          eb.or([
            eb('findings.kind', 'in', judgedKinds),
            eb.exists(
              eb
                .selectFrom('staged_findings as staged')
                .select('staged.finding_id')
                .where('staged.scan_id', '=', scanId)
                .where(({ eb: staged, or, and }) =>
                  or([
                    staged('staged.incomplete_json', 'is not', null),
                    and([staged('staged.keeps_tags', '=', 1), staged('staged.kind', '=', 'configuration')]),
                  ]),
                )
                .where(sql<boolean>`${same}`),
            ),
          ]),
        )
        .orderBy('findings.id')
        .execute();
      return parseInTurns(rows, toFinding);
    },

    publish(scanId, at, { resolves } = { resolves: true }) {
      return session.atomic(async (db) => {
        await giveBack(db, scanId, at);
        await overwrite(db, scanId, at);
        const resolved = resolves ? await resolve(db, scanId, at) : 0;
        const opened = await open(db, scanId, at);
        await abandon(db, scanId);
        return { opened, resolved };
      });
    },

    abandon(scanId) {
      return session.atomic((db) => abandon(db, scanId));
    },

    prune() {
      return session.atomic(async (db) => {
        for (const table of ['staged_findings', 'staged_targets', 'scan_parts'] as const)
          await db
            .deleteFrom(table)
            .where('scan_id', 'not in', (eb) => eb.selectFrom('scans').select('id').where('state', '=', 'running'))
            .execute();
      });
    },
  };
}
