import type { Plan } from '../../../src/domain/plan/plan.ts';

const key = 'arn:aws:kms:eu-west-1:111122223333:key/1111aaaa-11aa-11aa-11aa-111111111111';
const logsKey = 'arn:aws:kms:eu-west-1:111122223333:key/2222bbbb-22bb-22bb-22bb-222222222222';

/** A job without a configuration gets one that decides more than its bookmarks. */
export const attachedPlan: Partial<Plan> = {
  finding: { kind: 'unprotected-job', name: 'adhoc-extract' },
  choice: { mode: 'bookmarks-only', attach: 'std-kms', crawlers: false, visualJobs: false, canary: false },
  configuration: {
    name: 'std-kms',
    after: {
      JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn: key },
      S3Encryption: [{ S3EncryptionMode: 'SSE-KMS', KmsKeyArn: key }],
      CloudWatchEncryption: { CloudWatchEncryptionMode: 'SSE-KMS', KmsKeyArn: logsKey },
    },
    reused: false,
  },
  leftOut: [],
  manual: [],
  checks: [
    {
      check: 'job roles',
      outcome: 'warning',
      detail:
        "etl: a simulation of the role's own policies denies kms:GenerateDataKey on the S3 key. It proves nothing either way, and leaves out the key's policy. If it is right, the next run of its jobs fails.",
    },
    {
      check: 'encrypted logs',
      outcome: 'warning',
      detail:
        'etl: a simulation of its own policies denies logs:AssociateKmsKey on the new log group. Without it AWS Glue switches continuous logging off.',
    },
  ],
  logGroups: [
    {
      from: '/aws-glue/jobs/{error,output}',
      to: '/aws-glue/jobs/std-kms-role/service-role/etl/{error,output}',
      type: 'job',
      runs: 1,
    },
    { from: '/aws-glue/jobs/logs-v2', to: '/aws-glue/jobs/logs-v2-std-kms', type: 'job', runs: 1 },
  ],
};
