import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { renderMessage } from '../src/slack/render.ts';
import { actionIds } from '../src/slack/views/common/action-ids.ts';
import { followedRequest } from '../src/usecases/messages/followed-request.ts';
import type { Message } from '../src/usecases/messages/message.ts';
import fc from './support/fast-check.ts';
import { messagesByKind } from './views/arbitraries.ts';
import { samples } from './views/samples.ts';

/** The action ids of everything in a message that can be pressed or chosen, without the number that tells rows apart. */
function actionsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(actionsIn);
  if (typeof value !== 'object' || value === null) return [];
  const own =
    'action_id' in value && typeof value.action_id === 'string' ? [value.action_id.replace(/\.\d+$/, '')] : [];
  return [...own, ...Object.values(value).flatMap(actionsIn)];
}

const actionsOf = (message: Message) => actionsIn(renderMessage(message).blocks);

/** Always the same messages, the samples and others in which the rarer fields meet. */
const messages: readonly Message[] = [
  ...Object.values(samples),
  ...Object.values<fc.Arbitrary<Message>>(messagesByKind).flatMap((each) =>
    fc.sample(each, { seed: 20_261_129, numRuns: 60 }),
  ),
];

/** "kind: id, id" of each row of the table in the documentation, and what is done when the buttons end. */
function documented() {
  const text = readFileSync(new URL('../docs/architecture.md', import.meta.url), 'utf8');
  const [, section = ''] = /## Buttons, and what ends them\n([\s\S]*?)\n## /.exec(text) ?? [];
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((row) => {
    const [, kind = '', buttons = '', ends = '', then = ''] = row.split('|').map((cell) => cell.trim());
    const ids = [...buttons.matchAll(/`([^`]+)`/g)].map(([, id = '']) => id);
    return {
      kind: kind.replaceAll('`', ''),
      ids: ids.toSorted(),
      ends,
      isEdited: then === 'edited',
      isAnswered: then !== '',
    };
  });
}

describe('what ends the buttons of a message', () => {
  test('is written down for every button of every message, and for no other', () => {
    const shown = Map.groupBy(messages, ({ kind }) => kind);
    const found = [...shown].flatMap(([kind, all]) => {
      const ids = [...new Set(all.flatMap(actionsOf))].toSorted();
      return ids.length === 0 ? [] : [{ kind, ids }];
    });
    const byKind = (a: { readonly kind: string }, b: { readonly kind: string }) => a.kind.localeCompare(b.kind);
    const rows = documented();
    expect(rows.map(({ kind, ids }) => ({ kind, ids })).toSorted(byKind)).toEqual(found.toSorted(byKind));
    expect(rows.filter(({ ends, isAnswered }) => ends === '' || !isAnswered)).toEqual([]);
  });

  test('is known of every action: what no message has is for modals and the Home alone', () => {
    const inMessages = new Set(documented().flatMap(({ ids }) => ids));
    const others = Object.values<string>(actionIds).filter((id) => !inMessages.has(id));
    expect(
      others.filter(
        (id) => !/^(?:findings\.(?:page|filter)\.|request\.plan\.|remediation\.more$|finding\.menu$|home\.)/.test(id),
      ),
    ).toEqual([]);
  });

  test('takes them off: what is edited then is followed exactly while it has a button that decides', () => {
    const edited = new Set(documented().flatMap(({ kind, isEdited }) => (isEdited ? [kind] : [])));
    const kinds = ['approval-request', 'exception-request', 'first-runs', 'request-news', 'reverted-news'];
    expect([...edited].toSorted()).toEqual(kinds);
    for (const message of messages) {
      const isFollowed = followedRequest(message) !== undefined;
      // What follows an approval is looked after with the progress: src/usecases/remediation/messages/refresh-progress.ts
      const decides = actionsOf(message).some((id) => message.kind !== 'approval-request' || id === actionIds.approve);
      expect(isFollowed, JSON.stringify(message)).toBe(edited.has(message.kind) && decides);
    }
  });

  test('leaves a shared list nothing that decides', () => {
    const shared = messages.filter((message) => message.kind === 'open-requests' && message.shared);
    expect(shared.length).toBeGreaterThan(5);
    expect([...new Set(shared.flatMap(actionsOf))]).toEqual([actionIds.details]);
  });
});
