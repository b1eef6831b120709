/** The query options that the sandbox knows, read strictly: what it does not know is 501, what is wrong is 400. */
import { doesNotKnow, refuse } from './answer.ts';

export type Query = Map<string, string>;

export const readQuery = (search: string, allowed: readonly string[]): Query => {
  const query: Query = new Map();
  for (const [name, value] of new URLSearchParams(search)) {
    if (query.has(name)) refuse(400, 'BadRequest', `Query option '${name}' was given twice.`);
    if (!allowed.includes(name)) doesNotKnow(`the query option "${name}" here`);
    query.set(name, value);
  }
  return query;
};

/** `$top`, `$skip`: a whole number within its bounds. */
export const wholeNumber = (query: Query, name: string, byDefault: number, most: number): number => {
  const text = query.get(name);
  if (text === undefined) return byDefault;
  if (!/^\d{1,9}$/.test(text) || (name === '$top' && (Number(text) < 1 || Number(text) > most)))
    refuse(400, 'BadRequest', `Invalid value '${text}' for ${name}; the most is ${most}.`);
  return Number(text);
};

/** `$select`: the names, each known. Null: everything. */
export const selected = (query: Query, known: readonly string[]): string[] | null => {
  const text = query.get('$select');
  if (text === undefined) return null;
  const names = text.split(',').map((name) => name.trim());
  const strange = names.find((name) => !known.includes(name));
  if (strange !== undefined) refuse(400, 'BadRequest', `Could not find a property named '${strange}'.`);
  return names;
};

/** Id always comes, as Graph does. */
export const project = <T extends Record<string, unknown>>(
  object: T,
  names: string[] | null,
): Record<string, unknown> =>
  names === null
    ? object
    : Object.fromEntries(
        Object.entries(object).filter(
          ([name]) => name === 'id' || name.startsWith('@') || names.includes(name),
        ),
      );

type Value = string | number | Date | boolean | null;
type Kind = 'text' | 'number' | 'time' | 'truth';
/** What may be compared, as what, and how to read it from an object. */
export type Fields<T> = Record<string, { is: Kind; of: (object: T) => Value }>;

/** `$filter`: comparisons joined by `and`, and startswith(field,'text'). Also `or` of equals, as user lookups use it. */
export const filterOf = <T>(query: Query, fields: Fields<T>): ((object: T) => boolean) => {
  const text = query.get('$filter');
  if (text === undefined) return () => true;
  const any = splitBy(text, ' or ').map((part) =>
    splitBy(part, ' and ').map((term) => termOf(term.trim(), fields)),
  );
  return (object) => any.some((all) => all.every((holds) => holds(object)));
};

/** Splits outside of quotes. */
const splitBy = (text: string, separator: string): string[] => {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0, quoted = false; at < text.length; at++) {
    if (text[at] === "'") quoted = !quoted;
    if (!quoted && text.startsWith(separator, at)) {
      parts.push(text.slice(from, at));
      from = at + separator.length;
    }
  }
  return [...parts, text.slice(from)];
};

type Plain = number | string | null;
const bothThere =
  (holds: (a: number | string, b: number | string) => boolean) =>
  (a: Plain, b: Plain): boolean =>
    a !== null && b !== null && holds(a, b);
const comparisons: Record<string, (a: Plain, b: Plain) => boolean> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  ge: bothThere((a, b) => a >= b),
  gt: bothThere((a, b) => a > b),
  le: bothThere((a, b) => a <= b),
  lt: bothThere((a, b) => a < b),
};

const termOf = <T>(term: string, fields: Fields<T>): ((object: T) => boolean) => {
  const starts = /^startswith\((\w+),\s*'((?:[^']|'')*)'\)$/i.exec(term);
  const compared = /^(\w+) (eq|ne|ge|gt|le|lt) ('(?:[^']|'')*'|[\w:.+-]+)$/.exec(term);
  if (starts === null && compared === null) return doesNotKnow(`the filter "${term}"`);
  const [, name = '', operator = '', literal = ''] = starts ?? compared ?? [];
  const field = fields[name];
  if (field === undefined) return doesNotKnow(`a filter on "${name}" here`);
  if (starts !== null) {
    if (field.is !== 'text') return incompatible(term);
    const start = operator.replaceAll("''", "'").toLowerCase();
    return (object) =>
      String(field.of(object) ?? '')
        .toLowerCase()
        .startsWith(start);
  }
  const wanted = literal === 'null' ? null : (comparable[field.is](literal) ?? incompatible(term));
  return (object) => comparisons[operator]?.(plain(field.of(object)), wanted) ?? false;
};

