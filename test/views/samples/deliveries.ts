import type { UndeliveredItem } from '../../../src/usecases/messages/delivery-messages.ts';
import type { Message } from '../../../src/usecases/messages/message.ts';
import { days, hostileNames, hours, now } from '../sample-parts.ts';
import { exceptionSamples } from './exceptions.ts';
import { otherSamples } from './others.ts';

function item(given: Partial<UndeliveredItem> = {}): UndeliveredItem {
  return {
    id: 'k3JvZ0xYQpqV1bTn2mWc8A',
    to: 'C0123456789',
    about: 'digest',
    createdAt: now - days,
    endedAt: now - hours,
    error: 'is_archived',
    ...given,
  };
}

const left = item({ id: 'Zq_9-xYQpqV1bTn2mWc8Ab', to: 'U0LEFTUS1', about: 'request-news', error: 'user_disabled' });

export const deliverySamples = {
  'undelivered-none': { kind: 'undelivered', event: 'listed', count: 0, items: [] },
  'undelivered-listed': { kind: 'undelivered', event: 'listed', count: 45, items: [item(), left] },
  'undelivered-ended': { kind: 'undelivered', event: 'ended', count: 1, items: [left] },
  'undelivered-ended-messages-tab': {
    kind: 'undelivered',
    event: 'ended',
    count: 1,
    items: [item({ to: 'U024BE7LH', about: 'audit-result', error: 'messages_tab_disabled' })],
  },
  'undelivered-ended-other-workspace': {
    kind: 'undelivered',
    event: 'ended',
    count: 1,
    items: [item({ error: 'team_access_not_granted' })],
  },
  'undelivered-retried': { kind: 'undelivered', event: 'retried', count: 2, items: [item(), left] },
  'undelivered-dropped': { kind: 'undelivered', event: 'dropped', count: 1, items: [left] },
  'edit-closed-digest': { kind: 'edit-closed', of: 'digest' },
  'edit-closed-progress': { kind: 'edit-closed', of: 'remediation-progress' },
  'edit-closed-risk': { kind: 'edit-closed', of: 'exception-request', now: exceptionSamples['risk-rejected'] },
  'edit-closed-audit': { kind: 'edit-closed', of: 'interrupted', now: otherSamples.interrupted },
  'edit-closed-hostile': { kind: 'edit-closed', of: hostileNames[0] ?? '' },
  'undelivered-hostile': {
    kind: 'undelivered',
    event: 'listed',
    count: 20,
    items: hostileNames.map((name) => item({ id: name, to: name, about: name, error: name })),
  },
} satisfies Record<string, Message>;
