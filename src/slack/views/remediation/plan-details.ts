import { mostSaid } from '../../../domain/exceptions/said.ts';
import type { Plan, PlanCheck } from '../../../domain/plan/plan.ts';
import type { PlanDetailsMessage } from '../../../usecases/messages/request-messages.ts';
import { capital, countWords, kindWords } from '../../../usecases/words/explain.ts';
import { logGroupWords } from '../../../usecases/words/explain-besides.ts';
import { encryptionChanges } from '../../../usecases/words/explain-encryption.ts';
import {
  acceptedNote,
  canaryGroupOf,
  canaryOf,
  canaryWords,
  effectWords,
  leftOutType,
  leftOutWords,
  manualTypeWords,
  outcomeWords,
  stepWords,
} from '../../../usecases/words/explain-plan.ts';
import { shortenEnd } from '../common/display-name.ts';
import type { Document, Item, Line, MoreWords, Part } from '../common/document.ts';
import { targetWords } from '../common/target-words.ts';
import { pausedItem } from './pause-notice.ts';

const longestDetail = 400;
const more: MoreWords = (count) => `and ${count} more`;

/** Everything about one plan: for the modal, and for a message. */
export function planDetailsView({ plan, request, among }: PlanDetailsMessage): Document {
  const where = targetWords({
    ...plan.target,
    ...(plan.accountName !== undefined && { accountName: plan.accountName }),
  });
  const about: Part[] = [{ name: plan.finding.name }, ` (${kindWords(plan.finding.kind)}) in ${where}`];
  const which = among === undefined ? 'Plan' : `Plan ${among.at + 1} of ${among.plans.length}`;
  return {
    summary: [`${which} for `, ...about, `: it ${effectWords(plan)}.`],
    items: [
      { type: 'text', line: [`${which} for `, ...about, '. ', { bold: `It ${effectWords(plan)}.` }] },
      ...requestItems(request),
      configurationItem(plan),
      ...listItem(
        'Log groups',
        logGroupWords(plan.logGroups).map((sentence): Line => [sentence]),
      ),
      ...canaryItem(plan),
      ...listItem(
        'Steps',
        plan.steps.map((step): Line => [`${capital(stepWords(step))}.`]),
        true,
      ),
      ...listItem(
        'Left alone',
        plan.leftOut.map(
          (entry): Line => [`${capital(leftOutType(entry))} `, { name: entry.name }, `: ${leftOutWords(entry)}`],
        ),
      ),
      ...listItem(
        'By hand',
        plan.manual.map(
          ({ type, name, why, command }): Line => [
            `${capital(manualTypeWords(type))} `,
            { name },
            `: ${why} `,
            { code: command },
          ],
        ),
      ),
      ...listItem('Checks', plan.checks.toSorted((a, b) => rank(a) - rank(b)).map(checkLine)),
      ...listItem(
        'To know',
        notesBeside(plan, request).map((note): Line => [note]),
      ),
    ],
  };
}

/** What the request says already is not said again. */
function notesBeside({ notes }: Plan, request: PlanDetailsMessage['request']): readonly string[] {
  const until = request?.acceptedUntil;
  return until === undefined ? notes : notes.filter((note) => note !== acceptedNote(until));
}

function requestItems(request: PlanDetailsMessage['request']): Item[] {
  if (request === undefined) return [{ type: 'text', line: ['This is only a plan: nothing was changed or asked.'] }];
  const { opened, state, askedBy, reason, expiresAt, acceptedUntil } = request;
  const asked: Line = ['Asked by ', { user: askedBy }, `: ${shortenEnd(reason, mostSaid.reason)}`];
  if (request.inThread) return [];
  const open: Line = ['It waits for a decision, until ', { at: expiresAt }, '.'];
  const first: Line = opened
    ? [{ bold: 'The approvers are asked. ' }, ...open, ' You are told by direct message. Nothing was changed yet.']
    : state === 'open'
      ? open
      : [{ bold: capital(state) }, '.'];
  return [
    { type: 'text', line: first },
    ...(request.paused ? [pausedItem(request.paused)] : []),
    ...(acceptedUntil === undefined ? [] : [acceptedItem(acceptedUntil)]),
    { type: 'text', line: asked },
  ];
}

function acceptedItem(until: string): Item {
  const line = [{ bold: `Its risk is accepted until ${until}. ` }, 'One does not stop the other.'];
  return { type: 'text', line };
}

function configurationItem({ configuration, choice }: Plan): Item {
  const { name, before, create, reused } = configuration;
  const stays = reused ? 'left by an earlier attempt, and the same' : 'exists already';
  const how = choice.retire ? 'to be deleted' : create ? 'new' : stays;
  const from: Part[] = before === undefined || choice.retire ? [] : [{ name: before.name }, ' becomes '];
  return {
    type: 'list',
    title: [{ bold: 'Configuration: ' }, ...from, { name }, ` (${how})`],
    rows: encryptionChanges(configuration).map(({ part, before: old, after }) => [
      { bold: `${part}: ` },
      old === undefined || old === after ? after : `${old} → ${after}`,
    ]),
    more,
  };
}

function canaryItem(plan: Plan): Item[] {
  const job = canaryOf(plan);
  return job === undefined
    ? []
    : [{ type: 'text', line: [{ bold: 'Order: ' }, 'job ', { name: job }, ` ${canaryWords(canaryGroupOf(plan))}`] }];
}

function listItem(title: string, rows: readonly Line[], ordered = false): Item[] {
  if (rows.length === 0) return [];
  return [
    {
      type: 'list',
      title: [{ bold: `${title}: ${countWords(rows.length, 'entry', 'entries')}` }],
      rows,
      ordered,
      more,
    },
  ];
}

const order: readonly PlanCheck['outcome'][] = ['failed', 'warning', 'not-checked', 'passed'];

function rank({ outcome }: PlanCheck): number {
  return order.indexOf(outcome);
}

function checkLine({ check, outcome, detail }: PlanCheck): Line {
  return [
    { bold: `${capital(outcomeWords(outcome))}: ` },
    `${shortenEnd(check, 80)}: ${shortenEnd(detail, longestDetail)}`,
  ];
}
