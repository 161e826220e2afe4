import { describe, expect, test } from 'vitest';
import { assessTarget, unknownTarget } from '../../../src/domain/audit/assess.ts';
import { targetKey } from '../../../src/domain/model.ts';
import { renderMessage } from '../../../src/slack/render.ts';
import { documentToPlain } from '../../../src/slack/views/common/to-plain.ts';
import { digestView } from '../../../src/slack/views/digest/digest.ts';
import { countByExposure, groupFindings, summarizeSeen } from '../../../src/usecases/audit/views.ts';
import type { FindingRow } from '../../../src/usecases/ports/finding-records.ts';
import type { TargetRow } from '../../../src/usecases/ports/scan-records.ts';
import { type FleetResult, seenTarget } from '../../../src/usecases/running/fleet-result.ts';
import { composeDigest } from '../../../src/usecases/schedule/compose-digest.ts';
import { disabled, inventory, job, target } from '../../support/inventory.ts';

const at = 1_000_000;
const bare = (count: number, bookmark = 'job-bookmark-enable') =>
  assessTarget(
    inventory({ jobs: Array.from({ length: count }, (_, n) => job(`j${n}`, { defaultBookmark: bookmark })) }),
  );
const rowsOf = (result: ReturnType<typeof bare>, firstSeenAt: number): FindingRow[] =>
  result.findings.map((finding, n) => ({ ...finding, id: `${n}`, firstSeenAt, lastSeenAt: at }));
const targetRow = (row: Partial<TargetRow> = {}): TargetRow => ({
  ...target,
  outcome: 'scanned',
  configurations: 0,
  jobs: 0,
  lastScannedAt: at,
  lastGoodAt: at,
  ...row,
});
const schedule = { name: 'daily', cron: '0 8 * * *', timezone: 'UTC', channel: 'C1' };
const base = {
  schedule,
  slotAt: at,
  finishedAt: at,
  caughtUp: false,
  previousAt: 500,
  targets: [targetRow()],
  resolved: [],
  queryId: 'q',
  canRemediate: () => false,
};

type Rows = { readonly open: readonly FindingRow[]; readonly resolved: readonly FindingRow[] };
type Read = 'open' | 'fresh' | 'older' | 'resolved' | 'results' | 'seenThere';
type Given = Omit<Parameters<typeof composeDigest>[0], Read> & Rows & { readonly results: readonly FleetResult[] };

/** As the records would have them. */
function compose({ open, resolved, results, ...input }: Given) {
  const isNew = ({ firstSeenAt }: FindingRow) => input.previousAt === null || firstSeenAt > input.previousAt;
  const isExposed = ({ exposure }: { exposure: string }) => exposure === 'exposed';
  const fresh = groupFindings(open.filter(isNew), 10, isExposed);
  const older = groupFindings(
    open.filter((row) => !isNew(row)),
    10 - fresh.named.length,
    isExposed,
  );
  const byTarget = [...Map.groupBy(open, targetKey).values()].map((rows) => {
    const [{ account, region } = target] = rows;
    return { account, region, ...countByExposure(rows) };
  });
  const seen = { results: results.map(seenTarget), seenThere: results.flatMap(({ findings }) => findings) };
  return composeDigest({ ...input, ...seen, open: byTarget, fresh, older, resolved: groupFindings(resolved, 10) });
}

