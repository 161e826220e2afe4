import { accountLabel } from '../../domain/fleet.ts';
import type { Member } from '../../domain/organization/members.ts';
import type { ProblemMessage } from '../messages/command-messages.ts';
import { countWords, listWords } from '../words/words.ts';

/** Of more accounts than these none is named, nor are their roles tried. */
export const mostNamed = 20;

export interface MembersChanged {
  readonly joined: readonly Member[];
  readonly left: readonly Member[];
  /** Ids of accounts that are still in the organization, and suspended or closed. */
  readonly unusable: ReadonlySet<string>;
  /** What the roles of accounts that joined lack, by id. */
  readonly lacks: ReadonlyMap<string, readonly string[]>;
  /** Their remediation roles were tried too. */
  readonly remediation: boolean;
  /** What makes the roles of an account, to paste. */
  readonly roleCommands: readonly string[];
  /** Requests of accounts that left, which nobody has decided. */
  readonly stranded: number;
}

/** Who joined, with what their roles lack and what makes them, and who is no longer watched. */
export function announceMembers(changed: MembersChanged): ProblemMessage {
  const { joined, left, unusable, stranded } = changed;
  const what = [
    ...(joined.length > 0
      ? [
          `${countWords(joined.length, 'account')} joined the organization and will be scanned from now on: ${named(joined)}.`,
        ]
      : []),
    ...lackWords(changed),
    ...noLongerWatched(
      'suspended or closed',
      left.filter(({ id }) => unusable.has(id)),
    ),
    ...noLongerWatched(
      'gone from it, or let through no more',
      left.filter(({ id }) => !unusable.has(id)),
    ),
    ...(stranded > 0
      ? [`${countWords(stranded, 'request')} for a remediation there can only be rejected or withdrawn now.`]
      : []),
  ];
  return { kind: 'problem', what: what.join(' '), next: nextWords(changed), suggestions: [] };
}

function named(members: readonly Member[]): string {
  const labels = members.slice(0, mostNamed).map(accountLabel);
  const more = members.length - labels.length;
  return more > 0 ? `${labels.join(', ')} and ${more} more` : listWords(labels);
}

function lackWords({ joined, lacks }: MembersChanged): readonly string[] {
  const all = joined.flatMap((member) => (lacks.get(member.id) ?? []).map((why) => ({ member, why })));
  return [...Map.groupBy(all, ({ why }) => why)].map(
    ([why, those]) => `Of ${named(those.map(({ member }) => member))}: ${why}.`,
  );
}

function noLongerWatched(why: string, members: readonly Member[]): readonly string[] {
  if (members.length === 0) return [];
  const are = members.length === 1 ? 'is' : 'are';
  return [`${countWords(members.length, 'account')} ${are} ${why}, and ${are} no longer watched: ${named(members)}.`];
}

function nextWords({ joined, lacks, roleCommands, remediation }: MembersChanged): string {
  if (lacks.size > 0)
    return `Make the roles, with credentials of each of these accounts: ${roleCommands.join(' && ')}. Then "npm run -s doctor" tries them. README.md ("A whole organization") has it for all accounts at once, and for those to come.`;
  if (joined.length === 0)
    return 'Nothing has to be done. To watch one all the same, list it under "accounts" in gluewarden.yaml.';
  if (joined.length > mostNamed) return '"npm run -s doctor" tries the roles of those that are not named.';
  return `Nothing has to be done: their ${remediation ? '' : 'scan '}roles work.`;
}
