import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { atEnd } from './at-end.ts';

const launcher = new URL('../../../src/launch.mjs', import.meta.url).pathname;

/** A folder of the test's own (or of all tests of a suite), deleted at its end. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gluewarden-test-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a gluewarden.yaml and returns its path. */
export function writeConfig(folder: string, content: object | string): string {
  const path = join(folder, 'gluewarden.yaml');
  writeFileSync(path, typeof content === 'string' ? content : stringify(content));
  return path;
}

/** An environment with nothing of the caller's but what a process needs to run at all. */
export function bareEnvironment(folder: string, more: Readonly<Record<string, string>>): Record<string, string> {
  const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env;
  // A home of its own: no AWS profile of the machine is ever read.
  return { PATH, HOME: folder, AWS_EC2_METADATA_DISABLED: 'true', NODE_COMPILE_CACHE, ...more };
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the real program as a process of its own; it is killed at the end of the test at the latest. */
export function launch(words: readonly string[], folder: string, env: Readonly<Record<string, string>>): ChildProcess {
  const child = spawn(process.execPath, [launcher, ...words], {
    cwd: folder,
    env: bareEnvironment(folder, env),
    stdio: 'pipe',
  });
  atEnd(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  });
  return child;
}

/** Runs the real program to its end. */
export function run(words: readonly string[], folder: string, env: Readonly<Record<string, string>>): Promise<Ended> {
  const child = launch(words, folder, env);
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}
