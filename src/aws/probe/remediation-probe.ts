import { parseKeyArn } from '../../domain/audit/keys.ts';
import type { Account } from '../../domain/fleet.ts';
import type { ProbeOptions, RemediationProbe } from '../../usecases/ports/cloud-probe.ts';
import { type Clients, once } from '../access/clients.ts';
import { checkAccount, roleSessionName } from '../access/entrance.ts';
import type { Entrances } from '../access/entrances.ts';
import { toCallError } from '../access/errors.ts';
import type { Holder } from '../access/holder.ts';
import { assumeWithIdentity } from '../access/source-identity.ts';
import { createDefinitionReader } from '../change/definition-reader.ts';
import { keysPerPage } from '../change/own-keys.ts';
import { planReadActions, remediationCalls } from '../policies/calls.ts';
import { planningPolicy } from '../policies/session-policy.ts';
import { describeKey } from '../read/target-reader.ts';
import { type Attempt, tryPermission } from './permission-attempt.ts';

/** STS's shortest. */
const durationSeconds = 900;
/** A configuration of this name is asked for, and is not expected to be there. */
const nobody = 'gluewarden-doctor';

/**
 * Assumes the remediation role as the making of a plan does, narrowed to reads, and as an execution does, with a source
 * identity. Then tries the reads that need the name of no job, trigger or crawler. Never rejects.
 */
export async function probeRemediationRole(
  { clients, entrances }: { readonly clients: Clients; readonly entrances: Pick<Entrances, 'assume'> },
  account: Account & { readonly remediationRoleArn: string },
  options: ProbeOptions,
  signal?: AbortSignal,
): Promise<RemediationProbe> {
  const { remediationRoleArn: arn, externalId } = account;
  const sessionName = roleSessionName('doctor');
  const role = {
    arn,
    sessionName,
    durationSeconds,
    policy: planningPolicy,
    ...(externalId !== undefined && { externalId }),
  };
  try {
    const { credentials, identity, carried } = await assumeWithIdentity(entrances, role, sessionName);
    const sourceIdentity = carried ? ('allowed' as const) : ('refused' as const);
    const entered = { identity, sourceIdentity };
    try {
      checkAccount({ ...account, scanRoleArn: arn }, identity);
    } catch (error) {
      return { ...entered, error: toCallError('AssumeRole', error, signal), permissions: [] };
    }
    const attempts = listAttempts(clients, { credentials }, account, options);
    const permissions = await Promise.all(attempts.map((attempt) => tryPermission(attempt, options.region, signal)));
    return { ...entered, permissions };
  } catch (error) {
    return { error: toCallError('AssumeRole', error, signal), permissions: [] };
  }
}

/** Every permission of the role but those that nothing asks for yet; what changes something is never tried. */
function listAttempts(
  clients: Clients,
  holder: Holder,
  account: Account & { readonly remediationRoleArn: string },
  { region, key }: ProbeOptions,
): Attempt[] {
  const kms = once(() => clients.kms(holder, region));
  const reader = createDefinitionReader({
    glue: once(() => clients.glue(holder, region)),
    kms,
    iam: once(() => clients.iam(holder, region)),
  });
  const one = (signal?: AbortSignal) => (signal ? { abortSignal: signal } : {});
  const runs = new Map<string, NonNullable<Attempt['run']>>([
    ['GetSecurityConfiguration', (signal) => reader.definition({ kind: 'configuration', name: nobody }, signal)],
    [
      'SimulatePrincipalPolicy',
      (signal) => {
        const question = { principal: account.remediationRoleArn, actions: ['glue:GetJob'], resources: ['*'] };
        return reader.simulate(question, signal);
      },
    ],
    [
      'ListAliases',
      async (signal) => {
        const { sdk, client } = await kms();
        return client.send(new sdk.ListAliasesCommand({ Limit: keysPerPage }), one(signal));
      },
    ],
    [
      'ListKeys',
      async (signal) => {
        const { sdk, client } = await kms();
        return client.send(new sdk.ListKeysCommand({ Limit: keysPerPage }), one(signal));
      },
    ],
  ]);
  if (key !== undefined) runs.set('DescribeKey', (signal) => describeKey({ clients, holder, region }, key, signal));
  if (key !== undefined && ownKey(key, account))
    runs.set('GetKeyPolicy', async (signal) => reader.keyPolicy(key, signal));
  return remediationCalls.flatMap(({ operation, action }) => {
    if (action === undefined) return [];
    const run = planReadActions.includes(action) ? runs.get(operation) : undefined;
    return [{ permission: action, operation, ...(run && { run }) }];
  });
}

/** AWS shows the policy of a key to its own account, and by the ARN of the key itself. */
function ownKey(key: string, { id }: Account): boolean {
  const arn = parseKeyArn(key);
  if (!arn?.resource.startsWith('key/')) return false;
  return id === undefined || arn.account === id;
}
