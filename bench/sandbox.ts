import { type Environment, firstLine, start, stop } from './processes.ts';

export type Seed = 'clean' | 'noncompliant';

/** The size that the targets are for. The seeds of the sandbox hold 50 configurations and 200 jobs a region. */
export const fleetSize = { regions: 17, configurations: 50, jobs: 200, latencyMs: 60 } as const;

/** A local AWS in a process of its own. */
export interface LocalAws {
  readonly env: Environment;
  readonly account: string;
  readonly regions: readonly string[];
  /** Requests by `service:operation` since the last call of this. */
  takeRequests(): Promise<Record<string, number>>;
  stop(): Promise<void>;
}

export async function startLocalAws(seed: Seed, home: string): Promise<LocalAws> {
  const { regions, latencyMs } = fleetSize;
  const size = ['--regions', String(regions), '--latency', String(latencyMs)];
  const child = start({ words: ['sandbox/aws/main.ts', '--seed', seed, ...size], home, env: {} });
  const said: { url: string; environment: Environment; fleet: [{ id: string; regions: string[] }] } = JSON.parse(
    await firstLine(child),
  );
  const requests = `${said.url}/_sandbox/requests`;
  return {
    env: said.environment,
    account: said.fleet[0].id,
    regions: said.fleet[0].regions,
    async takeRequests() {
      const { counts }: { counts: Record<string, number> } = JSON.parse(await (await fetch(requests)).text());
      await fetch(requests, { method: 'DELETE' });
      return counts;
    },
    stop: () => stop(child),
  };
}

/** A local Slack in a process of its own, for the bot's start. */
export async function startLocalSlack(home: string): Promise<{ env: Environment; stop(): Promise<void> }> {
  const child = start({ words: ['sandbox/slack/main.ts'], home, env: {} });
  const { environment }: { environment: Environment } = JSON.parse(await firstLine(child));
  return { env: environment, stop: () => stop(child) };
}
