import { openVault, sha256 } from '../../../src/ops/vault.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { runExecutions } from '../../../src/usecases/remediation/execute/run-executions.ts';
import { decideRequest } from '../../../src/usecases/remediation/request/decide-request.ts';
import { account, policy, QuickClock, smallGlue, testKey } from '../../support/remediation/remediation-samples.ts';
import { say, told } from './parent.ts';

// Decides every request as two people, and carries out what is free. Says which decisions closed a request, and which
// plans it began. Each plan has a Glue of its own, so that one begun by both processes would be created in both.
const [databaseUrl = '', processId = '', requests = ''] = process.argv.slice(2);
const store = await openStore({ databaseUrl });
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const vault = openVault({ key: testKey, log: quiet });
const clock = new QuickClock(Date.now());
let ids = 0;
const base = {
  store,
  vault,
  clock,
  log: quiet,
  newId: () => `${processId}-${++ids}`,
  account: () => account,
  approvals: () => policy,
  watchRunsFor: 1,
};
say('ready');
await told();

const approved: string[] = [];
const creations: string[] = [];
const engine = {
  ...base,
  cloud: {
    reader: () => smallGlue().reader(),
    sessions: (_account: object, _plan: object, steps: Parameters<ReturnType<typeof smallGlue>['sessions']>[2]) => [
      steps,
    ],
    session: (
      _account: object,
      plan: { readonly id: string },
      steps: Parameters<ReturnType<typeof smallGlue>['session']>[2],
    ) => {
      creations.push(plan.id);
      return smallGlue().session(account, plan, steps);
    },
  },
  chat: { usergroupMembers: async () => [] },
  hash: sha256,
  processId,
  enabled: true,
  isStopping: () => false,
  keyVerdict: async () => ({ state: 'usable' }) as const,
  references: async () => ({ references: [], errors: [], isFresh: () => true }),
  channelOf: () => undefined,
};
for (const requestId of requests.split(',')) {
  const decided = await Promise.all(
    ['UAPPROVER', 'USECOND'].map((by) =>
      decideRequest(
        { ...base, chat: { usergroupMembers: async () => [] }, onQueued: () => {} },
        { requestId, by, decision: 'approve' },
      ),
    ),
  );
  if (decided.some((result) => 'state' in result && result.state === 'approved')) approved.push(requestId);
  await Promise.all([runExecutions(engine), runExecutions(engine)]);
}
say({ approved, creations });
await store.close();
process.exit(0);
