import type { JsonObject } from '../../domain/json.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import type { SealedPlan } from './remediation-records.ts';

/** SHA-256 of a text, hex. */
export type Hash = (text: string) => string;

/** Keys from outside the database. */
export interface Vault {
  /** HMAC-SHA256 of the canonical plan, hex. */
  seal(plan: Plan): string;
  /** Constant-time. */
  isSealed(plan: Plan, seal: string): boolean;
  /** HMAC-SHA256 of a text that is no plan (a request's terms, a decision), hex. */
  sign(text: string): string;
  /** Constant-time. */
  isSigned(text: string, signature: string): boolean;
  /** What tells by a random salt whether two processes have one key, and tells nothing of the key: an HMAC-SHA256, hex. */
  keyCheck(salt: string): string;
  /** Constant-time. */
  isKeyCheck(salt: string, check: string): boolean;
  /** AES-256-GCM; `context` (plan and step id) is authenticated with it. */
  encrypt(definition: JsonObject, context: string): string;
  /** @throws when the text or the context was changed */
  decrypt(text: string, context: string): JsonObject;
}

/** What a key is known by: see `Vault.keyCheck`. */
export interface KeyCheck {
  /** Random, of this database. */
  readonly salt: string;
  readonly check: string;
}

/** By which key a database was sealed. */
export interface KeyRecords {
  /** Undefined: nothing was sealed yet, or an older version sealed it. */
  check(): Promise<KeyCheck | undefined>;
  /** Writes it where there is none. Resolves with the one that stands: of two that start at once the first one wins. */
  keep(check: KeyCheck, at: number): Promise<KeyCheck>;
  /** Another key from now on. */
  replace(check: KeyCheck, at: number): Promise<void>;
  /** Those that were sealed last, newest first. */
  latestPlans(limit: number): Promise<readonly SealedPlan[]>;
}
