import { expect, test } from 'vitest';
import { manualWork, rayWork } from '../../../src/domain/plan/plan-manual.ts';
import { target } from '../../support/inventory.ts';

test.each([
  ['session', 'notebook', 'aws glue stop-session --region=eu-west-1 --id=notebook'],
  ['dev-endpoint', 'dev 1', "--security-configuration='std 2'"],
  ['ml-transform', 'match', "--transform-encryption=TaskRunSecurityConfigurationName='std 2'"],
] as const)('%s %s has its command', (type, name, command) => {
  const [work] = manualWork([{ type, name }], target, 'std 2');
  expect(work).toMatchObject({ type, name });
  expect(work?.command.replace(/'(--[\w-]+=(?:\w+=)?)/g, "$1'")).toContain(command);
});

test('names are words of the shell, whatever is in them', () => {
  const command = (name: string) => manualWork([{ type: 'session', name }], target, 'std')[0]?.command;
  expect(command("it's; rm -rf $HOME")).toBe(`aws glue stop-session --region=eu-west-1 '--id=it'\\''s; rm -rf $HOME'`);
  // A value that begins like an option is none.
  expect(command('--force')).toBe('aws glue stop-session --region=eu-west-1 --id=--force');
  expect(command('$(id)')).toContain("'--id=$(id)'");
});

test('Ray jobs and what starts them are shown, and never given a configuration', () => {
  const work = rayWork(
    [
      { type: 'job', name: 'ray' },
      { type: 'trigger', name: 'nightly' },
    ],
    target,
  );
  expect(work.map(({ command }) => command)).toEqual([
    'aws glue get-job --region=eu-west-1 --job-name=ray',
    'aws glue get-trigger --region=eu-west-1 --name=nightly',
  ]);
  for (const { why } of work) expect(why).toMatch(/take[s]? no security configuration/);
});
