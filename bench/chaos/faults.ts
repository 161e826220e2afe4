import { setTimeout as sleep } from 'node:timers/promises';
import type { Effect } from '../../sandbox/aws/faults/faults.ts';
import { type Dice, keepDoing } from './random.ts';
import type { ChaosWorld } from './world.ts';

const awsOperations = [
  'GetJob',
  'GetJobs',
  'UpdateJob',
  'GetSecurityConfiguration',
  'GetSecurityConfigurations',
  'CreateSecurityConfiguration',
  'GetTriggers',
  'GetJobRuns',
  'AssumeRole',
  'SimulatePrincipalPolicy',
  'DescribeKey',
  '*',
] as const;

function awsEffect(dice: Dice): Effect {
  return dice.pick<() => Effect>([
    () => ({ kind: 'throttle' }),
    () => ({ kind: 'error', code: 'InternalServiceException', status: 500 }),
    () => ({ kind: 'lose-answer', how: dice.pick(['reset', 'hang', 'error']) }),
    () => ({ kind: 'hang' }),
    () => ({ kind: 'reset' }),
    () => ({ kind: 'malformed' }),
    () => ({ kind: 'stale' }),
    () => ({ kind: 'deny' }),
    () => ({ kind: 'latency', ms: dice.between(100, 6_000) }),
  ])();
}

/** AWS throttles, fails, hangs, loses answers and denies, a few calls at a time. */
export function spoilAws({ aws, troubles }: ChaosWorld, dice: Dice, signal: AbortSignal): Promise<void> {
  const once = async () => {
    const operation = dice.pick(awsOperations);
    const effect = awsEffect(dice);
    const over = troubles.begin('aws', `${effect.kind} of ${operation}`);
    const id = aws.faults.add({ operation, effect, times: dice.between(1, 8) });
    await sleep(dice.between(500, 8_000));
    aws.faults.remove(id);
    over();
  };
  return keepDoing(signal, () => dice.between(500, 8_000), once, console.error);
}

/** Slack's Web API fails, answers are lost, sockets are cut or asked to leave, deliveries come twice. */
export function spoilSlack({ slack, troubles }: ChaosWorld, dice: Dice, signal: AbortSignal): Promise<void> {
  const { faults } = slack;
  const acts: Record<string, () => { stop(): void } | undefined> = {
    'outage 503': () => faults.outage('status'),
    'outage reset': () => faults.outage('reset'),
    'outage hang': () => faults.outage('hang'),
    'rate limit': () => faults.rateLimit(dice.between(1, 5), { count: dice.between(1, 10) }),
    'lost answers': () => faults.loseReply({ methods: ['chat.postMessage'], count: dice.between(1, 4) }),
    'delivered twice': () => faults.delivery('twice', dice.between(1, 5)),
    'sockets cut': () => void faults.dropSockets(),
    'sockets refreshed': () => void faults.refreshSockets(),
    'sockets refreshed after a warning': () => void faults.refreshSockets(2_000),
  };
  const names = Object.keys(acts);
  const once = async () => {
    const name = names[dice.between(0, names.length - 1)] ?? '';
    const over = troubles.begin('slack', name);
    const fault = acts[name]?.();
    await sleep(dice.between(1_000, 12_000));
    fault?.stop();
    over();
  };
  return keepDoing(signal, () => dice.between(10_000, 45_000), once, console.error);
}
