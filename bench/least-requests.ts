/** A job that a plan moves. */
export interface SwitchedJob {
  readonly name: string;
  /** Its bookmark is read before it is moved: what its first run is compared with. */
  readonly writesBookmarks: boolean;
}

export interface SwitchTarget {
  readonly account: string;
  readonly region: string;
  /** The ARN of the role that all jobs run with. */
  readonly role: string;
}

/** Jobs that one session may move, with the policy that allows this and nothing else. */
export interface SwitchSession {
  readonly policy: string;
  readonly jobs: readonly SwitchedJob[];
}

/** What STS takes (AssumeRole, API reference: Policy). */
const longestPolicy = 2048;

function policyOf({ account, region, role }: SwitchTarget, jobs: readonly SwitchedJob[], first: boolean): string {
  const arns = jobs.map(({ name }) => `arn:aws:glue:${region}:${account}:job/${name}`);
  const creation = ['glue:CreateSecurityConfiguration', 'glue:GetSecurityConfiguration'];
  const bookmarks = ['glue:GetJobBookmark'];
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      ...(first ? [{ Effect: 'Allow', Action: creation, Resource: '*' }] : []),
      { Effect: 'Allow', Action: bookmarks, Resource: '*' },
      { Effect: 'Allow', Action: ['glue:GetJob', 'glue:UpdateJob'], Resource: arns },
      {
        Effect: 'Allow',
        Action: 'iam:PassRole',
        Resource: role,
        Condition: { StringEquals: { 'iam:PassedToService': 'glue.amazonaws.com' } },
      },
    ],
  });
}

/** As few sessions as the size of a session policy allows, the creation in the first. */
export function leastSessions(target: SwitchTarget, jobs: readonly SwitchedJob[]): readonly SwitchSession[] {
  const groups: SwitchedJob[][] = [[]];
  for (const job of jobs) {
    const group = [...(groups.at(-1) ?? []), job];
    if (policyOf(target, group, groups.length === 1).length <= longestPolicy) groups[groups.length - 1] = group;
    else groups.push([job]);
  }
  return groups.map((group, index) => ({ policy: policyOf(target, group, index === 0), jobs: group }));
}

/**
 * What observe, act and verify cost at the least, by `service:operation`: each job is read, updated and read again, the
 * one new configuration looked for, made and read; a bookmark is read before its job is moved.
 */
export function leastRequests(sessions: readonly SwitchSession[]): Readonly<Record<string, number>> {
  const jobs = sessions.flatMap((session) => session.jobs);
  return {
    'glue:CreateSecurityConfiguration': 1,
    'glue:GetJob': 2 * jobs.length,
    'glue:GetJobBookmark': jobs.filter(({ writesBookmarks }) => writesBookmarks).length,
    'glue:GetSecurityConfiguration': 2,
    'glue:UpdateJob': jobs.length,
    'sts:AssumeRole': sessions.length,
  };
}
