import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeCommands } from '../commands/index.ts';
import { programCommands } from '../src/app-program.ts';
import { manifestText } from '../src/app-terminal.ts';
import { scanPolicy } from '../src/aws/policies/policies.ts';
import { parseConfig } from '../src/config/parse.ts';
import { keysAt } from '../src/config/schema.ts';
import { secretFiles } from '../src/config/secret-files.ts';
import { exposures, findingKinds } from '../src/domain/model.ts';
import { glue005 } from '../src/domain/rules/glue-005.ts';
import { createMetrics } from '../src/ops/metrics.ts';
import { BOT_SCOPES, OPTIONAL_SCOPES } from '../src/slack/transport/manifest.ts';
import { auditSpec } from '../src/terminal/args.ts';
import { commandHelp } from '../src/terminal/help.ts';
import { renderJson } from '../src/terminal/json.ts';
import { roleCommands } from '../src/usecases/words/role-commands.ts';
import { anchorsOf, codeOf, linksOf, readMarkdown, tableUnder } from './readme/markdown.ts';
import { report } from './readme/report.ts';
import { noMeasurements } from './support/measurements.ts';

const readme = readMarkdown('README.md');
const documents = globSync(['*.md', '{bench,commands,docs,sandbox,src}/**/*.md']).map(readMarkdown);
const cells = (header: string, column = 0) => tableUnder(readme, header).map((row) => codeOf(row[column]));
const blocks = (language: string) => readme.blocks.filter((block) => block.language === language);

describe('the README says what the code says', () => {
  test('the table of commands is the list of commands', () => {
    const code = (text: string) => `\`${text.replaceAll('|', '\\|')}\``;
    const rows = describeCommands().flatMap(({ name, subcommands }) =>
      subcommands.map(({ usage, does, example }) => [
        code(`${name} ${usage}`),
        does,
        example === undefined ? '' : code(`${name} ${example}`),
      ]),
    );
    expect(tableUnder(readme, '| command | what it does | example |')).toEqual(rows);
  });

  test('the scopes are those of the manifest, with why', () => {
    const optional = OPTIONAL_SCOPES.map(({ scope, why }) => ({ scope, why: `optional: ${why}` }));
    const scopes = [...BOT_SCOPES, ...optional].map(({ scope, why }) => [`\`${scope}\``, why]);
    expect(tableUnder(readme, '| scope |')).toEqual(scopes);
  });

  test('the printed manifest has every command and every scope of the README', async () => {
    const { features, oauth_config: oauth } = JSON.parse(await manifestText(undefined));
    const named = features.slash_commands.map(({ command }: { command: string }) => command);
    expect(named).toEqual(describeCommands().map(({ name }) => name));
    expect(oauth.scopes.bot).toEqual(cells('| scope |'));
    const printed = JSON.parse(await manifestText('https://gluewarden.example.com'));
    expect(readme.text).toContain(printed.features.slash_commands[0].url);
  });

  test('the policy is the one that is printed', () => {
    const policies = blocks('json').flatMap(({ text }) => (text.includes('"Statement"') ? [JSON.parse(text)] : []));
    expect(policies).toEqual([scanPolicy()]);
  });

  test('the JSON is what the terminal prints', () => {
    const audits = blocks('json').flatMap(({ text }) => (text.includes('"targets"') ? [text] : []));
    expect(audits).toEqual([renderJson(report)]);
  });

  test('kinds, reasons, exposures and mappings of the rule are all there', () => {
    const [, union = ''] = /type FindingReason =([^;]+);/.exec(readFileSync('src/domain/model.ts', 'utf8')) ?? [];
    const reasons = [...union.matchAll(/'([a-z-]+)'/g)].map(([, reason = '']) => reason);
    expect(reasons).toContain('disabled');
    expect(cells('| kind | reason |', 1).toSorted()).toEqual(reasons.toSorted());
    expect(cells('| kind | reason |').filter((kind) => kind !== '')).toEqual(findingKinds);
    expect(cells('| exposure |')).toEqual(exposures);
    const text = readme.prose.join(' ').replaceAll(/\s+/g, ' ');
    for (const words of [glue005.id, glue005.title, glue005.riskLevel, ...glue005.standards])
      expect(text).toContain(words);
    for (const control of glue005.relatedControls) expect(text).toContain(control.replace(', ', ' and '));
  });

  test('every metric that it names exists', async () => {
    const metrics = await createMetrics();
    const text = await metrics.text(noMeasurements);
    metrics.close();
    const named = cells('| metric |');
    expect(named.length).toBeGreaterThan(4);
    expect(named.filter((name) => !text.includes(`# HELP ${name} `))).toEqual([]);
  });
});

