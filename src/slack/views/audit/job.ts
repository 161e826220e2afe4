import type { BookmarkOption } from '../../../domain/model.ts';
import type { FindingView } from '../../../usecases/messages/audit-messages.ts';
import type { JobMessage, JobStart } from '../../../usecases/messages/finding-messages.ts';
import { codeWords, listWords, numberWords } from '../../../usecases/words/explain.ts';
import { ruleNamer } from '../../../usecases/words/rule-words.ts';
import { consoleItems } from '../common/console-link.ts';
import type { Document, Item, Line } from '../common/document.ts';
import { requestLinkItem } from '../common/request-link.ts';
import { targetNamer, targetWords } from '../common/target-words.ts';
import { findingButtons } from '../exceptions/accept-button.ts';
import { remediateButton } from '../remediation/remediation-offer.ts';
import { findingItem, ownerItems, ruleWords } from './configuration.ts';
import { nextItem, repair } from './next-step.ts';

const mostStarts = 20;

/** Everything known about one job: what it names, what its runs do with bookmarks, and what to do. */
export function jobView(message: JobMessage): Document {
  const { name, seenAt, command, namesake, starts } = message;
  const ruleOf = ruleNamer(message.findings);
  const incomplete = [...new Set(message.listsIncomplete.map((failed) => codeWords(failed.error, failed.call)))];
  return {
    summary: ['Job ', { name }, ` in ${targetWords(message)}: ${verdict(message)}.`],
    items: [
      { type: 'heading', text: `Job: ${verdict(message)}` },
      {
        type: 'text',
        line: [
          'Job ',
          { name, whole: true },
          ...(command === undefined ? [] : [' (', { name: command }, ')']),
          ` in ${targetWords(message)}. Scanned `,
          { at: seenAt },
          '.',
          ...(namesake
            ? [' A configuration has this name too: without the word ', { code: 'job' }, ' it is shown.']
            : []),
        ],
      },
      ...ownerItems({ ...message, findings: message.findings.filter((finding) => finding.name === name) }),
      { type: 'text', line: [{ bold: 'Security configuration: ' }, ...configurationLine(message)] },
      { type: 'text', line: [{ bold: 'Bookmarks: ' }, `${optionWords(message.bookmarks)}.`] },
      ...(starts.length === 0
        ? []
        : [
            {
              type: 'list' as const,
              title: [{ bold: `Started by triggers: ${numberWords(starts.length)}` }],
              rows: starts.slice(0, mostStarts).map(startLine),
              hidden: Math.max(0, starts.length - mostStarts),
              more: (count: number) => `and ${numberWords(count)} more`,
            },
          ]),
      ...message.findings.map((finding) => findingItem(finding, ruleOf(finding), aboutOf(finding, message))),
      ...(incomplete.length === 0
        ? []
        : [
            {
              type: 'text' as const,
              line: [
                { bold: 'Not everything could be listed: ' },
                `${incomplete.join('; ')}. There may be more to it.`,
              ],
            },
          ]),
      ...nextItems(message),
      ...consoleItems(message, { type: 'job', name }),
      { type: 'note', line: [ruleWords(message)] },
    ],
  };
}

function verdict(message: JobMessage): string {
  const { exposure, keyNotChecked, configurationRead, listsIncomplete, takesConfiguration } = message;
  if (exposure !== undefined) return `noncompliant, ${exposure}`;
  if (configurationRead === false || listsIncomplete.length > 0)
    return 'no finding, but not everything could be listed';
  if (!takesConfiguration) return 'nothing to encrypt';
  return keyNotChecked ? 'compliant, key not checked' : 'compliant';
}

function configurationLine(message: JobMessage): Line {
  const { configuration, configurationRead, takesConfiguration, listsIncomplete } = message;
  if (configuration === undefined) return [takesConfiguration ? 'none.' : 'none: Ray jobs take none.'];
  const missing = listsIncomplete.length > 0 ? ', which is not among those that were read.' : ', which does not exist.';
  return [{ name: configuration, whole: true }, configurationRead ? '.' : missing];
}

function optionWords(bookmarks: BookmarkOption | undefined): string {
  switch (bookmarks) {
    case undefined:
      return 'jobs of this kind write none';
    case 'job-bookmark-enable':
      return 'job-bookmark-enable: its runs read and write them';
    case 'job-bookmark-pause':
      return 'job-bookmark-pause: its runs read them and write none';
    case 'job-bookmark-disable':
      return 'job-bookmark-disable: its runs have none';
  }
}

function startLine({ trigger, configuration, bookmarks }: JobStart): Line {
  return [
    'Trigger ',
    { name: trigger },
    `: ${bookmarks ?? 'no bookmarks'}`,
    ...(configuration === undefined ? [] : [', with the configuration ', { name: configuration }]),
  ];
}

/** Of findings about something else than the job: which configuration. */
function aboutOf(finding: FindingView, { name }: JobMessage): string | undefined {
  return isOwn(finding, name) ? undefined : finding.name;
}

function isOwn({ kind, name }: FindingView, job: string): boolean {
  return name === job && kind !== 'configuration' && kind !== 'unusable-key';
}

function nextItems(message: JobMessage): Item[] {
  const { findings, name, remediate, request, accept, account, region, rules } = message;
  if (findings.length === 0) {
    const asked = rules.length > 1 ? 'every rule asks' : `rule ${listWords(rules.map(({ id }) => id))} asks`;
    const nothing = verdict(message).startsWith('no finding')
      ? 'ask again once it can be listed.'
      : `nothing. It is as ${asked}.`;
    return [{ type: 'text', line: [{ bold: 'What now: ' }, nothing] }];
  }
  const own = findings.find((finding) => isOwn(finding, name));
  if (own === undefined) return [nextItem(findings)];
  const what: Item = { type: 'text', line: [{ bold: 'What now: ' }, ...repair(own, targetNamer(findings))] };
  const button = remediate === undefined || request !== undefined ? undefined : remediateButton(remediate, name);
  const asked = request === undefined ? [] : [requestLinkItem(request)];
  return [what, ...asked, ...findingButtons({ accept, name, where: `${account} ${region}` }, button)];
}
