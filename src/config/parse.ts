import { endOfDay } from '../domain/exceptions/end-day.ts';
import { mergeApprovals } from './approvals.ts';
import { crossChecks, type Outside, outsideUnknown } from './cross-checks.ts';
import { readYaml, type YamlFile } from './document.ts';
import { draft, type Finding } from './draft.ts';
import { exceptionsOf } from './file/exceptions-of.ts';
import type { OrganizationEntry } from './file/organization.ts';
import { ownerRules } from './file/owners.ts';
import { withZone } from './file/posting.ts';
import { type Config, type ConfiguredAccount, type ConfiguredOrganization, emptyConfig } from './model.ts';
import { ConfigError, inOrder, type Problem, pathText } from './problems.ts';
import { type AccountEntry, type FileContent, fileShape, keysAt } from './schema.ts';
import { read } from './shapes.ts';
import { regionWarning } from './values.ts';

/** An object that is made of entries with this key would lose it without a word. */
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

function organizationOf(entry: OrganizationEntry, file: FileContent): ConfiguredOrganization {
  const { accounts, organizationalUnits, tags, approvals, ...rest } = entry;
  const read = {
    ...rest,
    organizationalUnits: organizationalUnits ?? { include: [], exclude: [] },
    tags: tags ?? { include: {}, exclude: {} },
    excludedAccounts: accounts?.exclude ?? [],
  };
  return approvals === undefined ? read : { ...read, approvals: mergeApprovals(file.approvals, approvals) };
}

function regionFindings(content: FileContent): Finding[] {
  const lists = [
    ...(content.accounts ?? []).map(({ regions }, index) => ({ regions, path: ['accounts', index, 'regions'] })),
    ...(content.organization ? [{ regions: content.organization.regions, path: ['organization', 'regions'] }] : []),
    ...(content.schedules ?? []).map(({ regions = [] }, index) => ({ regions, path: ['schedules', index, 'regions'] })),
    ...(content.exceptions?.accepted ?? []).map(({ regions = [] }, index) => ({
      regions,
      path: ['exceptions', 'accepted', index, 'regions'],
    })),
    ...(content.owners ?? []).map(({ regions = [] }, index) => ({ regions, path: ['owners', index, 'regions'] })),
  ];
  return lists.flatMap(({ regions, path }) =>
    (regions === 'enabled' ? [] : regions).flatMap((region, position) => {
      const message = regionWarning(region);
      return message === undefined ? [] : [{ path: [...path, position], message }];
    }),
  );
}

/** What has ended accepts nothing: that is no reason to stop a bot that restarts on the day after. */
function endedFindings({ exceptions }: FileContent, now: number | undefined): Finding[] {
  if (exceptions === undefined || now === undefined) return [];
  return (exceptions.accepted ?? []).flatMap(({ until }, index) => {
    if ((endOfDay(until, exceptions.timezone)?.at ?? now) > now) return [];
    const message = `was over on ${until}: it accepts nothing any more. Remove the entry, or change its end`;
    return [{ path: ['exceptions', 'accepted', index, 'until'], message }];
  });
}

function assemble(content: FileContent, file: YamlFile, { now }: Outside): Config {
  const { accounts, organization, schedules, access, approvals, remediation, operations, retention } = content;
  const { exceptions, tags, owners } = content;
  const unlisted = organization === undefined ? emptyConfig.accounts : [];
  return deepFreeze({
    accounts: accounts?.map((account) => configured(account, content)) ?? unlisted,
    ...(organization !== undefined && { organization: organizationOf(organization, content) }),
    schedules: schedules?.map(withZone) ?? emptyConfig.schedules,
    ...(access !== undefined && { access }),
    ...(approvals?.approvers !== undefined && { approvals: mergeApprovals(undefined, approvals) }),
    remediation: remediation ?? emptyConfig.remediation,
    ...(operations !== undefined && { operations }),
    retention: retention ?? emptyConfig.retention,
    exceptions: exceptions ? exceptionsOf(exceptions, accounts ?? []) : emptyConfig.exceptions,
    ...(tags !== undefined && { tags }),
    ...(owners !== undefined && { owners: ownerRules(owners, accounts ?? []) }),
    warnings: located(file, [...regionFindings(content), ...endedFindings(content, now)]),
  });
}

/** A configuration file that was read and not checked yet. */
interface OpenedConfig {
  /** Whether words are needed that no account may be called. */
  readonly namesAccounts: boolean;
  /** @throws {ConfigError} with every problem, in the order of the file */
  check(outside: Outside): Config;
}

/**
 * Reads the text of a configuration file. `name` is the file as the reader knows it.
 * @throws {ConfigError} when it is no YAML that can be taken
 */
export function openConfig(text: string, name: string): OpenedConfig {
  const file = readYaml(text);
  if (file.problems.length > 0) throw new ConfigError(name, inOrder(file.problems));
  const understood = draft(file.value);
  return {
    namesAccounts: understood.accounts.some((account) => account.name !== undefined),
    check(outside) {
      if (file.value === undefined) return emptyConfig;
      const findings: Finding[] = [];
      const content = read(fileShape, file.value, findings);
      findings.push(...prototypeKeys(file.value), ...crossChecks(understood, outside));
      if (findings.length > 0 || content === undefined) throw new ConfigError(name, located(file, findings));
      return assemble(content, file, outside);
    },
  };
}

/** Both at once. @throws {ConfigError} with every problem, in the order of the file */
export function parseConfig(text: string, name: string, outside: Outside = outsideUnknown): Config {
  return openConfig(text, name).check(outside);
}
