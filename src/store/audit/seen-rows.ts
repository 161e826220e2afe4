import { z } from 'zod';
import { type Finding, targetKey } from '../../domain/model.ts';
import type { SeenDetails, SeenRow } from '../../usecases/ports/staged-records.ts';
import { given, parseJson, parseRow } from '../database/rows.ts';

const count = z.number().int().nonnegative();

const details: z.ZodType<SeenDetails> = z.object({
  accountName: z.string().exactOptional(),
  reason: z.string().exactOptional(),
  call: z.string().exactOptional(),
  message: z.string().exactOptional(),
  configurations: count,
  jobs: count,
  keysNotChecked: z.array(z.object({ configuration: z.string(), key: z.string(), error: z.string() })),
  keysChecked: z.boolean(),
  tagsNotRead: z.object({ call: z.string(), error: z.string(), message: z.string().exactOptional() }).exactOptional(),
  names: z
    .object({
      configurations: z.array(z.string()),
      jobs: z.array(
        z.object({
          name: z.string(),
          command: z.string().exactOptional(),
          securityConfiguration: z.string().exactOptional(),
        }),
      ),
    })
    .exactOptional(),
  found: z.object({ total: count, exposed: count, latent: count, unused: count, fixed: count.exactOptional() }),
});

const seenRow = z.object({
  account: z.string(),
  region: z.string(),
  outcome: z.enum(['scanned', 'unknown']),
  rules_json: z.string().transform(parseJson).pipe(z.array(z.string())),
  scanned_at: z.number().nullable(),
  seen_json: z.string().transform(parseJson).pipe(details),
});

/**
 * @param judged by the key of the target
 * @throws {StoreError} `damaged-row`
 */
export function toSeenRow(judged: ReadonlyMap<string, readonly Finding[]>): (row: unknown) => SeenRow {
  return (row) => {
    const parsed = parseRow('staged_targets', seenRow, row);
    const { account, region, outcome, rules_json: rules, scanned_at, seen_json: seen } = parsed;
    const scanned = given('scannedAt', scanned_at);
    return { account, region, outcome, rules, ...scanned, ...seen, judged: judged.get(targetKey(parsed)) ?? [] };
  };
}
