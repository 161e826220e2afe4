import { expect, test } from 'vitest';
import { createAnswers } from '../../../bench/fleet/answers.ts';
import { usualAws } from '../../../bench/fleet/options.ts';

const [region = '', other = ''] = usualAws.regions;
const account = '100000000001';
const answers = createAnswers({ ...usualAws, jobs: 50, pageSize: 20, findingsEach: 4 });

function read(operation: string, input: object, where = region) {
  const page = answers.glue(operation, { account, region: where, input: { ...input } });
  return page.error === undefined ? JSON.parse(String(page.body)) : page.error;
}

test('jobs come page by page, each once, and as many without a configuration as asked', () => {
  const names: string[] = [];
  let bare = 0;
  let token: string | undefined;
  do {
    const page = read('GetJobs', { MaxResults: 1000, ...(token && { NextToken: token }) });
    for (const { Name, SecurityConfiguration } of page.Jobs) {
      names.push(Name);
      if (SecurityConfiguration === undefined) bare += 1;
    }
    token = page.NextToken;
  } while (token);
  expect(new Set(names).size).toBe(50);
  expect(bare).toBe(4);
});

test('the last region has half, so that 17 of them have 66', () => {
  const last = read('GetJobs', {}, usualAws.regions.at(-1));
  expect(last.Jobs.filter((job: object) => !('SecurityConfiguration' in job))).toHaveLength(2);
});

test('a token is refused where it was not given, and so is a page that the service does not serve', () => {
  const { NextToken } = read('GetJobs', {});
  expect(read('GetJobs', { NextToken }, other)).toBe('InvalidInputException');
  expect(read('GetJobs', { MaxResults: 1001 })).toBe('InvalidInputException');
  expect(read('GetSecurityConfigurations', { MaxResults: 201 })).toBe('InvalidInputException');
  expect(read('DeleteJob', {})).toBe('UnknownOperationException');
});

test('configurations name a key of their own account and Region, which can be described there alone', () => {
  const [{ EncryptionConfiguration }] = read('GetSecurityConfigurations', {}).SecurityConfigurations;
  const KeyId = EncryptionConfiguration.JobBookmarksEncryption.KmsKeyArn;
  expect(KeyId).toBe(`arn:aws:kms:${region}:${account}:key/data`);
  expect(answers.describeKey({ account, region, input: { KeyId } }).error).toBeUndefined();
  expect(answers.describeKey({ account, region: other, input: { KeyId } }).error).toBe('NotFoundException');
});
