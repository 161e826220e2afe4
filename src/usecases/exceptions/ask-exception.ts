import type { Judged } from '../../domain/exceptions/coverage.ts';
import { type ExceptionScope, isExact } from '../../domain/exceptions/exception.ts';
import { type ExceptionProblem, judgeException, overlapping } from '../../domain/exceptions/judge-exception.ts';
import { judgeBy } from '../../domain/exceptions/match.ts';
import type { OwnerKind } from '../../domain/exceptions/owner.ts';
import type { Membership } from '../../domain/remediation/approval.ts';
import { storedText } from '../../domain/remediation/stored-text.ts';
import { auditEntry } from '../audit-entry.ts';
import type { ExceptionNoticeMessage, ExceptionRequestMessage } from '../messages/exception-messages.ts';
import type { Actor } from '../ports/command.ts';
import type { ExceptionRow } from '../ports/records/exception-records.ts';
import type { RequestRow } from '../ports/remediation-records.ts';
import type { Clock, NewId } from '../ports/runtime.ts';
import type { Records, Store } from '../ports/store.ts';
import { readAskedToAccept } from '../remediation/state/read-acts.ts';
import { countByExposure } from '../running/fleet-result.ts';
import { type ApproverDependencies, accountsOf, isOwn, notApprover, readRights } from './exception-approvers.ts';
import { riskView } from './risk-view.ts';
import { requestsAbout, tellRequesters } from './tell-requesters.ts';

export interface ExceptionRules {
  /** Milliseconds. */
  readonly maximum: number;
  readonly timezone: string;
  readonly consent: 'required' | 'none';
}

export interface ExceptionDependencies extends ApproverDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly rules: ExceptionRules;
  /** Keys of tags of jobs that scans read. Absent: none. */
  readonly tags?: readonly string[];
  /** Where those decide who have no channel of their own, if it was asked in none. Absent: whoever asked is shown it. */
  readonly fallbackChannel?: string;
}

export interface ExceptionOrder {
  readonly scope: ExceptionScope;
  readonly reason: string;
  /** The id of a person or group, or words. */
  readonly owner: string;
  readonly ownerIs?: OwnerKind;
  /** YYYY-MM-DD. */
  readonly until: string;
  readonly evenIfWorse: boolean;
  /** The id of the one that it is to replace. */
  readonly replaces?: string;
  /** True: not where the finding is accepted, or asked for, already. A form says so; who types may want an earlier end. */
  readonly once?: true;
}

/**
 * Why nothing was asked for. `no-approvers`: nobody could agree. `not-in-force`: what it was to replace is over; `waiting`: it
 * is not decided yet. `not-yours`: it would change or shorten another's, and nobody would be asked. `tag-not-read`: no scan
 * reads a tag that it names, so nothing would ever be covered. The last two: somebody was first.
 */
export type AskProblem =
  | ExceptionProblem
  | 'no-approvers'
  | 'not-in-force'
  | 'waiting'
  | 'not-yours'
  | 'tag-not-read'
  | 'accepted-already'
  | 'asked-already';

export type AskedException =
  | { readonly problems: readonly AskProblem[] }
  | { readonly notice: ExceptionNoticeMessage; readonly row: ExceptionRow };

/**
 * Asks for a risk to be accepted: it is judged, kept, and put to those who may agree, in one transaction. Where no consent
 * is needed it holds at once. Every attempt leaves its audit entry.
 */
