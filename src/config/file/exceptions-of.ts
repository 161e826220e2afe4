import { createHash } from 'node:crypto';
import { endOfDay } from '../../domain/exceptions/end-day.ts';
import type { Coverage, RiskException, SharedScope } from '../../domain/exceptions/exception.ts';
import { canonical } from '../../domain/json.ts';
import type { Exceptions } from '../model.ts';
import type { AccountEntry } from '../schema.ts';
import type { AcceptedEntry, ExceptionsEntry } from './exceptions.ts';
import { accountIds } from './parts.ts';

function coverageOf({ evenIfWorse, kinds = [], exposure }: AcceptedEntry): Coverage {
  if (evenIfWorse === true || exposure === undefined) return 'all';
  return { kinds: Object.fromEntries(kinds.map((kind) => [kind, exposure])) };
}

function scopeOf({ name, regions, kinds, accounts, tag }: AcceptedEntry, listed: readonly AccountEntry[]): SharedScope {
  return {
    ...(accounts && { accounts: accountIds(accounts, listed) }),
    ...(regions && { regions }),
    ...(name !== undefined && { name }),
    ...(kinds && { kinds }),
    ...(tag && { tag }),
  };
}

/** The same entry has the same id in every process and at every start, wherever in the file it stands. */
function entryId(entry: AcceptedEntry, scope: SharedScope, timezone: string): string {
  const { reason, owner, until, exposure = '', evenIfWorse = false } = entry;
  const parts = [scope.accounts ?? [], scope.regions ?? [], scope.kinds ?? []].map((list) => [...list].sort());
  // What has no tag keeps the id that it had before there were any.
  const tag = scope.tag ? [scope.tag] : [];
  const text = canonical([...parts, scope.name ?? '', reason, owner, until, timezone, exposure, evenIfWorse, ...tag]);
  return `file-${createHash('sha256').update(text).digest('hex').slice(0, 20)}`;
}

function exceptionOf(entry: AcceptedEntry, timezone: string, listed: readonly AccountEntry[]): RiskException[] {
  const until = endOfDay(entry.until, timezone);
  if (until === undefined) return [];
  const scope = scopeOf(entry, listed);
  const { reason, owner } = entry;
  const id = entryId(entry, scope, timezone);
  return [{ id, scope, covers: coverageOf(entry), reason, owner, until, from: 'file' }];
}

/** What the file accepts, with the ids of the accounts that it names: the same in other words is one. */
export function exceptionsOf(section: ExceptionsEntry, listed: readonly AccountEntry[]): Exceptions {
  const { accepted = [], timezone, ...rest } = section;
  const all = accepted.flatMap((entry) => exceptionOf(entry, timezone, listed));
  return { ...rest, timezone, accepted: [...new Map(all.map((each) => [each.id, each])).values()] };
}
