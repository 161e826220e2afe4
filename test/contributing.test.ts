import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ranks } from './architecture/rooms.ts';
import { anchorsOf, codeOf, linksOf, readMarkdown, sectionsOf, tableUnder } from './readme/markdown.ts';

const contributing = readMarkdown('CONTRIBUTING.md');
const architecture = readMarkdown('docs/architecture.md');
const decisions = globSync('docs/adr/[0-9]*.md').toSorted().map(readMarkdown);

function foldersOf(root: string): string[] {
  const folders = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [root, ...folders.map(({ parentPath, name }) => posix.join(parentPath, name))];
}

/** The folders of a tree that is drawn by indentation, two spaces a floor, with what is said of each. */
function drawn(tree: string): { readonly folder: string; readonly words: string }[] {
  const above: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', name, words = ''] = /^( *)([\w-]+)\/(?: +(.+))?$/.exec(line) ?? [];
    if (name === undefined) return [];
    above.splice(indent.length / 2, above.length, name);
    return { folder: above.join('/'), words };
  });
}

describe('the map of rooms', () => {
  const rooms = drawn(architecture.blocks.find(({ language }) => language === 'text')?.text ?? '');

  test('draws every folder of the program', () => {
    const folders = [...foldersOf('commands'), ...foldersOf('src')];
    expect(rooms.map(({ folder }) => folder).toSorted()).toEqual(folders.toSorted());
  });

  test('says what each room is for', () => {
    const silent = rooms.filter(({ words }) => words === '').map(({ folder }) => folder);
    expect(silent.filter((folder) => folder !== 'src' && globSync(`${folder}/*.ts`).length > 0)).toEqual([]);
  });

  test('its ranks are those that the architecture test holds', () => {
    const rows = tableUnder(architecture, '| floor |').map(([floor, rooms = '']) => [codeOf(floor), rooms]);
    const held = Object.entries(ranks).map(([floor, rooms]) => [floor, rooms.map((room) => `\`${room}\``).join(', ')]);
    expect(rows).toEqual(held);
  });

  test('each journey is a list of files, from the surface to the edge', () => {
    const journeys = sectionsOf(architecture, '## Three journeys', /^\*\*(.+)\*\*$/);
    expect(journeys.map(({ title }) => title)).toEqual([
      'Somebody types `/glue-audit eu-west-1`.',
      'Cron ticks, and a digest is posted.',
      'An approver presses Approve, and a job is updated.',
    ]);
    for (const { title, lines } of journeys) {
      const stops = itemsOf(lines);
      expect(stops.length, title).toBeGreaterThan(5);
      expect(stops.filter((stop) => !/\]\(\.\.\/(src|commands)\//.test(stop))).toEqual([]);
    }
  });
});

describe('how to add something', () => {
  const howTos = sectionsOf(contributing, '## I want to add …', /^### (.+)$/);

  test('there is one for each thing that is added again and again', () => {
    expect(howTos.map(({ title }) => title)).toEqual(
      expect.arrayContaining([
        'A subcommand',
        'A column',
        'A rule',
        'A step kind',
        'A message',
        'A chat',
        'An AWS call',
      ]),
    );
  });

  test.each(howTos)(
    '$title: each step begins with a file that exists, or with a new one in a folder that does',
    ({ lines }) => {
      const files = itemsOf(lines).flatMap((item) => fileOf(item) ?? []);
      expect(files.filter((file) => !isPlace(file))).toEqual([]);
    },
  );

  test('the table of costs counts the steps', () => {
    const costs = tableUnder(contributing, '| change | files |').map(([link = '', cost = '']) => [
      /\(#(.+)\)/.exec(link)?.[1] ?? '',
      Number(/\d+/.exec(cost)?.[0]) + (cost.startsWith('a folder') ? 1 : 0),
    ]);
    const counted = howTos.map(({ title, lines }) => [title.toLowerCase().replaceAll(' ', '-'), itemsOf(lines).length]);
    expect(Object.fromEntries(costs)).toEqual(Object.fromEntries(counted));
  });
});

describe('decisions', () => {
  test('have a status, a context, a decision and what it costs, on one page', () => {
    expect(decisions.length).toBeGreaterThanOrEqual(10);
    for (const { path, prose } of decisions) {
      const headings = prose.filter((line) => line.startsWith('#'));
      const number = posix.basename(path).slice(0, 4);
      expect(headings[0], path).toMatch(new RegExp(`^# ${number}\\. \\S`));
      expect(headings.slice(1), path).toEqual(['## Status', '## Context', '## Decision', '## Consequences']);
      expect(prose[prose.indexOf('## Status') + 2], path).toMatch(/^(Accepted|Superseded by \[\d{4}\])/);
      expect(prose.length, path).toBeLessThan(70);
    }
  });

  test('are numbered without a gap, and all listed by their titles', () => {
    const listed = tableUnder(readMarkdown('docs/adr/README.md'), '| | decision |');
    expect(listed).toEqual(
      decisions.map(({ path, prose }, index) => {
        const number = String(index + 1).padStart(4, '0');
        return [`[${number}](${posix.basename(path)})`, prose[0]?.replace(`# ${number}. `, '')];
      }),
    );
  });
});

describe('the door', () => {
  test('everything at it is linked from the README and from each other', () => {
    expect(linksOf(readMarkdown('README.md'))).toEqual(
      expect.arrayContaining(['CONTRIBUTING.md', 'SECURITY.md', 'docs/architecture.md', 'docs/adr/README.md']),
    );
    expect(linksOf(contributing)).toEqual(expect.arrayContaining(['SECURITY.md', 'docs/adr/README.md']));
    expect(linksOf(readMarkdown('SECURITY.md'))).toContain('docs/security.md');
    expect(anchorsOf(readMarkdown('SECURITY.md'))).toEqual(
      expect.arrayContaining(['report-a-vulnerability', 'supported-versions', 'in-scope']),
    );
  });

  test('CI runs what everybody can run, with no right but to read', () => {
    const workflow = parse(readFileSync('.github/workflows/ci.yml', 'utf8'));
    const { steps, 'runs-on': host, strategy } = workflow.jobs.test;
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(host).toMatch(/^ubuntu/);
    expect(steps.at(-1)).toEqual({ run: '.ci/run' });
    expect(existsSync('.ci/run')).toBe(true);
    expect(Math.min(...strategy.matrix.node)).toBeGreaterThanOrEqual(20);
    const used = steps.flatMap(({ uses }: { uses?: string }) => uses ?? []);
    expect(used.filter((action: string) => !/^actions\/[\w-]+@v\d+$/.test(action))).toEqual([]);
  });

  test('the forms are ones that GitHub takes', () => {
    const forms = globSync('.github/ISSUE_TEMPLATE/*.yml').filter((path) => !path.endsWith('config.yml'));
    expect(forms.length).toBe(3);
    for (const path of forms) {
      const { name, description, body } = parse(readFileSync(path, 'utf8'));
      expect(
        [name, description].every((text) => typeof text === 'string' && text.length > 2),
        path,
      ).toBe(true);
      const asked: { type: string; id?: string; attributes: Record<string, unknown> }[] = body;
      const questions = asked.filter(({ type }) => type !== 'markdown');
      expect(new Set(questions.map(({ id }) => id)).size, path).toBe(questions.length);
      for (const { type, attributes } of asked)
        expect(Object.keys(attributes), path).toContain(
          { markdown: 'value', textarea: 'label', input: 'label', dropdown: 'options' }[type],
        );
    }
  });
});

/** The items of a numbered list, each with the lines that belong to it. */
function itemsOf(lines: readonly string[]): string[] {
  const first = lines.findIndex((line) => /^1\. /.test(line));
  const rest = lines.slice(first).join('\n');
  const list = rest.slice(0, /\n\n/.exec(rest)?.index);
  return first < 0 ? [] : list.split(/^\d+\. /m).slice(1);
}

/** What a step begins with: a link, or a path in code. */
function fileOf(step: string): string {
  return /^(?:\[[^\]]+\]\(([^)]+)\)|`([^`]+)`)/.exec(step)?.slice(1).find(Boolean) ?? '';
}

/** A file or folder; or one that is to be made (`<name>`), in a folder that is there. */
function isPlace(path: string): boolean {
  const [known = ''] = path.split('<');
  if (known === '') return false;
  return existsSync(known === path || known.endsWith('/') ? known : dirname(known));
}
