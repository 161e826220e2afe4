import type { AuditEntry } from '../../../domain/evidence/audit-entry.ts';
import { isStepType } from '../../../domain/steps/step-kinds.ts';
import { itself } from '../../audit-entry.ts';
import type { LogEntryView } from '../../messages/evidence-messages.ts';
import { thingWords } from '../../words/explain-plan.ts';

/** What people read for an action. One that is not here stands as it is stored. */
const words: Readonly<Record<string, string>> = {
  'request.opened': 'asked',
  'request.refused': 'tried to ask: refused',
  'request.withdrawn': 'withdrew it',
  'withdrawal.refused': 'tried to withdraw it: refused',
  'request.expired': 'it expired',
  'request.reminded': 'reminded the approvers',
  'request.reopened': 'it waits for a decision again',
  'decision.approved': 'approved',
  'decision.rejected': 'rejected',
  'decision.refused': 'tried to decide: refused',
  'decision.taken-back': 'took the approval back',
  'press.foreign': 'pressed from another workspace: refused',
  'execution.queued': 'queued it',
  'execution.waiting': 'waits for the canary job',
  'execution.overruled': 'went on without the canary job',
  'execution.stopped': 'stopped it',
  'execution.held': 'put it back: the account is not known here',
  'execution.done': 'carried it out',
  'execution.partly-done': 'carried it out in part',
  'execution.failed': 'could not carry it out',
  'execution.refused': 'did not carry it out: refused',
  'back.ordered': 'ordered the roll back',
  'back.refused': 'tried to roll back: refused',
  'canary.ordered': 'ordered to go on',
  'canary.refused': 'tried to go on: refused',
  'stop.ordered': 'ordered to stop',
  'stop.refused': 'tried to stop it: refused',
  'step.acting': 'began a step',
  'step.done': 'did a step',
  'step.already': 'found a step done',
  'step.drifted': 'left a step alone: it was changed',
  'step.failed': 'a step failed',
  'step.skipped': 'skipped a step',
};

/** What the reader of one request knows already, or cannot use. */
const leftOut: ReadonlySet<string> = new Set(['request', 'plan', 'channel', 'ts']);

/** An entry as people read it. */
export function logEntryView({ at, actor, action, detail, awsRequestIds }: AuditEntry): LogEntryView {
  const [kind, state] = action.split('.');
  const run = kind === 'run' && state !== undefined ? `first run: ${state}` : undefined;
  return {
    at,
    ...(actor !== itself && { by: actor }),
    what: run ?? (Object.hasOwn(words, action) ? (words[action] ?? action) : action),
    detail: detailWords(detail),
    awsRequestIds,
  };
}

function detailWords({ type, name, ...rest }: AuditEntry['detail']): string {
  const isStep = typeof type === 'string' && isStepType(type) && typeof name === 'string';
  const about = isStep ? [thingWords({ type, name })] : [];
  const left = Object.entries(isStep ? rest : { ...rest, type, name });
  const shown = left.filter(([key, value]) => value !== undefined && !leftOut.has(key));
  const words = shown.map(([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return [...about, ...words].join(', ');
}
