import { isFixed } from '../../../domain/fixed.ts';
import { isRemediable } from '../../../domain/rules/index.ts';
import type { FindingView } from '../../../usecases/messages/audit-messages.ts';
import { writes } from '../../../usecases/words/explain.ts';
import { actionIds } from '../common/action-ids.ts';
import { isPlainName, shortenMiddle } from '../common/display-name.ts';
import type { Button, Item, Line } from '../common/document.ts';
import { type TargetNamer, targetNamer } from '../common/target-words.ts';

/** The command that offers to fix one finding, with its name where that can be typed. */
export function remediateCommand({ name, account, region }: FindingView): string {
  return isTypeable(name) && region !== '*' ? `/glue-remediate "${name}" ${account} ${region}` : '/glue-remediate';
}

/** The command that shows one configuration; undefined when its name cannot be typed as it shows. */
export function showCommand(finding: FindingView): string | undefined {
  const { name, account, accountName, region } = finding;
  if (!isTypeable(name) || region === '*') return undefined;
  const where = accountName !== undefined && isTypeable(accountName) ? quoteWord(accountName) : account;
  return `/glue-audit show "${name}" ${where} ${region}`;
}

/** Shows what a finding is about, read now. */
export function showButton(findingId: string, name: string): Button {
  return {
    label: 'Show',
    actionId: actionIds.showFinding,
    value: findingId,
    says: `Show ${shortenMiddle(name, 60)}`,
  };
}

function isTypeable(name: string): boolean {
  return isPlainName(name) && !/["“”„«»\\`]/.test(name);
}

function quoteWord(word: string): string {
  return /\s/.test(word) ? `"${word}"` : word;
}

/** What to do about these findings, the worst first: with a command to copy where there is one. */
export function nextStep(findings: readonly FindingView[]): Line {
  const [first] = findings;
  if (first === undefined) return [{ code: '/glue-audit findings' }, ' lists them.'];
  // A command for something that matters less would send people to the wrong end of the list.
  const worst = findings.filter(({ exposure }) => exposure === first.exposure).sort((a, b) => users(b) - users(a));
  for (const finding of worst) {
    const command = aboutConfiguration(finding) ? showCommand(finding) : undefined;
    if (command === undefined) continue;
    return [{ code: command }, isFixed(finding) ? ' offers to retire it.' : ' shows what uses it and how to fix it.'];
  }
  return [...repair(first, targetNamer(findings)), ' ', { code: '/glue-audit findings' }, ' lists them all.'];
}

export function nextItem(findings: readonly FindingView[]): Item {
  return { type: 'text', line: [{ bold: 'What now: ' }, ...nextStep(findings)] };
}

/** What one fix would fix; messages hold the first references only. */
function users({ references, referencesTotal = 0 }: FindingView): number {
  return Math.max(referencesTotal, references.filter(writes).length);
}

function aboutConfiguration({ kind }: FindingView): boolean {
  return kind === 'configuration' || kind === 'unusable-key';
}

/** What fixes one finding, as a clause. */
export function repair(finding: FindingView, nameOf: TargetNamer): Line {
  const where = ` in ${nameOf(finding)}`;
  if (!isRemediable(finding)) return ['fix ', { name: finding.name }, `${where} as rule ${finding.rule} asks.`];
  switch (finding.kind) {
    case 'configuration':
      return [
        'copy ',
        { name: finding.name },
        `${where}, with CSE-KMS bookmark encryption, and switch its jobs to the copy.`,
      ];
    case 'unusable-key':
      return [
        'repair the key of ',
        { name: finding.name },
        `${where}, or switch its jobs to a configuration with a working key.`,
      ];
    case 'unprotected-job':
      return [
        'give job ',
        { name: finding.name },
        `${where} a security configuration with CSE-KMS bookmark encryption.`,
      ];
    case 'reverted':
      return [
        'put the configuration that job ',
        { name: finding.name },
        `${where} was given into the template that deploys it, and remediate it again.`,
      ];
    case 'dangling-reference':
      return ['switch job ', { name: finding.name }, `${where} to a configuration that exists and encrypts bookmarks.`];
  }
}
