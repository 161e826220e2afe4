import { type Environment, firstLine, start, stop } from './processes.ts';

export type Seed = 'clean' | 'noncompliant';

/** The size that the targets are for. The seeds of the sandbox hold 50 configurations and 200 jobs a region. */
export const fleetSize = { regions: 17, configurations: 50, jobs: 200, latencyMs: 60 } as const;

/** An account as the bot's configuration names it. */
interface FleetAccount {
  readonly id: string;
  readonly regions: readonly string[];
  readonly remediationRoleArn?: string;
  readonly externalId?: string;
}

/** A request that the local AWS received. */
export interface AwsRequest {
  readonly service: string;
  readonly operation: string;
  /** Epoch milliseconds: when it came. */
  readonly at: number;
  readonly caller?: { readonly sessionName?: string };
  /** Of AssumeRole: the session that was asked for. */
  readonly opens?: string;
}

/** A local AWS in a process of its own. */
export interface LocalAws {
  readonly env: Environment;
  readonly account: string;
  readonly regions: readonly string[];
  readonly fleet: readonly FleetAccount[];
  /** Requests by `service:operation` since the last call of this. */
  takeRequests(): Promise<Record<string, number>>;
  /** The requests since the last call of either, one by one. */
  listRequests(): Promise<readonly AwsRequest[]>;
  /** Of an account and Region: `jobs`, `keys`, …; as they go over the wire. */
  items<T>(account: string, region: string, collection: string): Promise<readonly T[]>;
  stop(): Promise<void>;
}

export async function startLocalAws(seed: Seed | 'remediation', home: string): Promise<LocalAws> {
  const { regions, latencyMs } = fleetSize;
  const size = ['--regions', String(regions), '--latency', String(latencyMs)];
  const child = start({ words: ['sandbox/aws/main.ts', '--seed', seed, ...size], home, env: {} });
  const said: { url: string; environment: Environment; fleet: [FleetAccount] } = JSON.parse(await firstLine(child));
  const requests = `${said.url}/_sandbox/requests`;
  async function take(): Promise<{ counts: Record<string, number>; list: AwsRequest[] }> {
    const taken = JSON.parse(await (await fetch(requests)).text());
    await fetch(requests, { method: 'DELETE' });
    return taken;
  }
  return {
    env: said.environment,
    account: said.fleet[0].id,
    regions: said.fleet[0].regions,
    fleet: said.fleet,
    takeRequests: async () => (await take()).counts,
    listRequests: async () => (await take()).list,
    items: async (...path) => JSON.parse(await (await fetch(`${said.url}/_sandbox/state/${path.join('/')}`)).text()),
    stop: () => stop(child),
  };
}

/** What a person sees of a message. */
export interface SlackMessage {
  readonly ts: string;
  readonly text: string;
}

/** A local Slack in a process of its own. */
export interface LocalSlack {
  readonly env: Environment;
  /** Every message of a channel. */
  messages(channel: string): Promise<readonly SlackMessage[]>;
  /** `type`, `click`: resolves when the app has acknowledged, with how long that took. */
  act(name: 'type' | 'click', args: Environment): Promise<{ readonly acked: boolean; readonly ms: number }>;
  stop(): Promise<void>;
}

export async function startLocalSlack(home: string): Promise<LocalSlack> {
  const child = start({ words: ['sandbox/slack/main.ts'], home, env: {} });
  const { url, environment }: { url: string; environment: Environment } = JSON.parse(await firstLine(child));
  return {
    env: environment,
    messages: async (channel) => JSON.parse(await (await fetch(`${url}/_sandbox/messages?channel=${channel}`)).text()),
    async act(name, args) {
      const body = JSON.stringify(args);
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${url}/_sandbox/${name}`, { method: 'POST', headers, body });
      const answer = JSON.parse(await response.text());
      if (!response.ok) throw new Error(`The local Slack refused: ${JSON.stringify(answer)}`);
      return answer;
    },
    stop: () => stop(child),
  };
}
