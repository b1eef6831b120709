/**
 * [pure] Where a tenant's mail lies, in the words of Entra's own page about the tenant. A destination must say it, so
 * that whoever runs Mailferry knows where its workers should stand; nothing is decided by it.
 */
import { ok, type Result, refuse } from './refusal.ts';

/** What cards offer; a country may be typed as well. */
export const regions = [
  'North America',
  'South America',
  'Europe',
  'United Kingdom',
  'Switzerland',
  'Middle East',
  'Africa',
  'India',
  'Asia Pacific',
  'Japan',
  'Australia',
] as const;

const longest = 60;

/** As the list writes it, or as it was said. */
export const readRegion = (said: string): Result<string> => {
  const region = said.trim();
  if (region === '') return noRegion();
  if (region.length > longest)
    return refuse(
      'invalid',
      `A region has at most ${longest} characters.`,
      'Say a country or a part of the world, such as "Europe".',
    );
  return ok(regions.find((one) => one.toLowerCase() === region.toLowerCase()) ?? region);
};

/** `name`: of the endpoint that is there already. */
export const noRegion = (name?: string) =>
  refuse(
    'invalid',
    'Region of the destination tenant: This field cannot be left blank.',
    `The Entra admin centre of that tenant shows it under Identity > Overview > Properties, as "Country or region". ${
      name === undefined
        ? 'Choose it on the card.'
        : `Then say: endpoint region "${name}" Europe (or what it is).`
    }`,
  );
