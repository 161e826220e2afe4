import type { ProblemMessage } from '../../../src/usecases/messages/command-messages.ts';
import type { Message } from '../../../src/usecases/messages/message.ts';
import { announceMembers, type MembersChanged } from '../../../src/usecases/organization/announce-members.ts';
import { composeProgress } from '../../../src/usecases/remediation/messages/compose-progress.ts';
import { refusedOutcome } from '../../../src/usecases/remediation/messages/outcome-words.ts';
import { roleCommands } from '../../../src/usecases/words/role-commands.ts';
import { approvedRequest, execution, outcomes, plan } from '../../support/remediation/plan-progress.ts';
import { hostileNames, hours, now } from '../sample-parts.ts';

const about = { requestId: 'r1', executionId: 'e1', planId: 'p1', askedBy: 'UNINA', endedAt: now };

const member = (prefix: string) => (_: unknown, index: number) => ({
  id: String(222233330000 + index),
  name: `${prefix}-${index}`,
  partition: 'aws',
});
const members = (count: number, prefix: string) => Array.from({ length: count }, member(prefix));
const refused = (role: string) => `AWS refused to let Gluewarden assume the ${role} role (AccessDenied)`;

function changed(given: Partial<MembersChanged> = {}): ProblemMessage {
  return announceMembers({
    joined: [],
    left: [],
    unusable: new Set(),
    lacks: new Map(),
    untried: new Map(),
    remediation: true,
    roleCommands: roleCommands({ remediation: true, partition: 'aws' }),
    stranded: 0,
    ...given,
  });
}

const dev = members(20, 'dev-data-platform');

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
  'organization-joined': changed({ joined: members(2, 'orders') }),
  'organization-untried': changed({
    joined: members(2, 'orders'),
    untried: new Map([['222233330001', ['the scan role could not be tried (TimeoutError)']]]),
  }),
  'organization-left': changed({ left: members(3, 'orders'), unusable: new Set(['222233330001']), stranded: 1 }),
  'organization-changed': changed({
    joined: dev,
    left: members(3, 'prod-data-platform'),
    lacks: new Map(dev.map(({ id }, index) => [id, [refused('scan'), ...(index < 6 ? [refused('remediation')] : [])]])),
    stranded: 2,
  }),
  'organization-5000': changed({
    joined: members(5_000, `dev-${'x'.repeat(40)}`),
    left: members(5_000, `prod-${'x'.repeat(40)}`),
    unusable: new Set(members(2_500, 'any').map(({ id }) => id)),
    lacks: new Map(dev.map(({ id }) => [id, [`${refused('scan')}: ${'y'.repeat(300)} ${id}`]])),
    stranded: 5_000,
  }),
  'organization-hostile': changed({
    joined: hostileNames.map((name, index) => ({ id: String(index), name, partition: 'aws' })),
    left: hostileNames.map((name, index) => ({ id: String(index), name, partition: 'aws' })),
    lacks: new Map(hostileNames.map((name, index) => [String(index), [name]])),
  }),
} satisfies Record<string, Message>;
