import { keyArnOf } from './keys.ts';
import type { RegionSeed } from './model.ts';
import { RegionBuilder } from './region-builder.ts';

/** A key of the other account that it lets us see, by its words. */
const seen = { 'seen-good': {}, 'seen-disabled': { state: 'Disabled' } } as const;

/** us-east-1: every row of the configuration's table, referenced by nothing. */
function configurationTable(account: string, now: number): RegionSeed {
  const builder = new RegionBuilder(account, 'us-east-1', now);
  const key = builder.key('good', { alias: 'good' });
  const timestamp = Math.floor(now / 1000) - 86_400;
  return builder
    .configuration('ok-key', { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn: key })
    .configuration('ok-alias', { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn: builder.aliasArn('good') })
    .configuration('disabled', { JobBookmarksEncryptionMode: 'DISABLED' })
    .configuration('disabled-with-key', { JobBookmarksEncryptionMode: 'DISABLED', KmsKeyArn: key })
    .configuration('block-absent', undefined)
    .configuration('block-null', null)
    .configuration('mode-absent', { KmsKeyArn: key })
    .configuration('mode-null', { JobBookmarksEncryptionMode: null, KmsKeyArn: key })
    .configuration('mode-empty', { JobBookmarksEncryptionMode: '', KmsKeyArn: key })
    .rawConfiguration({ Name: 'encryption-absent', CreatedTimeStamp: timestamp })
    .rawConfiguration({ Name: 'encryption-null', CreatedTimeStamp: timestamp, EncryptionConfiguration: null })
    .rawConfiguration({ Name: 'encryption-empty', CreatedTimeStamp: timestamp, EncryptionConfiguration: {} })
    .configuration('lists-empty', { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn: key }, { S3Encryption: [] })
    .configuration('mode-sse-kms', { JobBookmarksEncryptionMode: 'SSE-KMS', KmsKeyArn: key })
    .configuration('mode-lower-case', { JobBookmarksEncryptionMode: 'disabled' })
    .configuration('mode-lower-case-cse', { JobBookmarksEncryptionMode: 'cse-kms', KmsKeyArn: key })
    .configuration('mode-future', { JobBookmarksEncryptionMode: 'CSE-KMS-V2', KmsKeyArn: key })
    .configuration('key-absent', { JobBookmarksEncryptionMode: 'CSE-KMS' })
    .configuration('key-null', { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn: null })
    .configuration('key-empty', { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn: '' })
    .build();
}

/** us-east-2: jobs without a configuration, and with one that is not there. */
function jobTable(account: string, now: number): RegionSeed {
  const builder = new RegionBuilder(account, 'us-east-2', now);
  return builder
    .encrypted('good', builder.key('good'))
    .job('bare', {})
    .job('bare-empty-string', { configuration: '', bookmark: 'enable' })
    .job('bare-enable', { bookmark: 'enable' })
    .job('bare-pause', { bookmark: 'pause' })
    .job('bare-disable', { bookmark: 'disable' })
    .job('bare-fixed-disable', { bookmark: 'enable', fixed: 'disable' })
    .job('bare-fixed-enable', { bookmark: 'disable', fixed: 'enable' })
    .job('bare-streaming', { kind: 'gluestreaming', bookmark: 'enable' })
    .job('bare-streaming-off', { kind: 'gluestreaming' })
    .job('bare-python', { kind: 'pythonshell', bookmark: 'enable' })
    .job('bare-ray', { kind: 'glueray', bookmark: 'enable' })
    .job('bare-by-trigger', {})
    .trigger('turns-on-bare', [{ job: 'bare-by-trigger', bookmark: 'enable' }])
    .job('bare-trigger-brings-one', { bookmark: 'disable' })
    .trigger('brings-good', [{ job: 'bare-trigger-brings-one', configuration: 'good', bookmark: 'enable' }])
    .job('dangling', { configuration: 'gone' })
    .job('dangling-enable', { configuration: 'gone', bookmark: 'enable' })
    .job('dangling-python', { configuration: 'gone', kind: 'pythonshell', bookmark: 'enable' })
    .job('dangling-trigger-mends', { configuration: 'gone' })
    .trigger('mends', [{ job: 'dangling-trigger-mends', configuration: 'good', bookmark: 'enable' }])
    .job('dangling-trigger-turns-on', { configuration: 'gone' })
    .trigger('turns-on-dangling', [{ job: 'dangling-trigger-turns-on', bookmark: 'pause' }])
    .job('dangling-by-case', { configuration: 'GOOD', bookmark: 'enable' })
    .job('right', { configuration: 'good', bookmark: 'enable' })
    .build();
}

