import type { KeyDescription, KeyVerdict, SecurityConfiguration, Target } from '../model.ts';
import { judgeConfiguration } from '../rules/glue-005.ts';

/** `arn:partition:kms:region:account:key/…` or `alias/…`; undefined for a bare key id or alias name. */
export function parseKeyArn(key: string): { region: string; account: string; resource: string } | undefined {
  const match = /^arn:[^:]+:kms:([^:]+):([^:]+):(.+)$/.exec(key);
  const [, region, account, resource] = match ?? [];
  return region && account && resource ? { region, account, resource } : undefined;
}

/** The distinct bookmark keys of the configurations that fulfil the rule. */
export function keysInUse(configurations: readonly SecurityConfiguration[]): string[] {
  const keys = configurations.flatMap((configuration) =>
    judgeConfiguration(configuration) === undefined ? (configuration.jobBookmarks?.keyArn ?? []) : [],
  );
  return [...new Set(keys)];
}

/** What the ARN alone settles: Glue uses keys of its own region only, so no call is needed for another region's. */
export function judgeKeyArn(target: Target, key: string): KeyVerdict | undefined {
  const arn = parseKeyArn(key);
  if (arn === undefined || arn.region === target.region) return undefined;
  return { state: 'unusable', reason: 'key-other-region', detail: arn.region };
}

const disabledStates = new Set(['Disabled', 'PendingImport', 'Unavailable']);
const deletedStates = new Set(['PendingDeletion', 'PendingReplicaDeletion']);

/** Glue needs a symmetric encryption key that is enabled (AWS Glue developer guide, "Setting up encryption"). */
export function judgeKeyDescription(description: KeyDescription): KeyVerdict {
  const { keyState, keySpec, keyUsage, keyManager } = description;
  if (keyState !== undefined && deletedStates.has(keyState))
    return { state: 'unusable', reason: 'key-pending-deletion', detail: keyState };
  if (keySpec !== undefined && keySpec !== 'SYMMETRIC_DEFAULT')
    return { state: 'unusable', reason: 'key-asymmetric', detail: keySpec };
  if (keyUsage !== undefined && keyUsage !== 'ENCRYPT_DECRYPT')
    return { state: 'unusable', reason: 'key-asymmetric', detail: keyUsage };
  if (keyState !== undefined && disabledStates.has(keyState))
    return { state: 'unusable', reason: 'key-disabled', detail: keyState };
  if (keyState === undefined) return { state: 'not-checked', error: 'no key state in the answer' };
  return {
    state: 'usable',
    ...(description.arn !== undefined && { arn: description.arn }),
    ...(keyManager === 'AWS' && { awsManaged: true }),
  };
}

/**
 * A key that could not be described. Only "not found" in the key's own account proves that it is missing;
 * anything else proves nothing: another account's keys are hidden by the same answers.
 */
export function judgeKeyError(target: Target, key: string, error: string): KeyVerdict {
  const owner = parseKeyArn(key)?.account ?? target.account;
  if (error === 'NotFoundException' && owner === target.account) return { state: 'unusable', reason: 'key-missing' };
  return { state: 'not-checked', error };
}
