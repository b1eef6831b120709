/** [pure] The options of a project as people see them. */
import type { OptionLine } from '../../db/schema.ts';
import { builtIns, optionCatalogue, whyBuiltIn } from './catalogue.ts';

export interface ShownOption {
  name: string;
  value: string;
  summary: string;
  builtIn: boolean;
}

interface Side {
  tenantId: string;
  clientId: string;
  hasSecret: boolean;
}

/** The project's own, then the built-in ones with the reason why they are; secrets are masked. */
export const shownOptions = (
  lines: OptionLine[],
  sides: { source?: Side | undefined; destination?: Side | undefined },
): ShownOption[] => [
  ...lines.map(({ name, value }) => ({
    name,
    value,
    summary: optionCatalogue.find((one) => one.name === name)?.summary ?? '',
    builtIn: false,
  })),
  ...builtIns.map((name) => ({
    name,
    value: builtInValue(name, name.endsWith('Export') ? sides.source : sides.destination),
    summary: whyBuiltIn(name),
    builtIn: true,
  })),
];

const builtInValue = (name: (typeof builtIns)[number], side: Side | undefined): string => {
  if (name === 'UseApplicationPermission') return '1';
  if (side === undefined) return '';
  if (name.includes('Secret')) return side.hasSecret ? '********' : '';
  return name.includes('Tenant') ? side.tenantId : side.clientId;
};
