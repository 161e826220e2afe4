import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/domain/plan/plan.ts';
import type { PlanRefusal, RefusalCode } from '../../src/domain/plan/plan-refusal.ts';
import { retireChoice } from '../../src/domain/plan/retire-plan.ts';
import { renderPlan, renderRefusals } from '../../src/terminal/plan.ts';
import { textWidth } from '../../src/terminal/text.ts';
import { anyJob, secretMark } from '../support/aws/definitions.ts';
import fc from '../support/fast-check.ts';
import { choice, finding, key, made, planOf, rawConfiguration, world } from '../support/remediation/plans.ts';
import { anyName, dangerous } from './arbitraries.ts';

const full = made(
  planOf(world, finding, {
    accountName: 'data-production',
    choice: { ...choice, mode: 'full', crawlers: true, canary: true },
  }),
).plan;

function render(plan: Plan, width = 80, colour = false): string {
  return renderPlan({ plan }, { width, colour });
}

/** Lines but for commands, which are never broken. */
function widest(text: string): number {
  return Math.max(
    ...text
      .split('\n')
      .filter((line) => !line.includes('aws glue '))
      .map(textWidth),
  );
}

describe('renderPlan', () => {
  test('a plan with everything', async () => {
    const text = render(full);
    expect(widest(text)).toBeLessThanOrEqual(80);
    await expect(text).toMatchFileSnapshot('__snapshots__/plan-full.txt');
  });

  test('a plan for one job', async () => {
    const { key: _none, ...keyless } = choice;
    const { plan } = made(
      planOf(world, { kind: 'unprotected-job', name: 'bare' }, { choice: { ...keyless, attach: 'good' } }),
    );
    await expect(render(plan, 60)).toMatchFileSnapshot('__snapshots__/plan-job.txt');
  });

  test('log groups that get another name, old and new, and what to look at', () => {
    const logs = { CloudWatchEncryption: { CloudWatchEncryptionMode: 'SSE-KMS', KmsKeyArn: key } };
    const encrypted = { ...world, configurations: [rawConfiguration('std', 'DISABLED', logs)] };
    const { plan } = made(planOf(encrypted, finding, { choice: { ...choice, crawlers: true } }));
    const lines = render(plan, 400).split('\n');
    const from = lines.indexOf('Log groups');
    expect(lines.slice(from, from + 4)).toEqual([
      'Log groups',
      '  - The logs of 5 jobs go to /aws-glue/jobs/std-encrypted-bookmarks-role/etl/{error,output} instead of /aws-glue/jobs/std-role/etl/{error,output}.',
      '  - The logs of 1 crawler go to /aws-glue/crawlers-role/ROLE-std-encrypted-bookmarks instead of /aws-glue/crawlers-role/ROLE-std.',
      expect.stringMatching(/^ {2}- Check alarms, metric filters, retention, subscriptions and role policies/),
    ]);
    expect(render(full)).toContain('Log groups');
    expect(render(made(planOf(world, finding)).plan)).not.toContain('Log groups');
  });

  test('colour adds only colour', () => {
    const painted = render(full, 80, true);
    expect(painted).toContain('\u001B[');
    expect(stripVTControlCharacters(painted)).toBe(render(full));
  });

  test('every step, every thing left alone, every check, note and command is there', () => {
    const words = render(full, 2_000);
    for (const { name } of [...full.steps, ...full.leftOut, ...full.manual]) expect(words).toContain(name);
    for (const { detail } of full.checks) expect(words).toContain(detail);
    for (const note of full.notes) expect(words).toContain(note);
    for (const { command } of full.manual) expect(words).toContain(command);
  });

  test('names of other people steer no terminal', () => {
    fc.assert(
      fc.property(anyName, fc.integer({ min: 40, max: 120 }), (name, width) => {
        const hostile = {
          ...world,
          configurations: [{ ...rawConfiguration('std', 'DISABLED'), Name: 'std' }],
          sessions: [name],
        };
        const { plan } = made(planOf(hostile, finding));
        const renamed = { ...plan, accountName: name, steps: plan.steps.map((step) => ({ ...step, name })) };
        const text = render(renamed, width);
        expect(text.replaceAll('\n', '')).not.toMatch(dangerous);
        expect(widest(text)).toBeLessThanOrEqual(width);
      }),
    );
  });

  test('no argument value and no token is printed', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyJob, { minLength: 1, maxLength: 3, selector: ({ Name }) => Name }), (some) => {
        const jobs = some.map((job, at) => ({
          ...job,
          SecurityConfiguration: 'std',
          ...(at === 1 && { Future: secretMark }),
        }));
        const result = planOf({ configurations: [rawConfiguration('std', 'DISABLED')], jobs }, finding);
        const text =
          'plan' in result ? render(result.plan) : renderRefusals(result.refusals, { width: 80, colour: false });
        expect(text).not.toContain(secretMark);
      }),
    );
  });
});

const refusals: Record<RefusalCode, Omit<PlanRefusal, 'code'>> = {
  'not-read': { call: 'GetJobs', detail: 'AccessDeniedException' },
  'no-such-finding': { name: 'sdt', suggestions: ['std'] },
  compliant: { name: 'good' },
  ambiguous: { name: 'std', suggestions: ['configuration', 'unprotected-job'] },
  'key-needed': {},
  'key-and-attach': {},
  'key-malformed': { name: '1234' },
  'key-unusable': { name: key, reason: 'key-disabled' },
  'attach-not-possible': { name: 'good' },
  'attach-unknown': { name: 'goud', suggestions: ['good'] },
  'attach-noncompliant': { name: 'std', reason: 'disabled' },
  unsendable: { name: 'std', paths: ['EncryptionConfiguration.New'] },
  gone: { name: 'std' },
  'unknown-dependent': { name: 'j', detail: 'job' },
  'ray-job': { name: 'train', detail: 'job' },
  'ray-only': { name: 'std', references: ['train'] },
  'databases-not-possible': { name: 'sales' },
  'no-such-database': { name: 'Sales' },
  'nothing-to-move': { name: 'std', leftOut: [{ type: 'job', name: 'drawn', reason: 'visual' }] },
  'retire-not-possible': { name: 'loads' },
  'still-referenced': { name: 'std', references: ['job loads', 'trigger nightly'] },
  unrepeatable: { name: 'std', paths: ['EncryptionConfiguration.New'] },
};

test('every refusal says what and what to do', async () => {
  const all = Object.entries(refusals).map(([code, rest]): PlanRefusal => ({ code: code as RefusalCode, ...rest }));
  const text = renderRefusals(all, { width: 80, colour: false });
  expect(widest(text)).toBeLessThanOrEqual(80);
  await expect(text).toMatchFileSnapshot('__snapshots__/plan-refusals.txt');
});

test('a retire says what it deletes, and that nothing else is changed', async () => {
  const { plan } = made(
    planOf({ configurations: [rawConfiguration('std', 'DISABLED')] }, finding, { choice: retireChoice }),
  );
  await expect(renderPlan({ plan }, { width: 80, colour: false })).toMatchFileSnapshot('__snapshots__/plan-retire.txt');
});
