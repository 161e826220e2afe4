import type { JsonObject } from '../../domain/json.ts';
import type { Plan } from '../../domain/plan/plan.ts';

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
  /** AES-256-GCM; `context` (plan and step id) is authenticated with it. */
  encrypt(definition: JsonObject, context: string): string;
  /** @throws when the text or the context was changed */
  decrypt(text: string, context: string): JsonObject;
}
