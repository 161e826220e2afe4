import { createConfiguration } from './create-configuration.ts';
import { deleteConfiguration } from './delete-configuration.ts';
import { switchColumnStatistics } from './repoint-column-statistics.ts';
import { switchCrawler } from './repoint-crawler.ts';
import { switchJob } from './repoint-job.ts';
import { switchTrigger } from './repoint-trigger.ts';
import type { JobStep } from './step-base.ts';
import type { AboutStep, Draft, KindFacts, StepKind } from './step-kind.ts';

/** Every kind of step, by its stored word, in the order in which a plan has them. */
const kinds = {
  'create-configuration': createConfiguration,
  'repoint-job': switchJob,
  'repoint-trigger': switchTrigger,
  'repoint-crawler': switchCrawler,
  'repoint-column-statistics': switchColumnStatistics,
  'delete-configuration': deleteConfiguration,
};

type Kinds = typeof kinds;
type StepOf<K> = K extends { of(step: infer S): unknown } ? S : never;

/**
 * One change, with its inverse and what it saw. `saw` is a digest (SHA-256 of the canonical JSON) of the definition as
 * read, its server-kept fields left out: a definition that digests otherwise at execution has drifted and is left alone.
 * Definitions themselves hold secrets: they are stored encrypted, by step id, never in the plan.
 */
export type Step = StepOf<Kinds[keyof Kinds]>;
export type StepType = Step['type'];
/** A step that changes what runs use. */
export type SwitchStep = Extract<Step, { readonly saw: string }>;
/** What steps read and change. */
export type ResourceKind = Kinds[keyof Kinds]['resource'];
/** The operations that change something. */
export type WriteOperation = Kinds[keyof Kinds]['operation'];
/** Something that the lists show as using a configuration, and that a step moves. */
export type DependentType = NonNullable<Kinds[keyof Kinds]['dependent']>;

type StepByType = { readonly [T in StepType]: Extract<Step, { readonly type: T }> };

export type AnyKind = KindFacts<Step, ResourceKind, WriteOperation>;

/** Each kind under its own word: a wrong one, or one that is missing, does not compile. */
const stepKinds: {
  readonly [T in StepType]: StepKind<StepByType[T], ResourceKind, WriteOperation, Step>;
} = kinds;

/** False for a word of another version, or of a row that was changed by hand. */
export function isStepType(type: unknown): type is StepType {
  return typeof type === 'string' && Object.hasOwn(stepKinds, type);
}

/** What a kind says without looking at a step. */
export function kindOf(type: StepType): AnyKind {
  return stepKinds[type];
}

/** What its kind says of a step. */
export function aboutStep<T extends StepType>(step: StepByType[T]): AboutStep<Step, ResourceKind> {
  return stepKinds[step.type].of(step);
}

/** In the order in which a plan has them. */
export const kindsInOrder: readonly AnyKind[] = Object.values(stepKinds);

/** In the order in which a roll back has them: what it deletes must be used by nothing any more. */
export const kindsInOrderBack: readonly AnyKind[] = [
  ...kindsInOrder.filter(({ effect }) => effect === 'switches').toReversed(),
  ...kindsInOrder.filter(({ effect }) => effect !== 'switches').toReversed(),
];

export interface DependentKind {
  readonly type: DependentType;
  readonly draft: Draft<Step>;
}

/** What the lists show as using a configuration, and how it becomes a step. */
export const dependentKinds: readonly DependentKind[] = kindsInOrder.flatMap(({ dependent, draft }) =>
  dependent !== null && draft !== null ? [{ type: dependent, draft }] : [],
);

export const dependentTypes: readonly DependentType[] = dependentKinds.map(({ type }) => type);

/** Only of these the job's runs change, and the first one is watched. */
export function jobSteps(steps: readonly Step[]): JobStep[] {
  return steps.flatMap((step) => aboutStep(step).job ?? []);
}

/** The canary job, which is waited for; undefined: none does. */
export function canaryStep(steps: readonly Step[]): JobStep | undefined {
  return jobSteps(steps).find(({ canary }) => canary);
}
