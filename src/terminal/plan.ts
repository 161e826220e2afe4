import { largest } from '../domain/audit/extremes.ts';
import type { MadePlan } from '../domain/plan/make-plan.ts';
import type { LeftOut, Plan, PlanCheck } from '../domain/plan/plan.ts';
import type { PlanRefusal } from '../domain/plan/plan-refusal.ts';
import { capital, countWords, kindWords } from '../usecases/words/explain.ts';
import { logGroupWords } from '../usecases/words/explain-besides.ts';
import { encryptionChanges } from '../usecases/words/explain-encryption.ts';
import {
  canaryGroupOf,
  canaryOf,
  canaryWords,
  effectWords,
  leftOutType,
  leftOutWords,
  manualTypeWords,
  outcomeWords,
  refusalWords,
  stepWords,
} from '../usecases/words/explain-plan.ts';
import { didYouMean } from '../usecases/words/usage-words.ts';
import { createPaint, type Paint } from './paint.ts';
import { accountWords, type Style } from './table-findings.ts';
import { pad, paragraph, shorten, textWidth, visible } from './text.ts';

export interface PlanOptions {
  /** Columns of the terminal; less than 40 counts as 40. */
  readonly width: number;
  readonly colour: boolean;
}

const narrowest = 40;

function styleOf({ width, colour }: PlanOptions): Style {
  return { width: Math.max(narrowest, width), paint: createPaint(colour) };
}

/** A plan for people, whole: every name, step, check and note. Nothing of a definition but names and modes. */
export function renderPlan({ plan }: Pick<MadePlan, 'plan'>, options: PlanOptions): string {
  const style = styleOf(options);
  const lines = [
    ...head(plan, style),
    ...configuration(plan, style),
    ...section(
      'Steps',
      plan.steps.flatMap((step, at) => numbered(at, `${capital(stepWords(step))}.`, style)),
      style,
    ),
    ...section(
      'Log groups',
      logGroupWords(plan.logGroups).flatMap((sentence) => paragraph(visible(sentence), style.width, 4, '  -')),
      style,
    ),
    ...section('Left alone', leftOut(plan.leftOut, style), style),
    ...section('By hand', manual(plan, style), style),
    ...section(
      'Checks',
      plan.checks.flatMap((check) => checkLines(check, style)),
      style,
    ),
    ...section(
      'To know',
      plan.notes.flatMap((note) => paragraph(visible(note), style.width, 4, '  -')),
      style,
    ),
    ...paragraph('This is only a plan: nothing was changed.', style.width, 0),
  ];
  return `${lines.join('\n')}\n`;
}

/** Why there is no plan, and what to do. */
export function renderRefusals(refusals: readonly PlanRefusal[], options: PlanOptions): string {
  const style = styleOf(options);
  const lines = refusals.flatMap((refusal) => {
    const { what, next } = refusalWords(refusal);
    const { suggestions = [], leftOut: left = [] } = refusal;
    return [
      ...paragraph(visible(what), style.width, 0),
      ...leftOut(left, style),
      ...(suggestions.length > 0 ? paragraph(didYouMean(suggestions.map(visible)), style.width, 2) : []),
      ...paragraph(visible(next), style.width, 0),
      '',
    ];
  });
  return `${[...lines, 'There is no plan, and nothing was changed.'].join('\n')}\n`;
}

function section(title: string, lines: readonly string[], { paint }: Style): string[] {
  return lines.length === 0 ? [] : [paint.strong(title), ...lines, ''];
}

function numbered(at: number, text: string, { width }: Style): string[] {
  const mark = `  ${at + 1}.`;
  return paragraph(visible(text), width, Math.max(5, mark.length + 1), mark);
}

function head({ target, accountName, finding, ...plan }: Plan, { width, paint }: Style): string[] {
  const where = accountWords({ account: target.account, ...(accountName !== undefined && { accountName }) });
  const title = `PLAN for ${visible(finding.name)} (${kindWords(finding.kind)}) in ${where}, ${visible(target.region)}`;
  const failed = plan.checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'warning').length;
  const unseen = plan.checks.filter(({ outcome }) => outcome === 'not-checked').length;
  const failedChecks = [
    ...(failed > 0 ? [`${countWords(failed, 'check')} to review`] : []),
    ...(unseen > 0 ? [`${unseen} not checked`] : []),
  ];
  const effect = `It ${effectWords({ target, finding, ...plan })}${failedChecks.length > 0 ? `; ${failedChecks.join(', ')}` : ''}.`;
  const canary = canaryOf(plan);
  const order = canary === undefined ? '' : ` Job ${canary} ${canaryWords(canaryGroupOf(plan))}`;
  return [...paragraph(title, width, 0).map(paint.strong), ...paragraph(visible(effect + order), width, 0), ''];
}

function configuration({ configuration: planned, choice }: Plan, style: Style): string[] {
  const { name, before, create, reused } = planned;
  const stays = reused ? 'exists already, from an earlier attempt' : 'exists already';
  const how = choice.retire ? 'to be deleted' : create ? 'new' : stays;
  const from = before === undefined || choice.retire ? '' : `${visible(before.name)} -> `;
  const title = `Configuration: ${from}${visible(name)} (${how})`;
  const changes = encryptionChanges(planned);
  const labels = largest(changes.map(({ part }) => textWidth(part))) + 4;
  const rows = changes.flatMap(({ part, before: old, after: now }) => {
    const words = old === undefined || old === now ? now : `${old} -> ${now}`;
    return paragraph(visible(words), style.width, labels, pad(`  ${part}`, labels));
  });
  return [...paragraph(title, style.width, 0).map(style.paint.strong), ...rows, ''];
}

function leftOut(entries: readonly LeftOut[], { width }: Style): string[] {
  return entries.flatMap((entry) =>
    paragraph(visible(`${leftOutType(entry)} ${entry.name}: ${leftOutWords(entry)}`), width, 4, '  -'),
  );
}

function manual({ manual: work }: Plan, { width, paint }: Style): string[] {
  return work.flatMap(({ type, name, why, command }) => [
    ...paragraph(visible(`${manualTypeWords(type)} ${name}: ${why}`), width, 4, '  -'),
    // A command is pasted: it is never broken into lines.
    `    ${paint.quiet(visible(command))}`,
  ]);
}

const colours: Record<PlanCheck['outcome'], keyof Paint> = {
  passed: 'good',
  failed: 'bad',
  warning: 'doubtful',
  'not-checked': 'doubtful',
};

function checkLines({ check, outcome, detail }: PlanCheck, { width, paint }: Style): string[] {
  const mark = pad(`  ${outcomeWords(outcome)}`, 15);
  const [first = '', ...rest] = paragraph(visible(`${shorten(check, 40)}: ${detail}`), width, 15, mark);
  return [paint[colours[outcome]](mark) + first.slice(mark.length), ...rest];
}
