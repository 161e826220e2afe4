import { describe, expect, test } from 'vitest';
import type { Json } from '../../../sandbox/slack/json.ts';
import { formatDate } from '../../../sandbox/slack/page/dates.ts';
import { messageHtml } from '../../../sandbox/slack/page/message.ts';
import { defaultApp, demoWorkspace } from '../../../sandbox/slack/workspace.ts';
import { World } from '../../../sandbox/slack/world.ts';

const NOW = Date.UTC(2026, 5, 2, 10, 0);

/** What Nina sees of one message. */
function draw(content: { text?: string; blocks?: Json[] }): string {
  const world = new World(demoWorkspace(), defaultApp(), () => NOW);
  const viewer = world.people().find(({ name }) => name === 'nina');
  if (viewer === undefined) throw new Error('Nobody is there.');
  viewer.tz = 'Europe/Berlin';
  const { text = '', blocks = [] } = content;
  const message = world.messages.post({ channel: 'CDATAALERTS', user: 'UGLUEBOT', source: 'response', text, blocks });
  const html = messageHtml(world, viewer, message, []);
  return /<div class="blocks">(.*)<\/div><button/s.exec(html)?.[1] ?? html;
}

const words = (text: string): string => draw({ text }).replace(/^<div class="words">(.*)<\/div>$/s, '$1');
const block = (one: Json): string => draw({ blocks: [one] });
const plain = (text: string): Json => ({ type: 'plain_text', text });

describe('mrkdwn', () => {
  test.each<[string, string, string]>([
    ['styles at the edges of words', '*b* _i_ ~s~ `c`', '<strong>b</strong> <em>i</em> <s>s</s> <code>c</code>'],
    ['marks within words are text', 'snake_case_name 2*3*4 a~b~c', 'snake_case_name 2*3*4 a~b~c'],
    ['marks around spaces are text', '* not * _ not _', '* not * _ not _'],
    ['styles within styles', '*bold _both_*', '<strong>bold <em>both</em></strong>'],
    ['no styles in code', '`*a* <!channel>`', '<code>*a* !channel</code>'],
    ['escaped mentions are text', '&lt;!channel&gt; &lt;@UNINA&gt;', '&lt;!channel&gt; &lt;@UNINA&gt;'],
    ['entities are decoded once', '&amp;lt;b&amp;gt;', '&amp;lt;b&amp;gt;'],
    ['real mentions', '<!here>', '<span class="mention mention-me">@here</span>'],
    [
      'a person, and the reader',
      '<@UAMIR> <@UNINA>',
      '<span class="mention">@Amir Haddad</span> <span class="mention mention-me">@Nina Alvarez</span>',
    ],
    [
      'a channel and a group',
      '<#CRANDOM> <!subteam^SDATALEADS>',
      '<span class="mention">#random</span> <span class="mention">@data-leads</span>',
    ],
    [
      'a link with a label',
      '<https://x.test/a?b=1&amp;c=2|the &lt;job&gt;>',
      '<a href="https://x.test/a?b=1&amp;c=2" target="_blank" rel="noopener noreferrer">the &lt;job&gt;</a>',
    ],
    [
      'a bare address',
      'see https://x.test/a.',
      'see <a href="https://x.test/a" target="_blank" rel="noopener noreferrer">https://x.test/a</a>.',
    ],
    ['no link to anything else', '<javascript:alert(1)|x>', '&lt;javascript:alert(1)|x&gt;'],
    [
      'HTML is text',
      '<b>x</b> <img src=x onerror=alert(1)>',
      '&lt;b&gt;x&lt;/b&gt; &lt;img src=x onerror=alert(1)&gt;',
    ],
    ['quotes', '&gt; one\n&gt; two\nthree', '<blockquote>one<br/>two</blockquote>three'],
    ['code in fences', 'a ```x *y*``` b', 'a <pre>x *y*</pre> b'],
    ['known emoji', ':white_check_mark: :no_such_emoji:', '✅ :no_such_emoji:'],
    [
      'a date',
      '<!date^1780394400^{date_short_pretty} at {time}|2026>',
      '<time dateTime="2026-06-02T10:00:00.000Z" title="2026">today at 12:00 PM</time>',
    ],
    ['a date that is none', '<!date^x^{date}|the fallback>', 'the fallback'],
  ])('%s', (_, text, html) => {
    expect(words(text)).toBe(html);
  });
});

