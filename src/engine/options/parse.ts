/** [pure] Options as people paste them, read with every fault at its place. */
import type { OptionLine } from '../../db/schema.ts';
import type { Here } from '../dates.ts';
import { secondDomain } from '../mapping-rules.ts';
import { nearest } from '../nearest.ts';
import { aliases, builtIns, notHere, optionCatalogue, whyBuiltIn } from './catalogue.ts';
import { isSame, valueIn } from './lines.ts';

export interface OptionFault {
  /** As typed, from 1. */
  line: number;
  column: number;
  option?: string;
  problem: string;
  mend: string;
}

interface Written {
  name: string;
  value: string;
  /** Where they begin in the text. */
  at: number;
  valueAt: number;
}

/**
 * Reads what people paste: `Key=Value` or `Key="a value"`, with spaces or line breaks between them. Quotes may be
 * the curly ones that chat clients make.
 */
export const parseOptions = (
  text: string,
  clock: Here,
): { ok: true; lines: OptionLine[] } | { ok: false; faults: OptionFault[] } => {
  const plain = text.replace(/[“”„‟«»]/g, '"').replace(/[\u00a0\u2007\u202f]/g, ' ');
  const faults: OptionFault[] = [];
  const complain = (at: number, problem: string, mend: string, option?: string): void => {
    const before = plain.slice(0, at).split('\n');
    faults.push({
      line: before.length,
      column: (before.at(-1)?.length ?? 0) + 1,
      ...(option === undefined ? {} : { option }),
      problem,
      mend,
    });
  };
  const written = writtenIn(plain, complain);
  if (written.length === 0 && faults.length === 0)
    complain(0, 'there is no option in it', 'write for example LogSubjects=1');
  const lines: OptionLine[] = [];
  for (const one of written) {
    const read = readOne(one, clock);
    if ('problem' in read) {
      complain(read.position, read.problem, read.mend, read.option);
      continue;
    }
    const domains = secondDomain([...lines, read]);
    if (lines.some((line) => line.name === read.name && (!read.many || isSame(line, read))))
      complain(one.at, `${read.name} is there twice`, 'leave one of them out', read.name);
    else if (domains !== null)
      complain(
        one.valueAt + one.value.toLowerCase().lastIndexOf(domains.second),
        `it leads to ${domains.second}, and another one to ${domains.first}`,
        oneDomain,
        read.name,
      );
    else lines.push({ name: read.name, value: read.value });
  }
  const [from, to] = ['ItemStartDate', 'ItemEndDate'].map((name) => valueIn(lines, name));
  if (from !== undefined && to !== undefined && from >= to)
    complain(
      0,
      'ItemStartDate is not before ItemEndDate, so nothing would move',
      'exchange them',
      'ItemEndDate',
    );
  return faults.length > 0 ? { ok: false, faults } : { ok: true, lines };
};

const oneDomain =
  'let all whole domains of a project lead to one; people who go elsewhere get a project of their own, or a pair each';

const writtenIn = (
  text: string,
  complain: (at: number, problem: string, mend: string) => void,
): Written[] => {
  const found: Written[] = [];
  for (const token of text.matchAll(/([^\s="]+)\s*=\s*(?:"([^"\n]*)("?)|([^\s"]*))|\S+/g)) {
    const [whole, name, quoted, closing, bare] = token;
    if (name === undefined)
      complain(
        token.index,
        `"${whole.slice(0, 60)}" is no option`,
        'write Name=Value, and quotes around a value with spaces',
      );
    else if (quoted !== undefined && closing === '')
      complain(token.index + whole.indexOf('"'), 'a quote is never closed', `write ${name}="…"`);
    else {
      const value = (quoted ?? bare ?? '').trim();
      found.push({ name, value, at: token.index, valueAt: token.index + whole.lastIndexOf(value) });
    }
  }
  return found;
};

type Problem = { position: number; problem: string; mend: string; option: string };

const readOne = (
  { name, value, at, valueAt }: Written,
  clock: Here,
): { name: string; value: string; many: boolean } | Problem => {
  const key = name.toLowerCase();
  const builtIn = builtIns.find((one) => one.toLowerCase() === key);
  const fault = (problem: string, mend: string, position = at): Problem => ({
    position,
    problem,
    mend,
    option: name,
  });
  if (builtIn !== undefined)
    return fault(`${builtIn} is built in and cannot be edited here`, whyBuiltIn(builtIn).replace(/\.$/, ''));
  if (Object.hasOwn(notHere, key)) return fault(`${name} does nothing here: ${notHere[key]}`, 'leave it out');
  const said = (Object.hasOwn(aliases, key) ? aliases[key]?.(value) : undefined) ?? { name, value };
  const kind = optionCatalogue.find((one) => one.name.toLowerCase() === said.name.toLowerCase());
  if (kind === undefined) {
    const [close] = nearest(
      key,
      optionCatalogue.map((one) => one.name.toLowerCase()),
    );
    const meant = optionCatalogue.find((one) => one.name.toLowerCase() === close)?.name;
    return fault(
      `there is no option ${name}`,
      meant === undefined ? 'say "options" to see the ones there are' : `did you mean ${meant}?`,
    );
  }
  if (said.value === '') return fault(`${kind.name} has no value`, `write for example ${kind.example}`);
  const read = kind.read(said.value, clock);
  return typeof read === 'string'
    ? { name: kind.name, value: read, many: kind.many === true }
    : fault(read.problem, read.mend, valueAt + (read.at ?? 0));
};
