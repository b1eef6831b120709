import type { SeedMailbox } from '../model.ts'; export const mailboxesFromEml = async (_dir: string): Promise<{ mailboxes: SeedMailbox[] }> => ({ mailboxes: [] });
