import { expect, test } from 'vitest';
import { GluewardenError } from '../../../src/domain/errors.ts';
import { createAuditForm } from '../../../src/usecases/home/audit-form.ts';

const actor = { user: 'U1', channel: '' };

test('offers accounts by the word that a command takes, and every region of theirs once', async () => {
  const accounts = [
    { id: '111122223333', name: 'prod', regions: ['eu-west-1', 'us-east-1'] },
    { id: '444455556666', regions: ['eu-west-1'] },
  ];
  const { auditForm } = createAuditForm({ accounts, schedules: [] }, async () => {});
  expect(await auditForm(actor)).toEqual({
    kind: 'audit-form',
    accounts: [
      { word: '111122223333', label: 'prod (111122223333)' },
      { word: '444455556666', label: '444455556666' },
    ],
    regions: ['eu-west-1', 'us-east-1'],
  });
});

test('who may not ask learns of no account', async () => {
  const refuse = async () => {
    throw new GluewardenError('not-allowed');
  };
  const { auditForm } = createAuditForm({ accounts: [{ id: '1', regions: [] }], schedules: [] }, refuse);
  expect(await auditForm(actor)).toMatchObject({ kind: 'problem' });
});
