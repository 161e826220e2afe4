import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openVault, sha256, VaultError, type VaultErrorCode } from '../../src/ops/vault.ts';
import { recordingLog, temporaryFolder } from '../store/harness.ts';
import fc from '../support/fast-check.ts';
import { planOf, smallGlue } from '../support/remediation/remediation.ts';

const key = Buffer.alloc(32, 1).toString('base64');
const otherKey = Buffer.alloc(32, 2).toString('base64');
const log = recordingLog();
const vault = openVault({ key, log });
const { plan } = planOf(smallGlue());

function codeOf(work: () => unknown): VaultErrorCode | undefined {
  try {
    work();
  } catch (error) {
    return error instanceof VaultError ? error.code : undefined;
  }
  return undefined;
}

describe('seals', () => {
  test('the plan as the database gives it back has the same seal', () => {
    const seal = vault.seal(plan);
    expect(seal).toMatch(/^[0-9a-f]{64}$/);
    expect(vault.isSealed(JSON.parse(JSON.stringify(plan)), seal)).toBe(true);
    const turned = Object.fromEntries(Object.entries(plan).reverse());
    expect(vault.isSealed({ ...plan, ...turned }, seal)).toBe(true);
  });

  test('any other plan, seal or key: no', () => {
    const seal = vault.seal(plan);
    expect(vault.isSealed({ ...plan, id: 'plan-2' }, seal)).toBe(false);
    expect(vault.isSealed({ ...plan, steps: plan.steps.slice(1) }, seal)).toBe(false);
    expect(vault.isSealed({ ...plan, steps: [...plan.steps].reverse() }, seal)).toBe(false);
    for (const wrong of ['', seal.slice(1), `${seal}0`, seal.toUpperCase(), 'é'.repeat(32)])
      expect(vault.isSealed(plan, wrong), wrong).toBe(false);
    expect(openVault({ key: otherKey, log }).isSealed(plan, seal)).toBe(false);
  });

  test('the check of a key depends on its salt, and passes for nothing else', () => {
    const check = vault.keyCheck('salt');
    expect(vault.isKeyCheck('salt', check)).toBe(true);
    expect(vault.isKeyCheck('pepper', check)).toBe(false);
    expect(openVault({ key: otherKey, log }).isKeyCheck('salt', check)).toBe(false);
    expect(vault.isSigned('salt', check)).toBe(false);
  });

  test('a signed text is no sealed plan', () => {
    const text = JSON.stringify(plan);
    expect(vault.isSigned(text, vault.sign(text))).toBe(true);
    expect(vault.isSigned(`${text} `, vault.sign(text))).toBe(false);
    expect(vault.isSealed(plan, vault.sign(text))).toBe(false);
  });
});

describe('encryption', () => {
  test('gives back what it was given, in its own context only, and never the same text twice', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), fc.string(), fc.string(), (definition, context, other) => {
        const text = vault.encrypt(definition, context);
        expect(vault.decrypt(text, context)).toEqual(JSON.parse(JSON.stringify(definition)));
        expect(vault.encrypt(definition, context)).not.toBe(text);
        if (other !== context) expect(codeOf(() => vault.decrypt(text, other))).toBe('damaged');
      }),
    );
  });

  test('any changed byte, a cut text, another key: refused, and nothing is quoted', () => {
    const text = vault.encrypt({ password: 'hidden' }, 'p/s1');
    expect(text).not.toContain('hidden');
    const bytes = Buffer.from(text.slice(3), 'base64url');
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(codeOf(() => vault.decrypt(`v1.${changed.toString('base64url')}`, 'p/s1'))).toBe('damaged');
    }
    for (const wrong of ['', 'v1.', 'v2', `v2${text.slice(2)}`, text.slice(0, 20)])
      expect(
        codeOf(() => vault.decrypt(wrong, 'p/s1')),
        wrong,
      ).toBe('damaged');
    expect(codeOf(() => openVault({ key: otherKey, log }).decrypt(text, 'p/s1'))).toBe('damaged');
    expect(() => vault.decrypt(text, 'other')).toThrow(/^(?!.*hidden)/);
  });
});

