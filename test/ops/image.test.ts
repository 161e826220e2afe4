import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { parseConfig } from '../../src/config/parse.ts';

/** What ships: the image and the examples of how to run it. That nothing shipped needs more is the architecture test's. */
const dockerfile = readFileSync('Dockerfile', 'utf8').replaceAll('\\\n', ' ');
const instructions = dockerfile.split('\n').filter((line) => /^[A-Z]+ /.test(line));
const copies = instructions.filter((line) => line.startsWith('COPY ') && !line.includes('--from='));

describe('the image', () => {
  test('copies only what exists and is let through to the builder', () => {
    const sources = copies.flatMap((line) => line.split(/\s+/).slice(1, -1));
    expect(new Set(sources)).toEqual(new Set(['package.json', 'package-lock.json', 'src', 'commands']));
    expect(sources.filter((source) => !existsSync(source))).toEqual([]);
    const ignore = readFileSync('.dockerignore', 'utf8').split('\n');
    expect(ignore).toContain('*');
    expect(
      ignore
        .filter((line) => line.startsWith('!'))
        .map((line) => line.slice(1))
        .sort(),
    ).toEqual([...new Set(sources)].sort());
  });

  test('has production packages only, Node 24, no root, and a process that gets its signals', () => {
    expect(instructions.filter((line) => line.startsWith('FROM '))).toEqual([
      'FROM node:24-slim AS packages',
      'FROM node:24-slim',
    ]);
    expect(dockerfile).toContain('npm ci --omit=dev');
    expect(instructions.at(-1)).toBe('CMD ["node", "--max-semi-space-size=16", "src/launch.mjs", "start"]');
    const last = (word: string) => instructions.findLastIndex((line) => line.startsWith(word));
    expect(instructions[last('USER ')]).toBe('USER node');
    expect(last('USER ')).toBeGreaterThan(last('RUN '));
    expect(dockerfile).toMatch(/HOST=0\.0\.0\.0[\s\S]*DATABASE_URL=sqlite:\/data\/gluewarden\.db/);
  });

  test('its health check is a command that Node can run', () => {
    const check: unknown = JSON.parse(/HEALTHCHECK .*CMD (\[.*\])/.exec(dockerfile)?.[1] ?? '');
    expect(check).toEqual(['node', '-e', expect.stringContaining('/healthz')]);
    expect(() => new Function(Array.isArray(check) ? String(check[2]) : '(')).not.toThrow();
  });
});

function documents(path: string): string {
  const read = parseAllDocuments(readFileSync(path, 'utf8'));
  if (!Array.isArray(read)) throw new Error('no documents');
  expect(read.flatMap((document) => document.errors)).toEqual([]);
  return JSON.stringify(read.map((document): unknown => document.toJS()));
}

describe('the examples', () => {
  test('docker compose: nothing is writable but the volume', () => {
    const text = documents('deploy/docker-compose.yml');
    for (const part of [
      '"read_only":true',
      '"cap_drop":["ALL"]',
      'no-new-privileges:true',
      '"tmpfs":["/tmp"]',
      'data:/data',
    ])
      expect(text).toContain(part);
  });

  test('kubernetes: one replica that is never two, probes, no rights; its configuration is a right one', () => {
    const text = documents('deploy/kubernetes.yaml');
    for (const part of [
      '"replicas":1',
      '"Recreate"',
      '"path":"/readyz"',
      '"path":"/healthz"',
      '"readOnlyRootFilesystem":true',
      '"runAsNonRoot":true',
      // Longer than a start waits for its database: it would be killed while it says what it waits for.
      '"periodSeconds":2,"failureThreshold":60',
    ])
      expect(text).toContain(part);
    const config: string = JSON.parse(/"gluewarden\.yaml":("(?:[^"\\]|\\.)*")/.exec(text)?.[1] ?? '""');
    expect(parseConfig(config, 'kubernetes').schedules).toHaveLength(1);
  });

  test('systemd: the launcher, hardened', () => {
    const unit = readFileSync('deploy/gluewarden.service', 'utf8');
    for (const line of [
      'ExecStart=/usr/bin/node --max-semi-space-size=16 src/launch.mjs start',
      'DynamicUser=yes',
      'ProtectSystem=strict',
      'NoNewPrivileges=yes',
    ])
      expect(unit.split('\n')).toContain(line);
  });
});
