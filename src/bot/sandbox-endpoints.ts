/** Local mode: the two sandbox tenants stand ready as endpoints, and their mailboxes as a list. */
import type { SandboxReady } from '../local-sandbox.ts';
import { localActor } from './enter.ts';
import type { Engine } from './views.ts';

/** Answers the sample list: every mailbox of the source, with the same name at the destination. */
export const seedSandbox = async (engine: Engine, { graphUrl, tenants }: SandboxReady): Promise<string> => {
  const actor = await localActor(engine);
  for (const { name, tenantId, clientId, clientSecret } of tenants) {
    // Its tenants are new at each start: where a database remembers the old ones, this corrects them.
    const added = await engine.endpoints.add(actor, {
      name: `${name} (sandbox)`,
      tenantId,
      clientId,
      region: 'Europe',
    });
    if (!added.ok) throw new Error(`adding the sandbox's tenant: ${added.refusal.sentence}`);
    const sealed = await engine.endpoints.setSecret(actor, added.value.id, clientSecret);
    if (!sealed.ok) throw new Error(`signing in to the sandbox's tenant: ${sealed.refusal.sentence}`);
  }
  return sampleOf(graphUrl, tenants);
};

const sampleOf = async (graphUrl: string, tenants: SandboxReady['tenants']): Promise<string> => {
  const answer = await fetch(`${graphUrl}/_sandbox/users`);
  const users = (await answer.json()) as { address: string }[];
  const domainOf = (role: string) => tenants.find((tenant) => tenant.role === role)?.domain ?? '';
  const [from, to] = [domainOf('source'), domainOf('destination')];
  const rows = users
    .filter(({ address }) => address.endsWith(`@${from}`))
    .map(({ address }) => `${address},${address.replace(`@${from}`, `@${to}`)}`);
  return `${['source,destination', ...rows].join('\n')}\n`;
};
