import type { Plan } from '../../../domain/plan/plan.ts';
import { templateSnippet } from '../../../domain/plan/template-snippet.ts';
import { isSwitch, type StepOutcome } from '../../../domain/remediation/remediation.ts';
import { wasChanged } from '../../../domain/remediation/rollback-steps.ts';
import { kindOf } from '../../../domain/steps/step-kinds.ts';
import type { TemplateLines } from '../../messages/afterwards-messages.ts';
import { leftOutType, leftOutWords } from '../../words/explain-plan.ts';
import { managedWords, toolsOf } from '../../words/template-words.ts';
import { countWords, listWords } from '../../words/words.ts';

/** One plan with what its way forward did. */
export interface CarriedOut {
  readonly plan: Plan;
  readonly outcomes: ReadonlyMap<string, StepOutcome>;
}

const mostLines = 10;
const mostNamed = 3;

function switchedIn({ plan, outcomes }: CarriedOut) {
  return plan.steps.filter((step) => isSwitch(step) && wasChanged(outcomes.get(step.id)));
}

/** What a template must say, or the next deploy undoes what was switched; undefined: nothing was. */
export function templateLines(all: readonly CarriedOut[]): TemplateLines | undefined {
  const switched = all.filter((one) => switchedIn(one).length > 0);
  const plans = switched.map(({ plan }) => plan);
  const managed = managedWords(plans);
  const tools = toolsOf(plans, managed);
  const lines = switched.flatMap((one) => {
    const types = [...new Set(switchedIn(one).flatMap(({ type }) => kindOf(type).dependent ?? []))];
    const { name } = one.plan.configuration;
    return tools.flatMap((tool) => types.map((type) => `${templateSnippet(tool, type, name)}  # ${tool}`));
  });
  return lines.length === 0 ? undefined : { managed, lines: [...new Set(lines)].slice(0, mostLines) };
}

/** What stays open after the way forward, and why, as sentences. */
export function openWords(all: readonly CarriedOut[]): string[] {
  return all.slice(0, mostNamed).flatMap((one) => [...oldOneWords(one), ...leftOutSentence(one.plan)]);
}

function oldOneWords({ plan, outcomes }: CarriedOut): string[] {
  const { finding, manual, leftOut, choice, steps } = plan;
  if (choice.retire)
    return [
      `If CloudFormation or Terraform made "${finding.name}", take it out of the template, or the next deploy makes it again.`,
    ];
  if (finding.kind !== 'configuration' && finding.kind !== 'unusable-key') return [];
  const notSwitched = steps.filter((step) => isSwitch(step) && !isGood(outcomes.get(step.id)));
  const left = manual.length + leftOut.length + notSwitched.length;
  if (left === 0)
    return [`"${finding.name}" stays noncompliant until it is retired: nothing that this plan knew of uses it now.`];
  const still = `${countWords(left, 'resource')} may still use it`;
  return [`"${finding.name}" stays noncompliant: ${still}. Retire it when nothing does.`];
}

function isGood(outcome: StepOutcome | undefined): boolean {
  return outcome?.state === 'done' || outcome?.state === 'already';
}

function leftOutSentence({ leftOut }: Plan): string[] {
  if (leftOut.length === 0) return [];
  const named = leftOut
    .slice(0, mostNamed)
    .map((each) => `${leftOutType(each)} ${each.name} (${leftOutWords(each).replace(/\.$/, '')})`);
  const more = leftOut.length > mostNamed ? [`${leftOut.length - mostNamed} more`] : [];
  return [`Left alone: ${listWords([...named, ...more])}.`];
}

/** What a way back leaves as it is, and why, as a sentence; undefined: nothing for such a reason. */
export function staysWords(all: readonly CarriedOut[]): string | undefined {
  const jobs = all
    .filter(({ plan }) => plan.finding.kind === 'dangling-reference')
    .flatMap((one) => switchedIn(one).map(({ name }) => name));
  if (jobs.length === 0) return undefined;
  const more = jobs.length > mostNamed ? [`${jobs.length - mostNamed} more`] : [];
  const names = listWords([...jobs.slice(0, mostNamed), ...more]);
  return `There is nothing to go back to for ${names}: the configuration named before does not exist, so ${jobs.length === 1 ? 'it stays' : 'they stay'} switched.`;
}