export async function askException(
  dependencies: ExceptionDependencies,
  actor: Actor,
  order: ExceptionOrder,
): Promise<AskedException> {
  const id = dependencies.newId();
  const rights = await rightsOf(dependencies, actor, order);
  return dependencies.store.transaction(async (records) => {
    const now = dependencies.clock.now();
    const reached = await records.exceptions.reached(order.scope);
    const judged = judgeException({ ...order, reached }, dependencies.rules, now);
    const accounts = accountsOf(dependencies, order.scope, reached);
    const scope = boundTo(order.scope, accounts);
    const until = 'until' in judged ? judged.until.at : now;
    const first = order.once ? await firstProblems(records, order.scope, now) : [];
    const others = [
      ...(await otherProblems(dependencies, records, order, accounts)),
      ...(first.length > 0
        ? first
        : await changesAnothers(dependencies, records, order, { actor, reached, accounts, rights, until, now })),
    ];
    if ('problems' in judged || others.length > 0) {
      const isUnread = others.includes('tag-not-read');
      // That nothing is reached follows from it.
      const own = 'problems' in judged ? judged.problems.filter((each) => !isUnread || each !== 'reaches-nothing') : [];
      const problems = [...own, ...others];
      await audit(dependencies, records, actor, id, order, {
        action: 'exception.refused',
        refusal: problems.join(' '),
      });
      return { problems };
    }
    const { consent } = dependencies.rules;
    const asked: ExceptionRow = {
      id,
      from: 'slack',
      state: 'asked',
      scope,
      covers: judged.covers,
      reason: storedText(order.reason.trim()),
      owner: storedText(order.owner.trim()),
      ...(order.ownerIs !== undefined && { ownerIs: order.ownerIs }),
      until: judged.until,
      askedBy: actor.user,
      // In the Home there is none.
      ...(actor.channel !== '' && { askedIn: actor.channel }),
      askedAt: now,
      ...(order.replaces !== undefined && { replaces: order.replaces }),
    };
    const about = await aboutReached(records, reached, order.replaces, now);
    const row: ExceptionRow = consent === 'none' ? { ...asked, state: 'accepted', since: now, decidedAt: now } : asked;
    await records.exceptions.add(row);
    const action = consent === 'none' ? 'exception.accepted' : 'exception.asked';
    await audit(dependencies, records, actor, id, order, { action });
    const { requests, ...besides } = about;
    const notice = noticeOf(dependencies, row, reached.length, besides);
    if (consent === 'none') {
      await replaceOld(records, row, now, actor.user);
      await records.exceptions.markFindings(now);
      await tellRequesters(records, requests, { notice, knows: [actor.user], newId: dependencies.newId, at: now });
    } else {
      const channel = channelOf(dependencies, accounts, actor);
      await announce(dependencies, records, { row, reached, about: besides, channel });
    }
    return { row, notice };
  });
}

/** An account that joins later has approvers whom nobody asked: what names no account is about those of now. */
function boundTo(scope: ExceptionScope, accounts: readonly string[]): ExceptionScope {
  return isExact(scope) || scope.accounts !== undefined ? scope : { ...scope, accounts: accounts.toSorted() };
}

async function otherProblems(
  { approvals, rules, tags = [] }: ExceptionDependencies,
  { exceptions }: Records,
  { replaces, scope }: ExceptionOrder,
  accounts: readonly string[],
): Promise<readonly AskProblem[]> {
  const old = replaces === undefined ? undefined : await exceptions.get(replaces);
  const isWaiting = old?.state === 'asked';
  const isOver = replaces !== undefined && old?.state !== 'accepted' && !isWaiting;
  const nobody = rules.consent === 'required' && accounts.some((account) => approvals(account) === undefined);
  const isUnread = !isExact(scope) && Object.keys(scope.tag ?? {}).some((key) => !tags.includes(key));
  return [
    ...(isWaiting ? (['waiting'] as const) : []),
    ...(isOver ? (['not-in-force'] as const) : []),
    ...(nobody ? (['no-approvers'] as const) : []),
    ...(isUnread ? (['tag-not-read'] as const) : []),
  ];
}

/** Asked at the chat, so before the transaction. Where somebody must agree, they are asked whose it is. */
async function rightsOf(
  dependencies: ExceptionDependencies,
  { user }: Actor,
  { scope }: ExceptionOrder,
): Promise<Membership> {
  if (dependencies.rules.consent === 'required') return new Map();
  const reached = await dependencies.store.exceptions.reached(scope);
  return readRights(dependencies, user, accountsOf(dependencies, scope, reached));
}

interface About {
  readonly actor: Actor;
  readonly reached: readonly Judged[];
  readonly accounts: readonly string[];
  readonly rights: Membership;
  /** Its end. */
  readonly until: number;
  readonly now: number;
}

/**
 * Where nobody must agree, whoever may audit could shorten what another answers for: in its place, or by one beside it, since
 * the earliest end holds. Who asked for it, its owner and its approvers may.
 */
