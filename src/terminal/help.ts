import { helpLine, type Option, type Options } from './options.ts';
import { pad, paragraph } from './text.ts';

/** A command of the terminal program, as its help shows it and its words are read. */
export interface CommandSpec {
  readonly name: string;
  /** One sentence or two: what it does, and what it does not. */
  readonly about: string;
  /** What follows the name: "[options]". */
  readonly usage: string;
  readonly options: Options;
  readonly exitCodes: Readonly<Record<number, string>>;
  /** Paragraphs. */
  readonly notes?: readonly string[];
  /** What follows the name, each as it could be typed. */
  readonly examples?: readonly string[];
}

const width = 80;
const column = 22;

/** The command as it is typed in a checkout, where npm brings the right Node. */
export function inCheckout(name: string, words = ''): string {
  const run = name === 'start' ? 'npm start' : `npm run -s ${name}`;
  return words === '' ? run : `${run} -- ${words}`;
}

/** The help of a command, at most 80 columns wide, with a newline at the end. */
export function commandHelp(spec: CommandSpec): string {
  const { name, about, usage, options, exitCodes, notes = [], examples = [] } = spec;
  const sections = [
    paragraph(about, width, 0),
    [
      ...paragraph(`gluewarden ${name} ${usage}`, width, 15, 'Usage:'),
      ...paragraph(inCheckout(name, usage), width, 15, 'In a checkout:'),
    ],
    ['Options', ...Object.entries({ ...options, '--help': helpLine }).flatMap(optionLines)],
    ['Exit codes', ...Object.entries(exitCodes).map(([code, meaning]) => `  ${code}  ${meaning}`)],
    ...notes.map((note) => paragraph(note, width, 0)),
    examples.length === 0 ? [] : ['Examples', ...examples.map((words) => `  ${inCheckout(name, words)}`)],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function optionLines([name, { value, does }]: [string, Option]): string[] {
  const left = `  ${name}${value === undefined ? '' : ` ${value}`}`;
  return does.flatMap((line, at) => paragraph(line, width, column, at === 0 ? pad(left, column) : undefined));
}
