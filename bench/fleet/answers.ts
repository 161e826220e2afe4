import type { AwsOptions } from './options.ts';

/** What the made-up service answers, as JSON. */
export type Page = { readonly body: Buffer | string; readonly error?: never } | { readonly error: string };

interface Asked {
  readonly account: string;
  readonly region: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Pages as large as the service was seen to take. */
const mostResults: Readonly<Record<string, number>> = {
  GetSecurityConfigurations: 200,
  GetJobs: 1000,
  GetTriggers: 200,
  GetCrawlers: 100,
  GetDevEndpoints: 200,
  ListSessions: 100,
  GetMLTransforms: 100,
};
const emptyLists: Readonly<Record<string, string>> = {
  GetTriggers: 'Triggers',
  GetCrawlers: 'Crawlers',
  GetDevEndpoints: 'DevEndpoints',
  ListSessions: 'Sessions',
  GetMLTransforms: 'Transforms',
};

/**
 * Glue's lists of one size everywhere, made once: the service must be cheap beside what is measured. Jobs of an account
 * in a Region differ from others' only in how many name no configuration.
 */
export function createAnswers({ configurations, jobs, pageSize, findingsEach, regions }: AwsOptions) {
  const pages = new Map<string, Buffer>();
  const few = (index: number) => `security-configuration-${String(index + 1).padStart(3, '0')}`;
  const configurationBody = JSON.stringify({
    SecurityConfigurations: Array.from({ length: configurations }, (_, index) => configuration(few(index))),
  });

  function jobsPage(bare: number, from: number, to: number, token: string | undefined): Buffer {
    const key = `${bare}/${from}/${token}`;
    const made =
      pages.get(key) ??
      Buffer.from(
        JSON.stringify({
          Jobs: Array.from({ length: to - from }, (_, index) =>
            job(from + index, from + index < bare ? undefined : few((from + index) % configurations)),
          ),
          ...(token !== undefined && { NextToken: token }),
        }),
      );
    // A token names its account and Region: only pages without one are the same everywhere.
    if (token === undefined) pages.set(key, made);
    return made;
  }

  /** So that a fleet of 17 Regions has a round number an account: the last has fewer. */
  const bareIn = (region: string) =>
    region === regions.at(-1) ? Math.floor(findingsEach / 2) : Math.min(findingsEach, jobs);

  return {
    glue(operation: string, { account, region, input }: Asked): Page {
      const most = mostResults[operation];
      if (most === undefined) return { error: 'UnknownOperationException' };
      const { MaxResults: size = 100, NextToken: token } = input;
      if (typeof size !== 'number' || size < 1 || size > most) return { error: 'InvalidInputException' };
      const list = emptyLists[operation];
      if (list !== undefined) return { body: `{"${list}":[]}` };
      if (operation === 'GetSecurityConfigurations') {
        return { body: configurationBody.replaceAll('@account', account).replaceAll('@region', region) };
      }
      const from = token === undefined ? 0 : readToken(token, operation, account, region);
      if (from === undefined) return { error: 'InvalidInputException' };
      const to = Math.min(jobs, from + Math.min(size, pageSize));
      const next = to < jobs ? `${operation}:${account}:${region}:${to}` : undefined;
      return { body: jobsPage(bareIn(region), from, to, next) };
    },

    describeKey({ account, region, input }: Asked): Page {
      const { KeyId: key } = input;
      if (key !== `arn:aws:kms:${region}:${account}:key/data`) return { error: 'NotFoundException' };
      const state = { KeyState: 'Enabled', KeySpec: 'SYMMETRIC_DEFAULT', KeyUsage: 'ENCRYPT_DECRYPT', Enabled: true };
      return { body: JSON.stringify({ KeyMetadata: { Arn: key, KeyId: 'data', AWSAccountId: account, ...state } }) };
    },
  };
}

/** Undefined: not given by this operation for this account and Region. */
function readToken(token: unknown, ...[operation, account, region]: readonly string[]): number | undefined {
  const [of, owner, where, from] = String(token).split(':');
  return of === operation && owner === account && where === region ? Number(from) : undefined;
}

function configuration(name: string) {
  const key = 'arn:aws:kms:@region:@account:key/data';
  return {
    Name: name,
    CreatedTimeStamp: 1_700_000_000.123,
    EncryptionConfiguration: {
      S3Encryption: [{ S3EncryptionMode: 'SSE-KMS', KmsKeyArn: key }],
      CloudWatchEncryption: { CloudWatchEncryptionMode: 'SSE-KMS', KmsKeyArn: key },
      JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn: key },
    },
  };
}

function job(index: number, securityConfiguration: string | undefined) {
  const name = `pipeline-${String(index + 1).padStart(4, '0')}-nightly-etl`;
  return {
    Name: name,
    JobMode: 'SCRIPT',
    Role: 'arn:aws:iam::123456789012:role/glue-jobs',
    CreatedOn: 1_690_000_000.5,
    LastModifiedOn: 1_700_000_000.5,
    ExecutionProperty: { MaxConcurrentRuns: 1 },
    Command: { Name: 'glueetl', ScriptLocation: `s3://scripts-bucket/jobs/${name}.py`, PythonVersion: '3' },
    DefaultArguments: {
      '--job-bookmark-option': 'job-bookmark-enable',
      '--enable-metrics': 'true',
      '--enable-continuous-cloudwatch-log': 'true',
      '--TempDir': `s3://temporary-bucket/${name}/`,
    },
    MaxRetries: 1,
    Timeout: 2880,
    MaxCapacity: 10,
    WorkerType: 'G.1X',
    NumberOfWorkers: 10,
    GlueVersion: '4.0',
    ExecutionClass: 'STANDARD',
    ...(securityConfiguration !== undefined && { SecurityConfiguration: securityConfiguration }),
  };
}
