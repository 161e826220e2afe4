import { glue005 } from './glue-005.ts';
import type { Rule } from './rule.ts';

/** Every rule that the bot checks. */
export const rules: readonly Rule[] = [glue005];
