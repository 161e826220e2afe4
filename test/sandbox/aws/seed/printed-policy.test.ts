import { expect, test } from 'vitest';
import { run, tempFolder, writeConfig } from '../../../support/processes/run.ts';

test('the roles of the local AWS are given what the command prints, to the byte', async () => {
  const folder = tempFolder();
  const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
  const scanRoleArn = role('GluewardenScan');
  const remediationRoleArn = role('GluewardenRemediation');
  const account = { id: '111122223333', scanRoleArn, remediationRoleArn, externalId: 'as-in-the-trust' };
  const organization = {
    scanRoleName: 'GluewardenScan',
    organizationalUnits: { include: ['r-ab12'] },
    tags: { include: { glue: '*' } },
  };
  writeConfig(folder, { accounts: [account], organization });
  const { code, stdout, stderr } = await run(['policy'], folder, {});
  expect([code, stderr]).toEqual([0, '']);
  // `vitest -u` writes it anew: the sandbox imports nothing of src, and must not have a list of its own.
  await expect(stdout).toMatchFileSnapshot('../../../../sandbox/aws/seed/printed-policy.json');
}, 30_000);
