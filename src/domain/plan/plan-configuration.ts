import { judgeKeyArn, parseKeyArn } from '../audit/keys.ts';
import type { JsonObject } from '../json.ts';
import type { Inventory, KeyVerdict } from '../model.ts';
import { nearest } from '../nearest.ts';
import { judgeConfiguration } from '../rules/glue-005.ts';
import { encryptionOf, isReplacement } from '../steps/encryption.ts';
import type { PlanChoice, PlannedConfiguration } from './plan.ts';
import { isAboutJob, type PlannedFinding, replacementBase } from './plan-dependents.ts';
import type { PlanRefusal } from './plan-refusal.ts';
import { bookmarkKey, earlierReplacements, replacementEncryption, replacementName } from './replacement.ts';

/** A definition as it was read; `error`: AWS's code. One that does not exist is not in the map. */
export type ReadDefinition = { readonly definition: JsonObject } | { readonly error: string };

export interface ConfigurationInput {
  readonly inventory: Inventory;
  readonly finding: PlannedFinding;
  readonly choice: PlanChoice;
  readonly configurations: ReadonlyMap<string, ReadDefinition>;
  /** Of `choice.key`. */
  readonly keyVerdict?: KeyVerdict;
  /** Names that are not free, although nothing has them yet. */
  readonly reserved?: readonly string[];
}

type Planned = { readonly planned: PlannedConfiguration } | { readonly refusals: readonly PlanRefusal[] };

/** Decides which configuration everything will point to. */
export function planConfiguration(input: ConfigurationInput): Planned {
  const { choice } = input;
  if (choice.attach !== undefined && choice.key !== undefined) return { refusals: [{ code: 'key-and-attach' }] };
  const made = choice.attach === undefined ? planReplacement(input, choice.key) : attach(input, choice.attach);
  return 'planned' in made ? { planned: withKeyArn(input, made.planned) } : made;
}

/** An alias can lead elsewhere by the time it is used: what it leads to now is part of what is approved. */
function withKeyArn(
  { inventory, choice, keyVerdict }: ConfigurationInput,
  planned: PlannedConfiguration,
): PlannedConfiguration {
  const key = bookmarkKey(planned.after ?? {}) ?? '';
  const verdict = choice.key === undefined ? inventory.keys?.get(key) : keyVerdict;
  const isAlias = parseKeyArn(key)?.resource.startsWith('alias/');
  return isAlias && verdict?.state === 'usable' && verdict.arn !== undefined
    ? { ...planned, keyArn: verdict.arn }
    : planned;
}

function attach({ inventory, finding, configurations }: ConfigurationInput, name: string): Planned {
  if (!isAboutJob(finding)) return { refusals: [{ code: 'attach-not-possible', name }] };
  const existing = inventory.configurations.items.find((configuration) => configuration.name === name);
  if (!existing) {
    const names = inventory.configurations.items.map((configuration) => configuration.name);
    return { refusals: [{ code: 'attach-unknown', name, suggestions: nearest(name, names) }] };
  }
  const verdict = judgeConfiguration(existing);
  const key = inventory.keys?.get(existing.jobBookmarks?.keyArn ?? '');
  const reason = verdict?.reason ?? (key?.state === 'unusable' ? key.reason : undefined);
  if (reason !== undefined) return { refusals: [{ code: 'attach-noncompliant', name, reason }] };
  const read = configurations.get(name);
  if (read === undefined) return { refusals: [{ code: 'attach-unknown', name }] };
  if ('error' in read) return { refusals: [unread(name, read.error)] };
  return { planned: { name, reused: false, after: encryptionOf(read.definition) } };
}

function unread(name: string, error: string): PlanRefusal {
  return { code: 'not-read', name, call: 'GetSecurityConfiguration', detail: error };
}

/** Why a key cannot be used; undefined when nothing speaks against it. */
function keyRefusal(
  { inventory, keyVerdict }: Pick<ConfigurationInput, 'inventory' | 'keyVerdict'>,
  key: string | undefined,
): PlanRefusal | undefined {
  if (key === undefined) return { code: 'key-needed' };
  const arn = parseKeyArn(key);
  if (!arn || !/^(?:key|alias)\/./.test(arn.resource)) return { code: 'key-malformed', name: key };
  const verdict = judgeKeyArn(inventory.target, key) ?? keyVerdict;
  return verdict?.state === 'unusable' ? { code: 'key-unusable', name: key, reason: verdict.reason } : undefined;
}

/** The key that the finding is about, as the configuration names it. */
function brokenKey({ inventory, finding }: ConfigurationInput): string | undefined {
  if (finding.kind !== 'unusable-key') return undefined;
  return inventory.configurations.items.find(({ name }) => name === finding.name)?.jobBookmarks?.keyArn;
}

function planReplacement(input: ConfigurationInput, key: string | undefined): Planned {
  const { inventory, finding, choice, configurations, reserved = [] } = input;
  const refusal = keyRefusal(input, key);
  if (refusal || key === undefined) return { refusals: [refusal ?? { code: 'key-needed' }] };
  const old = isAboutJob(finding) ? undefined : configurations.get(finding.name);
  if (!isAboutJob(finding) && old === undefined) return { refusals: [{ code: 'gone', name: finding.name }] };
  if (old && 'error' in old) return { refusals: [unread(finding.name, old.error)] };
  const replacement = replacementEncryption(old?.definition ?? {}, key, choice.mode, brokenKey(input));
  if ('refused' in replacement)
    return { refusals: [{ code: 'unsendable', name: finding.name, paths: replacement.refused }] };
  const existing = inventory.configurations.items.map(({ name }) => name);
  const base = replacementBase(finding);
  const before = old && { before: { name: finding.name, encryption: encryptionOf(old.definition) } };
  for (const name of earlierReplacements(base, existing)) {
    const read = configurations.get(name);
    if (read && 'definition' in read && isReplacement(read.definition, replacement.encryption))
      return { planned: { name, reused: true, ...before, after: encryptionOf(read.definition) } };
  }
  const { encryption } = replacement;
  return {
    planned: {
      name: replacementName(base, [...existing, ...reserved]),
      create: encryption,
      reused: false,
      ...before,
      after: encryption,
    },
  };
}
