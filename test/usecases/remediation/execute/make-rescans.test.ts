import { expect, test } from 'vitest';
import type { Target } from '../../../../src/domain/model.ts';
import type { Rescanned } from '../../../../src/usecases/audit/rescan-target.ts';
import { makeRescans } from '../../../../src/usecases/remediation/execute/make-rescans.ts';
import { kit } from '../../../support/fakes/kit.ts';

test('a target that hangs holds up no other', async () => {
  const { store, log, newId } = await kit();
  const hangs = { account: '111122223333', region: 'eu-west-1' };
  const others = ['eu-west-2', 'eu-west-3', 'us-east-1'].map((region) => ({ account: '111122223333', region }));
  for (const target of [hangs, ...others]) await store.remediation.askRescan(target, 1);
  const answer = Promise.withResolvers<Rescanned>();
  const rescan = ({ region }: Target) =>
    region === hangs.region ? answer.promise : Promise.resolve<Rescanned>('seen');
  const made = makeRescans({ store, log, newId, isStopping: () => false, rescan });
  const left = async () => (await store.remediation.rescansAsked()).map(({ region }) => region);
  await expect.poll(left).toEqual([hangs.region]);
  answer.resolve('unknown');
  await made;
  expect(await store.remediation.rescansAsked()).toMatchObject([{ ...hangs, tries: 1 }]);
});
