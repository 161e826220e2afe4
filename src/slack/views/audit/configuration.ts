import { isFixed } from '../../../domain/fixed.ts';
import type { EncryptionSetting, Reference } from '../../../domain/model.ts';
import { findRule } from '../../../domain/rules/index.ts';
import type { FindingView } from '../../../usecases/messages/audit-messages.ts';
import type { ConfigurationMessage } from '../../../usecases/messages/finding-messages.ts';
import {
  bookmarkWords,
  capital,
  codeWords,
  countWords,
  fixedWords,
  listWords,
  numberWords,
  reasonWords,
  referenceTypeWords,
  usageWords,
  writes,
} from '../../../usecases/words/explain.ts';
import { ruleNamer } from '../../../usecases/words/rule-words.ts';
import { consoleItems } from '../common/console-link.ts';
import type { Document, Item, Line, Part } from '../common/document.ts';
import { requestLinkItem } from '../common/request-link.ts';
import { targetWords } from '../common/target-words.ts';
import { findingButtons } from '../exceptions/accept-button.ts';
import { remediateButton, retireButton } from '../remediation/remediation-offer.ts';
import { nameParts } from './finding-lines.ts';

/** Everything known about one security configuration and what uses it. */
export function configurationView(message: ConfigurationMessage): Document {
  const { configuration, seenAt } = message;
  const created = configuration.createdAt;
  const ruleOf = ruleNamer(message.findings);
  return {
    summary: [
      'Configuration ',
      { name: configuration.name },
      ` in ${targetWords(message)}: ${verdict(message)}${isLeft(message) ? '' : `; ${uses(message)}`}.`,
    ],
    items: [
      { type: 'heading', text: capital(verdict(message)) },
      {
        type: 'text',
        line: [
          'Security configuration ',
          { name: configuration.name, whole: true },
          ` in ${targetWords(message)}. Scanned `,
          { at: seenAt },
          ...(created === undefined ? ['.'] : ['; created ', { at: created }, '.']),
          ...(message.namesake ? [' A job has this name too: add ', { code: 'job' }, ' to see that one.'] : []),
        ],
      },
      ...ownerItems(message),
      ...message.findings.map((finding) => findingItem(finding, ruleOf(finding))),
      usesItem(message),
      ...referenceItems(message),
      settingsItem(message),
      ...keyItems(message),
      ...notCheckedItems(message),
      ...fixItems(message),
      ...remediateItems(message),
      ...consoleItems(message, { type: 'configuration', name: configuration.name }),
      { type: 'note', line: [ruleWords(message)] },
    ],
  };
}

/** Whom to ask. Of something compliant, whose account it is in. */
export function ownerItems({ findings, owner }: Pick<ConfigurationMessage, 'findings' | 'owner'>): Item[] {
  const { channel, usergroup } = findings.find((finding) => finding.owner !== undefined)?.owner ?? owner ?? {};
  const whose: Part | undefined =
    channel !== undefined ? { channel } : usergroup !== undefined ? { usergroup } : undefined;
  return whose === undefined ? [] : [{ type: 'text', line: [{ bold: 'Owner: ' }, whose, '.'] }];
}

/** True for what a remediation left behind. */
function isLeft({ findings }: ConfigurationMessage): boolean {
  return findings.some(isFixed);
}

function verdict(message: ConfigurationMessage): string {
  const { findings, exposure, key } = message;
  if (isLeft(message)) return fixedWords(message);
  if (findings.length === 0) return key?.startsWith('not checked') ? 'compliant, key not checked' : 'compliant';
  return findings.some(({ kind }) => kind === 'configuration')
    ? `noncompliant, ${exposure}`
    : `noncompliant: unusable key, ${exposure}`;
}

function uses({ exposure, references, referencesIncomplete }: ConfigurationMessage): string {
  return usageWords({ kind: 'configuration', exposure, references, referencesIncomplete });
}

/** Exposure is about what is noncompliant: a compliant configuration is only used, or not. */
function usesItem(message: ConfigurationMessage): Item {
  const word = message.findings.length === 0 ? 'Use' : capital(message.exposure);
  return { type: 'text', line: [{ bold: `${word}: ` }, `${uses(message)}.`] };
}

/** `about`: the configuration, where the message is about something else. */
export function findingItem(finding: FindingView, rule: string | undefined, about?: string): Item {
  const { firstSeenAt } = finding;
  const since: Part[] =
    firstSeenAt === undefined ? [' Not recorded before.'] : [' First seen ', { at: firstSeenAt }, '.'];
  return {
    type: 'text',
    line: [
      { bold: rule === undefined ? 'Why: ' : `Why (${rule}): ` },
      ...(about === undefined ? [] : ['of configuration ', { name: about }, ', ']),
      `${reasonWords(finding)}.`,
      ...since,
    ],
  };
}

const mostReferences = 30;

/** Those that write bookmarks first: they are why it matters. */
function referenceItems({ references, referencesIncomplete }: ConfigurationMessage): Item[] {
  const lists = [...new Set(referencesIncomplete.map(({ call, error }) => codeWords(error, call)))];
  const incomplete: Item[] =
    lists.length === 0
      ? []
      : [
          {
            type: 'text',
            line: [
              { bold: 'This is a lower bound. ' },
              `Not everything that could use it could be listed: ${lists.join('; ')}.`,
            ],
          },
        ];
  if (references.length === 0) return incomplete;
  const sorted = references.toSorted((a, b) => Number(writes(b)) - Number(writes(a)));
  const rows = sorted.slice(0, mostReferences).map(referenceLine);
  return [
    {
      type: 'list',
      title: [{ bold: `Used by: ${numberWords(references.length)}` }],
      rows,
      hidden: references.length - rows.length,
      more: (count) => `and ${numberWords(count)} more`,
    },
    ...incomplete,
  ];
}

