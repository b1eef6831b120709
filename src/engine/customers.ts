/** Customers: for whom mailboxes are moved, and so whose licences cover them. */
import { eq } from 'drizzle-orm';
import { customersOf, inLicensedPass, licensedMailboxes, lockLicences } from '../db/licences.ts';
import type { Db } from '../db/open.ts';
import { projectIn } from '../db/passes.ts';
import { customers, projects } from '../db/schema.ts';
import { addressFault } from './addresses.ts';
import { noProject } from './licence-gate.ts';
import { ok, type Result, refuse } from './refusal.ts';
import type { Actor } from './workgroups.ts';

export interface Customer {
  id: number;
  name: string;
  /** Its primary e-mail domain. */
  domain: string;
  projects: number;
  /** Valid licences of its users. */
  applied: number;
  /** Those of them that stay with their users. */
  used: number;
}

export const createCustomers = ({ db }: { db: Db }) => ({
  list: (actor: Actor): Promise<Customer[]> => customersOf(db, actor.workgroupId),

  find: (actor: Actor, name: string): Promise<Result<Customer>> => find(db, actor, name),

  add: async (actor: Actor, wanted: { name: string; domain: string }): Promise<Result<Customer>> => {
    const [name, domain] = [wanted.name.trim(), wanted.domain.trim().replace(/^@/, '').toLowerCase()];
    if (name === '' || name.length > 80)
      return refuse(
        'invalid',
        'A customer needs a name of 1 to 80 characters.',
        'Say "customer add <name> domain <domain>".',
      );
    const fault = addressFault(`somebody@${domain}`);
    if (fault !== null)
      return refuse(
        'invalid',
        `"${domain.slice(0, 60)}" is no domain: ${fault.problem}.`,
        'Say the domain of its mail, such as contoso.com.',
      );
    const [row] = await db
      .insert(customers)
      .values({ workgroupId: actor.workgroupId, name, domain })
      .onConflictDoNothing()
      .returning({ id: customers.id });
    return row === undefined
      ? refuse(
          'already-exists',
          `There is a customer called "${name}" already.`,
          `Say "customer use ${name}" to move for it, or choose another name.`,
        )
      : find(db, actor, name);
  },

  /** A project's customer stays once a pass has used one of its licences for it. */
  use: (actor: Actor, projectId: number, name: string): Promise<Result<Customer>> =>
    db.transaction(async (tx) => {
      const found = await find(tx, actor, name);
      if (!found.ok) return found;
      await lockLicences(tx, actor.workgroupId);
      const project = await projectIn(tx, actor, projectId);
      if (project === undefined) return noProject(projectId);
      if (project.customerId === found.value.id) return found;
      const free = project.customerId === null ? ok(null) : await mayChange(tx, project.id);
      if (!free.ok) return free;
      await tx.update(projects).set({ customerId: found.value.id }).where(eq(projects.id, project.id));
      return find(tx, actor, found.value.name);
    }),
});

const find = async (db: Db, actor: Actor, name: string): Promise<Result<Customer>> => {
  const all = await customersOf(db, actor.workgroupId);
  const found = all.find((one) => one.name.toLowerCase() === name.trim().toLowerCase());
  if (found !== undefined) return ok(found);
  const names = all.slice(0, 8).map((one) => `"${one.name}"`);
  return refuse(
    'not-found',
    `There is no customer called "${name.slice(0, 80)}" here.`,
    names.length === 0
      ? 'Add it: say "customer add <name> domain <domain>".'
      : `There is ${names.join(', ')}. Or add it: "customer add <name> domain <domain>".`,
  );
};

/** May the project go to another customer? */
const mayChange = async (tx: Db, projectId: number): Promise<Result<null>> => {
  const [busy] = await inLicensedPass(tx, { projectId });
  if (busy !== undefined)
    return refuse(
      'busy',
      `Pass ${busy.passId} is still moving mailboxes for the customer that this project has now.`,
      `Wait for it ("status ${busy.passId}") or stop it ("stop ${busy.passId}").`,
    );
  const used = (await licensedMailboxes(tx, projectId)).filter(({ usedAt }) => usedAt !== null);
  return used.length === 0
    ? ok(null)
    : refuse(
        'not-ready',
        `Licences of its customer were used to move ${used.length} of this project's mailboxes, and used licences cannot be moved to another customer.`,
        'Make a project of its own for the other customer: "project new <name>".',
      );
};
