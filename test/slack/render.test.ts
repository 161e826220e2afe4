import { describe, expect, it } from 'vitest';
import { plainText, renderLoadingModal, renderMessage, renderProblemModal } from '../../src/slack/render.ts';
import { actionIds } from '../../src/slack/views/common/action-ids.ts';
import { groupFindings } from '../../src/usecases/audit/views.ts';
import { type Message, messageKinds } from '../../src/usecases/messages/message.ts';
import { bareJobs, finding, isExposed } from '../views/sample-parts.ts';
import { afterwardsSamples } from '../views/samples/afterwards.ts';
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
    expect(new Set(Object.values(samples).map(({ kind }) => kind))).toEqual(messageKinds);
  });

  it('keeps the id of the plan block for the life of a message, and the count in its title', () => {
    const message = afterwardsSamples['progress-canary'];
    const planOf = (each: Message) => renderMessage(each).blocks.find(({ type }) => type === 'plan');
    const [first, later] = [planOf(message), planOf({ ...message, revision: message.revision + 60_000 })];
    expect(first).toMatchObject({
      block_id: 'stages',
      title: expect.stringMatching(/^Remediation: \d of \d stages done/),
    });
    expect(later).toEqual(first);
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
      text: { text: '3 new Glue findings, 2 exposed; 12 open in all, 8 exposed; 2 of 12 account-regions not scanned' },
    });
  });

  it.each(['digest-quiet', 'digest-quiet-resolved', 'digest-none-new', 'digest-none-new-blind'] as const)(
    '%s has three lines at most, and no header',
    (name) => {
      const { blocks } = renderMessage(digestSamples[name]);
      const lines = blocks.filter(({ type }) => type !== 'actions');
      expect(lines.length).toBeLessThanOrEqual(3);
      expect(lines.map(({ type }) => type)).not.toContain('header');
    },
  );

  it('says in one line that all is well', () => {
    expect(read(digestSamples['digest-quiet'])).toMatch(/^All 48 account-regions compliant\.\n/);
    expect(read(digestSamples['digest-none-new'])).toMatch(/^No new finding: 9 Glue findings open, 6 exposed\.\n/);
  });

  it('names what is new with the button to fix it, and what became of it later', () => {
    const { blocks } = renderMessage(digestSamples['digest-remediable']);
    const buttons = blocks.flatMap((block) => ('accessory' in block && block.accessory ? [block.accessory] : []));
    expect(buttons).toMatchObject(Array(3).fill({ action_id: actionIds.remediate, text: { text: 'Remediate' } }));
    const later = renderMessage(digestSamples['digest-became']).blocks;
    expect(later.some((block) => 'accessory' in block && block.accessory !== undefined)).toBe(false);
    expect(read(digestSamples['digest-became'])).toMatch(
      /requested by [\s\S]*resolved 2026-11-24[\s\S]*accepted until/,
    );
  });

  it.each(['digest-blind-in-part', 'digest-all-unknown', 'digest-no-target', 'digest-1000-unknown'] as const)(
    '%s never says that all is well',
    (name) => {
      expect(`${renderMessage(digestSamples[name]).text} ${read(digestSamples[name])}`).not.toMatch(/compliant/);
    },
  );

  it('keeps 300 bare jobs to a few lines', () => {
    const text = read(digestSamples['digest-first-300-bare-jobs']);
    expect(text).toContain('eu-west-1: 5 jobs without a security configuration: `load-001`, `load-002`');
    expect(text).toContain('us-east-1: 5 jobs without');
    expect(text).toContain('Also open: 250 exposed, 40 latent.');
    expect(text.split('\n').length).toBeLessThan(20);
  });

  it('says that it is the first, or which one it is compared with, or that it is late', () => {
    expect(read(digestSamples['digest-quiet-first'])).toContain('First digest: nothing to compare with yet.');
    expect(read(digestSamples['digest-typical'])).toContain('Compared with the digest of 2026-11-22 08:00 UTC');
    expect(read(digestSamples['digest-caught-up'])).toContain(
      'It was due 2026-11-23 03:00 UTC, while Gluewarden was down, and ran 5 hours late.',
    );
  });

  it('says how old the last successful scan is, why there is none now, and what to do', () => {
    const text = read(digestSamples['digest-typical']);
    expect(text).toContain('eu-central-1 (last successful scan 3 days before)');
    expect(text).toContain('AWS denied glue:GetJobs (AccessDeniedException)');
    expect(text).toContain('What to do: Allow glue:GetJobs');
    expect(text).toContain('2 open findings there stay as last seen');
    expect(text).toContain('ap-southeast-2 (never scanned successfully)');
  });

  it("says AWS's own sentence only to those who asked", () => {
    expect(read(digestSamples['digest-typical'])).not.toContain('AWS says');
    const asked = samples['audit-typical'];
    expect(asked && read(asked)).toContain('AWS says: "User: arn:aws:sts::222233334444');
  });

  it('names a place with the id only where the name is shared, or there is none', () => {
    const text = read(digestSamples['digest-typical']);
    expect(text.split('What now')[0]).not.toContain('111122223333');
    const replacements = groupFindings([finding(), finding({ account: '999900001111', region: 'us-east-1' })], 10);
    const shared = read({ ...digestSamples['digest-1'], fresh: replacements });
    expect(shared).toContain('in data-production (111122223333), eu-west-1: ');
    expect(shared).toContain('in data-production (999900001111), us-east-1: ');
    const nameless = groupFindings([{ ...finding(), accountName: '' }], 10);
    expect(read({ ...digestSamples['digest-1'], fresh: nameless })).toContain('in 111122223333, eu-west-1: ');
  });

  it('has no ARN of a key in its rows', () => {
    const text = read(digestSamples['digest-50']);
    expect(text).toContain('KMS key is not enabled; 2 jobs and 1 other use it');
    expect(text).not.toContain('arn:');
  });

  it('counts what it does not name', () => {
    const places = Array.from({ length: 20 }, (_, index) => `r-${String(index).padStart(2, '0')}`);
    const many = places.flatMap((region, index) => bareJobs(20 - index, { region }));
    const fresh = groupFindings(many, 10, isExposed);
    expect(read({ ...digestSamples['digest-1'], fresh })).toContain('Also new: 202 exposed.');
    const none = read({ ...digestSamples['digest-1'], fresh: { ...fresh, named: [] } });
    expect(none).toContain('Also new: 210 exposed.');
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
      '/glue-audit show \\"etl-standard-001\\" data-production eu-west-1',
    );
    expect(shown(digestSamples['digest-remediable'])).not.toContain('What now');
  });

  it('offers no command for a name that cannot be typed as it shows', () => {
    const fresh = groupFindings([finding({ name: 'abc\u202egnp.exe' }), finding({ name: '  ' })], 10);
    const message = { ...digestSamples['digest-1'], fresh };
    expect(read(message)).not.toContain('/glue-audit show');
    expect(read(message)).toMatch(/What now: copy .* `\/glue-audit findings` lists them all/);
  });

  it('prefers what a command can show, but not over something worse', () => {
    const bare = bareJobs(1);
    const one = { ...digestSamples['digest-1'], fresh: groupFindings([...bare, finding({ region: 'us-east-1' })], 10) };
    expect(read(one)).toContain('What now: `/glue-audit show "orders-etl"');
    const latent = finding({ exposure: 'latent' });
    const other = { ...digestSamples['digest-1'], fresh: groupFindings([...bare, latent], 10) };
    expect(read(other)).toContain('What now: give job `load-001` in data-production, eu-west-1');
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
    expect(read(message)).toContain('Result: not scanned, Findings: ?');
  });
});

describe('modals', () => {
  it('load at once, and show a problem in their place', () => {
    expect(JSON.stringify(renderLoadingModal())).toContain('Reading the findings');
    const problem = { kind: 'problem', what: 'Too old.', next: 'Ask again.', suggestions: [] } as const;
    expect(JSON.stringify(renderProblemModal(problem))).toMatch(/Too old\..*Ask again\./);
  });
});
