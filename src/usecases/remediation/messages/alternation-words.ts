import type { Alternation } from '../../../domain/remediation/together.ts';
import type { Step } from '../../../domain/steps/step-kinds.ts';
import { thingWords } from '../../words/explain-plan.ts';
import { betweenWords } from '../../words/first-run-words.ts';
import { countWords, listWords } from '../../words/words.ts';

const mostNamed = 3;

function some(names: readonly string[]): string {
  const left = names.length - mostNamed;
  return listWords(left > 0 ? [...names.slice(0, mostNamed), `${left} more`] : names);
}

/** What follows from a step, as the end of a clause; empty: nothing. A way back has the same steps, switched round. */
export function alternationWords({ id }: Step, alternating: readonly Alternation[]): string {
  const own = alternating.filter(({ steps }) => steps.some((step) => step.id === id));
  const [first] = own;
  if (first === undefined) return '';
  return `; the runs of ${some(own.map(({ job }) => job))} alternate now between ${betweenWords(first.from, first.to)}`;
}

/** The way out, as sentences: none where nothing alternates. `paused`: it was stopped between what belongs together. */
export function alternationNext(
  alternating: readonly Alternation[],
  direction: 'forward' | 'back' | 'paused',
): string[] {
  if (alternating.length === 0) return [];
  const what =
    alternating.length === 1 ? `Runs of ${alternating[0]?.job}` : `Runs of ${countWords(alternating.length, 'job')}`;
  const alternate = `${what} alternate between two configurations, and may be unable to read each other's bookmarks`;
  if (direction === 'paused') return [`${alternate}, until it goes on.`];
  if (direction === 'back')
    return [`${alternate}: press Roll back again, or give them one configuration by hand before the next run.`];
  const left = new Map(alternating.flatMap((each) => each.left.map((step) => [step.id, thingWords(step)] as const)));
  return [`${alternate}: before the next run, switch ${some([...left.values()])} by hand, or roll back.`];
}
