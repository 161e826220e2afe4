import { shown } from '../values.ts';

const fieldWords: Readonly<Record<string, string>> = {
  minute: 'the minute (0-59)',
  hour: 'the hour (0-23)',
  dayOfMonth: 'the day of the month (1-31)',
  month: 'the month (1-12)',
  dayOfWeek: 'the day of the week (0-7 or MON-SUN)',
};

const example = 'like "0 8 * * 1-5" (08:00, Monday to Friday)';
const sizes = [59, 23, 31, 12, 7];

/** node-cron takes a step that is longer than the field and fires at its start only: never what was meant. */
function tooLongStep(fields: readonly string[]): string | undefined {
  for (const [index, field] of fields.entries())
    for (const [, step] of field.matchAll(/\/(\d+)/g))
      if (Number(step) > (sizes[index] ?? 0) || Number(step) === 0)
        return `the step /${step} does not fit into ${Object.values(fieldWords)[index]}`;
  return undefined;
}

type Validator = (expression: string) => {
  readonly valid: boolean;
  readonly errors: readonly { readonly field: string; readonly value?: unknown }[];
};

function fieldProblem({ field, value }: { readonly field: string; readonly value?: unknown }): string {
  if (field === 'dayOfMonth' && Number(value) >= 1 && Number(value) <= 31) return `that month has no day ${value}`;
  return `${shown(value)} does not fit ${fieldWords[field] ?? 'a field'}`;
}

/**
 * crontab(5) fires when either of two restricted day fields fits; node-cron, when both do. One that begins with `*` is
 * not restricted, there as here.
 */
function bothDays([, , day = '*', , weekday = '*']: readonly string[]): boolean {
  return ![day, weekday].some((field) => /^[*?]/.test(field));
}

/** What is wrong with a cron expression, in words. `validate` is node-cron's `validateDetailed`. */
export function cronProblem(value: string, validate: Validator): string | undefined {
  const fields = value.trim().split(/\s+/);
  if (value.trim().startsWith('@')) return `must be five fields, ${example}; names like ${shown(value)} are not taken`;
  if (fields.length === 6)
    return `has six fields: seconds are not taken. Write five: minute, hour, day, month, weekday`;
  if (fields.length !== 5)
    return `must be five fields (minute, hour, day, month, weekday), ${example}; this is ${shown(value)}`;
  const step = tooLongStep(fields);
  if (step !== undefined) return `${step}: write times that exist, ${example}`;
  const { valid, errors } = validate(value);
  if (valid && bothDays(fields))
    return `restricts the day of the month and the weekday: crontab would run when either fits, Gluewarden only when both do. Make one of the two "*", or write two schedules`;
  if (valid) return undefined;
  const wrong = errors.map(fieldProblem);
  return `never fires: ${wrong.join('; ')}. Write five fields, ${example}`;
}
