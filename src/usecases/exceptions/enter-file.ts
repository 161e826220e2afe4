import type { RiskException } from '../../domain/exceptions/exception.ts';
import { auditEntry, itself } from '../audit-entry.ts';
import type { ExceptionRow, ExceptionState } from '../ports/records/exception-records.ts';
import type { Clock, NewId } from '../ports/runtime.ts';
import type { Records, Store } from '../ports/store.ts';

export interface EnterFileDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: NewId;
}

/** Those of the file whose row says nothing else than that it is, or was, there. */
const known: readonly ExceptionState[] = ['accepted', 'ended', 'revoked'];

/**
 * Makes the rows of what the file accepts those of this file, and holds the open findings against them, in one
 * transaction: what is new in it holds from now on, what is not in it any more is taken back. Where processes run with
 * different files the latest that started counts. Safe to repeat.
 */
export async function enterFile(
  dependencies: EnterFileDependencies,
  accepted: readonly RiskException[],
): Promise<void> {
  const now = dependencies.clock.now();
  await dependencies.store.transaction(async (records) => {
    const rows = (await records.exceptions.inState(known)).filter(({ from }) => from === 'file');
    const entered = new Map(rows.map((row) => [row.id, row]));
    const changes = [
      ...(await enter(records, accepted, entered, now)),
      ...(await takeBack(records, accepted, rows, now)),
    ];
    for (const { id, action } of changes)
      await records.remediation.audit(auditEntry(dependencies, { actor: itself, action, subject: id }));
    await records.exceptions.markFindings(now);
  });
}

interface Change {
  readonly id: string;
  readonly action: 'exception.entered' | 'exception.removed';
}

async function enter(
  { exceptions }: Records,
  accepted: readonly RiskException[],
  entered: ReadonlyMap<string, ExceptionRow>,
  now: number,
): Promise<Change[]> {
  const changes: Change[] = [];
  for (const exception of accepted) {
    const row = entered.get(exception.id);
    if (row?.state === 'accepted' || row?.state === 'ended') continue;
    if (row === undefined) await exceptions.add({ ...exception, state: 'accepted', askedAt: now, since: now });
    else await exceptions.move(row.id, { from: row.state, to: 'accepted', at: now });
    changes.push({ id: exception.id, action: 'exception.entered' });
  }
  return changes;
}

async function takeBack(
  { exceptions }: Records,
  accepted: readonly RiskException[],
  rows: readonly ExceptionRow[],
  now: number,
): Promise<Change[]> {
  const named = new Set(accepted.map(({ id }) => id));
  const changes: Change[] = [];
  for (const { id, state } of rows) {
    if (named.has(id) || state === 'revoked') continue;
    await exceptions.move(id, { from: state, to: 'revoked', at: now });
    changes.push({ id, action: 'exception.removed' });
  }
  return changes;
}
