import { describe, expect, it } from 'vitest';
import {
  parseConfiguration,
  parseCrawler,
  parseDevEndpoint,
  parseJob,
  parseSession,
  parseTransform,
  parseTrigger,
} from '../../../src/aws/read/parse.ts';

describe('parseConfiguration', () => {
  it('reads all four settings', () => {
    const item = {
      Name: 'std',
      CreatedTimeStamp: 1700000000.123,
      EncryptionConfiguration: {
        S3Encryption: [{ S3EncryptionMode: 'SSE-KMS', KmsKeyArn: 'arn:s3' }, { S3EncryptionMode: 'SSE-S3' }],
        CloudWatchEncryption: { CloudWatchEncryptionMode: 'DISABLED' },
        JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn: 'arn:key' },
        DataQualityEncryption: { DataQualityEncryptionMode: 'SSE-KMS', KmsKeyArn: 'arn:dq' },
      },
    };
    expect(parseConfiguration(item)).toEqual({
      name: 'std',
      createdAt: 1700000000123,
      s3: [{ mode: 'SSE-KMS', keyArn: 'arn:s3' }, { mode: 'SSE-S3' }],
      cloudWatch: { mode: 'DISABLED' },
      jobBookmarks: { mode: 'CSE-KMS', keyArn: 'arn:key' },
      dataQuality: { mode: 'SSE-KMS', keyArn: 'arn:dq' },
    });
  });

  it.each([
    ['no encryption', {}, {}],
    ['null', { EncryptionConfiguration: null }, {}],
    ['a text', { EncryptionConfiguration: 'CSE-KMS' }, {}],
    ['a null block', { EncryptionConfiguration: { JobBookmarksEncryption: null, S3Encryption: null } }, {}],
    ['an empty block', { EncryptionConfiguration: { JobBookmarksEncryption: {} } }, { jobBookmarks: {} }],
    [
      'an empty mode, kept as it is',
      { EncryptionConfiguration: { JobBookmarksEncryption: { JobBookmarksEncryptionMode: '', KmsKeyArn: '' } } },
      { jobBookmarks: { mode: '' } },
    ],
    [
      'wrong types',
      { EncryptionConfiguration: { JobBookmarksEncryption: { JobBookmarksEncryptionMode: 1, KmsKeyArn: {} } } },
      { jobBookmarks: {} },
    ],
    ['an odd list', { EncryptionConfiguration: { S3Encryption: [null, 'x', {}] } }, { s3: [{}] }],
    ['an odd instant', { CreatedTimeStamp: 'yesterday' }, {}],
  ])('tolerates %s', (_what, odd, expected) => {
    expect(parseConfiguration({ Name: 'odd', ...odd })).toEqual({ name: 'odd', s3: [], ...expected });
  });
});

describe('parseJob', () => {
  it('takes the bookmark option and no other argument', () => {
    const job = parseJob({
      Name: 'etl',
      SecurityConfiguration: 'std',
      Command: { Name: 'glueetl', ScriptLocation: 's3://bucket/script.py' },
      DefaultArguments: { '--job-bookmark-option': 'job-bookmark-enable', '--password': 'hunter2' },
      NonOverridableArguments: { '--job-bookmark-option': 'job-bookmark-disable', '--token': 'hunter3' },
    });
    expect(job).toEqual({
      name: 'etl',
      securityConfiguration: 'std',
      command: 'glueetl',
      defaultBookmark: 'job-bookmark-enable',
      fixedBookmark: 'job-bookmark-disable',
    });
  });

  it.each([
    ['another spelling of the argument', { DefaultArguments: { '--Job-Bookmark-Option': 'job-bookmark-enable' } }],
    ['arguments as a list', { DefaultArguments: ['--job-bookmark-option'] }],
    ['nulls', { SecurityConfiguration: null, Command: null, DefaultArguments: null }],
    [
      'wrong types',
      { SecurityConfiguration: {}, Command: 'glueetl', DefaultArguments: { '--job-bookmark-option': 1 } },
    ],
    ['an empty configuration name', { SecurityConfiguration: '' }],
  ])('reads nothing from %s', (_what, odd) => {
    expect(parseJob({ Name: 'odd', ...odd })).toEqual({ name: 'odd' });
  });

  it('keeps hostile names as they are', () => {
    const Name = `<!channel>&*\u202e\u0007${'x'.repeat(240)}`;
    expect(parseJob({ Name })).toEqual({ name: Name });
  });
});

describe('parseTrigger', () => {
  it('reads actions, of jobs and crawlers', () => {
    const trigger = parseTrigger({
      Name: 'nightly',
      Type: 'SCHEDULED',
      State: 'DEACTIVATED',
      WorkflowName: 'flow',
      Actions: [
        { JobName: 'etl', SecurityConfiguration: 'std', Arguments: { '--job-bookmark-option': 'job-bookmark-pause' } },
        { CrawlerName: 'c' },
        null,
      ],
    });
    expect(trigger).toEqual({
      name: 'nightly',
      type: 'SCHEDULED',
      state: 'DEACTIVATED',
      workflow: 'flow',
      actions: [
        { jobName: 'etl', securityConfiguration: 'std', bookmark: 'job-bookmark-pause' },
        { crawlerName: 'c' },
        {},
      ],
    });
    expect(parseTrigger({ Name: 'bare', Actions: null })).toEqual({ name: 'bare', actions: [] });
  });
});

describe('other users of a configuration', () => {
  const used = { name: 'n', securityConfiguration: 'std' };
  it('are read from their own members', () => {
    expect(parseCrawler({ Name: 'n', CrawlerSecurityConfiguration: 'std' })).toEqual(used);
    expect(parseDevEndpoint({ EndpointName: 'n', SecurityConfiguration: 'std' })).toEqual(used);
    expect(parseSession({ Id: 'n', SecurityConfiguration: 'std' })).toEqual(used);
    const TransformEncryption = { TaskRunSecurityConfigurationName: 'std' };
    expect(parseTransform({ Name: 'n', TransformId: 't', TransformEncryption })).toEqual(used);
    expect(parseTransform({ TransformId: 't', TransformEncryption: null })).toEqual({ name: 't' });
  });
});

describe('an item without a usable name', () => {
  const parsers = [
    parseConfiguration,
    parseJob,
    parseTrigger,
    parseCrawler,
    parseDevEndpoint,
    parseSession,
    parseTransform,
  ];
  it.each([null, undefined, 'x', 7, [], {}, { Name: null }, { Name: '' }, { Name: 5 }])('is refused: %j', (item) => {
    for (const parse of parsers) expect(parse(item)).toBeUndefined();
  });
});
