/** Verify, full, full again, with trouble: nothing on the wire that Microsoft's pages do not describe. */
import { expect, test } from 'vitest';
import { createContract, hasGraphDescription } from '../fixtures/graph-contract.ts';
import { startWorld } from '../fixtures/world.ts';

if (!hasGraphDescription)
  console.warn('skipped: the description of Microsoft Graph is not on this machine (../shared/graph)');

test.skipIf(!hasGraphDescription)(
  'every request and every answer is as Microsoft describes it',
  { timeout: 120_000 },
  async () => {
    const contract = createContract();
    const troubles = [
      { on: 'import', do: '429', every: 30, retryAfter: 0.05 },
      { on: 'list', do: '503', every: 20 },
      { on: 'import', do: 'reset-after', every: 40 },
    ] as const;
    await using world = await startWorld({
      sandbox: { mailboxes: 2, items: 150, faults: [...troubles], onExchange: contract.check },
    });
    await world.options('ShareCalendars=1');
    await world.run('verify');
    await world.run('full');
    for (const at of [0, 1])
      await world.edit({ do: 'edit', address: world.pairs[0]?.source, folder: 'sentitems', at });
    await world.edit({ do: 'delete', address: world.pairs[0]?.source, folder: 'calendar', at: 0 });
    await world.edit({ do: 'forget-tokens', address: world.pairs[1]?.source });
    await world.run('full');
    expect((await world.truth()).agrees).toBe(true);
    expect(contract.faults()).toEqual([]);
    expect(contract.seen()).toEqual([
      'GET /v1.0/admin/exchange/mailboxes/{mailboxId}/folders',
      'GET /v1.0/admin/exchange/mailboxes/{mailboxId}/folders/{mailboxFolderId}/childFolders',
      'GET /v1.0/admin/exchange/mailboxes/{mailboxId}/folders/{mailboxFolderId}/items',
      'GET /v1.0/admin/exchange/mailboxes/{mailboxId}/folders/{mailboxFolderId}/items/delta',
      'GET /v1.0/admin/exchange/mailboxes/{mailboxId}/folders/{mailboxFolderId}/items/{mailboxItemId}',
      'GET /v1.0/users/{userId}',
      'GET /v1.0/users/{userId}/calendars',
      'GET /v1.0/users/{userId}/calendars/{calendarId}/calendarPermissions',
      'GET /v1.0/users/{userId}/contactFolders',
      'GET /v1.0/users/{userId}/inferenceClassification/overrides',
      'GET /v1.0/users/{userId}/mailFolders/inbox/messageRules',
      'GET /v1.0/users/{userId}/mailboxSettings',
      'GET /v1.0/users/{userId}/mailboxSettings/userPurpose',
      'GET /v1.0/users/{userId}/outlook/masterCategories',
      'GET /v1.0/users/{userId}/settings/exchange',
      'GET /v1.0/users/{userId}/todo/lists',
      'GET /v1.0/users/{userId}/todo/lists/{todoTaskListId}/tasks',
      'PATCH /v1.0/users/{userId}/calendars/{calendarId}/calendarPermissions/{calendarPermissionId}',
      'PATCH /v1.0/users/{userId}/mailboxSettings',
      'PATCH /v1.0/users/{userId}/outlook/masterCategories/{categoryId}',
      'POST /adminapi/v2.0/{tenantId}/Mailbox',
      'POST /adminapi/v2.0/{tenantId}/MailboxFolderPermission',
      "POST /api/gv1.0/Mailboxes('{mailboxId}')/importItem",
      'POST /v1.0/admin/exchange/mailboxes/{mailboxId}/createImportSession',
      'POST /v1.0/admin/exchange/mailboxes/{mailboxId}/exportItems',
      'POST /v1.0/admin/exchange/mailboxes/{mailboxId}/folders',
      'POST /v1.0/admin/exchange/mailboxes/{mailboxId}/folders/{mailboxFolderId}/childFolders',
      'POST /v1.0/users/{userId}/calendars/{calendarId}/calendarPermissions',
      'POST /v1.0/users/{userId}/inferenceClassification/overrides',
      'POST /v1.0/users/{userId}/mailFolders/inbox/messageRules',
      'POST /v1.0/users/{userId}/outlook/masterCategories',
      'POST /{tenant}/oauth2/v2.0/token',
    ]);
  },
);
