import { type ChildProcess, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

export type Environment = Readonly<Record<string, string>>;

export interface Usage {
  /** User and system time of the process. */
  readonly cpuMs: number;
  readonly peakMb: number;
}

export interface Measured extends Usage {
  readonly wallMs: number;
  readonly stdout: string;
}

/** The path of a file of this project. */
function projectFile(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}

/** Nothing of the caller's but the PATH, so that no profile or setting of the machine takes part. */
function bareEnvironment(home: string, more: Environment): Record<string, string> {
  return { PATH: process.env.PATH ?? '', HOME: home, XDG_CACHE_HOME: `${home}/.cache`, ...more };
}

export interface Program {
  /** A file of this project and its arguments. */
  readonly words: readonly [string, ...string[]];
  readonly home: string;
  readonly env: Environment;
}

/** Starts a program with this Node, in its own home. Standard error goes to ours. */
export function start({ words: [file, ...words], home, env }: Program, nodeOptions: readonly string[] = []) {
  return spawn(process.execPath, [...nodeOptions, projectFile(file), ...words], {
    cwd: home,
    env: bareEnvironment(home, env),
    stdio: ['ignore', 'pipe', 'inherit', 'pipe', 'pipe'],
  });
}

/** Runs a program to its end and measures it. @throws {Error} when it ends with a code that is not expected */
export async function measure(
  program: Program,
  expectedCodes: readonly number[],
  nodeOptions: readonly string[] = [],
): Promise<Measured> {
  const startedAt = performance.now();
  const child = start(program, [...nodeOptions, ...measuring]);
  const ended = exit(child);
  const [stdout, usage] = await Promise.all([readStream(child, 1), usageOf(child)]);
  const code = await ended;
  const wallMs = performance.now() - startedAt;
  if (code === null || !expectedCodes.includes(code)) {
    throw new Error(`${program.words[0]} ended with ${code}, expected ${expectedCodes.join(' or ')}\n${stdout}`);
  }
  return { wallMs, ...usage, stdout };
}

/** Node's options with which a program tells at its end what it used. */
export const measuring: readonly string[] = preload('bench/usage.cjs');

/** Node's options that load a file of this project before the program. */
export function preload(file: string): readonly string[] {
  return ['--require', projectFile(file)];
}

/** What a program that was started so has used; resolves at its end. */
export async function usageOf(child: ChildProcess): Promise<Usage> {
  return JSON.parse(await readStream(child, 3));
}

/** All that a program writes there. */
export function readStream(child: ChildProcess, fd: 1 | 3 | 4): Promise<string> {
  const stream = child.stdio[fd];
  if (!stream || !('read' in stream)) throw new Error(`File descriptor ${fd} of a child cannot be read`);
  return text(stream);
}

/** The exit code; null when a signal ended it. */
export function exit(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code));
  });
}

/** Asks it to end, and waits until it has. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = exit(child);
  child.kill('SIGTERM');
  await ended;
}

/** The first line that a program prints. @throws {Error} when it ends without one */
export async function firstLine(child: ChildProcess): Promise<string> {
  let seen = '';
  for await (const chunk of child.stdout ?? []) {
    seen += String(chunk);
    const end = seen.indexOf('\n');
    if (end >= 0) return seen.slice(0, end);
  }
  throw new Error('A process ended before it said anything');
}
