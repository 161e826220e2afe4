import { expect, it } from 'vitest';
import { createAttach } from '../../../src/slack/interactions/reply-targets.ts';
import { FakeChat } from '../../support/fakes/fake-chat.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';

const file = { name: 'r.html', title: 'r', comment: 'c', bytes: new Uint8Array([65]) };

function setUp(shared: boolean) {
  const [clock, chat] = [new FakeClock(), new FakeChat()];
  return {
    clock,
    chat,
    ...createAttach({ clock, upload: (to, what) => chat.upload(to, what) }, { user: 'U1', shared }),
  };
}

it('waits for the message in whose thread it goes', async () => {
  const { chat, attach, onPosted } = setUp(true);
  const attached = attach?.(file);
  onPosted({ channel: 'C1', ts: '1.2' });
  expect(await attached).toBe('thread');
  expect(chat.uploads).toEqual([{ channel: 'C1', threadOf: '1.2', name: 'r.html', text: 'A' }]);
});

it('goes to the person where no such message comes, and at once where none can', async () => {
  const shared = setUp(true);
  const attached = shared.attach?.(file);
  await shared.clock.advance(10_000);
  expect(await attached).toBe('direct');
  expect(shared.chat.uploads).toMatchObject([{ channel: 'U1' }]);
  const alone = setUp(false);
  expect(await alone.attach?.(file)).toBe('direct');
  expect(alone.clock.sleeping).toBe(0);
});

it('is not offered by a surface that takes no files', () => {
  expect(createAttach({ clock: new FakeClock() }, { user: 'U1', shared: true }).attach).toBeUndefined();
});
