import type { Lapse, Standing } from '../../domain/remediation/approval.ts';
import { countWords, listWords } from './words.ts';

const words: Readonly<Record<Lapse, string>> = {
  'no-approvers': 'nobody may approve for this account any more',
  'not-approver': 'not an approver any more',
  'approver-unverifiable': 'Slack did not list the members of a user group',
  'approver-group-gone': 'their user group does not exist in Slack any more, or is disabled',
  'own-request': 'the requester, who may not approve their own request any more',
};

/** Why an approval does not count now, as a clause. */
export function lapseWords(why: Lapse): string {
  return words[why];
}

/** What is missing, as a clause: "1 more approval is needed, and 1 given before does not count: not an approver any more". */
export function standingWords({ missing, lapsed }: Standing): string {
  const more = `${countWords(missing, 'more approval')} ${missing === 1 ? 'is' : 'are'} needed`;
  if (lapsed.length === 0) return more;
  const reasons = listWords([...new Set(lapsed.map(({ why }) => lapseWords(why)))]);
  return `${more}, and ${lapsed.length} given before ${lapsed.length === 1 ? 'does' : 'do'} not count: ${reasons}`;
}

/** What is to be done about user groups of approvers that are gone; undefined: there are none. */
export function goneGroupWords(groups: readonly string[] | undefined): string | undefined {
  if (groups === undefined || groups.length === 0) return undefined;
  const [one, ...more] = groups;
  const next = 'in Slack, or have the operator name another group or people in approvals.approvers.';
  if (more.length > 0)
    return `The user groups ${listWords(groups)} of the approvers do not exist in Slack any more, or are disabled: enable them ${next}`;
  return `The user group ${one} of the approvers does not exist in Slack any more, or is disabled: enable it ${next}`;
}
