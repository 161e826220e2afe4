import type { Message } from '../../../src/usecases/messages/message.ts';
import { composeProgress } from '../../../src/usecases/remediation/messages/compose-progress.ts';
import { refusedOutcome } from '../../../src/usecases/remediation/messages/outcome-words.ts';
import { approvedRequest, execution, outcomes, plan } from '../../support/remediation/plan-progress.ts';
import { hours, now } from '../sample-parts.ts';

const about = { requestId: 'r1', executionId: 'e1', planId: 'p1', askedBy: 'UNINA', endedAt: now };

/** What becomes of accounts that come and go. */
export const organizationSamples = {
  'progress-held-elsewhere': composeProgress({
    request: approvedRequest(),
    executions: [execution(['done', 'done'], { state: 'running' })],
    switches: [],
    held: false,
    heldElsewhere: true,
    keptFor: hours,
    now,
  }),
  'outcome-held-in-vain': refusedOutcome(
    about,
    { refused: 'not-configured', heldInVain: true },
    plan(),
    outcomes('done', 'done'),
  ),
} satisfies Record<string, Message>;
