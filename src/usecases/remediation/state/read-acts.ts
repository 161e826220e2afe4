import { isExact } from '../../../domain/exceptions/exception.ts';
import { type FindingIdentity, findingKey } from '../../../domain/model.ts';
import { fixOfReverted } from '../../../domain/remediation/reverted.ts';
import { isRemediable } from '../../../domain/rules/index.ts';
import type { FindingActs } from '../../messages/finding-acts.ts';
import type { FindingRow } from '../../ports/finding-records.ts';
import type { Store } from '../../ports/store.ts';
import { requestFinder } from './request-of-finding.ts';

export interface ActsDependencies {
  readonly store: Pick<Store, 'findings' | 'remediation' | 'outbox' | 'exceptions'>;
  /** Whether this account may be changed. Absent: none may. */
  readonly canRemediate?: ((account: string) => boolean) | undefined;
  /** Whether a risk of this account can be accepted: somebody could agree, or nobody has to. Absent: none can. */
  readonly canAccept?: ((account: string) => boolean) | undefined;
}

/** What can be done about these open findings, of what is watched, as the tables say now. */
export async function readActs(dependencies: ActsDependencies, rows: readonly FindingRow[]): Promise<FindingActs> {
  const { store, canRemediate, canAccept } = dependencies;
  if (rows.length === 0) return {};
  const requestOf = await requestFinder(store);
  const found = await Promise.all(
    rows.map(async (row) => [row.id, (await requestOf(await heldBy(store, row)))?.link] as const),
  );
  const requests = Object.fromEntries(found.flatMap(([id, link]) => (link === undefined ? [] : [[id, link]])));
  const waiting = await readAskedToAccept(store);
  const idsOf = (some: readonly FindingRow[]) => some.map(({ id }) => id);
  const free = rows.filter(({ id }) => !Object.hasOwn(requests, id));
  const remediable = idsOf(free.filter((row) => isRemediable(row) && canRemediate?.(row.account)));
  const counted = rows.filter(({ accepted }) => accepted === undefined);
  const acceptable = idsOf(counted.filter((row) => !waiting(row) && canAccept?.(row.account)));
  const asked = idsOf(counted.filter(waiting));
  return {
    ...(remediable.length > 0 && { remediable }),
    ...(acceptable.length > 0 && { acceptable }),
    ...(found.some(([, link]) => link) && { requests }),
    ...(asked.length > 0 && { askedToAccept: asked }),
  };
}

/** Of which findings a request may be that holds this one: what a deploy reverted is a part of another. */
export async function heldBy(
  { findings }: Pick<Store, 'findings'>,
  row: FindingRow,
): Promise<readonly FindingIdentity[]> {
  if (row.kind !== 'reverted') return [row];
  return [row, { ...row, ...fixOfReverted(row, await findings.openNamed(row, row.detail ?? '')) }];
}

/** True for a finding whose own risk somebody asked to accept, where nobody decided yet. */
export async function readAskedToAccept({
  exceptions,
}: Pick<Store, 'exceptions'>): Promise<(finding: FindingIdentity) => boolean> {
  const asked = await exceptions.inState(['asked']);
  const keys = new Set(asked.flatMap(({ scope }) => (isExact(scope) ? [findingKey(scope.finding)] : [])));
  return (finding) => keys.has(findingKey(finding));
}