describe('what can be typed and set', () => {
  test('the commands of npm are the scripts of the project', () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync('package.json', 'utf8'));
    const named = cells('| npm |').map((command) => /(?:run )?(?:-s )?([\w:-]+)$/.exec(command)?.[1]);
    expect(named.toSorted()).toEqual(Object.keys(scripts).toSorted());
    const used = documents.flatMap(({ text }) =>
      [...text.matchAll(/npm run (?:-s )?(\w+(?::\w+)?)/g)].map(([, name = '']) => name),
    );
    expect(used.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  test('the commands of the program are those of its help, each with an npm script', () => {
    const commands = programCommands({ env: {}, stdout: process.stdout, stderr: process.stderr });
    const rows = Object.entries(commands).map(([name, { summary }]) => [`\`${name}\``, summary]);
    expect(tableUnder(readme, '| gluewarden |')).toEqual([
      ...rows,
      ['`help`', 'the help of the program, or of a command: `help audit`'],
    ]);
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync('package.json', 'utf8'));
    for (const name of Object.keys(commands))
      expect(scripts[name]).toMatch(new RegExp(`node (--\\S+ )*src/launch.mjs ${name}`));
  });

  test('what Docker and compose run is a command of the program, doctor among them', () => {
    const commands = Object.keys(programCommands({ env: {}, stdout: process.stdout, stderr: process.stderr }));
    const docker = blocks('sh').flatMap(({ text }) => (/^docker/m.test(text) ? [text] : []));
    const run = docker.flatMap((text) =>
      [...text.matchAll(/node src\/launch\.mjs (\w+)/g)].map(([, name = '']) => name),
    );
    expect(run.filter((name) => !commands.includes(name))).toEqual([]);
    expect(run.filter((name) => name === 'doctor')).toHaveLength(2);
  });

  test('the two commands stand there letter by letter', () => {
    expect(blocks('sh').map(({ text }) => text)).toEqual(
      expect.arrayContaining(['npm ci && npm test\n', 'npm ci && npm run demo\n']),
    );
  });

  test('the options of the audit are those of its help', () => {
    const help = commandHelp(auditSpec);
    const inHelp = [...help.matchAll(/^ {2}(--[a-z-]+(?: [A-Z|]+)?) {2}/gm)].map(([, option]) => option);
    expect(cells('| option |')).toEqual(inHelp);
    expect(tableUnder(readme, '| exit code |')).toEqual(
      [...help.matchAll(/^ {2}(\d) {2}(.+)$/gm)].map(([, code, meaning]) => [code, meaning]),
    );
  });

  test('the variables are those that the configuration reads', () => {
    const sources = ['settings.ts', 'slack-settings.ts'].map((file) => readFileSync(`src/config/${file}`, 'utf8'));
    const read = sources.flatMap((source) => [...source.matchAll(/\benv\.([A-Z][A-Z_]+)/g)].map(([, name]) => name));
    expect(new Set(read).size).toBeGreaterThan(7);
    expect(cells('| variable |').toSorted()).toEqual([...new Set([...read, ...Object.keys(secretFiles)])].toSorted());
  });

  test('the variables of the network are told', () => {
    const source = readFileSync('src/config/network-settings.ts', 'utf8');
    const names = [...source.matchAll(/\b[A-Z]+_[A-Z_]+\b/g)].map(([name]) => name);
    expect(names).toContain('AWS_CA_BUNDLE');
    const told = readFileSync('README.md', 'utf8');
    for (const name of names) expect(told).toContain(`\`${name}\``);
  });

  test('the keys are those of the schema', () => {
    const under = (path: readonly string[], shown: string) => keysAt(path).map((key) => `${shown}.${key}`);
    const keys = [
      ...keysAt([]),
      ...under(['accounts'], 'accounts[]'),
      ...under(['accounts', 'owner'], 'accounts[].owner'),
      ...under(['organization'], 'organization'),
      ...['organizationalUnits', 'tags', 'accounts', 'ownerTags'].flatMap((key) =>
        under(['organization', key], `organization.${key}`),
      ),
      ...under(['schedules'], 'schedules[]'),
      ...under(['access'], 'access'),
      ...under(['approvals'], 'approvals'),
      ...under(['approvals', 'approvers'], 'approvals.approvers'),
      ...under(['remediation'], 'remediation'),
      ...under(['operations'], 'operations'),
      ...under(['retention'], 'retention'),
      ...under(['exceptions'], 'exceptions'),
      ...under(['exceptions', 'accepted'], 'exceptions.accepted[]'),
      ...under(['owners'], 'owners[]'),
    ];
    expect(keys).toContain('approvals.approvers.usergroups');
    expect(cells('| key |').toSorted()).toEqual(keys.toSorted());
    expect(keysAt(['accounts', 'approvals'])).toEqual(keysAt(['approvals']));
  });

  test('the defaults are those that parsing gives', () => {
    const text =
      'schedules: [{ name: a, cron: "0 8 * * *", channel: C0123 }]\napprovals: { approvers: { users: [U0123] } }';
    const { accounts, schedules, approvals, remediation, retention } = parseConfig(text, 'x');
    const hours = (ms = 0) => ms / 3_600_000;
    const defaults = new Map(tableUnder(readme, '| key |').map(([key, , value]) => [codeOf(key), value]));
    expect(defaults.get('accounts[].regions')).toContain(`\`${accounts[0]?.regions}\``);
    expect(defaults.get('schedules[].timezone')).toBe(`\`${schedules[0]?.timezone}\``);
    expect(defaults.get('approvals.required')).toBe(`\`${approvals?.required}\``);
    expect(defaults.get('approvals.allowSelfApproval')).toBe(`\`${approvals?.allowSelfApproval}\``);
    expect(defaults.get('approvals.expireAfter')).toBe(`\`${hours(approvals?.expireAfter)}h\``);
    expect(defaults.get('approvals.remindBefore')).toContain(`\`${hours(approvals?.remindBefore)}h\``);
    expect(defaults.get('remediation.mode')).toBe(`\`${remediation.mode}\``);
    expect(defaults.get('remediation.watchRunsFor')).toBe(`\`${hours(remediation.watchRunsFor) / 24}d\``);
    for (const [key, kept] of Object.entries(retention))
      expect(defaults.get(`retention.${key}`)).toBe(`\`${hours(Number(kept)) / 24}d\``);
  });

  test('every example of a configuration is accepted without a warning', () => {
    const examples = blocks('yaml').filter(({ text }) => !text.startsWith('# .github/'));
    expect(examples.length).toBeGreaterThan(0);
    for (const { text } of [...examples, { text: readFileSync('gluewarden.example.yaml', 'utf8') }])
      expect(parseConfig(text, 'README.md').warnings).toEqual([]);
  });
});

