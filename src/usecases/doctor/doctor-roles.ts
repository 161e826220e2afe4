import { type Account, accountLabel } from '../../domain/fleet.ts';
import type { CallError } from '../../domain/model.ts';
import { type CallRole, codeWords, explainCode } from '../words/explain-call.ts';
import { sentenceKind, withoutArns } from '../words/explain-sentence.ts';
import { capital, countWords } from '../words/words.ts';
import { withAwsWords } from './doctor-permissions.ts';
import type { DoctorCheck } from './doctor-report.ts';

/** A role that could not be assumed, with the check that says so of its account alone. */
export interface BlockedRole {
  readonly account: Account;
  readonly role: CallRole;
  readonly error: CallError;
  readonly check: DoctorCheck;
}

/** What makes the roles of an account, to paste; none where it has roles of its own. Absent: each has. */
export type RoleCommands = ((account: Account) => readonly string[]) | undefined;

const group = 'Roles that cannot be assumed';
const mostNamed = 5;

export interface GroupedRoles {
  /** The check of each role with a reason of its own, with what makes it. */
  readonly alone: ReadonlyMap<DoctorCheck, DoctorCheck>;
  /** Of those who share one, one check a reason: the most common first. */
  readonly together: readonly DoctorCheck[];
}

export function groupBlocked(blocked: readonly BlockedRole[], commands: RoleCommands): GroupedRoles {
  const reasons = [...Map.groupBy(blocked, (each) => reasonOf(each, commands)).values()];
  const shared = reasons.filter((each) => each.length > 1).toSorted((a, b) => b.length - a.length);
  const own = reasons.filter((each) => each.length === 1).flat();
  return {
    alone: new Map(own.map((each) => [each.check, withCommands(each, commands)])),
    together: shared.map((each) => sharedCheck(each, commands)),
  };
}

function withCommands({ account, check, error: { error } }: BlockedRole, commands: RoleCommands): DoctorCheck {
  const lines = howToMake(error, commands?.(account));
  return lines.length === 0 ? check : { ...check, fix: [...[check.fix ?? []].flat(), ...lines].join('\n') };
}

/** Those that are helped by the same lines: what makes the roles of one would make others than another has. */
function reasonOf({ account, role, error: { error, message = '' } }: BlockedRole, commands: RoleCommands): string {
  return JSON.stringify([role, error, sentenceKind(message), howToMake(error, commands?.(account))]);
}

function sharedCheck(blocked: readonly BlockedRole[], commands: RoleCommands): DoctorCheck {
  const [first] = blocked;
  const { role = 'scan', error: { error = '', call = '', message = undefined } = {} } = first ?? {};
  const said = message === undefined ? undefined : withoutArns(message);
  const named = blocked.slice(0, mostNamed).map(({ account }) => accountLabel(account));
  const more = blocked.length - named.length;
  const where = `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return {
    group,
    check: `${capital(role)} role of ${countWords(blocked.length, 'account')}`,
    outcome: 'problem',
    detail: withAwsWords(`${codeWords(error, call, role, said)}: ${where}`, said),
    fix: [explainCode(error, call, role, said).next, ...howToMake(error, first && commands?.(first.account))].join(
      '\n',
    ),
  };
}

/** AWS refuses a role that is missing and one that does not trust the caller in the same words. */
function howToMake(code: string, commands: readonly string[] = []): readonly string[] {
  if (commands.length === 0 || !code.startsWith('AccessDenied')) return [];
  return [
    'Where the role is missing, this makes the roles of an account, with its credentials (README.md, "A whole organization", has it for all at once):',
    ...commands.map((command) => `  ${command}`),
  ];
}
