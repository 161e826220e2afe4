import { type Draft, type Fields, type Finding, fields } from '../draft.ts';
import { accountChecks, tagChecks } from './exception-checks.ts';

type Path = readonly PropertyKey[];

const aboutKeys = ['name', 'tag', 'accounts', 'regions'] as const;

function whoCheck(entry: Fields, path: Path): Finding[] {
  if (entry.channel !== undefined || entry.usergroup !== undefined) return [];
  return [{ path, message: 'names neither a channel nor a usergroup: write one' }];
}

/** What is an account's alone stands with the account. */
function aboutCheck(entry: Fields, path: Path): Finding[] {
  if (entry.name !== undefined || entry.tag !== undefined) return [];
  return [{ path, message: "names neither a name nor a tag: write one; a whole account's owner is accounts[].owner" }];
}

function about(entry: Fields): string {
  return JSON.stringify(aboutKeys.map((key) => entry[key] ?? null));
}

/** Owners by name and tag, together with the rest of the file. */
export function ownerChecks(file: Draft): Finding[] {
  const first = new Map<string, number>();
  return file.owners.flatMap((each, index) => {
    const entry = fields(each);
    if (entry === undefined) return [];
    const path = ['owners', index];
    const before = first.get(about(entry));
    if (before === undefined) first.set(about(entry), index);
    const message = `is about the same as owners[${before}], which comes first: keep one`;
    return [
      ...whoCheck(entry, path),
      ...aboutCheck(entry, path),
      ...accountChecks(entry, path, file),
      ...tagChecks(entry, path, file),
      ...(before === undefined ? [] : [{ path, message }]),
    ];
  });
}
