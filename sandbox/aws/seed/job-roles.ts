import type { Statement } from '../access/policy.ts';
import type { RoleSeed } from './model.ts';

/** What jobs are made with unless they say another. Its policy lets it use every key that lets it. */
export const etlRole = 'AWSGlueServiceRole-etl';
/** Older than the keys: it may use none. */
export const legacyRole = 'AWSGlueServiceRole-legacy';
/** Somebody forbade it to decrypt. */
export const restrictedRole = 'AWSGlueServiceRole-restricted';
const crawlerRole = 'AWSGlueServiceRole-crawler';

/** Of logs what AWS's managed policy AWSGlueServiceRole has: no key can be given to a log group with it. */
const storage: Statement = {
  effect: 'Allow',
  actions: ['s3:*', 'glue:*', 'logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
};
const encryptedLogs: Statement = {
  effect: 'Allow',
  actions: ['logs:AssociateKmsKey'],
  resources: ['arn:aws:logs:*:*:log-group:/aws-glue/*'],
};
const anyKey = ['arn:aws:kms:*:*:key/*'];
const keys: Statement = {
  effect: 'Allow',
  actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey'],
  resources: anyKey,
};
const noDecrypt: Statement = { effect: 'Deny', actions: ['kms:Decrypt'], resources: anyKey };

function serviceRole(name: string, policy: readonly Statement[]): RoleSeed {
  return { name, path: 'service-role/', trustedAccounts: [], trustedServices: ['glue.amazonaws.com'], policy };
}

/** The roles that the jobs and crawlers of the seeds run with: every account with Glue needs them. */
export function jobRoles(): RoleSeed[] {
  return [
    serviceRole(etlRole, [storage, keys, encryptedLogs]),
    serviceRole(legacyRole, [storage]),
    serviceRole(restrictedRole, [storage, keys, encryptedLogs, noDecrypt]),
    serviceRole(crawlerRole, [storage, keys, encryptedLogs]),
  ];
}
