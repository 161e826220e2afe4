import { setTimeout as sleep } from 'node:timers/promises';
import { type Dice, keepDoing } from './random.ts';
import type { ChaosWorld } from './world.ts';

/** Longer than a process may be silent before others take what it holds. */
const longestSilenceMs = 50_000;

/** The server is restarted, sessions end, and the line of one process is cut or goes silent. */
export function spoilDatabase(
  { records, troubles }: ChaosWorld,
  processes: readonly string[],
  dice: Dice,
  signal: AbortSignal,
): Promise<void> {
  const { troubled } = records;
  if (troubled === undefined) return Promise.resolve();
  const one = () => processes[dice.between(0, processes.length - 1)] ?? '';
  const acts: Record<string, () => readonly [what: string, act: () => Promise<void>]> = {
    restarted: () => {
      const awayMs = dice.between(0, 8_000);
      return ['restarted', () => troubled.restart(awayMs)];
    },
    'sessions ended': () => ['sessions ended', () => troubled.endSessions()],
    cut: () => {
      const [process, ms] = [one(), dice.between(0, 15_000)];
      return [`line of ${process} cut`, () => over(() => troubled.line(process).cut(), ms, process)];
    },
    silent: () => {
      const [process, ms] = [one(), dice.between(2_000, longestSilenceMs)];
      return [`line of ${process} silent`, () => over(() => troubled.line(process).silence(), ms, process)];
    },
  };
  const over = async (begin: () => void, ms: number, process: string) => {
    begin();
    await sleep(ms);
    troubled.line(process).restore();
  };
  const once = async () => {
    const chosen = acts[dice.pick(['restarted', 'sessions ended', 'cut', 'silent', 'silent'])]?.();
    if (chosen === undefined) return;
    const [what, act] = chosen;
    const end = troubles.begin('database', what);
    await act().finally(end);
  };
  return keepDoing(signal, () => dice.between(20_000, 60_000), once, console.error);
}
