import { mergeApprovals } from './approvals.ts';
import { crossChecks, type Outside, outsideUnknown } from './cross-checks.ts';
import { readYaml, type YamlFile } from './document.ts';
import { draft, type Finding } from './draft.ts';
import type { OrganizationEntry } from './file/organization.ts';
import { type Config, type ConfiguredAccount, type ConfiguredOrganization, emptyConfig } from './model.ts';
import { ConfigError, inOrder, type Problem, pathText } from './problems.ts';
import { type AccountEntry, type FileContent, fileSchema, keysAt } from './schema.ts';
import { regionWarning } from './values.ts';
import { issueWords, unknownKeyWords } from './words.ts';

type Issue = Parameters<typeof issueWords>[0];

function findingsOf(issue: Issue): Finding[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path, message: issueWords(issue) }];
  const known = keysAt(issue.path);
  return issue.keys.map((key) => ({ path: [...issue.path, key], message: unknownKeyWords(key, known) }));
}

/** zod leaves the key out of a record without a word. */
function prototypeKeys(value: unknown, path: readonly PropertyKey[] = []): Finding[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]): Finding[] => {
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    if (key !== '__proto__') return prototypeKeys(part, at);
    return keysAt(path).length > 0 ? [] : [{ path: at, message: 'is no key that can be used here: remove it' }];
  });
}

function located(file: YamlFile, findings: readonly Finding[]): Problem[] {
  return inOrder(
    findings.map(({ path, message }) => {
      const line = file.lineOf(path);
      return { path: pathText(path), ...(line !== undefined && { line }), message };
    }),
  );
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}

function configured({ approvals, ...account }: AccountEntry, file: FileContent): ConfiguredAccount {
  return approvals === undefined ? account : { ...account, approvals: mergeApprovals(file.approvals, approvals) };
}

function organizationOf(
  { accounts, approvals, ...rest }: OrganizationEntry,
  file: FileContent,
): ConfiguredOrganization {
  const read = { ...rest, excludedAccounts: accounts.exclude };
  return approvals === undefined ? read : { ...read, approvals: mergeApprovals(file.approvals, approvals) };
}

function regionFindings(content: FileContent): Finding[] {
  const lists = [
    ...(content.accounts ?? []).map(({ regions }, index) => ({ regions, path: ['accounts', index, 'regions'] })),
    ...(content.organization ? [{ regions: content.organization.regions, path: ['organization', 'regions'] }] : []),
    ...content.schedules.map(({ regions = [] }, index) => ({ regions, path: ['schedules', index, 'regions'] })),
  ];
  return lists.flatMap(({ regions, path }) =>
    (regions === 'enabled' ? [] : regions).flatMap((region, position) => {
      const message = regionWarning(region);
      return message === undefined ? [] : [{ path: [...path, position], message }];
    }),
  );
}

function assemble(content: FileContent, file: YamlFile): Config {
  const { accounts, organization, schedules, access, approvals, remediation, operations, retention } = content;
  const unlisted = organization === undefined ? emptyConfig.accounts : [];
  return deepFreeze({
    accounts: accounts?.map((account) => configured(account, content)) ?? unlisted,
    ...(organization !== undefined && { organization: organizationOf(organization, content) }),
    schedules,
    ...(access !== undefined && { access }),
    ...(approvals?.approvers !== undefined && { approvals: mergeApprovals(undefined, approvals) }),
    remediation,
    ...(operations !== undefined && { operations }),
    retention,
    warnings: located(file, regionFindings(content)),
  });
}

/**
 * Checks the text of a configuration file. `name` is the file as the reader knows it.
 * @throws {ConfigError} with every problem, in the order of the file
 */
export function parseConfig(text: string, name: string, outside: Outside = outsideUnknown): Config {
  const file = readYaml(text);
  if (file.problems.length > 0) throw new ConfigError(name, inOrder(file.problems));
  if (file.value === undefined) return emptyConfig;
  const read = fileSchema.safeParse(file.value, { reportInput: true });
  const findings = [
    ...(read.error?.issues.flatMap(findingsOf) ?? []),
    ...prototypeKeys(file.value),
    ...crossChecks(draft(file.value), outside),
  ];
  if (findings.length > 0 || !read.success) throw new ConfigError(name, located(file, findings));
  return assemble(read.data, file);
}
