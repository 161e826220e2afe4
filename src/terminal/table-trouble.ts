import type { CallError, KeyNotChecked } from '../domain/model.ts';
import { codeWords, countWords, explainCode, numberWords } from '../usecases/words/explain.ts';
import { sentenceKind } from '../usecases/words/explain-sentence.ts';
import { type AuditReport, type ReportTarget, sortedTargets } from './report.ts';
import { accountWords, type Style, targetLabel } from './table-findings.ts';
import { flow, paragraph, sentence, shorten, visible, visibleProse } from './text.ts';

/** Longest piece of AWS's own message that is shown: JSON has all of it. */
const messageMost = 300;

/** Every target that is unknown, with the call, AWS's code and what to do. One entry for what fails alike. */
export function unknownLines(report: AuditReport, { width, paint }: Style): string[] {
  const unknown = sortedTargets(report).filter(({ outcome }) => outcome === 'unknown');
  if (unknown.length === 0) return [];
  const entries = [...Map.groupBy(unknown, failure).values()].flatMap((targets) => unknownEntry(targets, width));
  return [paint.doubtful(`Could not be scanned: ${countWords(unknown.length, 'account-region')}`), ...entries, ''];
}

function failure({ account, reason, call, message }: ReportTarget): string {
  // Messages name the region or a request id: they would keep apart what fails alike.
  return JSON.stringify([account, reason, call, account === 'unknown' ? message : sentenceKind(message ?? '')]);
}

function unknownEntry(targets: readonly ReportTarget[], width: number): string[] {
  const [first] = targets;
  if (!first) return [];
  const { reason, call, message } = first;
  const where = `${accountName(first)}: ${targets.map(({ region }) => regionWords(region)).join(', ')}`;
  const said = visibleProse(message ?? '');
  const quoted = said === '' || said === reason ? [] : paragraph(`AWS: ${shorten(said, messageMost)}`, width, 4);
  const [safeReason, safeCall] = [reason, call].map((text) => (text === undefined ? undefined : visible(text)));
  return [
    ...paragraph(where, width, 2),
    ...paragraph(sentence(codeWords(safeReason, safeCall, undefined, said)), width, 4),
    ...quoted,
    ...paragraph(`To do: ${explainCode(reason, safeCall, undefined, said).next}`, width, 4),
  ];
}

function accountName(target: ReportTarget): string {
  if (target.account !== 'unknown') return accountWords(target);
  return target.accountName === undefined ? 'the account of your own credentials' : visible(target.accountName);
}

function regionWords(region: string): string {
  return region === '*' ? 'all regions (they could not be listed)' : visible(region);
}

/** Keys that nobody could look at, one entry for each key. Makes nothing noncompliant or unknown. */
export function keyLines(report: AuditReport, { width, paint }: Style): string[] {
  const keys = sortedTargets(report).flatMap((target) =>
    target.keysNotChecked.map((key) => ({ ...key, where: targetLabel(target) })),
  );
  if (keys.length === 0) return [];
  const groups = [...Map.groupBy(keys, ({ where, key, error }) => JSON.stringify([where, key, error])).values()];
  return [
    paint.doubtful(`Keys that could not be checked: ${numberWords(groups.length)}`),
    ...paragraph('Their configurations count as compliant: only the state of the key is not known.', width, 2),
    ...groups.flatMap((group) => keyEntry(group, width)),
    '',
  ];
}

/** Where nothing can go by the tags of jobs, said once for each error. */
export function tagLines(report: AuditReport, { width, paint }: Style): string[] {
  const failed = sortedTargets(report).flatMap((target) => {
    const { tagsNotRead: error } = target;
    return error ? [{ error, where: targetLabel(target) }] : [];
  });
  if (failed.length === 0) return [];
  const groups = [...Map.groupBy(failed, ({ error }) => JSON.stringify([error.call, error.error])).values()];
  return [
    paint.doubtful(`Tags of jobs that could not be read: ${countWords(failed.length, 'account-region')}`),
    ...paragraph('No accepted risk by tag holds there, and no owner by tag.', width, 2),
    ...groups.flatMap((group) => tagEntry(group, width)),
    '',
  ];
}

function tagEntry(group: readonly { readonly error: CallError; readonly where: string }[], width: number): string[] {
  const [first] = group;
  if (!first) return [];
  const { call, error, message } = first.error;
  const why = codeWords(visible(error), visible(call), undefined, message);
  const next = explainCode(error, visible(call), undefined, message).next;
  return [
    ...paragraph(group.map(({ where }) => where).join('; '), width, 2),
    ...paragraph(sentence(`${visible(call)}: ${visible(error)}: ${why}`), width, 4),
    ...paragraph(`To do: ${next}`, width, 4),
  ];
}

function keyEntry(group: readonly (KeyNotChecked & { readonly where: string })[], width: number): string[] {
  const [first] = group;
  if (!first) return [];
  return [
    ...paragraph(`${first.where}: ${visible(first.key)}`, width, 2),
    ...paragraph(
      `${sentence(codeWords(visible(first.error), 'DescribeKey'))} Used by ${countWords(group.length, 'configuration')}:`,
      width,
      4,
    ),
    ...flow(
      group.map(({ configuration }) => visible(configuration)),
      width,
      6,
    ),
  ];
}
