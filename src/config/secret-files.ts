import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import type { Problem } from './problems.ts';
import type { Environment } from './slack-settings.ts';

/** Variables that name a file with a secret (Docker secrets, a volume of Kubernetes), and what each stands for. */
export const secretFiles = {
  SLACK_BOT_TOKEN_FILE: 'SLACK_BOT_TOKEN',
  SLACK_APP_TOKEN_FILE: 'SLACK_APP_TOKEN',
  SLACK_SIGNING_SECRET_FILE: 'SLACK_SIGNING_SECRET',
  GLUEWARDEN_KEY_FILE: 'GLUEWARDEN_KEY',
  DATABASE_URL_FILE: 'DATABASE_URL',
} as const;

/** No token or key is larger. */
const mostBytes = 65_536;

interface SecretsRead {
  /** With the secrets in place of the files. */
  readonly env: Environment;
  readonly problems: readonly Problem[];
  /** Variables whose value came from a file. */
  readonly fromFile: ReadonlySet<string>;
}

/**
 * Reads the files that the environment (without empty values) names. Such a file may be a symbolic link that everybody in
 * its container may read: whoever mounted it decided that. Neither what it holds nor its path is ever repeated: the path
 * may be a secret that stands in the wrong variable.
 */
export function readSecretFiles(env: Environment): SecretsRead {
  const values: Record<string, string> = {};
  const problems: Problem[] = [];
  for (const [path, name] of Object.entries(secretFiles)) {
    const file = env[path];
    if (file === undefined) continue;
    const read =
      env[name] === undefined ? readSecret(file) : { message: `is set, and so is ${name}: keep one of the two` };
    if ('message' in read) problems.push({ path, message: read.message });
    else values[name] = read.text;
  }
  return { env: { ...env, ...values }, problems, fromFile: new Set(Object.keys(values)) };
}

type Read = { readonly text: string } | { readonly message: string };

const readWords: Readonly<Record<string, string>> = {
  ENOENT: 'names a file that does not exist',
  ENOTDIR: 'names a file that does not exist',
  EACCES: 'names a file that this user may not read',
  ENAMETOOLONG: 'must be the path of a file',
};

/** What a file holds, trimmed; or what is wrong with it, as the end of a sentence that begins with what named it. */
export function readSecret(path: string): Read {
  let file: number;
  try {
    // Not to wait: opening a pipe would, for somebody to write into it.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return { message: readWords[code] ?? `names a file that cannot be read (${code})` };
  }
  try {
    const found = fstatSync(file);
    if (!found.isFile()) return { message: 'must name a file, and names a folder or a device' };
    if (found.size > mostBytes) return { message: 'names a file that is too large for a secret' };
    const text = readFileSync(file, 'utf8').trim();
    return text === '' ? { message: 'names an empty file' } : { text };
  } finally {
    closeSync(file);
  }
}
