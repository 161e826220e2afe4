/** What can be done about findings that are named. By their ids; absent: about none, or an older message. */
export interface FindingActs {
  /** Those that can be remediated. */
  readonly remediable?: readonly string[];
  /** Those whose risk can be accepted: nobody did, and nobody asked. */
  readonly acceptable?: readonly string[];
  /** The request that holds one, in place of a remediation. */
  readonly requests?: Readonly<Record<string, RequestLink>>;
  /** Those whose risk somebody asked to accept: it waits for consent. */
  readonly askedToAccept?: readonly string[];
}

/** The request that holds a finding: it waits for a decision (`isOpen`), or is being carried out. */
export interface RequestLink {
  readonly requestId: string;
  readonly isOpen: boolean;
  /** Where its message is. */
  readonly channel: string;
  /** The address of its message. Absent: none is known. */
  readonly link?: string;
}
