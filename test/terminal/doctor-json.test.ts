import { expect, test } from 'vitest';
import { renderDoctorJson } from '../../src/terminal/doctor-json.ts';
import { dangerous } from './arbitraries.ts';
import { doctorSamples } from './samples.ts';

test('the checks in their order, each with its outcome, and how many ended how', () => {
  const text = renderDoctorJson([
    { group: 'Slack', check: 'Slack user U1', outcome: 'problem', detail: 'gone', fix: 'Name\nsomebody else.' },
    { group: 'Slack', check: 'Slack user U2', outcome: 'ok' },
  ]);
  expect(JSON.parse(text)).toEqual({
    checks: [
      { group: 'Slack', check: 'Slack user U1', outcome: 'problem', detail: 'gone', fix: 'Name\nsomebody else.' },
      { group: 'Slack', check: 'Slack user U2', outcome: 'ok' },
    ],
    summary: { passed: false, ok: 1, warning: 0, problem: 1, 'not-checked': 0 },
  });
});

test.each(Object.entries(doctorSamples))('%s: nothing is lost, and nothing steers a terminal', (_, checks) => {
  const text = renderDoctorJson(checks);
  expect(text).not.toMatch(dangerous);
  expect(JSON.parse(text).checks).toEqual(checks);
  expect(JSON.parse(text).summary.passed).toBe(checks.every(({ outcome }) => outcome !== 'problem'));
});
