import nock from 'nock';
import { afterEach, beforeEach } from 'vitest';

/**
 * Makes every HTTP request of the tests in this file strict: one that nothing expects fails the test, and so does
 * an expectation that is never used. Nothing reaches the network.
 */
export function strictNock(): typeof nock {
  const unexpected: string[] = [];
  const note = (request: { method?: string; path?: string; host?: string; url?: string }): void => {
    unexpected.push(`${request.method ?? '?'} ${request.url ?? `${request.host ?? ''}${request.path ?? ''}`}`);
  };
  beforeEach(() => {
    unexpected.length = 0;
    nock.disableNetConnect();
    nock.emitter.on('no match', note);
  });
  afterEach(() => {
    const unused = nock.pendingMocks();
    nock.emitter.removeListener('no match', note);
    nock.abortPendingRequests();
    nock.cleanAll();
    nock.enableNetConnect();
    if (unexpected.length > 0) throw new Error(`Unexpected requests: ${unexpected.join(', ')}`);
    if (unused.length > 0) throw new Error(`Expected and never made: ${unused.join(', ')}`);
  });
  return nock;
}
