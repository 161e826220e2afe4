import { existsSync, globSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where the binaries are: named in POSTGRES_BIN, Debian's newest, or on the PATH. Undefined: there is no PostgreSQL. */
export function postgresBin(): string | undefined {
  const debian = globSync('/usr/lib/postgresql/*/bin')
    .filter((folder) => versionOf(folder) >= oldest)
    .sort((left, right) => versionOf(right) - versionOf(left));
  const folders = [process.env.POSTGRES_BIN ?? '', ...debian, ...(process.env.PATH ?? '').split(delimiter)];
  return folders.find(
    (folder) => folder !== '' && ['initdb', 'postgres'].every((name) => existsSync(join(folder, name))),
  );
}

/** As the store asks for. */
const oldest = 15;
const versionOf = (folder: string) => Number(folder.split('/').at(-2));
