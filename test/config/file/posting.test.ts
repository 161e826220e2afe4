import { expect, test } from 'vitest';
import { parseConfig } from '../../../src/config/parse.ts';
import { problems, schedule } from '../problems-of.ts';

const channel = 'channel: C0123ABCDEF';

test('when a digest is posted, and its quiet hours in the schedule’s time zone or their own', () => {
  const text = [
    'schedules:',
    '  - { name: a, cron: "0 * * * *", channel: C0123ABCDEF, timezone: Europe/Berlin, post: changes, quietHours: { from: "20:00", to: "07:30" } }',
    '  - { name: b, cron: "0 * * * *", channel: C0123ABCDEF, post: weekly, quietHours: { from: 12:00, to: 13:00, timezone: Asia/Tokyo } }',
  ].join('\n');
  expect(parseConfig(text, 'gluewarden.yaml').schedules).toMatchObject([
    { post: 'changes', quietHours: { from: 1_200, to: 450, timezone: 'Europe/Berlin' } },
    { post: 'weekly', quietHours: { from: 720, to: 780, timezone: 'Asia/Tokyo' } },
  ]);
});

test('what is wrong with them', () => {
  expect(
    problems(...schedule('cron: "0 8 * * *"', channel, 'post: daily', 'quietHours: { from: "8", to: "25:00" }')),
  ).toMatchInlineSnapshot(`
      "  line 5, schedules[0].post
          must be always or changes or weekly; this is "daily"
        line 6, schedules[0].quietHours.from
          must be a time of day in quotes, like "20:00"; this is "8"
        line 6, schedules[0].quietHours.to
          must be a time of day in quotes, like "20:00"; this is "25:00""
    `);
  expect(
    problems(...schedule('cron: "0 8 * * *"', channel, 'quietHours: { from: "08:00", to: "08:00" }')),
  ).toMatchInlineSnapshot(`
      "  line 5, schedules[0].quietHours
          begins and ends at the same time: nothing would ever be posted, or nothing held"
    `);
});
