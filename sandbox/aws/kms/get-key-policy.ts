import { errorNames, ServiceError } from '../errors.ts';
import { type Call, optionalText, requiredText } from '../operation.ts';
import { findKey } from './find-key.ts';
import type { Key } from './shapes.ts';

function usualPolicy({ metadata, visibleTo }: Key): string {
  const root = (account: string) => `arn:aws:iam::${account}:root`;
  const owner = {
    Sid: 'Enable IAM User Permissions',
    Effect: 'Allow',
    Principal: { AWS: root(metadata.AWSAccountId) },
    Action: 'kms:*',
    Resource: '*',
  };
  const others = {
    Sid: 'Use by other accounts',
    Effect: 'Allow',
    Principal: { AWS: visibleTo.map(root) },
    Action: ['kms:DescribeKey', 'kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'],
    Resource: '*',
  };
  const Statement = visibleTo.length > 0 ? [owner, others] : [owner];
  return JSON.stringify({ Version: '2012-10-17', Id: 'key-default-1', Statement }, undefined, 2);
}

/** A key's policy: by key id or key ARN, never by alias, and never another account's, whoever may use the key. */
export function getKeyPolicy(call: Call): object {
  const id = requiredText(call, 'KeyId', { min: 1, max: 2048 });
  const name = optionalText(call, 'PolicyName', { min: 1, max: 128, pattern: /^\w+$/ }) ?? 'default';
  if (id.startsWith('alias/')) throw new ServiceError('NotFoundException', `Invalid keyId '${id}'`);
  if (id.includes(':alias/')) throw new ServiceError('InvalidArnException', `${id} is not a key ARN`);
  const key = findKey(call, id);
  if (key.metadata.AWSAccountId !== call.identity.account) {
    const [code, status] = errorNames.kms.denied;
    const who = `User: ${call.identity.arn} is not authorized to perform: kms:GetKeyPolicy`;
    throw new ServiceError(code, `${who} on resource: ${key.metadata.Arn}`, status);
  }
  if (name !== 'default') throw new ServiceError('NotFoundException', 'No such policy exists');
  return { Policy: key.policy ?? usualPolicy(key), PolicyName: 'default' };
}
