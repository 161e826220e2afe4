import { createHash } from 'node:crypto';
import type { Config } from './config/model.ts';
import { canonical, type JsonObject } from './domain/json.ts';

const shown = 8;

/** Of what was configured, after parsing: the same for two files that mean the same. Told people, it says nothing of it. */
export function configurationHash({ warnings: _words, ...config }: Config): string {
  const text = canonical(JSON.parse(JSON.stringify(config)) as JsonObject);
  return createHash('sha256').update(text).digest('hex').slice(0, shown);
}
