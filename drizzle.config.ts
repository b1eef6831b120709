import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: ['./src/db/schema.ts', './src/db/ledger-tables.ts'],
  out: './src/db/upgrades',
});
