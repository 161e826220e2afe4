import type { AwsSandbox } from './aws/server.ts';

/** How long after it was moved a job runs in the demo, and how long its run takes, in milliseconds. */
export const demoRuns = { runAfterUpdateMs: 4_000, runMs: 4_000 } as const;

/** What the story is about: a configuration whose jobs run on with a key, and one whose jobs may use none. */
export const demoFindings = {
  good: { name: 'etl-default-2019', account: 'data-production', region: 'us-east-1' },
  failing: { name: 'survey', account: 'analytics', region: 'eu-west-1' },
} as const;

/** The audited accounts for the bot's YAML; where they may be changed, each Region with the key to offer first. */
export function demoAccounts({ fleet, state }: AwsSandbox): object[] {
  return fleet.map((account) => {
    if (account.remediationRoleArn === undefined) return account;
    const keys = account.regions.flatMap((region) => {
      const { aliases, keys: all } = state.region(account.id, region);
      const key = all.get(aliases.list()[0]?.TargetKeyId ?? '')?.metadata;
      return key?.KeyState === 'Enabled' ? [[region, key.Arn] as const] : [];
    });
    return { ...account, kmsKeys: Object.fromEntries(keys) };
  });
}

function show({ name, account, region }: (typeof demoFindings)[keyof typeof demoFindings]): string {
  return `/glue-audit show "${name}" ${account} ${region}`;
}

/** What to click, as two people in two tabs. `url` is the page's. */
export function story(url: string): string {
  const as = (person: string, channel: string): string => `${url}/?as=${person}&channel=${channel}`;
  return `What to click, in two tabs:
  1. As Nina, an engineer, at the digest: ${as('nina', 'data-alerts')}
     Choose ${demoFindings.good.name} beside Show all. Say why, and ask.
     (Or in ${as('nina', 'data-platform')} type
     ${show(demoFindings.good)} and press Remediate.)
  2. As Amir, who approves: ${as('amir', 'glue-approvals')}
     Read the request, press Approve. Nina may not: who asks does not approve.
  3. Watch it there. The canary job is switched first; the others follow when its run has succeeded.
     A job that was switched runs by itself ${demoRuns.runAfterUpdateMs / 1000} seconds later, for ${demoRuns.runMs / 1000} seconds.
  4. As Amir, press Roll back: what was switched gets its old configuration back.
  5. The same with ${show(demoFindings.failing)}
     Its canary job fails after the switch, because its role may use no key: Amir is asked.`;
}

/** How long each answer takes where a scan is to be watched: about a minute for 300 accounts. */
export const fleetLatencyMs = 1_500;

/** What to watch and press where many accounts are audited. */
export function fleetStory(url: string, accounts: number): string {
  const page = (person: string, channel: string): string => `${url}/?as=${person}&channel=${channel}`;
  return `A scan of ${accounts} accounts, in two tabs:
  1. As Nina, an engineer: ${page('nina', 'data-platform')}
     Type /glue-audit all share. The message says how far it is, with the first exposed findings by name.
  2. As Amir, who approves: ${page('amir', 'data-platform')}
     Press Cancel scan there, or type /glue-audit status, which shows the scheduled scan too and cancels it.
  3. What was read until then is the answer, and the digest: ${page('nina', 'data-alerts')}
     Nothing is resolved by a cancelled scan, and what it did not come to keeps its state.`;
}
