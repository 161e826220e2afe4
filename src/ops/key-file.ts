import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { makeFolders } from '../usecases/make-folders.ts';

export type VaultErrorCode =
  /** Neither GLUEWARDEN_KEY nor a place for a file. */
  | 'no-key'
  /** Not base64, or too short. */
  | 'bad-key'
  /** Others than its owner may read the file. */
  | 'key-file-open'
  /** A symbolic link, a folder or a device, or another user's: whoever can put it there chooses the key. */
  | 'key-file-foreign'
  | 'key-file-unreadable'
  | 'key-file-not-made'
  /** What there is was sealed with a key whose file is not there. */
  | 'key-file-lost'
  /** A stored text, its context or the key was changed. */
  | 'damaged';

/** Whatever goes wrong with the keys. The message is a sentence for the operator and says what to do. */
export class VaultError extends Error {
  readonly code: VaultErrorCode;

  constructor(code: VaultErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'VaultError';
    this.code = code;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}

/**
 * The text of a key file; made (mode 0600) when it is not there. Two processes that start at once get the same one.
 * @throws {VaultError}
 */
export function readOrMakeKeyFile(path: string, make: () => string): { readonly text: string; readonly made: boolean } {
  const found = read(path);
  if (found !== undefined) return { text: found, made: false };
  const made = create(path, make());
  const text = read(path);
  if (text === undefined) throw notMade(path, 'ENOENT');
  return { text, made };
}

/**
 * The text of a key file that must be there.
 * @throws {VaultError}
 */
export function readKeyFile(path: string): string {
  const text = read(path);
  if (text !== undefined) return text;
  throw new VaultError(
    'key-file-lost',
    `The key file ${path} is not there, and the database was sealed with the key that it held. Put the file back from your copy, or set GLUEWARDEN_KEY to that key. If it is lost for good, take a new one with: node src/launch.mjs store accept-key`,
  );
}

function read(path: string): string | undefined {
  let file: number;
  try {
    // Not to wait: opening a pipe would, for somebody to write into it.
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    if (codeOf(error) === 'ELOOP')
      throw foreign(`The key file ${path} is a symbolic link. Put the file itself there, or set GLUEWARDEN_KEY.`);
    throw new VaultError(
      'key-file-unreadable',
      `The key file ${path} cannot be read (${codeOf(error)}). It must belong to the user that runs Gluewarden.`,
    );
  }
  try {
    const found = fstatSync(file);
    if (!found.isFile())
      throw foreign(`The key file ${path} is no file. Move what is there away, or set GLUEWARDEN_KEY.`);
    const self = process.geteuid?.();
    if (self !== undefined && found.uid !== self)
      throw foreign(
        `The key file ${path} belongs to user ${found.uid}, and Gluewarden runs as user ${self}. Give it to user ${self} (chown), or set GLUEWARDEN_KEY.`,
      );
    if ((found.mode & 0o077) !== 0)
      throw new VaultError('key-file-open', `Others may read the key file ${path}. Close it with: chmod 600 ${path}`);
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

/** Written whole under another name, then linked: nobody ever reads half a key, and the first one wins. */
function create(path: string, text: string): boolean {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    const make = (folder: string) => mkdirSync(folder, { mode: 0o700 });
    makeFolders(dirname(path), { exists: existsSync, make, above: dirname });
    const file = openSync(draft, 'wx', 0o600);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw notMade(path, codeOf(error));
  }
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw notMade(path, codeOf(error));
  } finally {
    unlinkSync(draft);
  }
}

function foreign(message: string): VaultError {
  return new VaultError('key-file-foreign', message);
}

function notMade(path: string, code: string): VaultError {
  return new VaultError(
    'key-file-not-made',
    `The key file ${path} cannot be made (${code}). Make its folder writable for the user that runs Gluewarden, or set GLUEWARDEN_KEY.`,
  );
}
