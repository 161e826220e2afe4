import { isExact } from '../../../domain/exceptions/exception.ts';
import { type Owner, ownerKind } from '../../../domain/exceptions/owner.ts';
import { mostSaid } from '../../../domain/exceptions/said.ts';
import type { RiskView } from '../../../usecases/messages/exception-messages.ts';
import { countWords, kindWords, listWords } from '../../../usecases/words/explain.ts';
import { shortenEnd, shortenMiddle } from '../common/display-name.ts';
import type { Item, Part } from '../common/document.ts';
import { targetWords } from '../common/target-words.ts';

const mostListed = 5;

function listed(values: readonly string[], one: string, names: Readonly<Record<string, string>> = {}): string {
  const shown = values.slice(0, mostListed).map((value) => {
    const name = names[value];
    return name === undefined ? value : `${shortenMiddle(name, 60)} (${value})`;
  });
  const more = values.length > shown.length ? [countWords(values.length - shown.length, `more ${one}`)] : [];
  return listWords([...shown, ...more]);
}

/** What an accepted risk is about: one finding, or all that are alike. `whole`: for who decides, the name uncut. */
export function scopeParts(
  { scope, accountNames = {} }: Pick<RiskView, 'scope' | 'accountNames'>,
  whole?: 'whole',
): Part[] {
  const placeOf = (account: string, region: string) => {
    const accountName = accountNames[account];
    return targetWords({ account, region, ...(accountName !== undefined && { accountName }) });
  };
  const named = (name: string): Part => (whole === undefined ? { name } : { name, whole: true });
  if (isExact(scope)) {
    const { name, kind, account, region } = scope.finding;
    return [named(name), ` (${kindWords(kind)}) in ${placeOf(account, region)}`];
  }
  const { name, kinds, accounts, regions, tag } = scope;
  const what = kinds === undefined ? 'every finding' : listWords(kinds.map((kind) => kindWords(kind, 2)));
  return [
    what,
    ...(name === undefined ? [] : [' named ', named(name)]),
    ...Object.entries(tag ?? {}).flatMap(([key, value], index): Part[] => {
      return [index === 0 ? ' with the tag ' : ' and ', { name: `${key}=${value}` }];
    }),
    ` in ${accounts === undefined ? 'every account' : listed(accounts, 'account', accountNames)}`,
    `, ${regions === undefined ? 'every region' : listed(regions, 'region')}`,
  ];
}

/** Whose risk it is: a person or group as such, anything else as it was written. */
export function ownerPart(risk: Owner): Part {
  const kind = ownerKind(risk);
  if (kind === undefined) return shortenEnd(risk.owner, mostSaid.owner);
  return kind === 'person' ? { user: risk.owner } : { usergroup: risk.owner };
}

/** "until 2027-03-31 (Europe/Berlin)" */
export function untilWords({ until, timezone }: Pick<RiskView, 'until' | 'timezone'>): string {
  return `until ${until}${timezone === 'UTC' ? '' : ` (${timezone})`}`;
}

export function reasonWords({ reason }: Pick<RiskView, 'reason'>): string {
  return shortenEnd(reason, mostSaid.reason);
}

/** Why it was not accepted, as whoever decided said. */
export function rejectedItems({ decisionReason }: Pick<RiskView, 'decisionReason'>): Item[] {
  if (decisionReason === undefined || decisionReason === '') return [];
  return [{ type: 'text', line: [{ bold: 'Why not: ' }, reasonWords({ reason: decisionReason })] }];
}

/** What is typed to name one: enough of its id to tell it from others. */
export function shortId({ id }: Pick<RiskView, 'id'>): string {
  return id.slice(0, 12);
}

/** What else goes on with what it covers. */
export function besides({
  remediation,
  alsoUntil,
}: {
  readonly remediation?: true;
  readonly alsoUntil?: string;
}): Item[] {
  const notes = [
    ...(remediation
      ? ['A remediation of something that it covers waits for a decision: one does not stop the other.']
      : []),
    ...(alsoUntil === undefined
      ? []
      : [`Something of it is accepted until ${alsoUntil} already: the earliest end holds.`]),
  ];
  return notes.map((note) => ({ type: 'note', line: [note] }));
}
