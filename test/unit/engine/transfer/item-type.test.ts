import fc from 'fast-check';
import { expect, test } from 'vitest';
import { itemTypes } from '../../../../src/db/ledger-tables.ts';
import { itemTypeOf } from '../../../../src/engine/transfer/item-type.ts';

test.for([
  ['IPM.Note', 'mail'],
  ['IPM.Note.SMIME.MultipartSigned', 'mail'],
  ['REPORT.IPM.Note.NDR', 'mail'],
  ['IPM.Schedule.Meeting.Request', 'mail'],
  ['IPM.Schedule.Meeting.Canceled', 'mail'],
  ['IPM.TaskRequest.Accept', 'mail'],
  ['IPM.Appointment', 'calendar'],
  ['IPM.Appointment.Occurrence', 'calendar'],
  ['IPM.Contact', 'contact'],
  ['IPM.DistList', 'contact'],
  ['IPM.Task', 'task'],
  ['IPM.StickyNote', 'note'],
  ['IPM.Activity', 'journal'],
  ['IPM.Post', 'post'],
  ['IPM.Post.RSS', 'post'],
  ['IPM.Configuration.UMOLK.UserOptions', 'other'],
  ['IPM', 'other'],
  ['', 'other'],
] as const)('%s is counted as %s', ([messageClass, type]) => {
  expect(itemTypeOf(messageClass)).toBe(type);
});

test('letter case does not matter, and every text is one of the eight', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.constantFrom('IPM.Task.x', 'Ipm.Note', 'report.x')),
      (messageClass) => {
        expect(itemTypes).toContain(itemTypeOf(messageClass));
        if (!/^[\x20-\x7e]*$/.test(messageClass)) return;
        expect(itemTypeOf(messageClass.toUpperCase())).toBe(itemTypeOf(messageClass.toLowerCase()));
      },
    ),
  );
});
