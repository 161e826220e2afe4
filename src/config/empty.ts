import type { Config } from './model.ts';

/** With nothing configured: the account of the bot's own credentials, in its enabled regions. */
export const emptyConfig: Config = Object.freeze({
  accounts: Object.freeze([Object.freeze({ regions: 'enabled' as const })]),
  schedules: Object.freeze([]),
  remediation: Object.freeze({ mode: 'bookmarks-only', watchRunsFor: 7 * 86_400_000 }),
  warnings: Object.freeze([]),
});
