import { expect, test } from 'vitest';
import { GluewardenError } from '../../src/domain/errors.ts';
import { parseAuditArgs } from '../../src/terminal/args.ts';
import { renderProblem } from '../../src/terminal/problem.ts';

const options = { command: 'audit', width: 80 };

function thrown(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}

test('wrong usage: what is wrong, what was meant, where to read more', () => {
  const text = renderProblem(
    thrown(() => parseAuditArgs(['--regoin', 'x'])),
    options,
  );
  expect(text).toBe(
    'There is no option “--regoin”. The options are --account, --region, --format,\n' +
      '--no-key-check, --database, --help.\n' +
      '  Did you mean: --region\n' +
      'npm run -s audit -- --help shows every option.\n',
  );
});

test('where no command was understood, the help of the program is named', () => {
  const text = renderProblem(new GluewardenError('usage', 'There is no command “adit”.', ['audit']), {
    command: undefined,
    width: 80,
  });
  expect(text).toBe(
    'There is no command “adit”.\n  Did you mean: audit\nnode src/launch.mjs help shows every command.\n',
  );
});

test('other errors use the words of the house', () => {
  const text = renderProblem(new GluewardenError('unknown-account', 'data-prod', ['data-production']), options);
  expect(text).toContain('"data-prod"');
  expect(text).toContain('Did you mean: data-production');
});

test('an unexpected error names its kind and place, and no log: the terminal keeps none', () => {
  const error = Object.assign(new TypeError('secret-value'), {
    stack: 'TypeError: x\n at /opt/g/src/terminal/args.ts:10:3',
  });
  const text = renderProblem(error, options);
  expect(text).toContain('It is of kind TypeError, at');
  expect(text).toContain('src/terminal/args.ts:10.');
  expect(text).not.toMatch(/\blog\b|secret-value/);
  expect(renderProblem('text', options)).not.toMatch(/\blog\b/);
});

test('an unexpected error and a hostile word are safe to print', () => {
  expect(renderProblem(new Error('secret-value'), options)).not.toContain('secret-value');
  expect(renderProblem(new GluewardenError('unknown-account', '\u001B[2J'), options)).toContain('<U+001B>[2J');
});