describe('keys', () => {
  test.each([
    '',
    'short',
    Buffer.alloc(31).toString('base64'),
    `${key}!`,
    'not base64 at all, but a long sentence of words',
    Buffer.alloc(32).toString('base64'),
    'A'.repeat(64),
  ])('GLUEWARDEN_KEY "%s" is refused without being quoted', (wrong) => {
    expect(codeOf(() => openVault({ key: wrong, log }))).toBe('bad-key');
    if (wrong !== '') expect(() => openVault({ key: wrong, log })).not.toThrow(wrong);
  });

  test('a longer key and base64url are taken; the environment wins over the file', () => {
    const long = Buffer.alloc(48, 0xfb).toString('base64url');
    expect(openVault({ key: long, log }).sign('x')).not.toBe(vault.sign('x'));
    const keyFile = join(temporaryFolder(), 'key');
    expect(openVault({ key, keyFile, log }).sign('x')).toBe(vault.sign('x'));
    expect(existsSync(keyFile)).toBe(false);
  });

  test('without any: said', () => {
    expect(codeOf(() => openVault({ log }))).toBe('no-key');
  });

  test('a file is made on first start, mode 0600, with a notice, and used from then on', () => {
    const lines = recordingLog();
    const keyFile = join(temporaryFolder(), 'new', 'gluewarden.key');
    const first = openVault({ keyFile, log: lines });
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    expect(Buffer.from(readFileSync(keyFile, 'utf8').trim(), 'base64').length).toBe(32);
    expect(readdirSync(dirname(keyFile))).toEqual(['gluewarden.key']);
    expect(lines.lines).toEqual([{ level: 'warn', fields: { keyFile }, text: expect.stringContaining('Keep a copy') }]);
    expect(JSON.stringify(lines.lines)).not.toContain(readFileSync(keyFile, 'utf8').trim());
    const second = openVault({ keyFile, log: lines });
    expect(second.sign('x')).toBe(first.sign('x'));
    expect(lines.lines.length).toBe(1);
  });

  test('where something was sealed, a file that is gone is lost, and none is made in its place', () => {
    const keyFile = join(temporaryFolder(), 'key');
    expect(codeOf(() => openVault({ keyFile, mayMake: false, log }))).toBe('key-file-lost');
    expect(existsSync(keyFile)).toBe(false);
    writeFileSync(keyFile, key, { mode: 0o600 });
    expect(openVault({ keyFile, mayMake: false, log }).sign('x')).toBe(vault.sign('x'));
  });

  test('a file that others may read, or that holds no key: refused', () => {
    const keyFile = join(temporaryFolder(), 'key');
    writeFileSync(keyFile, key, { mode: 0o600 });
    chmodSync(keyFile, 0o640);
    expect(codeOf(() => openVault({ keyFile, log }))).toBe('key-file-open');
    chmodSync(keyFile, 0o600);
    expect(openVault({ keyFile, log }).sign('x')).toBe(vault.sign('x'));
    writeFileSync(keyFile, '');
    expect(codeOf(() => openVault({ keyFile, log }))).toBe('bad-key');
  });

  test('what somebody else may have put there is not taken: a link, a folder, a pipe', () => {
    const folder = temporaryFolder();
    const real = join(folder, 'real');
    writeFileSync(real, key, { mode: 0o600 });
    const at = (name: string, make: (path: string) => void) => {
      make(join(folder, name));
      return codeOf(() => openVault({ keyFile: join(folder, name), log }));
    };
    expect(at('link', (path) => symlinkSync(real, path))).toBe('key-file-foreign');
    expect(at('dangling', (path) => symlinkSync(join(folder, 'none'), path))).toBe('key-file-foreign');
    expect(at('folder', (path) => mkdirSync(path, { mode: 0o700 }))).toBe('key-file-foreign');
    expect(at('pipe', (path) => execFileSync('mkfifo', ['-m', '600', path]))).toBe('key-file-foreign');
    expect(at('hard link', (path) => linkSync(real, path))).toBeUndefined();
  });

  test.runIf(process.geteuid?.() === 0)("another user's file is not taken", () => {
    const keyFile = join(temporaryFolder(), 'key');
    writeFileSync(keyFile, key, { mode: 0o600 });
    chownSync(keyFile, 4_321, 0);
    expect(codeOf(() => openVault({ keyFile, log }))).toBe('key-file-foreign');
    expect(() => openVault({ keyFile, log })).toThrow('belongs to user 4321, and Gluewarden runs as user 0');
  });

  test('a file that cannot be made: said', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(codeOf(() => openVault({ keyFile: join(file, 'key'), log }))).toMatch(/^key-file-/);
  });

  test('SHA-256 in hex', () => {
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
