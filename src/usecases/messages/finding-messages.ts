import type {
  BookmarkOption,
  Exposure,
  FindingKind,
  Owner,
  Reference,
  SecurityConfiguration,
} from '../../domain/model.ts';
import type { Counts, FindingView, UnwatchedFindings } from './audit-messages.ts';
import type { FindingActs, RequestLink } from './finding-acts.ts';

export interface FindingFilter {
  /** Ids of rules. Filters that were stored before findings were told apart by rule have none: all rules. */
  readonly rules?: readonly string[];
  /** Account ids. */
  readonly accounts?: readonly string[];
  readonly regions?: readonly string[];
  readonly exposures?: readonly Exposure[];
  readonly kinds?: readonly FindingKind[];
  /** What a channel owns: by name or tag, and whatever nobody else owns so of these accounts. */
  readonly owner?: { readonly channel: string; readonly accounts: readonly string[] };
  /** First seen at or after. */
  readonly firstSeenSince?: number;
  /** Only those of accounts and regions that are not watched any more. Absent: only those of what is watched. */
  readonly unwatched?: true;
}

/** Filters that every process knows by these ids: a page that is shown to everybody, again and again, stores none. */
export const standingQueries: Readonly<Record<'all-open' | 'all-exposed', FindingFilter>> = {
  'all-open': {},
  'all-exposed': { exposures: ['exposed'] },
};

/** One page of the open findings. `page` counts from 0. */
export interface FindingsMessage extends FindingActs {
  readonly kind: 'findings';
  readonly filter: FindingFilter;
  /** The filter in words: "exposed, in data-production, eu-west-1". Empty: no filter. */
  readonly filterWords: string;
  readonly queryId: string;
  readonly page: number;
  readonly pages: number;
  readonly counts: Counts;
  readonly items: readonly FindingView[];
  /** What a person can filter by: accounts with names, and regions that have open findings. */
  readonly choices: {
    readonly accounts: readonly { readonly id: string; readonly name?: string }[];
    readonly regions: readonly string[];
    /** Ids of rules. Absent: open findings are of one rule, so there is nothing to choose. */
    readonly rules?: readonly string[];
  };
  /** When any target that the filter reaches was last read to the end; null: none of them ever was. */
  readonly lastScanAt: number | null;
  /** How many targets that the filter reaches could not be scanned last time; absent: none. */
  readonly notLookedAt?: number;
  /** How many configured account-regions that the filter reaches were never scanned; absent: none. */
  readonly neverScanned?: number;
  /** What the filter would reach, and is counted nowhere. Absent: nothing. */
  readonly unwatched?: UnwatchedFindings;
}

/** A finding with what uses it and has the name that was searched for. */
export interface FoundFinding extends FindingView {
  /** A few of `throughTotal`. Absent: the finding itself has the name. */
  readonly through?: readonly Reference[];
  readonly throughTotal?: number;
}

/** Open findings by a part of a name, or by the words of a text. */
export interface FoundMessage extends FindingActs {
  readonly kind: 'found';
  /** The part; absent: the words of a message were searched for. */
  readonly part?: string;
  readonly total: number;
  /** True: there may be more, since only so many findings are looked through. */
  readonly partial?: true;
  /** The first of them, exposed ones above. */
  readonly items: readonly FoundFinding[];
}

export interface ConfigurationMessage {
  readonly kind: 'configuration';
  readonly account: string;
  readonly accountName?: string;
  readonly region: string;
  /** Whose the account is. A finding that is owned by name or tag says so itself. Absent: nobody's that is known. */
  readonly owner?: Owner;
  /** The cloud that the region is in. Absent: not known, or an older message. */
  readonly partition?: string;
  readonly seenAt: number;
  readonly configuration: SecurityConfiguration;
  /** Findings about it: `configuration` or `unusable-key`; empty means that every rule holds. */
  readonly findings: readonly FindingView[];
  readonly exposure: Exposure;
  readonly references: readonly Reference[];
  readonly referencesIncomplete: readonly { readonly call: string; readonly error: string }[];
  /** The finding that can be remediated from here. Absent: nothing, or remediation is off. */
  readonly remediate?: string;
  /** The request that holds it, in place of a button. Absent: none, or in older messages. */
  readonly request?: RequestLink;
  /** The finding whose risk can be accepted from here. Absent: none that is recorded and not accepted. */
  readonly accept?: string;
  /** True: nothing uses it, so what is left is to retire it. */
  readonly retire?: true;
  /** True: a job has the same name. */
  readonly namesake?: true;
  /** What the key check said: "usable", "not checked: AccessDeniedException", … absent: no key to check. */
  readonly key?: string;
  /** Where a reference could hide that no list shows. */
  readonly notChecked: readonly string[];
  /** Those that it was judged by. */
  readonly rules: readonly { readonly id: string; readonly riskLevel: string; readonly standards: readonly string[] }[];
}

/** A trigger that starts a job. */
export interface JobStart {
  readonly trigger: string;
  /** Of the runs that it starts, instead of the job's own. */
  readonly configuration?: string;
  /** Absent: the job is of a kind that has none. */
  readonly bookmarks?: BookmarkOption;
}

export interface JobMessage {
  readonly kind: 'job';
  readonly account: string;
  readonly accountName?: string;
  readonly region: string;
  /** Whose the account is. A finding that is owned by name or tag says so itself. Absent: nobody's that is known. */
  readonly owner?: Owner;
  /** The cloud that the region is in. Absent: not known, or an older message. */
  readonly partition?: string;
  readonly seenAt: number;
  readonly name: string;
  /** `Command.Name`: glueetl, pythonshell, … */
  readonly command?: string;
  /** False: Ray jobs take none. */
  readonly takesConfiguration: boolean;
  /** The security configuration that it names itself. Absent: none. */
  readonly configuration?: string;
  /** Whether that one was read. Absent: it names none. */
  readonly configurationRead?: boolean;
  /** True: nobody could look at the bookmark key of its configuration. */
  readonly keyNotChecked?: true;
  /** The option of its own runs. Absent: it is of a kind that has none. */
  readonly bookmarks?: BookmarkOption;
  readonly starts: readonly JobStart[];
  /** Findings about it, and about the configurations that its runs use; empty means that every rule holds. */
  readonly findings: readonly FindingView[];
  /** Of its own runs, by these findings: other jobs may use a configuration otherwise. Absent: no finding. */
  readonly exposure?: Exposure;
  /** Lists that could not be read to the end. */
  readonly listsIncomplete: readonly { readonly call: string; readonly error: string }[];
  /** The finding about the job that can be remediated from here. Absent: none, or remediation is off. */
  readonly remediate?: string;
  /** The request that holds it, in place of a button. Absent: none, or in older messages. */
  readonly request?: RequestLink;
  /** The finding about the job whose risk can be accepted from here. Absent: none that is recorded and not accepted. */
  readonly accept?: string;
  /** True: a configuration has the same name. */
  readonly namesake?: true;
  /** Those that it was judged by. */
  readonly rules: readonly { readonly id: string; readonly riskLevel: string; readonly standards: readonly string[] }[];
}
