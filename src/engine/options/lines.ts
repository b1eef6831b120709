/** [pure] The options of a project as they are kept, a line each. */
import type { OptionLine } from '../../db/schema.ts';
import { sameSource } from '../mapping-rules.ts';
import { type OptionKind, optionCatalogue } from './catalogue.ts';

export const valueIn = (lines: OptionLine[], name: string): string | undefined =>
  lines.find((line) => line.name === name)?.value;

export const isSame = (one: OptionLine, other: OptionLine): boolean =>
  one.value === other.value || sameSource(one, other);

/** Those that can be there several times are added, the others take the place of what was there. */
export const mergeOptions = (before: OptionLine[], added: OptionLine[]): OptionLine[] => {
  const isMany = (name: string) => optionCatalogue.find((one) => one.name === name)?.many === true;
  const kept = before.filter((line) =>
    added.every((one) => one.name !== line.name || (isMany(line.name) && !isSame(one, line))),
  );
  return [...kept, ...added];
};

/** By its value as it is kept; where none is just so, as somebody may type it: with spaces, "→" or other capitals. */
export const withoutOption = (lines: OptionLine[], name: string, value?: string): OptionLine[] => {
  const named = lines.filter((line) => line.name.toLowerCase() === name.toLowerCase());
  const exactly = named.filter((line) => value === undefined || line.value === value);
  const gone =
    exactly.length > 0 || value === undefined
      ? exactly
      : named.filter((line) => asTyped(line.value) === asTyped(value));
  return lines.filter((line) => !gone.includes(line));
};

const asTyped = (value: string): string => value.toLowerCase().replaceAll('→', '->').replace(/\s/g, '');

/** The ones that decide what moves and where to, as text. */
export const filterLines = (lines: OptionLine[]): string[] =>
  linesOf(lines, ({ filters }) => filters === true);

/** Those, and the ones that decide how it is changed on its way: what people approve. */
export const approvedLines = (lines: OptionLine[]): string[] =>
  linesOf(lines, ({ filters, changes }) => filters === true || changes === true);

const linesOf = (lines: OptionLine[], are: (kind: OptionKind) => boolean): string[] => {
  const names = new Set(optionCatalogue.filter(are).map(({ name }) => name));
  return lines.filter(({ name }) => names.has(name)).map(({ name, value }) => `${name}=${value}`);
};
