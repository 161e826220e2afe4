import { arnForm, partitionNote } from '../../domain/glue-arn.ts';
import { type FindingReason, referenceTypes } from '../../domain/model.ts';
import type { LeftOut, Plan, PlanCheck } from '../../domain/plan/plan.ts';
import type { PlanRefusal, RefusalCode } from '../../domain/plan/plan-refusal.ts';
import { glue005 } from '../../domain/rules/glue-005.ts';
import { canaryGroup } from '../../domain/steps/step-groups.ts';
import { aboutStep, canaryStep, kindOf, kindsInOrder, type Step } from '../../domain/steps/step-kinds.ts';
import { codeWords, type Explanation, explainCode } from './explain-call.ts';
import { reasonWords, referenceTypeWords } from './explain-finding.ts';
import { capital, countWords, listWords } from './words.ts';

/** One step as a sentence without a full stop: "switch job orders from std to std-encrypted-bookmarks". */
export function stepWords(step: Step): string {
  return aboutStep(step).toDo();
}

/** What a step is about, where its kind is not said: the name, and for column statistics what they are. */
export function stepSubject({ type, name }: Pick<Step, 'type' | 'name'>): string {
  return kindOf(type).words.subject(name);
}

/** The same with its kind before it: "trigger nightly". */
export function thingWords({ type, name }: Pick<Step, 'type' | 'name'>): string {
  return `${kindOf(type).dependent ?? ''} ${stepSubject({ type, name })}`.trim();
}

/** What is switched with the canary job, before the wait: "trigger nightly". */
export function canaryGroupOf({ steps }: Pick<Plan, 'steps'>): readonly string[] {
  return canaryGroup(steps)
    .filter((step) => !(aboutStep(step).job?.canary ?? false))
    .map(thingWords);
}

/** The canary job; undefined: none does. */
export function canaryOf({ steps }: Pick<Plan, 'steps'>): string | undefined {
  return canaryStep(steps)?.name;
}

/** In which order things move, as sentences after the name of the canary job. `group`: what is switched with it. */
export function canaryWords(group: readonly string[] = []): string {
  const then = 'after its next run has succeeded';
  if (group.length === 0) return `is the canary job. The others are switched ${then}.`;
  const shown =
    group.length > mostInGroup ? [...group.slice(0, mostInGroup), `${group.length - mostInGroup} more`] : group;
  return `is the canary job. Switched with it: ${listWords(shown)}. The others follow ${then}.`;
}

const mostInGroup = 5;

/** The effect in numbers: "creates 1 configuration, switches 3 jobs and 1 trigger". */
export function effectWords({ steps, configuration, choice }: Plan): string {
  if (choice.retire) return `deletes the configuration ${configuration.name}, which nothing references`;
  const switched = switchedWords(steps);
  const first = configuration.create
    ? 'creates 1 configuration'
    : `uses the existing configuration ${configuration.name}`;
  return `${first} and switches ${switched || 'nothing'}`;
}

/** The same for several plans: "creates 12 configurations, uses 2 existing ones and switches 37 jobs". */
export function totalWords(plans: readonly Plan[]): string {
  const steps = plans.flatMap((plan) => plan.steps);
  const created = plans.filter(({ configuration }) => configuration.create !== undefined).length;
  const existing = new Set(
    plans.flatMap(({ configuration, target }) =>
      configuration.create ? [] : `${target.region} ${configuration.name}`,
    ),
  );
  const switched = switchedWords(steps);
  return listWords([
    ...(created > 0 ? [`creates ${countWords(created, 'configuration')}`] : []),
    ...(existing.size > 0 ? [`uses ${countWords(existing.size, 'existing configuration')}`] : []),
    `switches ${switched || 'nothing'}`,
  ]);
}

/** "3 jobs, 1 trigger and the column statistics of 2 tables"; empty for nothing. */
export function switchedWords(steps: readonly Pick<Step, 'type'>[]): string {
  const switched = kindsInOrder.filter(({ effect }) => effect === 'switches');
  return listWords(
    switched.flatMap(({ type, words: { unit } }) => {
      const count = steps.filter((step) => step.type === type).length;
      return count > 0 ? [`${unit.before}${countWords(count, unit.one)}`] : [];
    }),
  );
}

