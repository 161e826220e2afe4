import type { ExceptionScope } from '../../domain/exceptions/exception.ts';
import type { OwnerKind } from '../../domain/exceptions/owner.ts';
import type { ExceptionSource } from '../../domain/model.ts';
import type { Counts } from './audit-messages.ts';

/** What the bot says about accepted risks. Texts from AWS or people are raw, as elsewhere. */

export type RiskState = 'asked' | 'accepted' | 'rejected' | 'lapsed' | 'revoked' | 'replaced' | 'ended';

/** An accepted risk, or one that is asked for. */
export interface RiskView {
  /** Opaque; its first characters are typed to change or revoke it. */
  readonly id: string;
  readonly state: RiskState;
  readonly from: ExceptionSource;
  readonly scope: ExceptionScope;
  /** By id, of the accounts that the scope names, as far as they are known. */
  readonly accountNames?: Readonly<Record<string, string>>;
  readonly reason: string;
  /** The id of a person or user group, or words. */
  readonly owner: string;
  readonly ownerIs?: OwnerKind;
  /** The last day on which it holds: YYYY-MM-DD, in `timezone`. */
  readonly until: string;
  readonly timezone: string;
  readonly askedBy?: string;
  /** Who agreed or refused. */
  readonly decidedBy?: string;
  readonly decidedAt?: number;
  readonly decisionReason?: string;
  /** Who took it back. */
  readonly closedBy?: string;
  readonly closedAt?: number;
  /** True: it covers what grows worse too. */
  readonly evenIfWorse?: true;
}

/** What is asked of those who may approve; after the decision or its end the same without buttons. */
export interface ExceptionRequestMessage {
  readonly kind: 'exception-request';
  readonly exceptionId: string;
  readonly risk: RiskView;
  /** What it would cover, as it was when it was asked. */
  readonly counts: Counts;
  /** True: a remediation of something that it covers is asked for or under way. */
  readonly remediation?: true;
  /** The earliest last day of others that cover something of it: that one holds. */
  readonly alsoUntil?: string;
  /** The last day of the one that it would replace. */
  readonly instead?: string;
}

/** What became of an accepted risk. */
export interface ExceptionNoticeMessage {
  readonly kind: 'exception-notice';
  readonly event: 'asked' | 'accepted' | 'rejected' | 'lapsed' | 'revoked' | 'ended' | 'reminder';
  readonly risk: RiskView;
  /** Of `asked` and `accepted` how many it covers, of `reminder` how many come back; of an end, how many did. */
  readonly findings: number;
  /** As in a request. */
  readonly remediation?: true;
  readonly alsoUntil?: string;
  /** Where it was asked: a channel id. */
  readonly askedIn?: string;
}

/** All that is accepted or asked for, the earliest end first. */
export interface AcceptedRisksMessage {
  readonly kind: 'accepted-risks';
  readonly at: number;
  readonly risks: readonly (RiskView & { readonly findings: number })[];
  /** How many there are beyond those. */
  readonly hidden: number;
  /** Entries of the file that ended: they accept nothing any more. */
  readonly ended: number;
}