async function changesAnothers(
  dependencies: ExceptionDependencies,
  { exceptions }: Records,
  { replaces }: ExceptionOrder,
  { actor, reached, accounts, rights, until, now }: About,
): Promise<readonly AskProblem[]> {
  if (dependencies.rules.consent === 'required') return [];
  if (notApprover(dependencies, actor.user, accounts, rights) === undefined) return [];
  const beside = overlapping(reached, await exceptions.inForce(now), now).filter((other) => other.until.at > until);
  const ids = [...(replaces === undefined ? [] : [replaces]), ...beside.map((other) => other.id)];
  const rows = await Promise.all([...new Set(ids)].map((each) => exceptions.get(each)));
  return rows.some((row) => row !== undefined && !isOwn(row, actor.user)) ? ['not-yours'] : [];
}

/** Judged in the transaction: of two who accept one finding at once, the second is told that it is. */
async function firstProblems({ exceptions }: Records, scope: ExceptionScope, now: number): Promise<AskProblem[]> {
  if (!isExact(scope)) return [];
  const reached = await exceptions.reached(scope);
  const holds = judgeBy(await exceptions.inForce(now), now);
  if (reached.some((finding) => holds(finding).accepted !== undefined)) return ['accepted-already'];
  return (await readAskedToAccept({ exceptions }))(scope.finding) ? ['asked-already'] : [];
}

/** What holds in place of another ends it, without news. */
export async function replaceOld(
  { exceptions }: Records,
  { replaces }: ExceptionRow,
  at: number,
  by: string,
): Promise<void> {
  if (replaces !== undefined) await exceptions.move(replaces, { from: 'accepted', to: 'replaced', at, by });
}

interface AboutReached {
  readonly remediation?: true;
  readonly alsoUntil?: string;
}

/** What else goes on with these findings: both may be, and whoever decides is told. */
async function aboutReached(
  records: Records,
  reached: readonly Judged[],
  replaces: string | undefined,
  now: number,
): Promise<AboutReached & { readonly requests: readonly RequestRow[] }> {
  const requests = await requestsAbout(records, reached);
  const others = overlapping(reached, await records.exceptions.inForce(now), now).filter(({ id }) => id !== replaces);
  const [earliest] = others.map(({ until }) => until.day).toSorted();
  return {
    requests,
    ...(requests.length > 0 && { remediation: true as const }),
    ...(earliest !== undefined && { alsoUntil: earliest }),
  };
}

function noticeOf(
  parts: Pick<ExceptionDependencies, 'accounts'>,
  row: ExceptionRow,
  findings: number,
  about: AboutReached,
): ExceptionNoticeMessage {
  const event = row.state === 'accepted' ? 'accepted' : 'asked';
  return { kind: 'exception-notice', event, risk: riskView(row, parts), findings, ...about };
}

function channelOf(
  { approvals, fallbackChannel }: ExceptionDependencies,
  accounts: readonly string[],
  { channel, user }: Actor,
): string {
  const [own] = accounts.flatMap((account) => approvals(account)?.channel ?? []);
  return own ?? (channel === '' ? (fallbackChannel ?? user) : channel);
}

/** The id of the message that asks for a decision. */
export function askedMessageId(exceptionId: string): string {
  return `exception-${exceptionId}`;
}

async function announce(
  { clock, accounts }: ExceptionDependencies,
  { exceptions, outbox }: Records,
  {
    row,
    reached,
    about,
    channel,
  }: {
    readonly row: ExceptionRow;
    readonly reached: readonly Judged[];
    readonly about: AboutReached;
    readonly channel: string;
  },
): Promise<void> {
  const old = row.replaces === undefined ? undefined : await exceptions.get(row.replaces);
  const message: ExceptionRequestMessage = {
    kind: 'exception-request',
    exceptionId: row.id,
    risk: riskView(row, { accounts }),
    counts: countByExposure(reached),
    ...about,
    ...(old !== undefined && { instead: old.until.day }),
  };
  await outbox.add([{ id: askedMessageId(row.id), channel, message, createdAt: clock.now() }]);
}

async function audit(
  dependencies: ExceptionDependencies,
  { remediation }: Records,
  actor: Actor,
  id: string,
  { until, replaces, evenIfWorse }: ExceptionOrder,
  { action, refusal }: { readonly action: string; readonly refusal?: string },
): Promise<void> {
  await remediation.audit(
    auditEntry(dependencies, {
      actor: actor.user,
      action,
      subject: id,
      detail: {
        channel: actor.channel,
        until: until.slice(0, 40),
        ...(evenIfWorse && { evenIfWorse: 1 }),
        ...(replaces !== undefined && { replaces }),
        ...(refusal !== undefined && { refusal }),
      },
    }),
  );
}
