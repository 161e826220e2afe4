import { configuredPartition, organizationRoles } from './app-fleet.ts';
import type { NetworkSettings } from './app-network.ts';
import { printHelp, type Terminal } from './app-terminal.ts';
import type { Config } from './config/model.ts';
import { GluewardenError } from './domain/errors.ts';
import { asksFor } from './domain/organization/organization.ts';

/** `gluewarden policy`. Resolves with the exit code. @throws {GluewardenError} for wrong words */
export async function policyInTerminal(
  words: readonly string[],
  load: () => Promise<{ readonly settings: NetworkSettings; readonly config: Config }>,
  terminal: Terminal,
): Promise<number> {
  const { plainSpecs, readPolicyArgs } = await import('./terminal/plain-specs.ts');
  const { help, format } = readPolicyArgs(words);
  if (help) return printHelp(plainSpecs.policy, terminal);
  const { config, settings } = await load();
  const text = format === 'json' ? policyText : roleTemplateText;
  terminal.stdout.write(await text(config, settings));
  return 0;
}

/**
 * A CloudFormation template of the roles of an organization's accounts.
 * @throws {GluewardenError} where there is no organization: then each account's roles may have names of their own
 */
export async function roleTemplateText(config: Config, settings: NetworkSettings = {}): Promise<string> {
  const { organization } = config;
  if (organization === undefined) {
    const why = 'gluewarden.yaml has no organization, whose scanRoleName the template would make in each account';
    throw new GluewardenError('usage', why);
  }
  const { roleTemplate } = await import('./aws/policies/role-template.ts');
  const template = roleTemplate(organization, await configuredPartition(config, settings), scanNeeds(config));
  return `${JSON.stringify(template, null, 2)}\n`;
}

/** The IAM policies: what the roles, their trust and the bot's own identity need, from the lists of calls. */
export async function policyText(config: Config, settings: NetworkSettings = {}): Promise<string> {
  const policies = await import('./aws/policies/policies.ts');
  const partition = await configuredPartition(config, settings);
  const roles = [...roleArns(config, 'scan'), ...organizationRoles(config, 'scan', partition)];
  const remediationRoles = [...roleArns(config, 'remediation'), ...organizationRoles(config, 'remediation', partition)];
  const externalId = [...config.accounts, config.organization].some((each) => each?.externalId !== undefined)
    ? 'YOUR-EXTERNAL-ID'
    : undefined;
  const principal = `arn:${partition}:iam::BOT-ACCOUNT-ID:role/BOT-ROLE`;
  const bot = policies.botPolicy(roles, remediationRoles);
  const { organization } = config;
  const parts = {
    scanRolePolicy: policies.scanPolicy(partition, scanNeeds(config)),
    ...(organization && { organizationRolePolicy: policies.organizationPolicy(asksFor(organization), partition) }),
    ...(roles.length > 0 && { scanRoleTrustPolicy: policies.trustPolicy(principal, externalId) }),
    ...(remediationRoles.length > 0 && {
      remediationRolePolicy: policies.remediationPolicy(
        [`arn:${partition}:iam::ACCOUNT-ID:role/ROLE-OF-YOUR-JOBS`],
        partition,
      ),
      remediationRoleNotes: policies.remediationNotes,
      remediationRoleTrustPolicy: policies.remediationTrustPolicy(principal, externalId),
    }),
    ...(bot && { botPolicy: bot }),
  };
  return `${JSON.stringify(parts, null, 2)}\n`;
}

function scanNeeds({ tags = [] }: Config): { readonly jobTags: boolean } {
  return { jobTags: tags.length > 0 };
}

function roleArns({ accounts }: Config, role: 'scan' | 'remediation'): readonly string[] {
  return accounts.flatMap((account) => account[`${role}RoleArn`] ?? []);
}
