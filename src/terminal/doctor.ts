import type { DoctorCheck } from '../usecases/doctor/doctor-report.ts';
import { countWords, numberWords } from '../usecases/words/explain.ts';
import { createPaint, type Paint } from './paint.ts';
import { pad, paragraph, visible, visibleProse } from './text.ts';

export interface DoctorOptions {
  /** Columns of the terminal; less than 40 counts as 40. */
  readonly width: number;
  readonly colour: boolean;
}

const narrowest = 40;
/** Where the texts of a check begin: behind "  not checked  ". */
const margin = 15;

const outcomes = {
  ok: { word: 'ok', paint: 'good' },
  warning: { word: 'warning', paint: 'doubtful' },
  problem: { word: 'PROBLEM', paint: 'bad' },
  'not-checked': { word: 'not checked', paint: 'doubtful' },
} as const satisfies Record<DoctorCheck['outcome'], { word: string; paint: keyof Paint }>;

/** The checks by group, in the order of their first appearance, each problem with what to fix under it. */
export function renderDoctor(checks: readonly DoctorCheck[], options: DoctorOptions): string {
  const width = Math.max(narrowest, options.width);
  const paint = createPaint(options.colour);
  const groups = [...Map.groupBy(checks, ({ group }) => group)];
  const lines = [
    ...verdict(checks, width, paint),
    ...groups.flatMap(([group, members]) => [
      '',
      paint.strong(visible(group)),
      ...members.flatMap((check) => checkLines(check, width, paint)),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function verdict(checks: readonly DoctorCheck[], width: number, paint: Paint): string[] {
  const problems = checks.filter(({ outcome }) => outcome === 'problem').length;
  const skipped = checks.filter(({ outcome }) => outcome === 'not-checked').length;
  const warnings = checks.filter(({ outcome }) => outcome === 'warning').length;
  const warned = warnings > 0 ? `; ${countWords(warnings, 'warning')}` : '';
  const untried = `${warned}${skipped > 0 ? `; ${numberWords(skipped)} not checked` : ''}`;
  if (problems > 0)
    return paragraph(
      `${countWords(problems, 'problem')} to fix, in ${countWords(checks.length, 'check')}${untried}.`,
      width,
      0,
    ).map(paint.bad);
  if (checks.length === skipped) return [paint.doubtful('Nothing was checked.')];
  return paragraph(
    `No problem found: ${countWords(checks.length - skipped - warnings, 'check')} ok${untried}.`,
    width,
    0,
  ).map(paint.good);
}

function checkLines({ check, outcome, detail, fix }: DoctorCheck, width: number, paint: Paint): string[] {
  const { word, paint: colour } = outcomes[outcome];
  const [first = '', ...rest] = paragraph(visibleProse(check), width, margin);
  const label = paint[colour](pad(`  ${word}`, margin));
  return [
    label + first.slice(margin),
    ...rest,
    ...(detail === undefined ? [] : paragraph(visibleProse(detail), width, margin)),
    ...(fix === undefined || outcome === 'ok' ? [] : fixLines(fix, width)),
  ];
}

/**
 * Sentences are wrapped. A JSON block or an indented line is kept as it is, however wide: it is there to be copied,
 * and a broken line would no longer be what to copy.
 */
function fixLines(fix: string, width: number): string[] {
  const indent = 4;
  const lines = fix.trimEnd().replaceAll('\t', '  ').split(/\r?\n/).map(visible);
  let inBlock = false;
  let first = true;
  return lines.flatMap((line) => {
    const opens = /^[{[]/.test(line);
    const verbatim = inBlock || opens || /^\s/.test(line) || line === '';
    if (opens) inBlock = !closes(line);
    else if (inBlock && /^[}\]]/.test(line)) inBlock = false;
    const marked = first && !verbatim ? `To fix: ${line}` : line;
    first = false;
    if (line === '') return [''];
    return verbatim ? [' '.repeat(indent) + line] : paragraph(marked, width, indent);
  });
}

/** A block on one line: `{ "Effect": "Allow" }`. */
function closes(line: string): boolean {
  return /[}\]],?$/.test(line);
}