/** us-west-1: the state of keys. */
function keyTable(account: string, other: string, now: number): RegionSeed {
  const builder = new RegionBuilder(account, 'us-west-1', now);
  const otherKey = (words: string): string => keyArnOf(other, 'us-west-1', words);
  builder.key('aliased-disabled', { state: 'Disabled', alias: 'to-disabled' });
  return builder
    .encrypted('key-enabled', builder.key('good', { alias: 'good' }))
    .encrypted('key-disabled', builder.key('disabled', { state: 'Disabled' }))
    .encrypted('key-pending-deletion', builder.key('leaving', { state: 'PendingDeletion' }))
    .encrypted('key-missing', keyArnOf(account, 'us-west-1', 'gone'))
    .encrypted('key-asymmetric', builder.key('rsa', { spec: 'RSA_2048' }))
    .encrypted('key-other-region', keyArnOf(account, 'us-east-1', 'good'))
    .encrypted('key-other-region-missing', keyArnOf(account, 'eu-west-1', 'gone'))
    .encrypted('alias-enabled', builder.aliasArn('good'))
    .encrypted('alias-disabled', builder.aliasArn('to-disabled'))
    .encrypted('alias-missing', builder.aliasArn('nobody'))
    .encrypted('other-account-seen', otherKey('seen-good'))
    .encrypted('other-account-seen-disabled', otherKey('seen-disabled'))
    .encrypted('other-account-not-seen', otherKey('hidden-disabled'))
    .encrypted('other-account-missing', keyArnOf(other, 'us-west-1', 'gone'))
    .encrypted('other-account-other-region', keyArnOf(other, 'eu-west-1', 'gone'))
    .configuration('disabled-mode-disabled-key', {
      JobBookmarksEncryptionMode: 'DISABLED',
      KmsKeyArn: builder.key('unused', { state: 'Disabled' }),
    })
    .job('writes-with-disabled-key', { configuration: 'key-disabled', bookmark: 'enable' })
    .job('names-missing-key', { configuration: 'key-missing' })
    .build();
}

/** us-west-2: a configuration for each path of exposure, each with a job of the same name. */
function exposureTable(account: string, now: number): RegionSeed {
  const builder = new RegionBuilder(account, 'us-west-2', now);
  const pair = (name: string, options: Parameters<RegionBuilder['job']>[1]): RegionBuilder =>
    builder.disabled(name).job(name, { ...options, configuration: name });
  builder.disabled('no-reference');
  pair('option-absent', {});
  pair('option-enable', { bookmark: 'enable' });
  pair('option-pause', { bookmark: 'pause' });
  pair('option-disable', { bookmark: 'disable' });
  pair('fixed-beats-default', { bookmark: 'enable', fixed: 'disable' });
  pair('fixed-enable', { fixed: 'enable' });
  pair('fixed-beats-action', { fixed: 'disable' });
  builder.trigger('tries-against-fixed', [{ job: 'fixed-beats-action', bookmark: 'enable' }]);
  pair('action-beats-default', { bookmark: 'disable' });
  builder.trigger('turns-on', [{ job: 'action-beats-default', bookmark: 'enable' }]);
  pair('action-off-own-run-on', { bookmark: 'enable' });
  builder.trigger('turns-off', [{ job: 'action-off-own-run-on', bookmark: 'disable' }]);
  pair('action-strengthens-pause', { bookmark: 'pause' });
  builder.trigger('from-pause-to-enable', [{ job: 'action-strengthens-pause', bookmark: 'enable' }]);
  pair('action-off-trigger-deactivated', {});
  builder.trigger('inactive-turns-on', [{ job: 'action-off-trigger-deactivated', bookmark: 'enable' }], {
    state: 'DEACTIVATED',
  });
  pair('in-workflow', {});
  builder.trigger('workflow-turns-on', [{ job: 'in-workflow', bookmark: 'enable' }], {
    workflow: 'flow',
    after: 'option-enable',
  });
  pair('python', { kind: 'pythonshell', bookmark: 'enable' });
  pair('ray', { kind: 'glueray', bookmark: 'enable' });
  pair('streaming-enable', { kind: 'gluestreaming', bookmark: 'enable' });
  pair('streaming-absent', { kind: 'gluestreaming' });
  pair('mixed-jobs', { bookmark: 'disable' });
  builder.job('mixed-jobs-second', { configuration: 'mixed-jobs', bookmark: 'enable' });
  builder.job('mixed-jobs-python', { configuration: 'mixed-jobs', kind: 'pythonshell' });
  return builder.build();
}

