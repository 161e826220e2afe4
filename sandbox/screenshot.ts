import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { smallPng } from './small-png.ts';

/**
 * `node sandbox/screenshot.ts [--out FILE]`: the picture of the README, docs/digest.png. Starts the demo, waits for its
 * first digest, and takes a picture of that message at twice the size. Needs Chromium (CHROMIUM_PATH, or on the PATH).
 */
const { values } = parseArgs({ options: { out: { type: 'string', default: 'docs/digest.png' } } });
/** The first slot of the demo is at most a minute and a start away. */
const digestWaitMs = 150_000;

function chromiumPath(): string {
  const { CHROMIUM_PATH, PATH = '' } = process.env;
  if (CHROMIUM_PATH) return CHROMIUM_PATH;
  const candidates = PATH.split(delimiter).flatMap((folder) =>
    ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)),
  );
  const found = candidates.find((path) => existsSync(path));
  if (found === undefined) throw new Error('No Chromium: install it, or name it in CHROMIUM_PATH.');
  return found;
}

/** Resolves with the address of the page that the demo prints. */
function pageOf(demo: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    demo.once('exit', (code) => reject(new Error(`The demo stopped with exit code ${code}.`)));
    if (demo.stdout === null) return reject(new Error('The demo has no output.'));
    createInterface({ input: demo.stdout }).on('line', (line) => {
      const [, url] = /(http:\/\/127\.0\.0\.1:\d+)/.exec(line) ?? [];
      if (url !== undefined) resolve(url);
    });
  });
}

async function takePicture(browser: Browser, url: string): Promise<Buffer> {
  const page = await browser.newPage({
    viewport: { width: 1060, height: 2600 },
    deviceScaleFactor: 2,
    // The dates of the page are the reader's own.
    timezoneId: 'UTC',
    locale: 'en-GB',
  });
  await page.goto(`${url}/?as=nina&channel=data-alerts`);
  const digest = page.locator('#messages article').filter({ hasText: 'Glue finding' }).first();
  await digest.waitFor({ timeout: digestWaitMs });
  // No highlight of the message under the pointer.
  await page.mouse.move(0, 0);
  return digest.screenshot({ animations: 'disabled' });
}

const demo = spawn(process.execPath, [new URL('demo.ts', import.meta.url).pathname], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const ended = new Promise((resolve) => demo.once('close', resolve));
try {
  const url = await pageOf(demo);
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
  try {
    const picture = smallPng(await takePicture(browser, url));
    writeFileSync(values.out, picture);
    process.stdout.write(`${values.out}: ${Math.round(picture.length / 1024)} kB\n`);
  } finally {
    await browser.close();
  }
} finally {
  demo.kill('SIGTERM');
  await ended;
}
