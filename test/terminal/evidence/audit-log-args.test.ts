import { expect, test } from 'vitest';
import { auditLogSpec, parseAuditLogArgs } from '../../../src/terminal/evidence/audit-log-args.ts';
import { commandHelp } from '../../../src/terminal/help.ts';

const hash = 'ab'.repeat(32);

test.each([[['--help']], [['help']], [['verify', '--help']]])('%j asks for help', (words) => {
  expect(parseAuditLogArgs(words)).toEqual({ action: 'help' });
});

test('what there is to do', () => {
  expect(parseAuditLogArgs(['show'])).toEqual({ action: 'show', format: 'table', filter: {} });
  expect(
    parseAuditLogArgs('show --from 2026-11-01 --to 2026-11-02 --subject r1 --actor U1 --format CSV'.split(' ')),
  ).toEqual({
    action: 'show',
    format: 'csv',
    filter: { from: Date.UTC(2026, 10, 1), before: Date.UTC(2026, 10, 3), subjects: ['r1'], actor: 'U1' },
  });
  expect(parseAuditLogArgs(['export'])).toEqual({ action: 'export' });
  expect(parseAuditLogArgs(['verify'])).toEqual({ action: 'verify' });
  expect(parseAuditLogArgs(['verify', '--head', `7:${hash}`])).toEqual({ action: 'verify', head: { place: 7, hash } });
});

test.each([
  [[], /Say what to do: show, export, verify/],
  [['verfy'], /nothing called “verfy”/],
  [['show', 'all'], /takes no further words/],
  [['export', '--from', '2026-11-01'], /--from does not go with export/],
  [['show', '--head', hash], /--head does not go with show/],
  [['show', '--format', 'xml'], /no format “xml”/],
  [['show', '--from', '2026-11-02', '--to', '2026-11-01'], /--from is after --to/],
  [['verify', '--head', 'abc'], /64 hexadecimal digits/],
])('%j is refused', (words, says) => {
  expect(() => parseAuditLogArgs(words)).toThrow(says);
});

test('the help fits 80 columns', () => {
  expect(
    Math.max(
      ...commandHelp(auditLogSpec)
        .split('\n')
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(80);
});
