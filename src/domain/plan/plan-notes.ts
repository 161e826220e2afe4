import { notListed, statisticsNotListed } from '../audit/assess.ts';
import { aboutStep, type Step } from '../steps/step-kinds.ts';
import type { PlanChoice, PlannedConfiguration } from './plan.ts';
import { someNames } from './plan-checks.ts';
import { namedDatabases } from './plan-column-statistics.ts';
import { isAboutJob, type PlannedFinding } from './plan-dependents.ts';
import { togetherNotes } from './plan-together.ts';

/** What holds for a plan of this kind and a person must know before saying yes. Inferred facts are said to be so. */
export function planNotes(
  finding: PlannedFinding,
  choice: PlanChoice,
  configuration: PlannedConfiguration,
  steps: readonly Step[],
): string[] {
  return [
    `The role of every switched job needs kms:Encrypt and kms:Decrypt on the bookmark key of ${configuration.name}, or its next run fails. Jobs in a VPC also need a way to KMS (an endpoint or NAT).`,
    'A run that is in progress is expected to keep its settings; the change holds from the next run (inferred, not documented by AWS).',
    'What happens to bookmarks that are already written is not documented; the next successful run is expected to write encrypted ones (inferred). After that, going back may leave a bookmark that the old configuration cannot read (inferred).',
    ...oldOne(finding),
    ...(isAboutJob(finding)
      ? [
          "A security configuration overrides the job's own --encryption-type argument: it also decides how the job encrypts what it writes to S3 and its logs, which may differ from today.",
        ]
      : []),
    ...(choice.mode === 'full' && configuration.create
      ? [
          'Full encryption also needs kms:GenerateDataKey for S3, and a key policy that lets the CloudWatch Logs service of this region use the key.',
        ]
      : []),
    ...stepNotes(steps),
    ...togetherNotes(steps),
    ...checkedNotes(namedDatabases(choice, finding)),
    `Not checked: ${notChecked(namedDatabases(choice, finding)).join('; ')}. Anything there that names the old configuration must be changed by hand.`,
    'AWS has no version check on these updates: a change by somebody else in the same moment can be overwritten. Each definition is read again just before and after its update.',
  ];
}

/** What writes no bookmarks first; each note once. */
function stepNotes(steps: readonly Step[]): string[] {
  const about = steps.map(aboutStep);
  const inOrder = [...about.filter(({ job }) => job === null), ...about.filter(({ job }) => job !== null)];
  return [...new Set(inOrder.flatMap(({ note }) => note ?? []))];
}

function oldOne(finding: PlannedFinding): string[] {
  if (finding.kind === 'dangling-reference')
    return [
      'There is nothing to go back to: the configuration that it names does not exist, so this cannot be rolled back.',
    ];
  if (isAboutJob(finding)) return [];
  return [
    `The old configuration ${finding.name} is not deleted: it stays noncompliant until nothing uses it and it is retired.`,
    finding.kind === 'unusable-key'
      ? 'Every part of the configuration that uses the unusable key gets the new one. What was encrypted with the old key, bookmarks among them, cannot be read while that key is unusable: check the first runs for duplicate data.'
      : 'Any key of the old configuration must stay usable (kms:Decrypt) until each job has committed a run with the new one.',
  ];
}

function checkedNotes(databases: readonly string[]): string[] {
  return databases.length === 0 ? [] : [`Column statistics task settings were checked in: ${someNames(databases)}.`];
}

function notChecked(databases: readonly string[]): string[] {
  return notListed.map((each) =>
    each === statisticsNotListed && databases.length > 0 ? 'column statistics task settings of other databases' : each,
  );
}
