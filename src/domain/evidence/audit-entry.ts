/** One entry of the audit trail: who did what, or tried to. */
export interface AuditEntry {
  readonly id: string;
  readonly at: number;
  /** A chat user id, or `gluewarden` for what it does by itself. */
  readonly actor: string;
  /** `request.opened`, `decision.refused`, `step.done`, … */
  readonly action: string;
  /** The id of a request or an execution. */
  readonly subject: string;
  /** Never a definition, an argument or a secret. */
  readonly detail: Readonly<Record<string, string | number | boolean>>;
  readonly awsRequestIds: readonly string[];
}

/** An entry in its place, from 1 without a gap. */
export interface PlacedEntry extends AuditEntry {
  readonly place: number;
}

/** As it is stored. Both null: it was written by a version without the chain, and the next link covers it. */
export interface LinkedEntry extends PlacedEntry {
  /** The hash of the entry before it. */
  readonly previous: string | null;
  readonly hash: string | null;
}

/** The last entry of a chain: it stands for all before it. */
export interface AuditHead {
  readonly place: number;
  /** SHA-256, hex. */
  readonly hash: string;
}

/** The action of the entry with which a database that had entries before began its chain. */
export const chainBegun = 'chain.begun';
