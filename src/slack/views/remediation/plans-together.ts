import type { ApprovalRequestMessage, PlanEffect, PlansTogether } from '../../../usecases/messages/request-messages.ts';
import { capital, countWords, kindWords, numberWords } from '../../../usecases/words/explain.ts';
import { canaryWords, outcomeWords } from '../../../usecases/words/explain-plan.ts';
import { shortenEnd, shortenMiddle } from '../common/display-name.ts';
import type { Item, Line, Part } from '../common/document.ts';

/** One screen: the rest is in the details. */
const mostPlans = 10;
const mostFailedChecks = 6;
const mostKeys = 5;

/** What several plans of one request do: all of it in numbers, some by name, everything that is doubtful. */
export function togetherItems({ plans }: ApprovalRequestMessage, together: PlansTogether): Item[] {
  const { effect, doubts } = together;
  return [
    {
      type: 'text',
      line: [
        { bold: 'Effect: ' },
        `${countWords(plans.length, 'finding')}, a plan for each. In all it ${effect}. `,
        ...keyParts(together.keys),
        `${settings(plans, together)} ${order(together, plans.length)}`,
      ],
    },
    {
      type: 'list',
      rows: plans.slice(0, mostPlans).map(planRow),
      hidden: Math.max(0, plans.length - mostPlans),
      more: (count) => `and ${numberWords(count)} more: Details has every plan`,
    },
    ...(doubts.length > 0 ? [failedCheckList(doubts)] : []),
    { type: 'note', line: [numbers(plans)] },
  ];
}

function planRow({ finding, region = '', effect, configuration }: PlanEffect): Line {
  const where = region === '' ? '' : `, ${region}`;
  return [
    { name: finding.name },
    ` (${kindWords(finding.kind)}${where}) → `,
    { name: configuration },
    `: ${shortenEnd(effect, 150)}`,
  ];
}

function keyParts(keys: readonly string[]): Part[] {
  if (keys.length === 0) return [];
  const named = keys
    .slice(0, mostKeys)
    .flatMap((key, index): Part[] => [index === 0 ? '' : ', ', { name: key, whole: true }]);
  const rest = keys.length > mostKeys ? ` and ${numberWords(keys.length - mostKeys)} more` : '';
  return [
    keys.length === 1 ? 'Key of the new configurations: ' : 'Keys of the new configurations: ',
    ...named,
    `${rest}. `,
  ];
}

function settings(plans: readonly PlanEffect[], { besides = { settings: 0, logs: 0 } }: PlansTogether): string {
  const logs =
    besides.logs > 0 ? ` Log groups get other names in ${countWords(besides.logs, 'plan')}: Details has them.` : '';
  if (plans.some(({ mode }) => mode === 'full'))
    return `S3 and CloudWatch logs are encrypted as well; every other setting stays.${logs}`;
  return besides.settings > 0
    ? `Settings besides the bookmarks' change in ${countWords(besides.settings, 'plan')}: Details has them.${logs}`
    : `Every other setting stays as it is.${logs}`;
}

function order({ canaries }: PlansTogether, all: number): string {
  if (canaries === 0) return 'In each, all jobs are switched at once.';
  const where = canaries === all ? 'In each plan' : `In ${countWords(canaries, 'plan')}`;
  return `${where} one job ${canaryWords()}`;
}

function failedCheckList(doubts: PlansTogether['doubts']): Item {
  return {
    type: 'list',
    title: [{ bold: 'Failed, warnings or not checked' }],
    rows: doubts
      .slice(0, mostFailedChecks)
      .map(({ check, outcome, plans }) => [
        { bold: `${capital(outcomeWords(outcome))}: ` },
        `${shortenMiddle(check, 60)} (${countWords(plans, 'plan')})`,
      ]),
    hidden: Math.max(0, doubts.length - mostFailedChecks),
    more: (count) => `and ${numberWords(count)} more in the details`,
  };
}

function numbers(plans: readonly PlanEffect[]): string {
  const sum = (of: (plan: PlanEffect) => number) => plans.reduce((total, plan) => total + of(plan), 0);
  const passed = sum(({ checks }) => checks.passed);
  const unchecked = sum(({ checks }) => checks['not-checked']);
  const all = passed + unchecked + sum(({ checks }) => checks.failed + checks.warning);
  const rest = [
    [sum(({ leftOut }) => leftOut), 'thing left alone', 'things left alone'],
    [sum(({ manual }) => manual), 'thing to do by hand', 'things to do by hand'],
    [
      sum(({ streaming }) => streaming),
      'streaming job (from the next run on)',
      'streaming jobs (from the next run on)',
    ],
  ] as const;
  const words = rest.flatMap(([count, one, many]) => (count > 0 ? [countWords(count, one, many)] : []));
  return `${[`${numberWords(passed)} of ${countWords(all, 'check')} passed, ${numberWords(unchecked)} not checked`, ...words].join('; ')}.`;
}
