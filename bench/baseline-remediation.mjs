// What the carrying out of a plan is compared with: a plain script on the AWS SDK that observes, acts and verifies with
// the same requests, one after another. `node bench/baseline-remediation.mjs <file>`; the file holds what to do. No
// record of what it does, no lock, no way back, and it trusts what it reads.
import { readFileSync } from 'node:fs';
import {
  CreateSecurityConfigurationCommand,
  GetJobBookmarkCommand,
  GetJobCommand,
  GetSecurityConfigurationCommand,
  GlueClient,
  UpdateJobCommand,
} from '@aws-sdk/client-glue';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';

const { region, roleArn, externalId, from, to, key, sessions } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const sts = new STSClient({ region });

async function enter(policy, number) {
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: roleArn,
      ExternalId: externalId,
      RoleSessionName: `script-${number}`,
      Policy: policy,
      DurationSeconds: 900,
    }),
  );
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = Credentials;
  return new GlueClient({ region, credentials: { accessKeyId, secretAccessKey, sessionToken } });
}

async function unlessAbsent(read) {
  try {
    return await read();
  } catch (error) {
    if (error.name !== 'EntityNotFoundException') throw error;
  }
}

async function createTwin(glue) {
  const get = (Name) => glue.send(new GetSecurityConfigurationCommand({ Name }));
  if (await unlessAbsent(() => get(to))) throw new Error(`${to} is there already`);
  const JobBookmarksEncryption = { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn: key };
  const EncryptionConfiguration = {
    S3Encryption: [{ S3EncryptionMode: 'SSE-S3' }],
    CloudWatchEncryption: { CloudWatchEncryptionMode: 'DISABLED' },
    JobBookmarksEncryption,
  };
  await glue.send(new CreateSecurityConfigurationCommand({ Name: to, EncryptionConfiguration }));
  const made = await get(to);
  if (made.SecurityConfiguration.EncryptionConfiguration.JobBookmarksEncryption.KmsKeyArn !== key)
    throw new Error(`${to} is not what was asked for`);
}

async function move(glue, { name, writesBookmarks }) {
  const get = async () => (await glue.send(new GetJobCommand({ JobName: name }))).Job;
  const before = await get();
  if (before.SecurityConfiguration !== from) throw new Error(`${name} was changed`);
  if (writesBookmarks) await unlessAbsent(() => glue.send(new GetJobBookmarkCommand({ JobName: name })));
  const { Name, CreatedOn, LastModifiedOn, ProfileName, AllocatedCapacity, MaxCapacity, ...JobUpdate } = before;
  const SecurityConfiguration = to;
  await glue.send(new UpdateJobCommand({ JobName: name, JobUpdate: { ...JobUpdate, SecurityConfiguration } }));
  const after = await get();
  if (after.SecurityConfiguration !== to) throw new Error(`${name} was not moved`);
}

for (const [number, { policy, jobs }] of sessions.entries()) {
  const glue = await enter(policy, number + 1);
  if (number === 0) await createTwin(glue);
  for (const job of jobs) await move(glue, job);
  glue.destroy();
}
sts.destroy();
