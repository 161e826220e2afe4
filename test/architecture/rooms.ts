import { posix } from 'node:path';
import { importsOf } from './imports.ts';

/**
 * The rooms of each floor, lowest first: a room imports only rooms that stand before it. `.` is the files of the floor
 * itself. A floor that is not here is one room.
 */
export const ranks: Readonly<Record<string, readonly string[]>> = {
  'src/domain': [
    '.',
    'organization',
    'rules',
    'exceptions',
    'owners',
    'audit',
    'steps',
    'plan',
    'remediation',
    'evidence',
  ],
  'src/usecases': [
    'messages',
    'ports/records',
    'ports',
    '.',
    'words',
    'organization',
    'remediation/state',
    'running',
    'sharing',
    'audit',
    'doctor',
    'exceptions',
    'evidence',
    'evidence/html',
    'schedule',
    'remediation/plan',
    'remediation/messages',
    'remediation/request',
    'remediation/execute',
    'remediation/watch',
    'remediation/rollback',
    'remediation/surface',
    'bot',
    'home',
  ],
  'src/aws': ['access', 'read', 'policies', 'change', 'probe', '.'],
  'src/store': [
    'migrations/columns',
    'migrations',
    'database',
    'postgres',
    'owners',
    'exceptions',
    'audit',
    'remediation',
    'evidence',
    'digests',
    'moving',
    'checking',
    '.',
  ],
  'src/slack': [
    'transport',
    'views/common',
    'views/evidence',
    'views/exceptions',
    'views/remediation',
    'views/audit',
    'views/digest',
    'views/home',
    'forms',
    'interactions',
    'home',
    '.',
  ],
};

const mostFiles = 20;

interface Room {
  readonly floor: string;
  readonly name: string;
  /** Its place in the list of its floor; -1: the list does not know it. */
  readonly rank: number;
}

/** The room of a file; undefined on a floor that is one room. */
function roomOf(path: string): Room | undefined {
  const floor = Object.keys(ranks).find((each) => path.startsWith(`${each}/`));
  const rooms = floor === undefined ? undefined : ranks[floor];
  if (floor === undefined || rooms === undefined) return undefined;
  const name = posix.relative(floor, posix.dirname(path)) || '.';
  return { floor, name, rank: rooms.indexOf(name) };
}

/** Files in rooms that no list knows, and imports of a room that stands higher. Types and dynamic imports count. */
export function rankProblems(path: string, source: string): string[] {
  const from = roomOf(path);
  if (from === undefined) return [];
  if (from.rank < 0) return [`${path} is in ${from.name}, which is no room of ${from.floor}`];
  return importsOf(source).flatMap(({ specifier, line }) => {
    if (!specifier?.startsWith('.')) return [];
    const target = posix.join(posix.dirname(path), specifier);
    const to = roomOf(target);
    const upwards = to?.floor === from.floor && to.rank > from.rank;
    return upwards ? [`${path}:${line} is in ${from.name} and imports ${to.name} (${target}), which stands above`] : [];
  });
}

/** Folders with so many files that nobody finds a thing by looking. */
export function sizeProblems(sources: ReadonlyMap<string, string>): string[] {
  const folders = Map.groupBy(sources.keys(), (path) => posix.dirname(path));
  return [...folders].flatMap(([folder, files]) =>
    files.length > mostFiles ? [`${folder} has ${files.length} files: ${mostFiles} at most`] : [],
  );
}
