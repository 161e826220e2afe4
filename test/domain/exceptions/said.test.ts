import { expect, test } from 'vitest';
import { mostSaid } from '../../../src/domain/exceptions/said.ts';
import { acceptFormModal } from '../../../src/slack/views/exceptions/accept-form.ts';
import { reasonBlock } from '../../../src/slack/views/remediation/form-blocks.ts';

test('a form takes as much as is shown whole to whoever decides', () => {
  const form = acceptFormModal(
    {
      kind: 'accept-form',
      finding: { account: '1', region: 'r', kind: 'configuration', name: 'x', exposure: 'latent' },
      first: '2026-11-30',
      latest: '2027-05-01',
      proposed: '2027-02-01',
      timezone: 'UTC',
      needsConsent: true,
    },
    '',
  );
  expect(JSON.stringify(form)).toContain(`"max_length":${mostSaid.reason}`);
  expect(reasonBlock('Why?')).toMatchObject({ element: { max_length: mostSaid.reason } });
});
