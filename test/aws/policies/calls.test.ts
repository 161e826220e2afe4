import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  jobTagCalls,
  organizationCalls,
  planReadActions,
  remediationCalls,
  scanCalls,
} from '../../../src/aws/policies/calls.ts';
import { explainCode, iamAction } from '../../../src/usecases/words/explain.ts';

/** The text of every file of src/aws, by its path there. */
function sources(): ReadonlyMap<string, string> {
  const files = readdirSync('src/aws', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return new Map(files.map((file) => [file, readFileSync(`src/aws/${file}`, 'utf8')]));
}

/** Every command that any file of src/aws makes. */
function commandsInCode(): string[] {
  const commands = new Set<string>();
  for (const code of sources().values()) {
    for (const [, operation] of code.matchAll(/new (?:\w+\.)?(\w+)Command\(/g)) if (operation) commands.add(operation);
  }
  return [...commands].sort();
}

const allCalls = [...scanCalls, ...jobTagCalls, ...remediationCalls, ...organizationCalls];

describe('the lists of calls', () => {
  it('have exactly the commands that the code sends', () => {
    expect([...new Set(allCalls.map(({ operation }) => operation))].sort()).toEqual(commandsInCode());
  });

  it('say which commands change something', () => {
    expect(
      remediationCalls.map(({ operation }) => operation).filter((name) => !/^(Get|List|Describe|Simulate)/.test(name)),
    ).toMatchInlineSnapshot(`
      [
        "CreateSecurityConfiguration",
        "UpdateJob",
        "UpdateTrigger",
        "UpdateCrawler",
        "UpdateColumnStatisticsTaskSettings",
        "DeleteSecurityConfiguration",
      ]
    `);
    expect(planReadActions.filter((action) => !/:(Get|List|Describe)/.test(action))).toEqual([
      'iam:SimulatePrincipalPolicy',
    ]);
  });

  it('only read in a scan', () => {
    for (const { operation } of organizationCalls) expect(operation).toMatch(/^List/);
    for (const { operation } of [...scanCalls, ...jobTagCalls])
      expect(operation).toMatch(/^(Get|List|Describe|AssumeRole$)/);
  });

  it('names each action once, for its own service and operation', () => {
    for (const { service, operation, action } of allCalls)
      if (action !== undefined) expect(action).toBe(`${service}:${operation}`);
    expect(scanCalls.filter(({ action }) => action === undefined).map(({ operation }) => operation)).toEqual([
      'GetCallerIdentity',
    ]);
  });

  it('are explained with the right action and role', () => {
    for (const { operation, action, holder } of allCalls) {
      if (action === undefined || holder === 'bot') continue;
      expect(iamAction(operation)).toBe(action);
      const roles = allCalls.flatMap((call) => (call.operation === operation ? [call.holder] : []));
      const role = roles.includes('scan') ? 'scan' : roles[0];
      expect(explainCode('AccessDenied', operation).next).toContain(`in the policy of the ${role} role`);
    }
  });

  it('is the only place besides where a client comes from: no aggregated clients, no paginators', () => {
    for (const [file, code] of sources()) {
      expect(code, file).not.toMatch(
        /new (\w+\.)?(Glue|KMS|IAM|STS|Account|Organizations|ResourceGroupsTaggingAPI)\(|paginate[A-Z]|endpoint:/,
      );
    }
  });
});
