import { describe, expect, test } from 'vitest';
import { CloudError } from '../../../../src/domain/errors.ts';
import type { RemediationOutcomeMessage } from '../../../../src/usecases/messages/afterwards-messages.ts';
import {
  approved,
  outcomesOf,
  planOf,
  type RemediationKit,
  remediationKit,
} from '../../../support/remediation/remediation.ts';

const running = 'Cannot update Crawler while running. Please stop crawl or wait until it completes to update.';

function refuse({ glue }: RemediationKit, operation: string, code: string, message: string, phase = 'before'): void {
  glue.around = (call, now) => {
    if (call.operation !== operation || now !== phase) return;
    throw new CloudError(operation, code, message, { requestId: 'req-4711' });
  };
}

async function outcomeTold({ store }: RemediationKit): Promise<RemediationOutcomeMessage | undefined> {
  for (;;) {
    const [row] = await store.outbox.claimDue(Number.MAX_SAFE_INTEGER, 0, 'x', 1);
    if (row === undefined) return undefined;
    if (row.message.kind === 'remediation-outcome') return row.message;
    await store.outbox.sent(row.id, 'C', '1', 1);
  }
}

async function carryOut(...refused: [operation: string, code: string, message: string]) {
  const kit = await remediationKit();
  const request = await approved(kit, planOf(kit.glue));
  refuse(kit, ...refused);
  await kit.run();
  const [execution] = await kit.store.remediation.executions(request.id);
  const trail = await kit.store.remediation.auditTrail(execution?.id ?? '');
  const told = await outcomeTold(kit);
  return { kit, trail, told, states: await outcomesOf(kit, request.id), outcomes: execution?.outcomes ?? [] };
}

describe('what AWS said to a step stays with it', () => {
  test.each([
    ['UpdateCrawler', 'InvalidInputException', running],
    ['UpdateTrigger', 'InvalidInputException', 'Job cannot be a Predicate and Action for Conditional Trigger.'],
    ['UpdateJob', 'AccessDeniedException', 'User: x is not authorized to perform: iam:PassRole'],
    ['GetTrigger', 'AccessDeniedException', 'User: x is not authorized to perform: glue:GetTrigger'],
    ['GetSecurityConfiguration', 'AccessDeniedException', 'User: x is not authorized'],
  ])('%s: %s', async (operation, code, message) => {
    const { kit, trail, told, outcomes } = await carryOut(operation, code, message);
    const failed = outcomes.filter(({ state }) => state === 'failed');
    expect(failed.length).toBeGreaterThan(0);
    for (const { reason, aws } of failed)
      expect({ reason, aws }).toEqual({ reason: `${operation}: ${code}`, aws: { message, requestId: 'req-4711' } });
    const [entry] = trail.filter(({ action }) => action === 'step.failed');
    expect(entry?.detail).toMatchObject({ reason: `${operation}: ${code}`, aws: message });
    expect(entry?.awsRequestIds).toContain('req-4711');
    expect(kit.log.lines).toContainEqual(
      expect.objectContaining({ fields: expect.objectContaining({ aws: { message, requestId: 'req-4711' } }) }),
    );
    expect(told?.trouble[0]?.why).toContain(`"${message.replace(/\.$/, '')}", request req-4711; left`);
  });

  test('advice follows the sentence, where the code is vague', async () => {
    const { told, states } = await carryOut('UpdateCrawler', 'InvalidInputException', running);
    expect(Object.values(states)).toContain('failed');
    expect(told?.next).toContain('Ask for a fresh plan when the crawler has ended.');
    const denied = await carryOut('UpdateJob', 'AccessDeniedException', 'with an explicit deny in a session policy');
    expect(denied.told?.next.join(' ')).not.toContain('Allow');
  });
});
