import { expect, test } from 'vitest';
import { rules } from '../../../../src/domain/rules/index.ts';
import { composeJob, findingsOfJob } from '../../../../src/usecases/audit/show-job.ts';
import { disabled, encrypted, inventory, job, keyArn, target, trigger } from '../../../support/inventory.ts';

const account = { id: target.account, name: 'production', regions: 'enabled' as const };
const nightly = job('nightly', { securityConfiguration: 'orders' });
const finding = (kind: 'configuration' | 'unprotected-job', name: string) =>
  ({ rule: 'Glue-005', ...target, kind, name, reason: 'disabled', exposure: 'unused', references: [] }) as const;

test('its findings are its own and those of what its runs use, also by a trigger; not of a namesake', () => {
  const read = inventory({
    configurations: [disabled('orders'), disabled('by-trigger'), disabled('nightly')],
    jobs: [nightly],
    triggers: [trigger('t', { jobName: 'nightly', securityConfiguration: 'by-trigger' }, { jobName: 'else' })],
  });
  const all = [
    finding('configuration', 'orders'),
    finding('configuration', 'by-trigger'),
    finding('configuration', 'nightly'),
    finding('unprotected-job', 'nightly'),
    finding('unprotected-job', 'else'),
  ];
  expect(findingsOfJob(read, nightly, all)).toEqual([all[0], all[1], all[3]]);
});

test('what it names, whether that was read, and how it is started; an empty name is none', () => {
  const read = inventory({
    configurations: [encrypted('orders')],
    jobs: [nightly],
    triggers: [trigger('t', { jobName: 'nightly' })],
  });
  const seen = { findings: [], rules, seenAt: 9 };
  const keys = new Map([[keyArn, { state: 'not-checked', error: 'AccessDeniedException' } as const]]);
  expect(composeJob(account, { ...read, keys }, nightly, seen)).toMatchObject({
    ...{ kind: 'job', name: 'nightly', configuration: 'orders', configurationRead: true, keyNotChecked: true },
    starts: [{ trigger: 't' }],
    listsIncomplete: [],
  });
  const bare = composeJob(account, read, job('bare', { securityConfiguration: '' }), seen);
  expect(bare).not.toHaveProperty('configuration');
  const lost = composeJob(account, read, job('lost', { securityConfiguration: 'gone' }), seen);
  expect(lost).toMatchObject({ configuration: 'gone', configurationRead: false });
});

test('it is as exposed as the worst of its findings, as this job meets it', () => {
  const exposed = job('nightly', { securityConfiguration: 'orders', defaultBookmark: 'job-bookmark-enable' });
  const read = inventory({ configurations: [disabled('orders')], jobs: [exposed] });
  const seen = { findings: [finding('configuration', 'orders')], rules, seenAt: 9 };
  expect(composeJob(account, read, exposed, seen).exposure).toBe('exposed');
  expect(composeJob(account, read, exposed, { ...seen, findings: [] })).not.toHaveProperty('exposure');
});