/** What the name of something that is left alone stands behind: "job", "column statistics of". */
export function leftOutType({ type }: Pick<LeftOut, 'type'>): string {
  return type === 'column-statistics' ? 'column statistics of' : type;
}

/** What is left by hand, as people write it: "ML transform". */
export function manualTypeWords(type: string): string {
  const known = referenceTypes.find((each) => each === type);
  return known === undefined ? type : referenceTypeWords(known);
}

/** Why a dependent is left alone, as a sentence. */
export function leftOutWords({ type, reason, paths = [], error, with: others = [] }: LeftOut): string {
  switch (reason) {
    case 'not-chosen':
      return 'Not chosen.';
    case 'visual':
      return 'It is a visual job: these are switched only on request.';
    case 'crawler':
      return 'Crawlers write no bookmarks: they are switched only on request.';
    case 'unsendable':
      return `It has what an update cannot send back, and would lose it: ${listWords(paths)}.`;
    case 'changed':
      return 'It changed while the plan was made: it no longer uses the configuration, or is gone.';
    case 'unreadable':
      if (type === 'database') return `Its tables could not be listed: ${codeWords(error, 'GetTables')}.`;
      return `Its definition could not be read: ${codeWords(error)}.`;
    case 'together':
      return `It is switched only together with ${listWords(someOf(others))}, left alone too: a trigger overrides the configuration of a job, and runs would alternate between two configurations.`;
    case 'catalog':
      return 'It has these settings from its catalog: change them there.';
  }
}

const outcomes: Record<PlanCheck['outcome'], string> = {
  passed: 'passed',
  failed: 'FAILED',
  warning: 'warning',
  'not-checked': 'not checked',
};

export function outcomeWords(outcome: PlanCheck['outcome']): string {
  return outcomes[outcome];
}

/** Why there is no plan, and what to do: `what` and `next` are sentences. */
export function refusalWords(refusal: PlanRefusal): Explanation {
  return byCode[refusal.code](refusal);
}

/** Why a key cannot be used, as a clause. Reasons of keys speak of a configuration's jobs; here a key stands alone. */
export function unusableWords(reason: FindingReason | 'aws-managed' | undefined): string {
  if (reason === undefined) return 'the reason is unknown';
  if (reason === 'aws-managed') return 'AWS manages it for one of its services';
  const keys: Partial<Record<FindingReason, string>> = {
    'key-disabled': 'it is not enabled',
    'key-pending-deletion': 'it is about to be deleted',
    'key-missing': 'it does not exist',
    'key-asymmetric': 'it is not a symmetric encryption key',
    'key-other-region': 'it is in another region',
  };
  return keys[reason] ?? reasonWords({ rule: glue005.id, reason });
}

const mostNamed = 10;

function someOf(names: readonly string[]): readonly string[] {
  const left = names.length - mostNamed;
  return left > 0 ? [...names.slice(0, mostNamed), `${left} more`] : names;
}

type Words = (refusal: PlanRefusal) => Explanation;

