import { describe, expect, it } from 'vitest';
import { actionIds } from '../../src/slack/action-ids.ts';
import { plainText, renderLoadingModal, renderMessage, renderProblemModal } from '../../src/slack/render.ts';
import type { Message } from '../../src/usecases/message.ts';
import { digestSamples } from '../views/samples/digests.ts';
import { samples } from '../views/samples.ts';
import { asRead } from '../views/text-safety.ts';

function read(message: Message): string {
  return asRead(plainText(message));
}

/** Every text and label of the blocks, as one. */
function shown(message: Message, options?: { mayRepeat: boolean }): string {
  return JSON.stringify(renderMessage(message, options).blocks);
}

describe('renderMessage', () => {
  it('has a sample of every kind', () => {
    const kinds: Record<Message['kind'], true> = {
      help: true,
      problem: true,
      'audit-progress': true,
      'audit-result': true,
      digest: true,
      findings: true,
      configuration: true,
      history: true,
      status: true,
      interrupted: true,
    };
    expect(new Set(Object.values(samples).map(({ kind }) => kind))).toEqual(new Set(Object.keys(kinds)));
  });

  it('gives the same for the same message', () => {
    const message = digestSamples['digest-typical'];
    expect(renderMessage(message)).toEqual(renderMessage(structuredClone(message)));
  });

  it('says when it may repeat a message, in the text and on the message', () => {
    const message = digestSamples['digest-quiet'];
    expect(renderMessage(message, { mayRepeat: true }).text).toMatch(/compliant\. This may repeat an earlier message/);
    expect(shown(message, { mayRepeat: true })).toContain('This may repeat an earlier message');
    expect(shown(message)).not.toContain('repeat');
  });

  it('says something even about a message of a newer version', () => {
    const row: Message = JSON.parse('{"kind":"from-the-future <!channel>"}');
    expect(renderMessage(row).text).toContain('from-the-future &lt;!channel&gt;');
  });
});

describe('the digest', () => {
  it('begins with the verdict in words', () => {
    const [header] = renderMessage(digestSamples['digest-typical']).blocks;
    expect(header).toMatchObject({
      type: 'header',
      text: { text: '12 Glue findings: 3 new, 8 exposed; 2 of 12 targets not looked at' },
    });
  });

  it('is one quiet line without a header when there is nothing to do', () => {
    const { blocks } = renderMessage(digestSamples['digest-quiet']);
    expect(blocks.map(({ type }) => type)).toEqual(['rich_text']);
    expect(read(digestSamples['digest-quiet'])).toMatch(/^All 48 targets compliant: 312 .* and 1,204 jobs/);
  });

  it.each(['digest-blind-in-part', 'digest-all-unknown', 'digest-no-target', 'digest-1000-unknown'] as const)(
    '%s never says that all is well',
    (name) => {
      expect(`${renderMessage(digestSamples[name]).text} ${read(digestSamples[name])}`).not.toMatch(/compliant/);
    },
  );

  it('keeps 300 bare jobs to a few lines', () => {
    const text = read(digestSamples['digest-first-300-bare-jobs']);
    expect(text).toContain('10 jobs without a security configuration in data-production (111122223333), eu-west-1');
    expect(text).toContain('and 250 more exposed');
    expect(text.split('\n').length).toBeLessThan(20);
  });

  it('says that it is the first, or which one it is compared with, or that it is late', () => {
    expect(read(digestSamples['digest-quiet-first'])).toContain('This is the first digest of this schedule');
    expect(read(digestSamples['digest-typical'])).toContain('Compared with the digest of 2026-11-22 08:00 UTC');
    expect(read(digestSamples['digest-caught-up'])).toContain(
      'It was due 2026-11-23 03:00 UTC, while Gluewarden was down, and was made up 5 hours later.',
    );
  });

  it('says how old the last good look is, why there is none now, and what to do', () => {
    const text = read(digestSamples['digest-typical']);
    expect(text).toContain('eu-central-1 (last good look 3 days before)');
    expect(text).toContain('AWS denied glue:GetJobs (AccessDeniedException)');
    expect(text).toContain('What to do: Allow glue:GetJobs');
    expect(text).toContain('2 open findings there stay as last seen');
    expect(text).toContain('ap-southeast-2 (never read so far)');
  });

  it('has the button behind which all findings are, when there are any and they are stored', () => {
    expect(shown(digestSamples['digest-typical'])).toContain(`"action_id":"${actionIds.browse}","value":"Qx7dP2mVbN4"`);
    expect(shown(digestSamples['digest-quiet'])).not.toContain(actionIds.browse);
    const { queryId: _, ...unstored } = digestSamples['digest-typical'];
    expect(shown(unstored)).not.toContain(actionIds.browse);
  });
});

describe('what to do now', () => {
  const answers = Object.entries(samples).filter(([, { kind }]) => kind === 'audit-result');

  it.each(answers)('is said by %s', (_, message) => {
    expect(read(message)).toContain('What now: ');
  });

  it('is a command for the most exposed configuration', () => {
    expect(shown(digestSamples['digest-1'])).toContain(
      '/glue-audit show \\"etl-standard-001\\" 111122223333 eu-west-1',
    );
  });

  it('offers no command for a name that cannot be typed as it shows', () => {
    expect(read(digestSamples['digest-hostile'])).not.toContain('/glue-audit show');
  });
});

describe('an audit', () => {
  it.each([
    'audit-unknown-one',
    'audit-no-credentials',
    'audit-regions-not-listed',
    'audit-nothing',
    'audit-1000-unknown',
  ])('%s is not compliant', (name) => {
    const message = samples[name];
    if (message === undefined) throw new Error(name);
    expect(`${renderMessage(message).text} ${read(message)}`).not.toMatch(/compliant/);
  });

  it('shows what could not be counted as unknown, not as zero', () => {
    const message = samples['audit-typical'];
    if (message === undefined) throw new Error('no sample');
    expect(read(message)).toContain('Result: not looked at, Findings: ?');
  });
});

describe('modals', () => {
  it('load at once, and show a problem in their place', () => {
    expect(JSON.stringify(renderLoadingModal())).toContain('Reading the findings');
    const problem = { kind: 'problem', what: 'Too old.', next: 'Ask again.', suggestions: [] } as const;
    expect(JSON.stringify(renderProblemModal(problem))).toMatch(/Too old\..*Ask again\./);
  });
});
