import { GetRegionOptStatusCommand, ListRegionsCommand, paginateListRegions } from '@aws-sdk/client-account';
import { GetJobsCommand } from '@aws-sdk/client-glue';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import type { RegionSeed } from '../../../sandbox/aws/seed/model.ts';
import { account, accountClient, builder, glueClient, kmsClient, oneAccount, start, stsClient } from './support.ts';

const regions: RegionSeed[] = [
  builder().job('j').build(),
  { name: 'eu-central-2', status: 'ENABLED' },
  { name: 'me-south-1', status: 'DISABLED' },
  { name: 'af-south-1', status: 'ENABLING' },
];

test('ListRegions gives every Region with its status, filtered when asked', async () => {
  const client = accountClient(await start({ seed: oneAccount(regions) }));
  expect((await client.send(new ListRegionsCommand({}))).Regions).toHaveLength(4);
  const enabled = await client.send(
    new ListRegionsCommand({ RegionOptStatusContains: ['ENABLED', 'ENABLED_BY_DEFAULT'] }),
  );
  expect(enabled.Regions).toEqual([
    { RegionName: 'us-east-1', RegionOptStatus: 'ENABLED_BY_DEFAULT' },
    { RegionName: 'eu-central-2', RegionOptStatus: 'ENABLED' },
  ]);
  const one = await client.send(new GetRegionOptStatusCommand({ RegionName: 'af-south-1' }));
  expect(one.RegionOptStatus).toBe('ENABLING');
});

test('ListRegions pages, at most 50, and refuses AccountId and nonsense', async () => {
  const client = accountClient(await start({ seed: oneAccount(regions) }));
  const sizes: (number | undefined)[] = [];
  for await (const page of paginateListRegions({ client, pageSize: 3 }, {})) sizes.push(page.Regions?.length);
  expect(sizes).toEqual([3, 1]);
  for (const input of [{ MaxResults: 51 }, { AccountId: '123456789012' }]) {
    await expect(client.send(new ListRegionsCommand(input))).rejects.toMatchObject({ name: 'ValidationException' });
  }
});

test('a Region that is off knows nobody, in the words of each service', async () => {
  const aws = await start({ seed: oneAccount(regions) });
  for (const region of ['me-south-1', 'af-south-1', 'eu-nowhere-1']) {
    const refused = {
      name: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    };
    await expect(glueClient(aws, { region }).send(new GetJobsCommand({}))).rejects.toMatchObject(refused);
    await expect(kmsClient(aws, { region }).send(new DescribeKeyCommand({ KeyId: 'k' }))).rejects.toMatchObject(
      refused,
    );
    await expect(stsClient(aws, { region }).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
  }
  expect((await glueClient(aws, { region: 'eu-central-2' }).send(new GetJobsCommand({}))).Jobs).toEqual([]);
});

test('a Region can be switched on', async () => {
  const aws = await start({ seed: oneAccount(regions) });
  aws.state.account(account).optStatus.set('me-south-1', 'ENABLED');
  const glue = glueClient(aws, { region: 'me-south-1' });
  await expect(glue.send(new GetJobsCommand({}))).resolves.toMatchObject({ Jobs: [] });
});

test('Regions do not see each other', async () => {
  const aws = await start({ seed: oneAccount([...regions, builder('eu-west-1').jobs(['a', 'b']).build()]) });
  expect((await glueClient(aws).send(new GetJobsCommand({}))).Jobs).toHaveLength(1);
  expect((await glueClient(aws, { region: 'eu-west-1' }).send(new GetJobsCommand({}))).Jobs).toHaveLength(2);
});
