export interface HelpMessage {
  readonly kind: 'help';
  readonly command: string;
  readonly summary: string;
  readonly entries: readonly { readonly usage: string; readonly does: string; readonly example?: string }[];
  readonly notes: readonly string[];
}

/** Something that the caller can fix. `next` says what to do, as a sentence. */
export interface ProblemMessage {
  readonly kind: 'problem';
  readonly what: string;
  /** What it consists of, in sentences: what matters most first, since the last are left out where all do not fit. */
  readonly details?: readonly string[];
  readonly next: string;
  /** Complete commands that were probably meant. */
  readonly suggestions: readonly string[];
  /** Who could do it instead: ids of people and user groups. Absent: it is not for others to do. */
  readonly who?: { readonly users: readonly string[]; readonly usergroups: readonly string[] };
}

/** A scan that somebody asked for and a restart cut off. */
export interface InterruptedMessage {
  readonly kind: 'interrupted';
  readonly scope: string;
  readonly startedAt: number;
  /** The command to type again. */
  readonly again: string;
  /** Of what stands in the place of a shared answer: the scan's id, and who asked. Absent: for who asked alone. */
  readonly shared?: { readonly scan: string; readonly askedBy: string };
}
