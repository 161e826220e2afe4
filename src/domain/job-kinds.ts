import type { Job } from './model.ts';

/** Kinds of job that never write bookmarks. An unknown or missing kind counts as one that does: the safe side. */
const withoutBookmarks = new Set(['pythonshell', 'glueray']);

export function hasBookmarks({ command }: Pick<Job, 'command'>): boolean {
  return command === undefined || !withoutBookmarks.has(command);
}

/**
 * False for Ray jobs: they take no security configuration at all (AWS Glue Developer Guide, "Managing security
 * configurations"). One that names a configuration still refers to it.
 */
export function takesConfiguration({ command }: { readonly command?: Job['command'] | undefined }): boolean {
  return command !== 'glueray';
}
