import { accountLabel } from '../../domain/fleet.ts';
import type { InactiveMember } from '../../domain/organization/members.ts';
import type { ProbedOrganization } from '../ports/cloud-probe.ts';
import { explainCode, iamAction } from '../words/explain-call.ts';
import { mayBeAllowed } from '../words/explain-sentence.ts';
import { countWords, listWords } from '../words/words.ts';
import { withAwsWords } from './doctor-permissions.ts';
import type { DoctorCheck } from './doctor-report.ts';

const group = 'Organization';
const mostNamed = 10;

export interface ProbedListing {
  readonly probed: ProbedOrganization;
  /** What a listing with the configured filters calls, in that order. */
  readonly operations: readonly string[];
  /** Absent: the bot's own credentials ask. */
  readonly roleArn?: string;
  readonly statementFor: (permission: string) => object | undefined;
}

/** What a probe of the listing shows: who asked, each permission that it needs, and what was listed. */
export function organizationChecks(listing: ProbedListing): DoctorCheck[] {
  const { probed, roleArn } = listing;
  const check = roleArn === undefined ? 'Credentials' : 'Role';
  const { identity, error } = probed;
  if (identity === undefined) return [problem(check, error)];
  const inTheWay = error !== undefined && !listing.operations.includes(error.call) ? [problem('Accounts', error)] : [];
  return [
    { group, check, outcome: 'ok', detail: identity.arn },
    ...listing.operations.flatMap((operation) => operationCheck(listing, operation)),
    ...inTheWay,
    ...listedCheck(probed),
  ];
}

function problem(check: string, error: ProbedOrganization['error']): DoctorCheck {
  const { error: code, call, message } = error ?? { error: 'UnexpectedError', call: 'ListAccounts' };
  const { what, next } = explainCode(code, call, 'organization', message);
  return { group, check, outcome: 'problem', detail: withAwsWords(`${what} (${code})`, message), fix: next };
}

function operationCheck({ probed, statementFor }: ProbedListing, operation: string): DoctorCheck[] {
  const check = iamAction(operation);
  const { error, answered } = probed;
  if (error?.call === operation) {
    const allow = /^AccessDenied/.test(error.error) && mayBeAllowed(error.message) ? statementFor(check) : undefined;
    const failed = problem(check, error);
    if (allow === undefined) return [failed];
    const fix = `${failed.fix ?? ''}\nThe statement for the policy of the role:\n${JSON.stringify(allow, null, 2)}`;
    return [{ ...failed, fix }];
  }
  if (answered.includes(operation)) return [{ group, check, outcome: 'ok' }];
  const detail =
    operation === 'ListParents'
      ? 'asked only about an account that seems to have left'
      : error === undefined
        ? 'there was nothing to ask it about'
        : 'the listing did not come to it';
  return [{ group, check, outcome: 'not-checked', detail }];
}

function listedCheck({ listing }: ProbedOrganization): DoctorCheck[] {
  if (listing === undefined) return [];
  const { members, inactive } = listing;
  const left = inactive.length === 0 ? '' : `; left out: ${leftOut(inactive)}`;
  return [{ group, check: 'Accounts', outcome: 'ok', detail: `${countWords(members.length, 'account')}${left}` }];
}

function leftOut(inactive: readonly InactiveMember[]): string {
  const named = inactive.slice(0, mostNamed).map((each) => `${accountLabel(each)}, ${each.state}`);
  const more = inactive.length - named.length;
  return more > 0 ? `${named.join('; ')}; and ${more} more` : listWords(named);
}
