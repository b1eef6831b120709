/** The key under which endpoint secrets are sealed: MAILFERRY_KEY, or (local mode) one made on first start. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const loadKey = async (config: { key: string | undefined; dataFolder: string }): Promise<string> => {
  if (config.key !== undefined) return config.key;
  const path = join(config.dataFolder, 'key');
  await mkdir(config.dataFolder, { recursive: true, mode: 0o700 });
  try {
    await writeFile(path, randomBytes(32).toString('base64'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return (await readFile(path, 'utf8')).trim();
};
