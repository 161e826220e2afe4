import { accountLabel } from '../../domain/fleet.ts';
import type { Member } from '../../domain/organization/members.ts';
import type { ProblemMessage } from '../messages/command-messages.ts';
import { countWords, listWords, numberWords } from '../words/words.ts';
import type { TriedRoles } from './lacking-roles.ts';

/** Of more accounts than these none is named, nor are their roles tried. */
export const mostNamed = 20;

export interface MembersChanged extends TriedRoles {
  readonly joined: readonly Member[];
  readonly left: readonly Member[];
  /** Ids of accounts that are still in the organization, and suspended or closed. */
  readonly unusable: ReadonlySet<string>;
  /** Not all of those that joined were tried: other processes listed meanwhile. */
  readonly areUntried?: boolean;
  /** Their remediation roles were tried too. */
  readonly remediation: boolean;
  /** What makes the roles of an account, to paste. */
  readonly roleCommands: readonly string[];
  /** Requests of accounts that left, which nobody has decided. */
  readonly stranded: number;
}

/** Of each kind of those that left: what follows has to fit into the message too. */
const mostGone = 10;
/** Of those that lack the same, and different things that are lacked. */
const mostLacking = 5;

/**
 * Who is no longer watched, and who joined, with what their roles lack and what makes them. A message that is cut, is cut
 * at its end: what can be lost comes first.
 */
export function announceMembers(changed: MembersChanged): ProblemMessage {
  const { joined, left, unusable, stranded } = changed;
  const details = [
    ...labelled(
      'Gone from the organization, or no longer let through by the filters',
      left.filter(({ id }) => !unusable.has(id)),
      mostGone,
    ),
    ...labelled(
      'Suspended or closed',
      left.filter(({ id }) => unusable.has(id)),
      mostGone,
    ),
    ...(stranded > 0
      ? [`${countWords(stranded, 'request')} for a remediation there can only be rejected or withdrawn now.`]
      : []),
    ...labelled('Joined', joined, mostNamed),
    ...lackWords(changed),
  ];
  return { kind: 'problem', what: whatWords(changed), details, next: nextWords(changed), suggestions: [] };
}

function whatWords({ joined, left }: MembersChanged): string {
  const came = 'and will be scanned from now on';
  if (left.length === 0) return `${countWords(joined.length, 'account')} joined the AWS organization ${came}.`;
  const are = left.length === 1 ? 'is' : 'are';
  const gone = `${countWords(left.length, 'account')} of the AWS organization ${are} no longer watched`;
  return joined.length === 0 ? `${gone}.` : `${gone}; ${numberWords(joined.length)} joined it ${came}.`;
}

function labelled(label: string, members: readonly Member[], most: number): readonly string[] {
  return members.length === 0 ? [] : [`${label}: ${named(members, most)}.`];
}

function named(members: readonly Member[], most: number): string {
  const labels = members.slice(0, most).map(accountLabel);
  const more = members.length - labels.length;
  return more > 0 ? `${labels.join(', ')} and ${numberWords(more)} more` : listWords(labels);
}

function lackWords({ joined, lacks, untried }: MembersChanged): readonly string[] {
  const reasons = [...reasonsOf(joined, lacks), ...reasonsOf(joined, untried)];
  const more = reasons.length - mostLacking;
  const shown = reasons.slice(0, mostLacking).map(({ why, members }) => `Of ${named(members, mostLacking)}: ${why}.`);
  return more <= 0 ? shown : [...shown, `And for ${countWords(more, 'other reason')}: "npm run -s doctor" says which.`];
}

/** Those with the same clause together, the most common first. */
function reasonsOf(members: readonly Member[], clauses: ReadonlyMap<string, readonly string[]>) {
  const all = members.flatMap((member) => (clauses.get(member.id) ?? []).map((why) => ({ member, why })));
  return [...Map.groupBy(all, ({ why }) => why)]
    .map(([why, those]) => ({ why, members: those.map(({ member }) => member) }))
    .toSorted((a, b) => b.members.length - a.members.length);
}

function nextWords({ joined, lacks, untried, areUntried, roleCommands, remediation }: MembersChanged): string {
  if (lacks.size > 0)
    return `Make the roles, with credentials of each of these accounts: ${roleCommands.join(' && ')}. Then "npm run -s doctor" tries them. README.md ("A whole organization") has it for all accounts at once, and for those to come.`;
  if (joined.length === 0)
    return 'Nothing has to be done. To watch one all the same, list it under "accounts" in gluewarden.yaml.';
  if (untried.size > 0) return '"npm run -s doctor" tries what could not be tried.';
  if (joined.length > mostNamed) return '"npm run -s doctor" tries the roles of those that are not named.';
  if (areUntried) return '"npm run -s doctor" tries their roles.';
  return `Nothing has to be done: their ${remediation ? '' : 'scan '}roles work.`;
}
