import { AccountClient } from '@aws-sdk/client-account';
import { GlueClient } from '@aws-sdk/client-glue';
import { KMSClient } from '@aws-sdk/client-kms';
import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts';
import { afterEach } from 'vitest';
import { adminPolicy, makeUser } from '../../../sandbox/aws/seed/identities.ts';
import { jobRoles } from '../../../sandbox/aws/seed/job-roles.ts';
import type { RegionSeed, Seed } from '../../../sandbox/aws/seed/model.ts';
import { RegionBuilder } from '../../../sandbox/aws/seed/region-builder.ts';
import { type AwsSandbox, type StartOptions, startAws } from '../../../sandbox/aws/server.ts';

const running: AwsSandbox[] = [];
const clients: { destroy(): void }[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  for (const aws of running.splice(0)) await aws.close();
});

/** A local AWS that ends with the test. */
export async function start(options: StartOptions): Promise<AwsSandbox> {
  const aws = await startAws(options);
  running.push(aws);
  return aws;
}

export const account = '123456789012';

/** One account with one user who may do everything. */
export function oneAccount(regions: readonly RegionSeed[]): Seed {
  const users = [makeUser(account, 'tester', adminPolicy)];
  return {
    name: 'test',
    home: account,
    accounts: [{ id: account, name: 'test', users, roles: jobRoles(), regions, audited: {} }],
  };
}

export function builder(region = 'us-east-1'): RegionBuilder {
  return new RegionBuilder(account, region, Date.UTC(2026, 0, 15));
}

export interface ClientOptions {
  readonly region?: string;
  readonly credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  readonly maxAttempts?: number;
}

function settings(aws: AwsSandbox, options: ClientOptions) {
  const { region = 'us-east-1', credentials = aws.credentials(), maxAttempts = 1 } = options;
  return { endpoint: aws.url, region, credentials, maxAttempts };
}

function kept<T extends { destroy(): void }>(client: T): T {
  clients.push(client);
  return client;
}

export function glueClient(aws: AwsSandbox, options: ClientOptions = {}): GlueClient {
  return kept(new GlueClient(settings(aws, options)));
}

export function stsClient(aws: AwsSandbox, options: ClientOptions = {}): STSClient {
  return kept(new STSClient(settings(aws, options)));
}

export function kmsClient(aws: AwsSandbox, options: ClientOptions = {}): KMSClient {
  return kept(new KMSClient(settings(aws, options)));
}

export function accountClient(aws: AwsSandbox, options: ClientOptions = {}): AccountClient {
  return kept(new AccountClient(settings(aws, options)));
}

/** The credentials that AssumeRole gives, in the form that clients take. */
export async function assume(aws: AwsSandbox, input: AssumeRoleCommandInput, options: ClientOptions = {}) {
  const { Credentials } = await stsClient(aws, options).send(new AssumeRoleCommand(input));
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
}

/** The scan role of an audited account of a seed that has one. */
export async function assumeScan(aws: AwsSandbox, accountId: string) {
  const found = aws.fleet.find(({ id }) => id === accountId);
  return assume(aws, {
    RoleArn: found?.scanRoleArn,
    RoleSessionName: 'gluewarden-test',
    ExternalId: found?.externalId,
  });
}
