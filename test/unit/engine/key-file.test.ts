import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadKey } from '../../../src/engine/key-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mailferry-key-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('a key that is given is used, and no file is made', async () => {
  const dataFolder = join(folder, 'none');
  expect(await loadKey({ key: 'given', dataFolder })).toBe('given');
  await expect(stat(dataFolder)).rejects.toThrow('ENOENT');
});

test('without one, a key is made once, also when two ask at once, and only its owner may read it', async () => {
  const dataFolder = join(folder, 'deep', 'data');
  const keys = await Promise.all([1, 2, 3].map(() => loadKey({ key: undefined, dataFolder })));
  keys.push(await loadKey({ key: undefined, dataFolder }));
  expect(Buffer.from(keys[3]!, 'base64')).toHaveLength(32);
  expect(new Set(keys).size).toBe(1);
  if (process.platform !== 'win32') expect((await stat(join(dataFolder, 'key'))).mode & 0o077).toBe(0);
});
