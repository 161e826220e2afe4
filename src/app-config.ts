import { loadConfig } from './config/config.ts';
import type { Config } from './config/model.ts';
import type { Settings } from './config/settings.ts';

/**
 * The configuration as every command of the program reads it.
 * @throws {ConfigError} with every problem at once
 */
export function readConfig({ configPath, configExplicit }: Settings): Promise<Config> {
  return loadConfig(configPath, configExplicit, async () => {
    const [{ reservedWords }, { knownPartition }] = await Promise.all([
      import('../commands/index.ts'),
      import('./aws/access/partition.ts'),
    ]);
    return { reservedWords: reservedWords(), knownPartition };
  });
}
