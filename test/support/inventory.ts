import type { Inventory, Job, SecurityConfiguration, Trigger } from '../../src/domain/model.ts';

export const target = { account: '111122223333', region: 'eu-west-1' };
export const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

export function encrypted(name: string, key = keyArn): SecurityConfiguration {
  return { name, s3: [], jobBookmarks: { mode: 'CSE-KMS', keyArn: key } };
}

export function disabled(name: string): SecurityConfiguration {
  return { name, s3: [], jobBookmarks: { mode: 'DISABLED' } };
}

export function job(name: string, rest: Partial<Job> = {}): Job {
  return { name, command: 'glueetl', ...rest };
}

export function trigger(name: string, ...actions: Trigger['actions'][number][]): Trigger {
  return { name, actions };
}

/** A whole and complete inventory; lists that are not given are empty. */
export function inventory(parts: {
  configurations?: readonly SecurityConfiguration[];
  jobs?: readonly Job[];
  triggers?: readonly Trigger[];
}): Inventory {
  return {
    target,
    configurations: { items: parts.configurations ?? [] },
    jobs: { items: parts.jobs ?? [] },
    triggers: { items: parts.triggers ?? [] },
    crawlers: { items: [] },
    devEndpoints: { items: [] },
    sessions: { items: [] },
    transforms: { items: [] },
  };
}
