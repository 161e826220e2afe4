import { storedText } from '../remediation/stored-text.ts';
import type { AuditHead, LinkedEntry, PlacedEntry } from './audit-entry.ts';

/** SHA-256 of a text in UTF-8, hex. */
export type Hash = (text: string) => string;

/** What stands before the first entry. */
export const chainStart = '0'.repeat(64);

/** Reading begins here, not at 0: an entry that somebody put before the first one is seen as well. */
export const beforeFirst = Number.MIN_SAFE_INTEGER;

/** Keys sorted, no white space: RFC 8785, which other languages write with a line of code. */
function canonical(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(storedText(value));
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, each]) => [storedText(key), each] as const);
  const sorted = entries.toSorted(([left], [right]) => (left < right ? -1 : 1));
  return `{${sorted.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`;
}

/**
 * The text whose hash links an entry: every field of it, and the hash of the one before. It is the line of the export
 * without its `hash`, so that who has the export can do the sum again.
 */
export function chainText(entry: PlacedEntry, previous: string): string {
  const { id, place, at, actor, action, subject, detail, awsRequestIds } = entry;
  // Versions before wrote a fraction here and there, which PostgreSQL does not keep.
  const whole = Math.round(at);
  return canonical({ id, place, at: whole, actor, action, subject, detail, awsRequestIds, previous });
}

/** A line of the export, without the end of the line. */
export function exportLine({ hash, previous, ...entry }: LinkedEntry): string {
  return canonical({ ...entry, at: Math.round(entry.at), previous, hash });
}

/** What is wrong at one entry: the first of a chain. */
export type ChainProblem =
  /** Entries from `first` to `last` are not there; `entry` is the next one. */
  | { readonly what: 'missing'; readonly first: number; readonly last: number; readonly entry: LinkedEntry }
  /** Its fields are not those that were linked. */
  | { readonly what: 'changed'; readonly entry: LinkedEntry }
  /** It was written in another place. */
  | { readonly what: 'moved'; readonly entry: LinkedEntry; readonly from: number }
  /** It is as it was written, and what stands before it is not: replaced, or a link was taken away. */
  | { readonly what: 'before'; readonly entry: LinkedEntry }
  /** A head that was kept elsewhere names another hash for this entry: all from the beginning was written again. */
  | { readonly what: 'head'; readonly entry: LinkedEntry; readonly head: AuditHead }
  /** It ends before a head that was kept elsewhere. */
  | { readonly what: 'truncated'; readonly head: AuditHead; readonly last: number }
  /** A head of which only the hash is known: no entry has it. */
  | { readonly what: 'unknown-head'; readonly hash: string; readonly last: number };

/** A head that was kept apart from the chain. */
export interface KeptHead {
  /** Absent: only the hash is known. */
  readonly place?: number;
  readonly hash: string;
}

export interface ChainState {
  /** Entries until now, and how many of them carry a link. */
  readonly entries: number;
  readonly linked: number;
  /** Entries from before the first link. */
  readonly before: number;
  /** Entries after the last link that carry none. */
  readonly unlinked: number;
  /** Undefined: there is no entry. */
  readonly head: AuditHead | undefined;
}

export interface ChainCheck {
  /** The next entry by place; what is wrong with it. After a problem the check is over. */
  next(entry: LinkedEntry): ChainProblem | undefined;
  /** There is no further one. */
  end(): ChainProblem | undefined;
  state(): ChainState;
}

/** So far an entry that was moved is looked for around its place. */
const mostMoved = 1_000;

function movedFrom(entry: LinkedEntry, previous: string, hash: Hash): number | undefined {
  for (let far = 1; far <= mostMoved; far++)
    for (const place of [entry.place - far, entry.place + far])
      if (place > 0 && hash(chainText({ ...entry, place }, previous)) === entry.hash) return place;
  return undefined;
}

/** Holds a chain against itself and against heads that were kept elsewhere, in constant memory. */
export function createChainCheck(hash: Hash, heads: readonly KeptHead[] = []): ChainCheck {
  let [entries, linked, before, unlinked, last] = [0, 0, 0, 0, 0];
  let running = chainStart;
  const open = new Set(heads);

  function linkProblem(entry: LinkedEntry): ChainProblem | undefined {
    const { previous } = entry;
    if (entry.hash === null && previous === null) return undefined;
    if (entry.hash === null || previous === null) return { what: 'changed', entry };
    const isItself = hash(chainText(entry, previous)) === entry.hash;
    if (isItself) return previous === running ? undefined : { what: 'before', entry };
    const from = movedFrom(entry, previous, hash);
    return from === undefined ? { what: 'changed', entry } : { what: 'moved', entry, from };
  }

  function headProblem(entry: LinkedEntry): ChainProblem | undefined {
    for (const head of open) {
      const isHere = head.place === entry.place;
      if (isHere || (head.place === undefined && head.hash === running)) open.delete(head);
      if (isHere && head.hash !== running)
        return { what: 'head', entry, head: { place: entry.place, hash: head.hash } };
    }
    return undefined;
  }

  return {
    next(entry) {
      const expected = last + 1;
      if (entry.place > expected) return { what: 'missing', first: expected, last: entry.place - 1, entry };
      if (entry.place < expected) return { what: 'changed', entry };
      const problem = linkProblem(entry);
      if (problem !== undefined) return problem;
      running = hash(chainText(entry, running));
      last = entry.place;
      entries += 1;
      if (entry.hash === null) unlinked += 1;
      else {
        if (linked === 0) before = unlinked;
        linked += 1;
        unlinked = 0;
      }
      return headProblem(entry);
    },
    end() {
      for (const { place, hash: kept } of open)
        return place === undefined
          ? { what: 'unknown-head', hash: kept, last }
          : { what: 'truncated', head: { place, hash: kept }, last };
      return undefined;
    },
    state: () => ({
      entries,
      linked,
      before,
      unlinked,
      head: entries === 0 ? undefined : { place: last, hash: running },
    }),
  };
}

/** A head as people copy it: "1234:9f86…". */
export function headText({ place, hash }: AuditHead): string {
  return `${place}:${hash}`;
}

/** What {@link headText} wrote, or the hash alone. Undefined: it is neither. */
export function readHead(text: string): KeptHead | undefined {
  const [, place, hash = ''] = /^(?:([1-9]\d{0,14}):)?([0-9a-f]{64})$/i.exec(text.trim()) ?? [];
  if (hash === '') return undefined;
  return { hash: hash.toLowerCase(), ...(place !== undefined && { place: Number(place) }) };
}
