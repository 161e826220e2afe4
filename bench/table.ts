/** Columns of even width: the first to the left, numbers to the right. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  const pad = (cell: string, column: number) => {
    const width = widths[column] ?? 0;
    return column === 0 ? cell.padEnd(width) : cell.padStart(width);
  };
  return lines.map((cells) => `  ${cells.map(pad).join('  ').trimEnd()}`).join('\n');
}

/** `glue:GetJobs 17, sts:GetCallerIdentity 1` */
export function renderCounts(counts: Readonly<Record<string, number>>): string {
  const words = Object.entries(counts).map(([operation, count]) => `${operation} ${count}`);
  return words.length === 0 ? 'none' : words.join(', ');
}

export interface Target {
  readonly what: string;
  /** Absent: it was not run. */
  readonly measured?: number | undefined;
  /** What measures it where this bench does not. */
  readonly command?: string;
  readonly most: number;
  /** "ms"; absent for a ratio or a count. */
  readonly unit?: string;
  /** True: not at most but exactly so many. */
  readonly exactly?: boolean;
  /** What a verdict needs to be understood. */
  readonly note?: string;
}

export type Verdict = 'met' | 'MISSED' | 'not run';

export function verdictOf({ measured, most, exactly = false }: Target): Verdict {
  if (measured === undefined) return 'not run';
  return (exactly ? measured === most : measured <= most) ? 'met' : 'MISSED';
}

function verdictWords(target: Target): string {
  const verdict = verdictOf(target);
  if (verdict === 'not run' && target.command !== undefined) return `not run: ${target.command}`;
  return target.note === undefined ? verdict : `${verdict} (${target.note})`;
}

/** One line a target, with the verdict in words. */
export function renderTargets(targets: readonly Target[]): string {
  const rows = targets.map((target) => [
    target.what,
    target.measured === undefined ? '' : amount(target.measured, target.unit),
    `${target.exactly ? 'exactly' : 'at most'} ${amount(target.most, target.unit)}`,
    verdictWords(target),
  ]);
  return renderTable(['target', 'measured', 'wanted', ''], rows);
}

function amount(value: number, unit: string | undefined): string {
  if (unit !== undefined) return `${Math.round(value)} ${unit}`;
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}
