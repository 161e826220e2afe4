import { expect, test } from 'vitest';
import type { LeftOut, Plan } from '../../../../src/domain/plan/plan.ts';
import { renderMessage } from '../../../../src/slack/render.ts';
import { headlineWords, nextWords } from '../../../../src/usecases/remediation/messages/progress-words.ts';
import { stopAtCanary } from '../../../../src/usecases/remediation/rollback/after-actions.ts';
import { createAfterActions } from '../../../../src/usecases/remediation/surface/remediation-after.ts';
import { afterDependencies, approver, canaryPlan, notify, orderBack } from '../../../support/remediation/afterwards.ts';
import {
  approved,
  newName,
  planOf,
  type RemediationKit,
  remediationKit,
} from '../../../support/remediation/remediation.ts';
import { orderBack as retireBack, retiredGlue, retirePlan } from '../../../support/remediation/retire.ts';

const leftOut: LeftOut[] = [{ type: 'job', name: 'visual', reason: 'visual' }];
const stack: Plan['checks'] = [
  {
    check: 'managed by',
    outcome: 'warning',
    detail: `job a: managed by CloudFormation stack orders-prod. Put SecurityConfiguration: "${newName}" into it.`,
  },
];

async function carryOut(kit: RemediationKit, changes: Partial<Plan> = {}) {
  const made = planOf(kit.glue);
  const request = await approved(kit, { ...made, plan: { ...made.plan, ...changes } });
  await kit.run();
  return request;
}

async function lastTold(kit: RemediationKit) {
  const ends = ['remediation-outcome', 'remediation-progress'];
  const message = (await notify(kit)).findLast((told) => ends.includes(told.message.kind))?.message;
  if (message?.kind !== 'remediation-outcome' && message?.kind !== 'remediation-progress')
    throw new Error(`${message?.kind}`);
  return { ...message, shown: JSON.stringify(renderMessage(message)) };
}

test('Done has the lines of the template that would undo it, and who deploys it', async () => {
  const kit = await remediationKit();
  await carryOut(kit, { checks: stack, leftOut });
  const { template, next, shown } = await lastTold(kit);
  expect(template?.managed).toEqual(['CloudFormation stack orders-prod']);
  expect(template?.lines).toEqual([
    `SecurityConfiguration: "${newName}"  # CloudFormation`,
    `CrawlerSecurityConfiguration: "${newName}"  # CloudFormation`,
  ]);
  expect(shown).toContain('managed by CloudFormation stack orders-prod: the next deploy undoes this');
  expect(next).toContain('"std" stays noncompliant: 1 resource may still use it. Retire it when nothing does.');
  expect(next.join(' ')).toMatch(/Left alone: job visual \(It is a visual job: .* only on request\)\./);
});

test('where nobody knows who deploys it, both tools are named', async () => {
  const kit = await remediationKit();
  await carryOut(kit, { checks: [{ check: 'managed by', outcome: 'not-checked', detail: 'Unknown.' }] });
  const { template, next } = await lastTold(kit);
  expect(template?.managed).toEqual([]);
  expect(template?.lines).toContain(`security_configuration = "${newName}"  # Terraform`);
  expect(next.join(' ')).toContain('"std" stays noncompliant until it is retired');
});

test('a roll back names who ordered it and which finding, and has no template', async () => {
  const kit = await remediationKit();
  const request = await carryOut(kit);
  await orderBack(kit, request.id);
  await kit.run();
  const told = await lastTold(kit);
  expect(told).toMatchObject({ back: true, orderedBy: 'UAPPROVER', finding: { name: 'std' } });
  expect(told.template).toBeUndefined();
  expect(told.shown).toContain('UAPPROVER');
  expect(told.shown).toContain('Roll back of ');
});

test('a stop names who, which finding, and what is not begun', async () => {
  const kit = await remediationKit();
  const request = await approved(kit, canaryPlan(kit.glue));
  await kit.run();
  await notify(kit);
  const stopped = await stopAtCanary(afterDependencies(kit), { actor: approver, requestId: request.id });
  expect(stopped).toMatchObject({ request: { id: request.id } });
  const told = await lastTold(kit);
  expect(told).toMatchObject({ state: 'partly-done', ordered: { by: 'UAPPROVER', what: 'stop' } });
  expect(told.trouble.map(({ why }) => why)).toContain('not begun, because it was stopped');
  expect(told.shown).toContain('stopped by ');
  expect(told.shown).toContain('std');
});

test('a dangling reference has nothing to go back to: told at the end, and when it is asked for', async () => {
  const kit = await remediationKit();
  const request = await carryOut(kit, { finding: { kind: 'dangling-reference', name: 'a' } });
  const { next, rollBackUntil } = { rollBackUntil: undefined, ...(await lastTold(kit)) };
  expect(next.join(' ')).toMatch(/^.*There is nothing to go back to for a, b, c and 2 more: .* they stay switched\./);
  expect(rollBackUntil).toBeUndefined();
  const form = await createAfterActions(afterDependencies(kit)).rollBackForm(approver, request.id);
  expect(form).toMatchObject({ kind: 'problem', what: expect.stringContaining('nothing to go back to') });
});

test.each([
  ['rolled-back', 'Rolled back: 1 configuration created again.'],
  ['partly-rolled-back', 'Not all of it was created again: review what is listed.'],
] as const)('progress of a retire that is %s speaks of no switch', (state, headline) => {
  const { plan } = retirePlan(retiredGlue());
  expect(headlineWords([{ plan }], state, 'approved')).toBe(headline);
  expect(nextWords([{ plan }], state, [])).toEqual([]);
});

test('the way back of a retire moved nothing, and says so', async () => {
  const kit = await remediationKit(retiredGlue());
  const request = await approved(kit, retirePlan(kit.glue));
  await kit.run();
  expect((await lastTold(kit)).next.join(' ')).toContain('take it out of the template');
  await retireBack(kit, request.id);
  await kit.run();
  const { headline, next, shown } = await lastTold(kit);
  expect(headline).toMatch(/"std"/);
  expect(`${headline} ${next.join(' ')}`).not.toMatch(/switched|ookmarks|old configuration/);
  expect(shown).toContain('UAPPROVER');
});
