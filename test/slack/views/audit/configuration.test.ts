import { expect, test } from 'vitest';
import { ownerItems } from '../../../../src/slack/views/audit/configuration.ts';
import type { FindingView } from '../../../../src/usecases/messages/audit-messages.ts';
import { row } from '../../../support/remediation/acting.ts';

const ofAccount = { channel: 'C1' };
const said = (findings: readonly FindingView[], owner?: typeof ofAccount) =>
  ownerItems({ findings, ...(owner && { owner }) }).map((item) => (item.type === 'text' ? item.line[1] : item));

test('whose a finding is by name or tag is said, and else whose the account is', () => {
  expect(said([])).toEqual([]);
  expect(said([], ofAccount)).toEqual([{ channel: 'C1' }]);
  expect(said([row, { ...row, owner: { usergroup: 'S1' } }], ofAccount)).toEqual([{ usergroup: 'S1' }]);
  expect(said([{ ...row, owner: { channel: 'C2', usergroup: 'S1' } }])).toEqual([{ channel: 'C2' }]);
});