/** eu-west-1: configurations that triggers and the other kinds of user name. */
function referenceTable(account: string, now: number): RegionSeed {
  const builder = new RegionBuilder(account, 'eu-west-1', now);
  const disabled = ['by-trigger', 'by-trigger-off', 'by-trigger-ghost', 'by-trigger-python', 'by-trigger-twice'];
  for (const name of [...disabled, 'by-crawler-action', 'by-crawler', 'by-endpoint', 'by-session', 'by-transform']) {
    builder.disabled(name);
  }
  return builder
    .disabled('moved-away')
    .disabled('named-by-both')
    .disabled('by-everything')
    .encrypted('good', builder.key('good'))
    .job('spark', { configuration: 'good', bookmark: 'enable' })
    .job('spark-off', { configuration: 'good' })
    .job('python', { configuration: 'good', kind: 'pythonshell' })
    .trigger('names-it', [{ job: 'spark', configuration: 'by-trigger' }])
    .trigger('names-it-off', [{ job: 'spark-off', configuration: 'by-trigger-off' }])
    .trigger('names-a-ghost', [{ job: 'no-such-job', configuration: 'by-trigger-ghost', bookmark: 'enable' }])
    .trigger('names-python', [{ job: 'python', configuration: 'by-trigger-python', bookmark: 'enable' }])
    .trigger('names-twice', [
      { job: 'spark-off', configuration: 'by-trigger-twice' },
      { job: 'spark', configuration: 'by-trigger-twice', bookmark: 'pause' },
    ])
    .trigger('names-for-a-crawler', [{ crawler: 'lake', configuration: 'by-crawler-action' }])
    .trigger('empty-string', [{ job: 'spark', configuration: '' }])
    .job('moves', { configuration: 'moved-away', bookmark: 'disable' })
    .trigger('moves-to-good', [{ job: 'moves', configuration: 'good', bookmark: 'enable' }])
    .job('both', { configuration: 'named-by-both' })
    .trigger('names-the-same', [{ job: 'both', configuration: 'named-by-both', bookmark: 'enable' }])
    .crawler('lake', 'by-crawler')
    .devEndpoint('endpoint', 'by-endpoint')
    .session('session', 'by-session')
    .mlTransform('transform', 'by-transform')
    .job('everything-job', { configuration: 'by-everything', bookmark: 'pause' })
    .trigger('everything-trigger', [{ job: 'spark-off', configuration: 'by-everything' }])
    .crawler('everything-crawler', 'by-everything')
    .table('everything', 'scheduled', { configuration: 'by-everything' })
    .table('everything', 'stopped', { configuration: 'by-everything', schedule: 'NOT_SCHEDULED' })
    .table('everything', 'of-catalog', { configuration: 'by-everything', source: 'CATALOG' })
    .table('everything', 'none')
    .devEndpoint('everything-endpoint', 'by-everything')
    .session('everything-session', 'by-everything')
    .mlTransform('everything-transform', 'by-everything')
    .crawler('dangling-crawler', 'nobody')
    .build();
}

/** Names that try to be something else. All are within the pattern that Glue allows: no line breaks, no C0 but tab. */
export const hostileNames = [
  '<!channel>',
  '<@U0000000001> & <https://example.com|click>',
  '*bold* _it_ ~gone~ `code`',
  'a & b &amp; c',
  'tab\there',
  'c1\u009b31mred\u007f\u0085',
  '\u202eesrever\u202c \u200bzero',
  '\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627',
  '=HYPERLINK("https://example.com")',
  '"quoted", comma; semicolon',
  "o'hara/../..\\",
  '__proto__',
  'constructor',
  ' leading and trailing ',
  'x'.repeat(255),
  '\u{1f9e8}'.repeat(60),
] as const;

/** eu-west-2: hostile names as configurations, jobs and triggers. */
function hostileTable(account: string, now: number): RegionSeed {
  const builder = new RegionBuilder(account, 'eu-west-2', now);
  for (const name of hostileNames) {
    builder.disabled(name).job(name, { configuration: name, bookmark: 'enable' });
    builder.trigger(name, [{ job: name, configuration: name, bookmark: 'pause' }]);
  }
  return builder.job('*').job('points-nowhere', { configuration: 'toString' }).build();
}

/** The same names with the opposite verdicts: `std` and its jobs. */
function replacement(account: string, region: string, good: boolean, now: number): RegionBuilder {
  const builder = new RegionBuilder(account, region, now);
  const key = builder.key('twin');
  if (good) builder.encrypted('std', key);
  else builder.disabled('std');
  builder.job('twin-job', { configuration: 'std', bookmark: 'enable' });
  builder.job('only-here-configured', good ? { configuration: 'std' } : {});
  return builder.job('sometimes-dangling', { configuration: good ? 'std' : 'std-2' });
}

/** Every Region of the account of the cases; one has nothing in it. */
export function caseRegions(account: string, other: string, now: number): RegionSeed[] {
  return [
    configurationTable(account, now),
    jobTable(account, now),
    keyTable(account, other, now),
    exposureTable(account, now),
    referenceTable(account, now),
    hostileTable(account, now),
    replacement(account, 'ap-southeast-1', true, now).build(),
    replacement(account, 'ap-southeast-2', false, now).build(),
    new RegionBuilder(account, 'sa-east-1', now).build(),
  ];
}

/** The other account: the twins the other way round, and keys that the first account sees or does not see. */
export function otherCaseRegions(account: string, reader: string, now: number): RegionSeed[] {
  const keys = new RegionBuilder(account, 'us-west-1', now);
  for (const [words, options] of Object.entries(seen)) keys.key(words, { ...options, visibleTo: [reader] });
  keys.key('hidden-disabled', { state: 'Disabled' });
  return [
    keys.build(),
    replacement(account, 'ap-southeast-1', false, now).build(),
    replacement(account, 'ap-southeast-2', true, now).build(),
  ];
}
