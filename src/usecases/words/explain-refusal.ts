import { mostSaid } from '../../domain/exceptions/said.ts';
import type { Refusal } from '../../domain/remediation/approval.ts';
import type { Explanation } from './explain-call.ts';

const words: Readonly<Record<Refusal, Explanation>> = {
  'unknown-request': {
    what: 'There is no such request, or it ended so long ago that it is not kept any more.',
    next: 'Look for a newer message about this finding, or ask for a new plan.',
  },
  tampered: {
    what: 'This request is not what was sealed when it was made, so nothing about it can be decided.',
    next: 'Tell the operator of Gluewarden: its database was changed by hand, or its key was replaced. Then ask again.',
  },
  'not-open': {
    what: 'This request was decided or withdrawn already.',
    next: 'Nothing more is needed here; the message says by whom.',
  },
  expired: { what: 'This request has expired.', next: 'Ask for a new plan.' },
  'no-approvers': {
    what: 'Nobody may approve for this account.',
    next: "The operator must list approvers in its configuration's approvals.",
  },
  'too-few-approvers': {
    what: 'Fewer people may approve this than it needs: the requester does not count.',
    next: "The operator must name more people, or groups with members, in its configuration's approvals.",
  },
  'not-approver': {
    what: 'You are not among the approvers of this account.',
    next: 'Ask one of them to decide.',
  },
  'approver-unverifiable': {
    what: 'Whether you may decide this could not be checked: Slack did not list the members of a user group.',
    next: 'Try again in a minute. If it stays, the operator should check its usergroups:read scope.',
  },
  'approver-group-gone': {
    what: 'You are not among the approvers of this account, and a user group that names approvers does not exist in Slack any more, or is disabled.',
    next: 'Ask another approver to decide, or the operator to name another group or people in approvals.approvers.',
  },
  'own-request': {
    what: 'You asked for this yourself, so somebody else must approve it.',
    next: 'Ask another approver.',
  },
  'already-decided': {
    what: 'You have decided on this request already.',
    next: 'It needs another person now. Until then you can take an approval back, or reject.',
  },
  'approval-unverifiable': {
    what: 'Whether an earlier approval still counts could not be checked: Slack did not list the members of a user group.',
    next: 'Nothing was recorded. Try again in a minute; if it stays, the operator should check its usergroups:read scope.',
  },
  'no-approval': {
    what: 'You have not approved this, so there is nothing to take back.',
    next: 'To stop it, reject it with a reason.',
  },
  'reason-too-long': {
    what: `The reason is longer than ${mostSaid.reason} characters.`,
    next: 'Shorten it: whoever reads it is shown all of it. Put the rest in a ticket, and name that.',
  },
  'reason-missing': { what: 'A reason is needed.', next: 'Say why, in a sentence.' },
  'not-requester': {
    what: 'Only the requester can withdraw a request.',
    next: 'An approver can reject it instead.',
  },
  'nothing-to-do': {
    what: 'There is nothing in this plan that Gluewarden could do, or it spans several accounts.',
    next: 'Choose at least one thing to change, of one account.',
  },
  'not-configured': {
    what: 'This account is not watched any more: it left the AWS organization or gluewarden.yaml, so nothing there is read or changed.',
    next: 'What was changed there stays as it is. Withdraw or reject what waits for a decision; to go on, the operator lists the account under "accounts" in gluewarden.yaml.',
  },
  'account-unverifiable': {
    what: 'Whether this account is still one of the AWS organization could not be read, so nothing is changed there.',
    next: 'Nothing was recorded. Try again in a minute; if it stays, /glue-audit status says why, and the operator fixes that or lists the account under "accounts" in gluewarden.yaml.',
  },
  'remediation-off': {
    what: 'Remediation is off for this account.',
    next: 'The operator switches it on, with a remediationRoleArn for the account and without REMEDIATION=off.',
  },
  'not-remediable': {
    what: 'Gluewarden remediates job bookmark encryption only, and another rule found this.',
    next: 'Fix it by hand, as that rule says.',
  },
  'finding-taken': {
    what: 'This finding has an open request, or one that is being carried out.',
    next: 'Wait for its end, or withdraw it first.',
  },
  'under-way': {
    what: 'This is still being carried out.',
    next: 'Wait for its end, or stop everything with /glue-remediate pause.',
  },
  'nothing-to-roll-back': {
    what: 'There is nothing to roll back: nothing was changed, or everything is back already.',
    next: 'Nothing more is needed here.',
  },
  'nothing-to-go-back-to': {
    what: 'There is nothing to go back to: what it was switched from does not exist.',
    next: 'To give the jobs another configuration, ask for a remediation of them, or change them by hand.',
  },
  'window-over': {
    what: 'The time in which this could be rolled back is over: the definitions that it needs are deleted.',
    next: 'To go back, change each job by hand: mind that UpdateJob overwrites whatever it is not sent.',
  },
  'not-understood': {
    what: 'Jobs have run with the new configuration, so going back needs a second confirmation.',
    next: 'Open Roll back again, read what it says, and tick the box.',
  },
  'not-waiting': {
    what: 'This does not wait for a canary job any more.',
    next: 'The message says how far it is.',
  },
  'paused-already': { what: 'Remediation is paused already.', next: 'Type /glue-remediate resume to go on.' },
  'not-paused-accounts': {
    what: 'What was paused is of accounts for which you may not approve.',
    next: 'Ask an approver of these accounts: /glue-remediate status lists what is under way.',
  },
  'own-paused': {
    what: 'You asked for what was paused, so somebody else must let it go on.',
    next: 'Ask another approver, or the approver who paused it.',
  },
  'own-canary': {
    what: 'You asked for this yourself, so another approver must decide to go on without its canary job.',
    next: 'Ask another approver. You can stop here or roll back.',
  },
  'not-paused': { what: 'Remediation is not paused.', next: 'Nothing more is needed here.' },
};

/** Why an attempt changed nothing, in words, and what to do instead. */
export function explainRefusal(refusal: Refusal): Explanation {
  return words[refusal];
}