const byCode: Record<RefusalCode, Words> = {
  'not-read': ({ detail, call, said }) => ({
    what: `The plan needs what could not be read: ${codeWords(detail, call, undefined, said)}.`,
    next: explainCode(detail, call, undefined, said).next,
  }),
  'no-such-finding': ({ name }) => ({
    what: `There is no security configuration and no job "${name}" in that account and region.`,
    next: 'Check the name (it must match to the letter), the account and the region.',
  }),
  compliant: ({ name }) => ({
    what: `Nothing is noncompliant about "${name}" (or not of the kind that was asked for).`,
    next: 'There is nothing to fix.',
  }),
  ambiguous: ({ name, suggestions = [] }) => ({
    what: `"${name}" names several findings: ${listWords(suggestions)}.`,
    next: 'Say which kind is meant.',
  }),
  'key-needed': () => ({
    what: 'A new configuration needs a KMS key, and none was given or configured for that region.',
    next: 'Give the ARN of a symmetric key (or of an alias) of that region.',
  }),
  'key-and-attach': () => ({
    what: 'An existing configuration has its own key: a key and a configuration to attach exclude each other.',
    next: 'Give one of the two.',
  }),
  'key-malformed': ({ name }) => ({
    what: `"${name}" is not the ARN of a KMS key or alias.`,
    next: `A key ARN is written like ${arnForm('kms:eu-west-1:111122223333:key/1234abcd-…')} (${partitionNote}).`,
  }),
  'key-unusable': ({ name, reason }) => ({
    what: `Glue cannot use the key ${name}: ${unusableWords(reason)}.`,
    next: 'Choose an enabled symmetric key of that region, or fix this one.',
  }),
  'attach-not-possible': ({ name }) => ({
    what: `"${name}" cannot be attached here: a noncompliant configuration is replaced by a copy with its own settings, so that nothing else changes.`,
    next: 'Give a key instead.',
  }),
  'attach-unknown': ({ name }) => ({
    what: `There is no security configuration "${name}" in that account and region.`,
    next: 'Check the name: it must match to the letter.',
  }),
  'attach-noncompliant': ({ name, reason }) => ({
    what: `"${name}" would not fix it: ${unusableWords(reason)}.`,
    next: 'Choose a configuration that encrypts job bookmarks with a usable key, or give a key for a new one.',
  }),
  unsendable: ({ name, paths = [] }) => ({
    what: `"${name}" has settings that a copy could not keep: ${listWords(paths)}.`,
    next: 'Make the copy by hand, with these settings, and switch the jobs to it.',
  }),
  gone: ({ name }) => ({
    what: `The security configuration "${name}" was deleted while the plan was made.`,
    next: 'Audit again.',
  }),
  'unknown-dependent': ({ name, detail }) => ({
    what: `The ${detail} "${name}" is not among those that use it.`,
    next: 'Check the name: it must match to the letter.',
  }),
  'ray-job': ({ name, detail }) => ({
    what:
      detail === 'trigger'
        ? `The trigger "${name}" starts only Ray jobs with it, and Ray jobs take no security configuration.`
        : `"${name}" is a Ray job, and Ray jobs take no security configuration.`,
    next: 'Leave it out: there is nothing to switch.',
  }),
  'ray-only': ({ name, references = [] }) => ({
    what: `Only Ray jobs, or triggers that start them, name "${name}" (${listWords(someOf(references))}), and Ray jobs take no security configuration: a copy would fix nothing.`,
    next: 'Have these name no configuration, then retire it.',
  }),
  'databases-not-possible': ({ name }) => ({
    what: `The database "${name}" cannot be part of a plan for one job: column statistics are switched with the configuration that they name.`,
    next: 'Leave databases out here, or plan for the configuration.',
  }),
  'no-such-database': ({ name }) => ({
    what: `There is no database "${name}" in the catalog of that account and region.`,
    next: 'Check the name: Glue writes most of them in small letters.',
  }),
  'nothing-to-move': ({ name, leftOut = [] }) =>
    leftOut.length === 0
      ? {
          what: `Nothing uses "${name}": a copy would fix nothing.`,
          next: 'Retire it, once you are sure that nothing names it.',
        }
      : {
          what: `${capital(countWords(leftOut.length, 'thing'))} could be switched for "${name}", and every one is left out.`,
          next: 'See why each is left out, and choose some of them.',
        },
  'retire-not-possible': ({ name }) => ({
    what: `"${name}" is a job: only a security configuration can be retired.`,
    next: 'Give it a configuration that encrypts job bookmarks instead.',
  }),
  'still-referenced': ({ name, references = [], detail }) => ({
    what: `"${name}" is still referenced, so it is not deleted: ${listWords(someOf(references))}.`,
    next:
      detail === 'ray'
        ? 'Ray jobs take no security configuration: have them, and triggers that start them, name none. Switch the rest first: remediate it.'
        : 'Switch these to another configuration first: remediate it.',
  }),
  unrepeatable: ({ name, paths = [] }) => ({
    what: `"${name}" has settings with which it could not be created again, so it is not deleted: ${listWords(paths)}.`,
    next: 'Note its settings, and delete it by hand.',
  }),
};

/** What a plan notes of a finding whose risk is accepted. `until`: the last day. */
export function acceptedNote(until: string): string {
  return `The risk of this finding is accepted until ${until}. It can be remediated all the same.`;
}
