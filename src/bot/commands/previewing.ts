/** Showing a list before it is saved, wherever it comes from: a file, chosen columns, a tenant. */

import type { Card } from '../cards/card.ts';
import { faultsShown, leftOutShown, previewCard } from '../cards/import-preview.ts';
import { pairsPreviewCard } from '../cards/recipient-mapping.ts';
import type { Reply } from '../surface.ts';
import type { ImportPreview, PairsPreview, ProjectSummary } from '../views.ts';
import type { BotDeps } from './command.ts';
import { done } from './reply.ts';
import type { For } from './setup.ts';

export const showPairs = async (
  { links, actor }: Pick<BotDeps & For, 'links' | 'actor'>,
  project: ProjectSummary,
  preview: PairsPreview,
): Promise<Card> => {
  const { faults, badRows, fileName } = preview;
  const data = { kind: 'faults', fileName, faultCount: badRows, faults: faults.slice(0, mostOnPage) };
  return pairsPreviewCard(
    project,
    preview,
    faults.length > faultsShown ? await links.make(actor, 'report', data) : undefined,
  );
};

export interface PreviewUrls {
  faults?: string;
  leftOut?: string;
}

export const showPreview = async (
  deps: BotDeps & For,
  project: ProjectSummary,
  preview: ImportPreview,
): Promise<Reply> => done(previewCard(project, preview, await previewUrls(deps, preview)));

/** A card shows a few rows; a page shows them all, up to what a person could read. */
export const previewUrls = async (
  { links, actor }: BotDeps & For,
  { faults, faultCount, leftOut, leftOutCount, fileName }: ImportPreview,
): Promise<PreviewUrls> => ({
  ...(faultCount > faultsShown
    ? {
        faults: await links.make(actor, 'report', {
          kind: 'faults',
          fileName,
          faultCount,
          faults: faults.slice(0, mostOnPage),
        }),
      }
    : {}),
  ...(leftOutCount > leftOutShown
    ? {
        leftOut: await links.make(actor, 'report', {
          kind: 'left-out',
          fileName,
          leftOutCount,
          leftOut: leftOut.slice(0, mostOnPage),
        }),
      }
    : {}),
});

const mostOnPage = 5_000;
