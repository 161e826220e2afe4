import {
  CreateSecurityConfigurationCommand,
  DeleteSecurityConfigurationCommand,
  type EncryptionConfiguration,
  GetJobCommand,
  GetSecurityConfigurationCommand,
  UpdateJobCommand,
} from '@aws-sdk/client-glue';
import { expect, test } from 'vitest';
import { keyArnOf } from '../../../sandbox/aws/seed/keys.ts';
import { account, builder, glueClient, oneAccount, start } from './support.ts';

const key = keyArnOf(account, 'us-east-1', 'data');

function seed() {
  const region = builder();
  region.key('data');
  return oneAccount([region.disabled('old').job('j', { configuration: 'old' }).build()]);
}

const encrypted: EncryptionConfiguration = {
  S3Encryption: [{ S3EncryptionMode: 'SSE-KMS', KmsKeyArn: key }],
  CloudWatchEncryption: { CloudWatchEncryptionMode: 'DISABLED' },
  JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn: key },
  DataQualityEncryption: { DataQualityEncryptionMode: 'SSE-KMS', KmsKeyArn: key },
};

test('what is created is there, all four blocks of it', async () => {
  const glue = glueClient(await start({ seed: seed() }));
  const created = await glue.send(
    new CreateSecurityConfigurationCommand({ Name: 'twin', EncryptionConfiguration: encrypted }),
  );
  expect(created).toMatchObject({ Name: 'twin', CreatedTimestamp: expect.any(Date) });
  const { SecurityConfiguration } = await glue.send(new GetSecurityConfigurationCommand({ Name: 'twin' }));
  expect(SecurityConfiguration?.EncryptionConfiguration).toEqual(encrypted);
  expect(SecurityConfiguration?.CreatedTimeStamp).toEqual(created.CreatedTimestamp);
});

test.each<[string, string, EncryptionConfiguration, RegExp]>([
  [
    'bookmarks without a key',
    'n',
    { JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'CSE-KMS' } },
    /KmsKeyArn is required/,
  ],
  [
    'an empty key',
    'n',
    { CloudWatchEncryption: { CloudWatchEncryptionMode: 'SSE-KMS', KmsKeyArn: '' } },
    /KmsKeyArn is required/,
  ],
  [
    'a mode of another block',
    'n',
    { JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'SSE-KMS' as 'CSE-KMS', KmsKeyArn: key } },
    /enum value set: \[DISABLED, CSE-KMS\]/,
  ],
  [
    'a key id for an ARN',
    'n',
    { JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn: 'abc' } },
    /regular expression/,
  ],
  ['a name of 256 characters', 'n'.repeat(256), encrypted, /less than or equal to 255/],
])('%s is refused', async (_name, Name, EncryptionConfiguration, message) => {
  const glue = glueClient(await start({ seed: seed() }));
  const answer = glue.send(new CreateSecurityConfigurationCommand({ Name, EncryptionConfiguration }));
  await expect(answer).rejects.toMatchObject({
    name: 'InvalidInputException',
    message: expect.stringMatching(message),
  });
});

test('a name that is taken, and the limit of the account', async () => {
  const aws = await start({ seed: seed() });
  const glue = glueClient(aws);
  const create = (Name: string) =>
    glue.send(new CreateSecurityConfigurationCommand({ Name, EncryptionConfiguration: encrypted }));
  await expect(create('old')).rejects.toMatchObject({ name: 'AlreadyExistsException' });
  aws.settings.mostConfigurations = 2;
  await create('second');
  await expect(create('third')).rejects.toMatchObject({ name: 'ResourceNumberLimitExceededException' });
});

test('deleting asks nobody who uses it', async () => {
  const aws = await start({ seed: seed() });
  const glue = glueClient(aws);
  await glue.send(new DeleteSecurityConfigurationCommand({ Name: 'old' }));
  await expect(glue.send(new GetSecurityConfigurationCommand({ Name: 'old' }))).rejects.toMatchObject({
    name: 'EntityNotFoundException',
  });
  expect((await glue.send(new GetJobCommand({ JobName: 'j' }))).Job?.SecurityConfiguration).toBe('old');
  await expect(glue.send(new DeleteSecurityConfigurationCommand({ Name: 'old' }))).rejects.toMatchObject({
    name: 'EntityNotFoundException',
  });
});

test('a new configuration can be read at once, and used only after a while', async () => {
  let clock = Date.now();
  const aws = await start({ seed: seed(), now: () => clock });
  aws.settings.configurationDelayMs = 5_000;
  const glue = glueClient(aws, { maxAttempts: 2 });
  await glue.send(new CreateSecurityConfigurationCommand({ Name: 'twin', EncryptionConfiguration: encrypted }));
  await expect(glue.send(new GetSecurityConfigurationCommand({ Name: 'twin' }))).resolves.toBeDefined();
  const { Job } = await glue.send(new GetJobCommand({ JobName: 'j' }));
  const { Role, Command, GlueVersion } = Job ?? {};
  const input = { JobName: 'j', JobUpdate: { Role, Command, GlueVersion, SecurityConfiguration: 'twin' } };
  await expect(glue.send(new UpdateJobCommand(input))).rejects.toMatchObject({
    name: 'InvalidInputException',
    message: expect.stringContaining('Error trying to retrieve security config'),
  });
  clock += 5_000;
  await expect(glue.send(new UpdateJobCommand(input))).resolves.toBeDefined();
});
