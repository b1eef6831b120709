/** A picture of the gallery in each theme. */
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { chromiumPath } from '../browser/teams-client.ts';

const folder = new URL('../../.screenshots/', import.meta.url);

/** Answers where they are. Throws without Chromium. */
export const takePictures = async (url: string): Promise<string[]> => {
  if (chromiumPath === undefined)
    throw new Error('pictures want Chromium: apt-get install chromium, or set CHROMIUM_PATH');
  await mkdir(folder, { recursive: true });
  const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
  const paths: string[] = [];
  for (const theme of ['light', 'dark']) {
    const page = await browser.newPage({ viewport: { width: 1_060, height: 1_400 } });
    await page.goto(`${url}/?theme=${theme}`);
    await page.getByText('drawn').waitFor();
    const path = fileURLToPath(new URL(`gallery-${theme}.png`, folder));
    await page.screenshot({ path, fullPage: true });
    paths.push(path);
  }
  await browser.close();
  return paths;
};
