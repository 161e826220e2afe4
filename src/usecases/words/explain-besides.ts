import type { LogGroupChange, Plan } from '../../domain/plan/plan.ts';
import { encryptionChanges } from './explain-encryption.ts';
import { countWords, listWords } from './words.ts';

/** What a plan changes besides the encryption of bookmarks: sentences, each for one change whatever it happens to. */
export interface Besides {
  /** "S3: off → SSE-KMS with arn:…." */
  readonly settings: readonly string[];
  /** The log groups, then what to look at; empty where none changes its name. */
  readonly logs: readonly string[];
}

export function besidesWords(plan: Plan): Besides {
  return { settings: settingWords(plan), logs: logGroupWords(plan.logGroups) };
}

/** Settings other than the bookmarks'. Without a configuration of before, what the new one leaves off stays as it is. */
function settingWords({ configuration, choice }: Plan): string[] {
  if (choice.retire) return [];
  const [, ...others] = encryptionChanges(configuration);
  return others.flatMap(({ part, before, after }) => {
    if (before === after || (before === undefined && after === 'off')) return [];
    return [`${part}: ${before === undefined ? after : `${before} → ${after}`}.`];
  });
}

const whatToCheck =
  'Check alarms, metric filters, retention, subscriptions and role policies that name the old log groups: they do not follow.';

/** Of several plans together. */
const mostChanges = 6;

export interface LogGroupWay {
  /** On the way back the logs return. */
  readonly back?: boolean;
  /** Not everything was switched, so how many log elsewhere is not said. */
  readonly partly?: boolean;
}

/** A sentence for each change, and what to look at. */
export function logGroupWords(changes: readonly LogGroupChange[] = [], way: LogGroupWay = {}): string[] {
  const sentences = changes.flatMap((change) => changeWords(change, way));
  const left = sentences.length - mostChanges;
  return [
    ...sentences.slice(0, mostChanges),
    ...(left > 0 ? [`${countWords(left, 'more change')} of log groups: the plans name them.`] : []),
    ...(sentences.length > 0 ? [whatToCheck] : []),
  ];
}

function changeWords(
  { from, to, type, runs, roles, rolesTotal = 0 }: LogGroupChange,
  { back = false, partly = false }: LogGroupWay,
): string[] {
  // What a missing configuration did with them is not known, so nobody knows where they return to.
  if (back && from === undefined) return [];
  const [old, now] = back ? [to, from] : [from, to];
  const left = rolesTotal - (roles?.length ?? 0);
  const named = [...(roles ?? []), ...(left > 0 ? [`${left} more`] : [])];
  const each = named.length === 0 ? '' : ` (ROLE: ${listWords(named)})`;
  const instead = old === undefined ? '' : ` instead of ${old}`;
  const switched = `each ${type} that was switched${back ? ' back' : ''}`;
  return [`The logs of ${partly ? switched : countWords(runs, type)} go to ${now}${instead}${each}.`];
}
