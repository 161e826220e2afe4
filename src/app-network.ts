import type { Settings } from './config/settings.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export type NetworkSettings = Pick<Settings, 'proxy' | 'awsRegion'>;

/** What the settings say about the way to AWS. */
export function awsNetwork({ proxy, awsRegion }: NetworkSettings) {
  return { proxy, region: awsRegion };
}
