import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** A real process of the test: it says one JSON value a line, and is told words, one a line. */
export interface Child {
  /** The next value that it says. @throws when it ends first, with what it wrote to stderr */
  next(): Promise<unknown>;
  notify(word: string): void;
  /** kill -9, and wait until it is gone. */
  kill(): Promise<void>;
  /** Its exit code. */
  ended(): Promise<number | null>;
}

export function startChild(file: string, ...words: string[]): Child {
  const script = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, [script, ...words], { stdio: ['pipe', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exit = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const stderr = collect(child);
  return {
    async next() {
      const line = await lines.next();
      if (line.done) throw new Error(`${file} ended: ${stderr()}`);
      return JSON.parse(line.value);
    },
    notify: (word) => void child.stdin.write(`${word}\n`),
    async kill() {
      child.kill('SIGKILL');
      await exit;
    },
    async ended() {
      await exit;
      return child.exitCode;
    },
  };
}

function collect(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.on('data', (part) => {
    text += String(part);
  });
  return () => text;
}
