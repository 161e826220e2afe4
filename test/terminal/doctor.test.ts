import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { renderDoctor } from '../../src/terminal/doctor.ts';
import { textWidth } from '../../src/terminal/text.ts';
import { dangerous } from './arbitraries.ts';
import { doctorSamples } from './samples.ts';

describe('renderDoctor', () => {
  test.each(Object.entries(doctorSamples))('%s', async (name, checks) => {
    const text = renderDoctor(checks, { width: 80, colour: false });
    expect(text).not.toMatch(dangerous);
    expect(Math.max(...text.split('\n').map(textWidth))).toBeLessThanOrEqual(80);
    expect(stripVTControlCharacters(renderDoctor(checks, { width: 80, colour: true }))).toBe(text);
    await expect(text).toMatchFileSnapshot(`__snapshots__/doctor-${name}.txt`);
  });

  test('a policy statement can be copied, however narrow the terminal', () => {
    const statement = { Effect: 'Allow', Action: ['glue:GetJobs'], Resource: `arn:aws:glue:*:*:${'long'.repeat(20)}` };
    for (const json of [JSON.stringify(statement, null, 2), JSON.stringify(statement)]) {
      const fix = `Add this statement to the policy of the scan role:\n${json}\nThen run the doctor again.`;
      const text = renderDoctor([{ group: 'g', check: 'c', outcome: 'problem', fix }], { width: 40, colour: false });
      const block = text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);
      expect(JSON.parse(block)).toEqual(statement);
      expect(text).toContain('    Then run the doctor again.');
    }
  });

  test('the fix belongs to problems, and to what could not be checked', () => {
    const render = (outcome: 'ok' | 'problem' | 'not-checked') =>
      renderDoctor([{ group: 'g', check: 'c', outcome, fix: 'do this' }], { width: 80, colour: false });
    expect(render('problem')).toContain('To fix: do this');
    expect(render('not-checked')).toContain('do this');
    expect(render('ok')).not.toContain('do this');
  });

  test('groups stay together, in the order of their first check', () => {
    const check = (group: string, name: string) => ({ group, check: name, outcome: 'ok' as const });
    const text = renderDoctor([check('B', 'one'), check('A', 'two'), check('B', 'three')], {
      width: 80,
      colour: false,
    });
    expect(text.match(/^[AB]$|one|two|three/gm)).toEqual(['B', 'one', 'three', 'A', 'two']);
  });
});