function referenceLine(reference: Reference): Line {
  const { type, name, via = [] } = reference;
  const bookmarks = bookmarkWords(reference);
  const [first] = via;
  const through: Part[] =
    first === undefined
      ? []
      : [
          ' when the trigger ',
          ...nameParts(via.slice(0, 3)),
          via.length > 3 ? ` or one of ${via.length - 3} more starts it` : ' starts it',
        ];
  return [
    `${capital(referenceTypeWords(type))} `,
    { name },
    ...(bookmarks === undefined ? [] : [`: ${bookmarks}`]),
    ...through,
  ];
}

function settingsItem({ configuration }: ConfigurationMessage): Item {
  const { s3, cloudWatch, jobBookmarks, dataQuality } = configuration;
  return {
    type: 'table',
    title: [{ bold: 'Encryption settings' }],
    head: ['What', 'Mode', 'KMS key'],
    rows: [
      settingRow('Job bookmarks', jobBookmarks),
      ...(s3.length === 0 ? [settingRow('S3', undefined)] : s3.map((setting) => settingRow('S3', setting))),
      settingRow('CloudWatch logs', cloudWatch),
      settingRow('Data quality', dataQuality),
    ],
    more: (count) => `and ${countWords(count, 'more setting')}`,
  };
}

function settingRow(what: string, setting: EncryptionSetting | undefined): Line[] {
  const { mode, keyArn } = setting ?? {};
  return [
    [what],
    [mode === undefined || mode === '' ? 'not set' : mode],
    keyArn === undefined || keyArn === '' ? ['none'] : [{ name: keyArn, whole: true }],
  ];
}

/** The key's verdict as the use case writes it: "usable", "not checked: CODE", or the reason of a finding. */
function keyItems({ key }: ConfigurationMessage): Item[] {
  if (key === undefined) return [];
  const notChecked = /^not checked: (.+)$/.exec(key)?.[1];
  const words =
    key === 'usable'
      ? 'it is enabled, symmetric and in this region.'
      : notChecked === undefined
        ? 'jobs cannot use it, as said above.'
        : `not checked: ${codeWords(notChecked, 'DescribeKey')}. This makes nothing noncompliant.`;
  return [{ type: 'text', line: [{ bold: 'Bookmark key: ' }, words] }];
}

function notCheckedItems({ notChecked }: ConfigurationMessage): Item[] {
  if (notChecked.length === 0) return [];
  return [
    {
      type: 'text',
      line: [
        { bold: 'Not checked' },
        `, because AWS has no list of it: ${listWords(notChecked)}. Check there before deleting this configuration.`,
      ],
    },
  ];
}

function fixItems({ findings, rules, retire }: ConfigurationMessage): Item[] {
  if (retire) return [{ type: 'text', line: [{ bold: 'What now: ' }, retireIt] }];
  if (findings.length === 0) return [{ type: 'text', line: [{ bold: 'What now: ' }, `nothing. ${asAsked(rules)}`] }];
  const ruleOf = ruleNamer(findings);
  return findings.flatMap((finding) => fixItem(finding, ruleOf(finding)));
}

function asAsked({ length }: ConfigurationMessage['rules']): string {
  return length > 1 ? 'It is as every rule asks.' : 'It encrypts job bookmarks as the rule asks.';
}

/** Nothing where the rule is of another version: what it asks for is not known here. */
function fixItem({ kind, rule }: FindingView, said: string | undefined): Item[] {
  const title = said === undefined ? 'How to fix it' : `How to fix it (${said})`;
  if (kind === 'unusable-key') return [{ type: 'text', line: [{ bold: `${title}: ` }, repairKey] }];
  const rows = (findRule(rule)?.remediation ?? []).map((step): Line => [step]);
  if (rows.length === 0) return [];
  return [
    {
      type: 'list',
      title: [{ bold: title }],
      rows,
      ordered: true,
      more: (count) => `and ${countWords(count, 'more step')}`,
    },
  ];
}

function remediateItems(message: ConfigurationMessage): Item[] {
  const { remediate, request, retire, accept, configuration, account, region } = message;
  const { name } = configuration;
  // What is asked for already is no offer; its risk can be accepted all the same.
  const button =
    remediate === undefined || request !== undefined
      ? undefined
      : (retire ? retireButton : remediateButton)(remediate, name);
  const buttons = findingButtons({ accept, name, where: `${account} ${region}` }, button);
  return request === undefined ? buttons : [requestLinkItem(request), ...buttons];
}

const retireIt =
  'nothing uses it any more. Retire deletes it, once somebody else has approved that; a roll back can create it again.';

const repairKey =
  'make the key usable again (enable it, or cancel its deletion), or create a copy of this configuration with a symmetric, enabled key of this region and switch its jobs to the copy. Bookmarks written with a key that is gone cannot be read.';

export function ruleWords({ rules }: Pick<ConfigurationMessage, 'rules'>): string {
  return rules
    .map(({ id, riskLevel, standards }) => `Rule ${id}, risk level ${riskLevel}. Standards: ${listWords(standards)}.`)
    .join(' ');
}
