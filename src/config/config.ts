import { access, readFile, stat } from 'node:fs/promises';
import { type Outside, outsideUnknown } from './cross-checks.ts';
import { type Config, emptyConfig } from './model.ts';
import { ConfigError, type Problem } from './problems.ts';

/** A file of this size is no configuration. */
const mostBytes = 1_000_000;

function reason(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}

const readWords: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist: correct GLUEWARDEN_CONFIG, or create the file (gluewarden.example.yaml shows how)',
  EISDIR: 'is a folder: name the file itself in GLUEWARDEN_CONFIG',
  EACCES: 'may not be read by this user: change its permissions',
};

/** `./gluewarden.yml` would be passed over without a word, and the wrong account audited. */
async function refuseOtherSpelling(path: string): Promise<void> {
  const other = path.replace(/\.yaml$/, '.yml');
  const exists =
    other !== path &&
    (await access(other).then(
      () => true,
      () => false,
    ));
  if (exists) throw new ConfigError(other, [{ path: '', message: `is not read: rename it to ${path}` }]);
}

async function readText(path: string, explicit: boolean): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const code = reason(error);
    if (code !== 'ENOENT' || explicit)
      throw new ConfigError(path, [{ path: '', message: readWords[code] ?? `cannot be read (${code})` }]);
    await refuseOtherSpelling(path);
    return '';
  }
  if (bytes.length > mostBytes)
    throw new ConfigError(path, [{ path: '', message: 'is larger than 1 MB: is it the right file?' }]);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ConfigError(path, [{ path: '', message: 'is not UTF-8 text: save it as UTF-8' }]);
  }
}

/**
 * Whoever may write the file decides who approves. The group may: it is the user's own on most machines (umask 002),
 * and the whole of a Kubernetes volume with fsGroup.
 */
async function writers(path: string): Promise<Problem[]> {
  const found = await stat(path).catch(() => undefined);
  const self = process.geteuid?.();
  if (found === undefined || self === undefined) return [];
  const warning = (message: string): Problem[] => [{ path: '', message: `${path}: ${message}` }];
  if ((found.mode & 0o002) !== 0)
    return warning(
      `everybody on this machine may write it, and it says who approves. Close it with: chmod o-w ${path}`,
    );
  if (found.uid !== 0 && found.uid !== self)
    return warning(`it belongs to user ${found.uid}, who may change who approves; Gluewarden runs as user ${self}`);
  return [];
}

/**
 * Reads and checks the configuration. `explicit`: the path was set by the operator, so the file must exist.
 * `outside`: what only others know; asked for only when there is something to read, and for the words that no account
 * may be called only when one has a name.
 * YAML and node-cron are loaded only when there is something to read: the terminal audit starts faster.
 * @throws {ConfigError} with every problem at once
 */
export async function loadConfig(
  path: string,
  explicit: boolean,
  outside: (needs: { readonly reservedWords: boolean }) => Promise<Outside> = async () => outsideUnknown,
): Promise<Config> {
  const text = await readText(path, explicit);
  if (text.trim() === '') return emptyConfig;
  const { openConfig } = await import('./parse.ts');
  const opened = openConfig(text, path);
  const config = opened.check(await outside({ reservedWords: opened.namesAccounts }));
  const warnings = await writers(path);
  return warnings.length === 0 ? config : { ...config, warnings: [...config.warnings, ...warnings] };
}