const incompatible = (term: string): never =>
  refuse(400, 'BadRequest', `A binary operator with incompatible types was detected in '${term}'.`);

/** A literal as a value of that kind; undefined if it is none. */
const comparable: Record<Kind, (literal: string) => number | string | undefined> = {
  text: (literal) =>
    literal.startsWith("'") ? literal.slice(1, -1).replaceAll("''", "'").toLowerCase() : undefined,
  number: (literal) => (/^-?\d+$/.test(literal) ? Number(literal) : undefined),
  time: (literal) => {
    const time = /^\d{4}-\d\d-\d\d(T|$)/.test(literal) ? Date.parse(literal) : Number.NaN;
    return Number.isNaN(time) ? undefined : time;
  },
  truth: (literal) => (/^(true|false)$/.test(literal) ? literal : undefined),
};

const plain = (value: Value): Plain => {
  if (value === null || typeof value === 'number') return value;
  return value instanceof Date ? value.getTime() : String(value).toLowerCase();
};

export const sorterOf = <T>(query: Query, fields: Fields<T>): ((objects: T[]) => T[]) => {
  const text = query.get('$orderby');
  if (text === undefined) return (objects) => objects;
  const [, name = '', direction = 'asc'] =
    /^(\w+)(?: (asc|desc))?$/.exec(text) ?? doesNotKnow(`the order "${text}"`);
  const field = fields[name] ?? doesNotKnow(`the order "${text}" here`);
  const sign = direction === 'desc' ? -1 : 1;
  return (objects) =>
    objects
      .map((object, at) => ({ object, at, key: plain(field.of(object)) ?? '' }))
      .sort((a, b) => (a.key < b.key ? -sign : a.key > b.key ? sign : a.at - b.at))
      .map(({ object }) => object);
};

/**
 * `$expand=singleValueExtendedProperties($filter=id eq 'Binary 0x300B' or id eq '…')`: the ids as they were
 * written (a server echoes them in its own letter case). Null: not asked for.
 */
export const expandedIds = (query: Query, known: (id: string) => boolean): string[] | null => {
  const text = query.get('$expand');
  if (text === undefined) return null;
  const [, filter] =
    /^singleValueExtendedProperties\(\$filter=(.+)\)$/.exec(text) ?? doesNotKnow(`the expansion "${text}"`);
  return splitBy(filter ?? '', ' or ').map((term) => {
    const [, id = ''] =
      /^\s*id eq '([^']+)'\s*$/.exec(term) ?? doesNotKnow(`the filter "${term}" of extended properties`);
    if (!known(id.toLowerCase())) doesNotKnow(`the extended property "${id}"`);
    return id.toLowerCase();
  });
};

/** A page of a list, with `@odata.nextLink` by `$skip`, as Graph pages lists. */
export const page = <T>(all: T[], query: Query, url: URL, sizes: { byDefault: number; most: number }) => {
  const top = wholeNumber(query, '$top', sizes.byDefault, sizes.most);
  const skip = wholeNumber(query, '$skip', 0, Number.MAX_SAFE_INTEGER);
  const count = query.get('$count') ?? 'false';
  if (count !== 'true' && count !== 'false')
    refuse(400, 'BadRequest', `Invalid value '${count}' for $count; it must be true or false.`);
  const value = all.slice(skip, skip + top);
  const next = new URL(url);
  next.searchParams.set('$skip', String(skip + top));
  return {
    value,
    count: count === 'true' ? { '@odata.count': all.length } : {},
    next: skip + top < all.length ? { '@odata.nextLink': next.href } : {},
  };
};

/** The directory pages by an opaque token; here it wraps the same number. 100 by default, 999 at most. */
export const directoryPage = <T>(found: T[], query: Query, url: URL) => {
  const skip = Buffer.from(query.get('$skiptoken') ?? 'MA', 'base64url').toString();
  if (!/^\d{1,9}$/.test(skip))
    refuse(400, 'Directory_ExpiredPageToken', 'The specified page token is not valid.');
  const { value, next } = page(found, new Map([...query, ['$skip', skip]]), url, {
    byDefault: 100,
    most: 999,
  });
  const link = new URL(url);
  link.searchParams.set('$skiptoken', Buffer.from(String(Number(skip) + value.length)).toString('base64url'));
  return { value, next: '@odata.nextLink' in next ? { '@odata.nextLink': link.href } : {} };
};
