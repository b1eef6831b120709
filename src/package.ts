/**
 * npm run package: the Teams app package, to be uploaded in the Teams admin centre. Fills the manifest with the bot
 * registration and the address that this Mailferry runs under.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { strToU8, zipSync } from 'fflate';
import { ConfigProblems, readAppIdentity } from './config.ts';

const folder = new URL('../appPackage/', import.meta.url);

const pack = async (): Promise<string> => {
  const { appId, publicUrl } = readAppIdentity(process.env);
  const template = await readFile(new URL('manifest.json', folder), 'utf8');
  const manifest = template
    .replaceAll(`\${{MICROSOFT_APP_ID}}`, appId)
    .replaceAll(`\${{PUBLIC_URL}}`, publicUrl.href.replace(/\/$/, ''))
    .replaceAll(`\${{PUBLIC_HOST}}`, publicUrl.host);
  const icon = async (name: string) => new Uint8Array(await readFile(new URL(name, folder)));
  const zip = zipSync({
    'manifest.json': strToU8(manifest),
    'color.png': await icon('color.png'),
    'outline.png': await icon('outline.png'),
  });
  const place = new URL('build/mailferry.zip', folder);
  await mkdir(new URL('.', place), { recursive: true });
  await writeFile(place, zip);
  return fileURLToPath(place);
};

try {
  const place = await pack();
  process.stdout.write(
    `${place}\nUpload it in the Teams admin centre: Teams apps, Manage apps, Upload new app.\n`,
  );
} catch (error) {
  if (!(error instanceof ConfigProblems)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
