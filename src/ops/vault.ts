import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { canonical, type Json, type JsonObject } from '../domain/json.ts';
import type { Plan } from '../domain/plan/plan.ts';
import type { Log } from '../usecases/ports/runtime.ts';
import type { Hash, Vault } from '../usecases/ports/vault.ts';
import { readKeyFile, readOrMakeKeyFile, VaultError } from './key-file.ts';

export { VaultError, type VaultErrorCode } from './key-file.ts';

export interface VaultOptions {
  /** GLUEWARDEN_KEY: base64 of 32 bytes or more. It wins over the file. */
  readonly key?: string;
  /** Where the key is kept otherwise: beside the database, never in it. Made when it is not there. */
  readonly keyFile?: string;
  /** False: what there is was sealed with a key, so a new one would not do. Absent: true. */
  readonly mayMake?: boolean;
  readonly log: Log;
}

const leastBytes = 32;

/** SHA-256, hex. */
export const sha256: Hash = (text) => createHash('sha256').update(text).digest('hex');

/**
 * Opens the vault. Two keys are derived from the one given (HKDF-SHA256): one to seal, one to encrypt.
 * @throws {VaultError} whose message says what to do, and never holds a key
 */
export function openVault({ key, keyFile, mayMake = true, log }: VaultOptions): Vault {
  const secret = key === undefined ? fromFile(keyFile, mayMake, log) : decoded(key, 'GLUEWARDEN_KEY');
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', secret, '', `gluewarden ${use} v1`, 32));
  return createVault(derive('seal'), derive('encrypt'));
}

function fromFile(keyFile: string | undefined, mayMake: boolean, log: Log): Buffer {
  if (keyFile === undefined)
    throw new VaultError('no-key', 'There is no key for remediation: set GLUEWARDEN_KEY (openssl rand -base64 32).');
  if (!mayMake) return decoded(readKeyFile(keyFile), keyFile);
  const { text, made } = readOrMakeKeyFile(keyFile, () => `${randomBytes(leastBytes).toString('base64')}\n`);
  if (made) {
    const notice =
      'A new key was made: it seals plans and encrypts stored job definitions. Keep a copy of this file apart from the database; without it open requests cannot be approved and stored definitions cannot be read';
    log.warn({ keyFile }, notice);
  }
  return decoded(text, keyFile);
}

function decoded(text: string, where: string): Buffer {
  const trimmed = text.trim();
  const bytes = Buffer.from(trimmed, 'base64');
  const isBase64 = /^[A-Za-z0-9+/_-]+={0,2}$/.test(trimmed);
  if (isBase64 && bytes.length >= leastBytes && bytes.some((byte) => byte !== 0)) return bytes;
  const why =
    isBase64 && bytes.length >= leastBytes
      ? 'all its bytes are zero, which is a placeholder'
      : `it must be base64 of ${leastBytes} bytes or more`;
  throw new VaultError('bad-key', `${where} is not a key: ${why}. Make one with: openssl rand -base64 32`);
}

function createVault(sealKey: Buffer, encryptionKey: Buffer): Vault {
  // The use is part of what is signed: a signed text can never pass for a sealed plan.
  const hmac = (use: string, text: string) => createHmac('sha256', sealKey).update(`${use}\n${text}`).digest('hex');
  return {
    seal: (plan) => hmac('plan', planText(plan)),
    isSealed: (plan, seal) => isSame(hmac('plan', planText(plan)), seal),
    sign: (text) => hmac('text', text),
    isSigned: (text, signature) => isSame(hmac('text', text), signature),
    keyCheck: (salt) => hmac('key check', salt),
    isKeyCheck: (salt, check) => isSame(hmac('key check', salt), check),
    encrypt: (definition, context) => encrypt(encryptionKey, JSON.stringify(definition), context),
    decrypt: (text, context) => decrypt(encryptionKey, text, context),
  };
}

/** The plan as the database gives it back: what is undefined is absent. */
function planText(plan: Plan): string {
  const json: Json = JSON.parse(JSON.stringify(plan));
  return canonical(json);
}

function isSame(expected: string, given: string): boolean {
  const [left, right] = [Buffer.from(expected), Buffer.from(given)];
  return left.length === right.length && timingSafeEqual(left, right);
}

const version = 'v1';
const nonceBytes = 12;
const tagBytes = 16;

function encrypt(key: Buffer, text: string, context: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return `${version}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`;
}

function decrypt(key: Buffer, text: string, context: string): JsonObject {
  const [format, body = ''] = text.split('.');
  const bytes = Buffer.from(body, 'base64url');
  try {
    if (format !== version) throw new Error('another format');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
      .setAAD(Buffer.from(context))
      .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
    const plain = Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]);
    const definition: JsonObject = JSON.parse(plain.toString('utf8'));
    return definition;
  } catch {
    // Without the cause: a parser's message would quote the definition.
    throw new VaultError(
      'damaged',
      'A stored definition cannot be decrypted: the database was changed by hand, or the key is not the one that it was written with.',
    );
  }
}
