/** The Teams app's manifest against the commands there are, and against Teams' limits for both. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { commands, manifestCommands } from '../../../../src/bot/commands/index.ts';

const folder = new URL('../../../../appPackage/', import.meta.url);
interface Manifest {
  name: { short: string; full: string };
  description: { short: string; full: string };
  icons: { color: string; outline: string };
  bots: {
    scopes: string[];
    supportsFiles: boolean;
    commandLists: { commands: { title: string; description: string }[] }[];
  }[];
}
const manifest = JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8')) as Manifest;

test('the manifest lists the commands as the bot has them', () => {
  expect(manifest.bots).toHaveLength(1);
  const [bot] = manifest.bots;
  expect(bot?.supportsFiles).toBe(true);
  expect(bot?.commandLists[0]?.commands).toEqual(manifestCommands);
  const names = commands.map(({ name }) => name);
  for (const { title } of manifestCommands) expect(names).toContain(title);
});

test('it keeps within what Teams takes', () => {
  expect(manifest.name.short.length).toBeLessThanOrEqual(30);
  expect(manifest.name.full.length).toBeLessThanOrEqual(100);
  expect(manifest.description.short.length).toBeLessThanOrEqual(80);
  expect(manifestCommands.length).toBeLessThanOrEqual(12);
  for (const { title, description } of manifestCommands) {
    expect(title.length).toBeLessThanOrEqual(32);
    expect(description.length).toBeLessThanOrEqual(128);
  }
});

test.for([
  ['color', 192],
  ['outline', 32],
] as const)('the %s icon has %i pixels a side', ([kind, side]) => {
  const bytes = readFileSync(new URL(manifest.icons[kind], folder));
  expect(bytes.toString('latin1', 1, 4)).toBe('PNG');
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([side, side]);
});

const pack = (env: Record<string, string>) =>
  spawnSync(process.execPath, [fileURLToPath(new URL('../src/package.ts', folder))], {
    env: { PATH: process.env.PATH, ...env },
    encoding: 'utf8',
  });

test('the package holds the manifest of this very bot', () => {
  const appId = '11111111-2222-4333-8444-555555555555';
  const made = pack({ MICROSOFT_APP_ID: appId, PUBLIC_URL: 'https://mailferry.example.com/' });
  expect(made.stderr).toBe('');
  const files = unzipSync(new Uint8Array(readFileSync(made.stdout.split('\n')[0] ?? '')));
  expect(Object.keys(files).sort()).toEqual(['color.png', 'manifest.json', 'outline.png']);
  const text = strFromU8(files['manifest.json'] ?? new Uint8Array());
  expect(text).not.toContain('${{');
  expect(JSON.parse(text)).toMatchObject({
    id: appId,
    bots: [{ botId: appId }],
    developer: { websiteUrl: 'https://mailferry.example.com' },
    validDomains: ['mailferry.example.com'],
  });
});

test('without a registration the package says everything that is missing', () => {
  const made = pack({ PUBLIC_URL: 'http://mailferry.example.com' });
  expect(made.status).toBe(2);
  expect(made.stderr).toMatch(/MICROSOFT_APP_ID/);
  expect(made.stderr).toMatch(/https/);
});
