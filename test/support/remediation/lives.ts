import { Fate, mortalStore } from './mortal.ts';
import { type RemediationKit, runEngine } from './remediation.ts';

/** Runs until the process dies or is done. Returns the points that it passed. */
export async function live(kit: RemediationKit, processId: string, killAt?: number): Promise<Fate> {
  const fate = new Fate(killAt);
  kit.glue.around = fate.around;
  const engine = kit.engine(processId, {
    store: mortalStore(kit.store, fate),
    rescan: async (target) => {
      fate.point('before rescan');
      kit.rescans.push(`${target.account}/${target.region}`);
      fate.point('after rescan');
      return 'seen';
    },
  });
  const ended = await runEngine(engine).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (ended !== undefined && !fate.dead) throw ended;
  return fate;
}

/** The death is noticed: by the heartbeat at once, or by the end of the lease. Then another process goes on. */
export async function restart(kit: RemediationKit, dead: string, how: 'heartbeat' | 'lease', processId: string) {
  if (how === 'heartbeat') await kit.store.remediation.releaseExecutions(dead);
  else kit.clock.time += 10 * 60_000;
  return live(kit, processId);
}
