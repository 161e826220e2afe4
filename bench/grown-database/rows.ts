import type { Figure, Row } from '../fleet/run-rows.ts';
import { measure } from '../processes.ts';
import type { Target } from '../table.ts';

interface Told {
  readonly what: string;
  readonly measured: number;
  /** Absent in what has no bar of its own. */
  readonly most?: number;
  readonly note?: string;
}

/** Of everything that a person opens: see pages.ts. */
const pageBar = 500;

async function told(home: string, file: string, flags: readonly string[]): Promise<readonly Told[]> {
  const words = [`bench/grown-database/${file}`, '--json', ...flags] as const;
  const { stdout } = await measure({ words: [words[0], ...words.slice(1)], home, env: {} }, [0]);
  return JSON.parse(stdout);
}

/** The slowest of some pages, by name. */
function slowest(pages: readonly Told[]): Figure {
  const [first] = pages.toSorted((one, other) => other.measured - one.measured);
  if (first === undefined) throw new Error('No page was measured');
  return { measured: first.measured, note: first.what };
}

const databases = [
  { on: 'SQLite', flags: [] },
  { on: 'PostgreSQL', flags: ['--postgres'] },
] as const;

const pages = databases.map(({ on, flags }): Row => {
  const name = `Home, pages and digest at 1,000 accounts, 5,000 open of 50,000 findings, with accepted risks (${on})`;
  return {
    name,
    bars: [
      { what: `${name}: 95 of 100 digests, written and rendered`, most: 300, unit: 'ms' },
      { what: `${name}: 95 of 100 Homes, read and rendered`, most: 500, unit: 'ms' },
      { what: `${name}: 95 of 100 of the slowest page`, most: pageBar, unit: 'ms' },
    ],
    run: async (home, say) => {
      const all = await told(home, 'index.ts', flags);
      say(all.map(({ what, measured }) => `${what} ${Math.round(measured)} ms`).join(', '));
      const one = (name: string) => slowest(all.filter(({ what }) => what === name));
      return [one('digest'), one('Home'), slowest(all.filter(({ most }) => most === pageBar))];
    },
  };
});

const reports = databases.map(({ on, flags }): Row => {
  const name = `a report over 50,000 findings beside one over 5,000 (${on})`;
  return {
    name,
    bars: ['html', 'csv', 'jsonl'].map((format): Target => ({ what: `${name}: what lives, as ${format}`, most: 1.15 })),
    run: async (home) =>
      (await told(home, 'report-memory.ts', flags)).map(({ measured, note = '' }) => ({ measured, note })),
  };
});

/** What somebody opens, on the database of a large fleet that is a year old. */
export const grownRows: readonly Row[] = [...pages, ...reports];
