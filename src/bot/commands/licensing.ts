/** What can be done when licences are missing: the same buttons wherever a refusal says so. */

import type { Button } from '../cards/card.ts';
import { applyButton } from '../cards/licences.ts';
import type { Context } from './command.ts';

/** A list that is longer than this is not carried by a button. */
const longestScope = 4_000;

export const licencesUrl = (
  { links, actor }: Pick<Context, 'links' | 'actor'>,
  projectId: number,
): Promise<string> => links.make(actor, 'report', { kind: 'licences', projectId });

/** For whom licences are wanted, as the command that was refused said it. */
export interface Wanted {
  addresses?: string[] | undefined;
  waves?: string[] | undefined;
}

export const missingLicences = async (
  context: Context,
  projectId: number,
  { addresses = [], waves = [] }: Wanted,
): Promise<Button[]> => {
  const { engine, actor } = context;
  const view = await engine.licences.view(actor, projectId);
  if (!view.ok) return [];
  const { here, available } = view.value;
  const list: Button = { label: 'Licences', command: 'licences', args: { project: projectId } };
  if (here === undefined || here.customer === null)
    return [{ label: 'Customers', command: 'customer' }, list];
  const scope = {
    ...(addresses.length === 0 ? {} : { addresses: addresses.join(' ') }),
    ...(waves.length === 0 ? {} : { waves: waves.join(' ') }),
  };
  const fits = Object.values(scope).join('').length <= longestScope;
  return [
    ...(available === 0 || !fits
      ? []
      : [applyButton('Apply what is available', { project: projectId, ...scope, available: 'yes' })]),
    list,
    { label: 'Who has one, as CSV', url: await licencesUrl(context, projectId) },
  ];
};
