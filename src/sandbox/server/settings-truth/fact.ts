/** One thing that is set, with its properties in a form that can be compared. */
export interface Fact {
  /** "inbox rule" */
  setting: string;
  /** What tells it apart from others of its setting. */
  name: string;
  properties: Record<string, string>;
  /** Of the source: nobody can say whether it belongs at the destination. There or not, both are right. */
  isOptional?: boolean;
  /** Of the destination: it was there before, so that it is not extra. */
  isOld?: boolean;
}

export interface Compared {
  /** The destination's address. */
  mailbox: string;
  setting: string;
  name: string;
  state: 'same' | 'different' | 'missing' | 'extra' | 'left out';
  /** The properties that differ: what they should be, and what they are. */
  properties: Record<string, { expected: string | null; actual: string | null }>;
}

const keyOf = ({ setting, name }: Fact): string => `${setting}: ${name.toLowerCase()}`;

export const compareFacts = (mailbox: string, expected: Fact[], actual: Fact[]): Compared[] => {
  const there = new Map(actual.map((fact) => [keyOf(fact), fact]));
  const compared = expected.map((fact): Compared => {
    const { setting, name } = fact;
    const twin = there.get(keyOf(fact));
    there.delete(keyOf(fact));
    if (twin === undefined)
      return {
        mailbox,
        setting,
        name,
        state: fact.isOptional === true ? 'left out' : 'missing',
        properties: {},
      };
    const properties = Object.fromEntries(
      Object.entries(fact.properties)
        .filter(([property, value]) => twin.properties[property] !== value)
        .map(([property, value]) => [
          property,
          { expected: value, actual: twin.properties[property] ?? null },
        ]),
    );
    const isSame = Object.keys(properties).length === 0;
    return { mailbox, setting, name, state: isSame ? 'same' : 'different', properties };
  });
  const extra = [...there.values()]
    .filter(({ isOld }) => isOld !== true)
    .map(({ setting, name }): Compared => ({ mailbox, setting, name, state: 'extra', properties: {} }));
  return [...compared, ...extra];
};
