/** What the made-up AWS holds and how it behaves. The same in every account and Region. */
export interface AwsOptions {
  readonly regions: readonly string[];
  readonly configurations: number;
  readonly jobs: number;
  /** Of jobs: what a page has at the most. */
  readonly pageSize: number;
  /** Jobs without a configuration. */
  readonly findingsEach: number;
  readonly latencyMs: number;
  /** Requests a second: of `AssumeRole` in all, of a Glue operation in each account and Region. */
  readonly limits: Readonly<Record<string, number>>;
  /** Answers nothing. */
  readonly hangs?: string;
}

/** As every account has them. */
export const seventeenRegions: readonly string[] = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'sa-east-1'],
  ...['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-central-1', 'eu-north-1'],
  ...['ap-south-1', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-southeast-1', 'ap-southeast-2'],
];

export const usualAws: AwsOptions = {
  ...{ regions: seventeenRegions, configurations: 5, jobs: 20, pageSize: 1000, findingsEach: 0, latencyMs: 60 },
  limits: {},
};

/** `100000000001` and so on. */
export function accountId(index: number): string {
  return String(100_000_000_001 + index);
}

/** An account as `gluewarden.yaml` names it. */
export function fleetOf(accounts: number, regions: readonly string[]) {
  return Array.from({ length: accounts }, (_, index) => {
    const id = accountId(index);
    return { id, name: `team-${index + 1}`, regions, scanRoleArn: `arn:aws:iam::${id}:role/gluewarden-scan` };
  });
}
