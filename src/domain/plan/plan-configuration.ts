import { judgeKeyArn, parseKeyArn } from '../audit/keys.ts';
import type { JsonObject } from '../json.ts';
import type { Inventory, KeyVerdict } from '../model.ts';
import { nearest } from '../nearest.ts';
import { judgeConfiguration } from '../rules/glue-005.ts';
import { encryptionOf, isReplacement } from '../steps/encryption.ts';
import { metKeys } from './met-keys.ts';
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
  /** Of the keys that the configurations read name. */
  readonly keyVerdicts?: ReadonlyMap<string, KeyVerdict>;
  /** Names that are not free, although nothing has them yet. */
  readonly reserved?: readonly string[];
}

type Planned = { readonly planned: PlannedConfiguration } | { readonly refusals: readonly PlanRefusal[] };

/** Decides which configuration everything will point to. */
export function planConfiguration(input: ConfigurationInput): Planned {
  const { choice } = input;
  if (choice.attach !== undefined && choice.key !== undefined) return { refusals: [{ code: 'key-and-attach' }] };
  const made = choice.attach === undefined ? planReplacement(input, choice.key) : attach(input, choice.attach);
  if ('refusals' in made) return made;
  const refusals = metKeys(made.planned).flatMap(({ key }) => unusable(input, key) ?? []);
  return refusals.length > 0 ? { refusals } : { planned: withKeyArns(input, made.planned) };
}

/** What is known of a key, as a configuration names it. */
export function keyVerdictOf(
  { inventory, choice, keyVerdict, keyVerdicts }: Omit<ConfigurationInput, 'finding' | 'configurations'>,
  key: string,
): KeyVerdict | undefined {
  const known = key === choice.key ? keyVerdict : (keyVerdicts?.get(key) ?? inventory.keys?.get(key));
  return judgeKeyArn(inventory.target, key) ?? known;
}

/** A run that meets a key which nobody can use fails, or writes no logs: whatever the key is for. */
function unusable(input: ConfigurationInput, key: string): PlanRefusal | undefined {
  const verdict = keyVerdictOf(input, key);
  return verdict?.state === 'unusable' ? { code: 'key-unusable', name: key, reason: verdict.reason } : undefined;
}

/** An alias can lead elsewhere by the time it is used: what it leads to now is part of what is approved. */
function withKeyArns(input: ConfigurationInput, planned: PlannedConfiguration): PlannedConfiguration {
  const bookmarks = bookmarkKey(planned.after ?? {});
  const aliases = metKeys(planned).flatMap(({ key }) => {
    const verdict = parseKeyArn(key)?.resource.startsWith('alias/') ? keyVerdictOf(input, key) : undefined;
    return verdict?.state === 'usable' && verdict.arn !== undefined ? [[key, verdict.arn] as const] : [];
  });
  const keyArn = aliases.find(([alias]) => alias === bookmarks)?.[1];
  const others = Object.fromEntries(aliases.filter(([alias]) => alias !== bookmarks));
  return {
    ...planned,
    ...(keyArn !== undefined && { keyArn }),
    ...(Object.keys(others).length > 0 && { keyArns: others }),
  };
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
function keyRefusal(input: ConfigurationInput, key: string | undefined): PlanRefusal | undefined {
  if (key === undefined) return { code: 'key-needed' };
  const arn = parseKeyArn(key);
  if (!arn || !/^(?:key|alias)\/./.test(arn.resource)) return { code: 'key-malformed', name: key };
  return unusable(input, key);
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