describe('all documentation', () => {
  test('leads only to files and headings that exist', () => {
    expect(documents.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        'README.md',
        'CONTRIBUTING.md',
        'SECURITY.md',
        'docs/adr/0001-pure-middle-thin-edges.md',
        'docs/architecture.md',
        'docs/security.md',
        'commands/README.md',
        'sandbox/README.md',
      ]),
    );
    const broken = documents.flatMap((document) =>
      linksOf(document)
        .filter((link) => !/^https?:/.test(link))
        .filter((link) => !leadsSomewhere(document.path, link))
        .map((link) => `${document.path}: ${link}`),
    );
    expect(broken).toEqual([]);
  });

  test('names only files that exist', () => {
    const named = documents.flatMap(({ path, prose }) =>
      [...prose.join('\n').matchAll(/`((?:src|test|bench|deploy|docs|commands|sandbox|\.ci)\/[\w./-]*)`/g)]
        .map(([, file = '']) => file)
        .filter((file) => !existsSync(file))
        .map((file) => `${path}: ${file}`),
    );
    expect(named).toEqual([]);
  });

  test('the tables of the database are described', () => {
    const tables = [
      ...membersOf('Database', 'schema.ts'),
      ...membersOf('SummaryTables', 'summary-schema.ts'),
      ...membersOf('StagedTables', 'staged-schema.ts'),
      ...membersOf('RemediationTables', 'remediation-schema.ts'),
      ...membersOf('SwitchTables', 'switch-schema.ts'),
    ];
    expect(tables.length).toBeGreaterThan(12);
    const described = tableUnder(readMarkdown('docs/architecture.md'), '| table |').map(([name]) => codeOf(name));
    expect(described).toEqual(tables);
  });

  test('files that hold external ids are kept out of version control, and it says so', () => {
    const [command = ''] = roleCommands({ remediation: false, partition: 'aws' });
    const template = /> (\S+)$/.exec(command)?.[1] ?? 'no file';
    for (const file of ['gluewarden.yaml', template]) {
      expect(readFileSync('.gitignore', 'utf8').split('\n')).toContain(`/${file}`);
      expect(readme.text).toMatch(new RegExp(`out of version control.*${file.replace('.', '\\.')}`));
    }
  });

  test('has lines that fit', () => {
    const ours = documents.filter(({ path }) => !/^sandbox\/(aws|slack)\//.test(path));
    const long = ours.flatMap(({ path, prose }) =>
      prose.filter((line) => line.length > 120 && !line.startsWith('|')).map((line) => `${path}: ${line}`),
    );
    expect(long).toEqual([]);
  });

  test('the picture is small and has words beside it', () => {
    expect(statSync('docs/digest.png').size).toBeLessThan(400_000);
    expect(/<img src="docs\/digest\.png"[^>]*alt="([^"]+)"/.exec(readme.text)?.[1]?.length).toBeGreaterThan(100);
  });
});

function leadsSomewhere(from: string, link: string): boolean {
  const [file = '', anchor] = link.split('#');
  const target = file === '' ? from : join(dirname(from), file);
  if (!existsSync(target)) return false;
  return anchor === undefined || anchorsOf(readMarkdown(target)).includes(anchor);
}

/** The members of one interface of the store. */
function membersOf(name: string, file: string): string[] {
  const source = readFileSync(`src/store/database/${file}`, 'utf8');
  const [, members = ''] = new RegExp(`interface ${name}[^{]*\\{([^}]+)\\}`).exec(source) ?? [];
  return [...members.matchAll(/(\w+): \w+;/g)].map(([, member = '']) => member);
}
