import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: ['schema', 'ledger-tables', 'mapping-tables', 'findings-tables'].map(
    (name) => `./src/db/${name}.ts`,
  ),
  out: './src/db/upgrades',
});
