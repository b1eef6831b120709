/** The Teams app's manifest against the commands there are, and against Teams' limits for both. */
import { readFileSync } from 'node:fs';
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
