import type { Exposure } from '../../domain/model.ts';
import {
  capital,
  kindWords,
  listWords,
  numberWords,
  reasonWords,
  thingWords,
  usageWords,
} from '../../usecases/explain.ts';
import type { FindingView } from '../../usecases/message.ts';
import { isPlainName, shortenMiddle } from './display-name.ts';
import { type Line, newLine, type Part } from './document.ts';

/** A place in words: "data-production (111122223333), eu-west-1". */
export function placeWords(place: {
  readonly account: string;
  readonly accountName?: string;
  readonly region: string;
}): string {
  const { account, accountName, region } = place;
  const id = account === 'unknown' ? 'unknown account' : account;
  const who = accountName === undefined ? id : `${shortenMiddle(accountName, 60)} (${id})`;
  return region === '*' ? `${who}, all regions` : `${who}, ${region}`;
}

/** Names inside the words of a reason (a missing configuration, a key's ARN) stay readable in a row. */
const longestDetail = 100;

/** Which and where; on the next line why, and what uses it. */
export function findingLine(finding: FindingView): Part[] {
  const thing = thingWords(finding.kind) === 'job' ? 'Job ' : 'Configuration ';
  const detail = finding.detail === undefined ? undefined : shortenMiddle(finding.detail, longestDetail);
  const incomplete = finding.referencesIncomplete ?? [];
  const calls = [...new Set(incomplete.map(({ call, error }) => `${call}: ${error}`))];
  return [
    thing,
    { name: finding.name },
    ` in ${placeWords(finding)}`,
    newLine,
    `${capital(reasonWords(finding.reason, detail))}; ${usageWords(finding)}.`,
    ...(calls.length > 0 ? [` A lower bound: not everything could be listed (${listWords(calls.slice(0, 3))}).`] : []),
  ];
}

/** The same with how long it has been open. */
export function findingLineSince(finding: FindingView): Line {
  const line = findingLine(finding);
  return finding.firstSeenAt === undefined ? line : [...line, ' First seen ', { at: finding.firstSeenAt }, '.'];
}

/** From this many on, bare jobs of one place share a line. */
const manyJobs = 3;
const mostInGroup = 10;

/** A line a finding, but bare jobs of one account and region together: 300 of them are one problem, not 300. */
export function groupedLines(findings: readonly FindingView[], one: (finding: FindingView) => Line): Line[] {
  const groups = new Map<string, FindingView[]>();
  for (const finding of findings) {
    const key =
      finding.kind === 'unprotected-job'
        ? JSON.stringify([finding.account, finding.region, finding.exposure])
        : JSON.stringify([finding.account, finding.region, finding.kind, finding.name]);
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()].flatMap((group) => (group.length >= manyJobs ? [groupLine(group)] : group.map(one)));
}

const groupUse: Record<Exposure, string> = {
  exposed: 'their runs write bookmarks that nothing encrypts',
  latent: 'their runs write no bookmarks',
  unused: 'their runs write no bookmarks',
};

function groupLine(group: readonly FindingView[]): Line {
  const [first] = group;
  if (first === undefined) return [];
  const left = group.length - mostInGroup;
  return [
    `${numberWords(group.length)} ${kindWords(first.kind, group.length)} in ${placeWords(first)}`,
    newLine,
    `${capital(groupUse[first.exposure])}: `,
    ...nameParts(group.slice(0, mostInGroup).map(({ name }) => name)),
    left > 0 ? ` and ${numberWords(left)} more.` : '.',
  ];
}

/** Names with commas between them. */
export function nameParts(names: readonly string[]): Part[] {
  return names.flatMap((name, index): Part[] => (index === 0 ? [{ name }] : [', ', { name }]));
}

/** The command that shows one configuration; undefined when its name cannot be typed as it shows. */
export function showCommand(finding: Pick<FindingView, 'name' | 'account' | 'region'>): string | undefined {
  const { name, account, region } = finding;
  if (!isPlainName(name) || /["“”„«»\\`]/.test(name) || region === '*') return undefined;
  return `/glue-audit show "${name}" ${account} ${region}`;
}

/** What to do about one finding: there is always something to do next. */
export function nextStep(finding: FindingView): Line {
  const where = placeWords(finding);
  switch (finding.kind) {
    case 'configuration': {
      const command = showCommand(finding);
      const copy =
        '. It cannot be edited: make a copy with CSE-KMS bookmark encryption and point its jobs to the copy.';
      return command === undefined
        ? ['start with ', { name: finding.name }, ` in ${where}${copy}`]
        : ['start with ', { code: command }, ': it shows what uses it and how to fix it.'];
    }
    case 'unusable-key': {
      const command = showCommand(finding);
      const repair = ', or move its jobs to a configuration with a working key.';
      return command === undefined
        ? ['repair the key of ', { name: finding.name }, ` in ${where}${repair}`]
        : ['start with ', { code: command }, `: repair its key${repair}`];
    }
    case 'unprotected-job':
      return [
        'start with job ',
        { name: finding.name },
        ` in ${where}: give it a security configuration with CSE-KMS bookmark encryption.`,
      ];
    case 'dangling-reference':
      return [
        'start with job ',
        { name: finding.name },
        ` in ${where}: point it to a security configuration that exists and encrypts job bookmarks.`,
      ];
  }
}
