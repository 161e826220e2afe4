import { expect, test } from 'vitest';
import { unknownTarget } from '../../../src/domain/audit/assess.ts';
import { cancelledTarget } from '../../../src/domain/audit/cancelled.ts';
import type { Finding } from '../../../src/domain/model.ts';
import { beginRecording } from '../../../src/usecases/running/recording.ts';
import { countingIds, kit } from '../../support/fakes/kit.ts';

const account = '111122223333';
const at = (region: string) => ({ account, region });

function found(region: string, names: readonly string[]) {
  const findings = names.map((name): Finding => {
    const why = { rule: 'Glue-005', kind: 'unprotected-job', reason: 'no-configuration', exposure: 'latent' } as const;
    return { ...why, ...at(region), name, references: [] };
  });
  return { ...unknownTarget(account, region, { call: 'GetTriggers', error: 'x' }), findings };
}

test('what was handed over is in the tables, and what comes back holds none of it', async () => {
  const { store } = await kit();
  const recording = beginRecording(store, countingIds(), 's');
  const names = Array.from({ length: 600 }, (_, index) => `job-${index}`);
  const seen = await recording.stage([found('eu-west-1', names), found('us-east-1', ['few'])]);
  expect(seen.map((result) => result.found.total)).toEqual([600, 1]);
  expect(JSON.stringify(seen)).not.toContain('job-');
  // A piece is sent once it is full; the rest waits for more.
  expect(await store.staged.findingsIn('s', [at('eu-west-1')])).toHaveLength(600);
  expect(await store.staged.findingsIn('s', [at('us-east-1')])).toEqual([]);
  await recording.finish(seen);
  expect(await store.staged.findingsIn('s', [at('us-east-1')])).toMatchObject([{ name: 'few' }]);
});

test('what a cancelled scan did not come to is staged by nobody', async () => {
  const { store } = await kit();
  const recording = beginRecording(store, countingIds(), 's');
  const cancelled = { ...cancelledTarget(account, 'eu-west-1'), findings: found('eu-west-1', ['one']).findings };
  await recording.finish(await recording.stage([cancelled]));
  expect(await store.staged.findingsIn('s', [cancelled])).toEqual([]);
});
