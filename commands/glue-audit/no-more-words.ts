import { GluewardenError } from '../../src/domain/errors.ts';

/** @throws {GluewardenError} `usage` when a subcommand without words got some */
export function noMoreWords(subcommand: string, words: readonly string[]): void {
  if (words.length > 0) throw new GluewardenError('usage', `"${subcommand}" takes no further words`, [subcommand]);
}