describe('composeDigest', () => {
  test('new is what was first seen after the previous digest; at most ten exposed are named, new ones first', () => {
    const result = bare(40);
    const rows = rowsOf(result, 100).map((row, n) => (n < 7 ? { ...row, firstSeenAt: 501 } : row));
    const digest = compose({ ...base, results: [result], open: rows });
    expect(digest.fresh).toMatchObject({ total: 7, exposed: 7 });
    expect(digest.open).toMatchObject({ total: 33 });
    expect([digest.fresh.named.length, digest.open.named.length]).toEqual([7, 3]);
  });

  test('17,000 targets that could not be scanned are a small row, and read as if all were in it', () => {
    const error = { call: 'AssumeRole', error: 'AccessDenied', message: 'not authorized to perform: sts:AssumeRole' };
    const results = Array.from({ length: 17_000 }, (_, n) =>
      unknownTarget(String(100_000_000_000 + Math.floor(n / 17)), `eu-west-${n % 17}`, error),
    );
    const digest = compose({ ...base, results, open: [] });
    expect(JSON.stringify(digest).length).toBeLessThan(5_000);
    const unknown = results.map((result) => summarizeSeen(seenTarget(result), null));
    expect(documentToPlain(digestView(digest))).toEqual(documentToPlain(digestView({ ...digest, unknown })));
    expect(documentToPlain(digestView(digest))).toContain('17,000');
  });

  test('what is named and whose account may be changed can be remediated', () => {
    const result = bare(12);
    const rows = rowsOf(result, 501);
    const canRemediate = (account: string) => account === target.account;
    const digest = compose({ ...base, canRemediate, results: [result], open: rows });
    expect(digest.remediable).toEqual(digest.fresh.named.map(({ id }) => id));
    expect(digest.remediable).toHaveLength(10);
    expect(compose({ ...base, results: [result], open: rows })).not.toHaveProperty('remediable');
  });

  test('risks are to be accepted where an account may not be changed, and somebody could agree', () => {
    const result = bare(2);
    const given = { ...base, results: [result], open: rowsOf(result, 501), canAccept: () => true };
    const off = compose({ ...given, canRemediate: () => false });
    expect(off.acceptable).toEqual(off.fresh.named.map(({ id }) => id));
    expect(compose({ ...given, canRemediate: () => true })).not.toHaveProperty('acceptable');
    const nobody = { ...given, canRemediate: () => false, canAccept: () => false };
    expect(compose(nobody)).not.toHaveProperty('acceptable');
  });

  test('what is named as resolved says why, as the scan of the digest met it', () => {
    const result = assessTarget(inventory({ jobs: [job('ray', { command: 'glueray' })] }));
    const [stored] = bare(1).findings;
    if (stored === undefined) throw new Error('no finding');
    const row = (name: string): FindingRow => ({ ...stored, name, id: name, firstSeenAt: 1, lastSeenAt: 1 });
    const resolved = [row('ray'), row('deleted'), { ...row('elsewhere'), region: 'us-east-1' }];
    const digest = compose({ ...base, results: [result], open: [], resolved });
    const gone = Object.fromEntries(digest.resolved.named.map(({ name, gone }) => [name, gone?.why]));
    expect(gone).toEqual({ ray: 'takes-none', deleted: 'deleted', elsewhere: undefined });
    const shown = JSON.stringify(renderMessage(digest));
    expect(shown).toContain('a Ray job, which takes no security configuration');
  });

  test('latent and unused are counted, not named', () => {
    const result = assessTarget(inventory({ configurations: [disabled('bad')], jobs: [job('bare')] }));
    const digest = compose({ ...base, results: [result], open: rowsOf(result, 501) });
    expect(digest.fresh).toMatchObject({ total: 2, exposed: 0, latent: 1, unused: 1, named: [] });
  });

  test('the first digest of 300 bare jobs is small', () => {
    const result = bare(300);
    const digest = compose({ ...base, previousAt: null, results: [result], open: rowsOf(result, at) });
    expect(digest.fresh.total).toBe(300);
    expect(JSON.stringify(digest).length).toBeLessThan(10_000);
  });

  test('an unknown target keeps its findings open, says how old the last successful scan is, and counts them as unverified', () => {
    const failed = unknownTarget(target.account, target.region, { call: 'GetJobs', error: 'AccessDeniedException' });
    const digest = compose({
      ...base,
      results: [failed],
      targets: [targetRow({ outcome: 'unknown', lastGoodAt: 400 })],
      open: rowsOf(bare(3), 100),
    });
    expect(digest).toMatchObject({ scanned: 0, openUnverified: 3, open: { total: 3 } });
    expect(digest.unknown).toMatchObject([{ region: 'eu-west-1', reason: 'AccessDeniedException', lastGoodAt: 400 }]);
  });

  test('an account whose regions could not be listed covers its targets', () => {
    const rows = rowsOf(bare(1), 100);
    const starred = unknownTarget(target.account, '*', { call: 'ListRegions', error: 'AccessDenied' });
    const all = compose({ ...base, results: [starred], open: rows });
    expect(all.unknown.map(({ region, lastGoodAt: good }) => [region, good])).toEqual([['*', at]]);
    expect(all.openUnverified).toBe(1);
  });
});
