import { loadConfig } from './config/config.ts';
import type { Config } from './config/model.ts';
import type { Settings } from './config/settings.ts';
import { systemClock } from './ops/system-clock.ts';

/**
 * The configuration as every command of the program reads it.
 * @throws {ConfigError} with every problem at once
 */
export function readConfig({ configPath, configExplicit }: Settings): Promise<Config> {
  return loadConfig(configPath, configExplicit, async ({ reservedWords }) => {
    const { knownPartition } = await import('./aws/access/partition.ts');
    return {
      reservedWords: reservedWords ? await wordsOfCommands() : new Map(),
      knownPartition,
      now: systemClock.now(),
    };
  });
}

/** The commands with all that they can say take longer to load than the file takes to check. */
async function wordsOfCommands() {
  return (await import('../commands/index.ts')).reservedWords();
}
