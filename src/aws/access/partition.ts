import { partition } from '@aws-sdk/core/client';
import { type Partition, partitionOfArn } from '../../domain/glue-arn.ts';

/**
 * The partition of a region, from the SDK's own table. `arn` is one of the same account: it knows better, for a region
 * that is newer than the table.
 */
export function partitionOf(region: string, arn?: string): Partition {
  const { name, dnsSuffix } = partition(region);
  return { name: partitionOfArn(arn ?? '') ?? name, dnsSuffix };
}

/** The name of a region's partition; undefined for a region that the table has not, and that may be in any. */
export function knownPartition(region: string): string | undefined {
  const found = partition(region);
  // What it does not know it gives to the public partition; only what is listed has a description.
  return found.name !== 'aws' || 'description' in found ? found.name : undefined;
}

/** The region where the partition of a region keeps what is one for all of its regions. */
export function homeOfPartition(region: string): string {
  const found = partition(region);
  const home = 'implicitGlobalRegion' in found ? found.implicitGlobalRegion : undefined;
  return typeof home === 'string' ? home : region;
}