describe('blocks', () => {
  test('plain_text, raw_text and rich_text are only text', () => {
    expect(block({ type: 'header', text: plain('*a* <!channel> `b` &lt;') })).toContain(
      '*a* &lt;!channel&gt; `b` &amp;lt;',
    );
    const cell = { type: 'raw_text', text: '*x* <@UNINA> &amp;' };
    expect(block({ type: 'table', rows: [[cell]] })).toContain('*x* &lt;@UNINA&gt; &amp;amp;');
    const rich = {
      type: 'rich_text',
      elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: '*y* <!here>' }] }],
    };
    expect(block(rich)).toContain('*y* &lt;!here&gt;');
  });

  test('what nobody knows is a red box', () => {
    expect(block({ type: 'sparkline' })).toContain('<div class="red-box" role="alert">Unknown block: sparkline</div>');
    expect(block({ type: 'actions', elements: [{ type: 'hologram' }] })).toContain('red-box');
  });

  test('a data table has a caption, pages and a header for each row', () => {
    const row = (name: string, value: number): Json[] => [
      { type: 'raw_text', text: name },
      { type: 'raw_number', value, text: String(value) },
    ];
    const head = [
      { type: 'raw_text', text: 'Name' },
      { type: 'raw_text', text: 'Jobs' },
    ];
    const html = block({
      type: 'data_table',
      caption: 'Open',
      page_size: 2,
      rows: [head, row('a', 1), row('b', 2), row('c', 3)],
    });
    expect(html).toContain('<caption>Open</caption>');
    expect(html).toContain('<th scope="row" class="">a</th><td class="align-right">1</td>');
    expect(html).toContain('<tr data-page="1" hidden=""><th scope="row" class="">c</th>');
    expect(html).toContain('Page 1 of 2 · 3 rows');
  });

  test('a chart says its figures in words', () => {
    const data = [
      { label: 'Mon', value: 3 },
      { label: 'Tue', value: 0 },
    ];
    const chart = { type: 'line', series: [{ name: 'open', data }], axis_config: { categories: ['Mon', 'Tue'] } };
    expect(block({ type: 'data_visualization', title: 'Trend', chart })).toContain(
      'aria-label="Trend. open: Mon 3, Tue 0"',
    );
    const pie = { type: 'pie', segments: [{ label: 'exposed', value: 2 }] };
    expect(block({ type: 'data_visualization', title: 'Share', chart: pie })).toContain('<circle');
  });

  test('a plan says each state in words', () => {
    const task = (id: string, status: string): Json => ({
      type: 'task_card',
      task_id: id,
      title: `Step ${id}`,
      status,
    });
    const tasks = [task('1', 'complete'), task('2', 'in_progress'), task('3', 'error'), task('4', 'pending')];
    const html = block({ type: 'plan', title: 'Fix', tasks });
    expect(html).toContain('1 of 4 complete');
    for (const [sign, words] of ['✓ Complete', '◐ In progress', '✕ Error', '○ Pending'].map((one) =>
      one.split(/ (.*)/),
    )) {
      expect(html).toContain(`aria-hidden="true">${sign}</span>`);
      expect(html).toContain(`<span class="task-status">${words}</span>`);
    }
  });

  test('a step shows its details, its output and its sources, as text', () => {
    const rich = (text: string): Json => ({
      type: 'rich_text',
      elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
    });
    const html = block({
      type: 'task_card',
      task_id: 't',
      title: '<b>Move</b>',
      status: 'error',
      details: rich('2 jobs'),
      output: rich('*failed* <!here>'),
      sources: [{ type: 'url', url: 'https://x.test/run', text: 'The run' }],
    });
    expect(html).toContain('&lt;b&gt;Move&lt;/b&gt;');
    expect(html).toContain('2 jobs');
    expect(html).toContain('*failed* &lt;!here&gt;');
    expect(html).toContain('<a href="https://x.test/run"');
  });

  test('a select of several has its groups, how many may be chosen, and what is chosen already', () => {
    const option = (value: string): Json => ({ text: plain(`job ${value}`), value });
    const html = block({
      type: 'input',
      block_id: 'jobs',
      label: plain('Jobs'),
      element: {
        type: 'multi_static_select',
        action_id: 'jobs',
        max_selected_items: 2,
        option_groups: [
          { label: plain('Exposed'), options: [option('a'), option('b')] },
          { label: plain('Latent'), options: [option('c')] },
        ],
        initial_options: [option('b')],
      },
    });
    expect(html.match(/<p class="group">\w+<\/p>/g)).toEqual([
      '<p class="group">Exposed</p>',
      '<p class="group">Latent</p>',
    ]);
    expect(html).toContain('Choose at most 2.');
    expect(html).toContain('data-most="2"');
    expect(html.match(/<input[^>]*checked=""[^>]*>/g)).toEqual([expect.stringContaining('value="b"')]);
  });

  test('buttons have their own label for screen readers, and nothing of a block becomes markup', () => {
    const button = {
      type: 'button',
      action_id: '"><script>',
      text: plain('<i>Show</i>'),
      accessibility_label: 'Show etl-std',
    };
    const html = block({ type: 'actions', elements: [button] });
    expect(html).toContain('aria-label="Show etl-std">&lt;i&gt;Show&lt;/i&gt;</button>');
    expect(html).not.toContain('<script>');
  });

  test('markdown shows HTML as text and drops unsafe links', () => {
    const html = block({ type: 'markdown', text: '**b** <img src=x onerror=alert(1)> [x](javascript:alert(1))' });
    expect(html).toContain('b</strong>');
    expect(html).not.toMatch(/<img|javascript:/);
  });

  test('an image is never fetched', () => {
    const html = block({ type: 'image', image_url: 'https://x.test/a.png', alt_text: 'A trend' });
    expect(html).toContain('aria-label="A trend"');
    expect(html).not.toContain('<img');
  });

  test('every input shows what is chosen already', () => {
    const option = { text: plain('Full'), value: 'full' };
    const html = block({
      type: 'input',
      label: plain('Mode'),
      element: { type: 'radio_buttons', action_id: 'mode', options: [option], initial_option: option },
    });
    expect(html).toMatch(/<input type="radio"[^>]* checked="" value="full"\/>/);
  });
});

describe('dates', () => {
  const reader = { timeZone: 'UTC', now: NOW };
  const at = NOW / 1000;
  test.each([
    ['{date_num} {time_secs}', at, '2026-06-02 10:00:00 AM'],
    ['{date_long}', at, 'Tuesday, June 2, 2026'],
    ['{date_pretty}', at - 86_400, 'yesterday'],
    ['{date_short_pretty}', at + 86_400, 'tomorrow'],
    ['{date_slash} {ago}', at - 7200, '02/06/2026 2 hours ago'],
    ['{ago}', at + 60, 'in 1 minute'],
    ['{nonsense}', at, '{nonsense}'],
  ])('%s', (format, seconds, expected) => {
    expect(formatDate(seconds, format, reader).replaceAll('\u202f', ' ')).toBe(expected);
  });
});
