import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  createDecoder,
  createEncoder,
  decodeInto,
} from '../../../../../src/engine/transfer/stream/base64.ts';
import { StreamFault } from '../../../../../src/engine/transfer/stream/fault.ts';

const decode = (text: Buffer): Buffer => decodeInto(Buffer.alloc(text.length, 1), text);
const wrapped = (text: string) => Buffer.from(text.replace(/.{76}/g, '$&\r\n'));

test('what was encoded is decoded, in one piece or cut anywhere, with line breaks or without', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.integer({ min: 1, max: 90 }), (bytes, every) => {
      const text = Buffer.from(bytes).toString('base64');
      expect(decode(wrapped(text))).toEqual(Buffer.from(bytes));
      const decoder = createDecoder();
      const encoder = createEncoder();
      const again: Buffer[] = [];
      for (let at = 0; at < text.length; at += every)
        again.push(encoder.push(decoder.push(Buffer.from(text.slice(at, at + every)))));
      decoder.end();
      expect(Buffer.concat([...again, encoder.end()]).toString()).toBe(text);
    }),
  );
});

test.for(['A', 'AB=', 'AB!=', 'QUJD=', 'QQ==QUJD', 'QUJDRA'])('"%s" is no base64', (text) => {
  expect(() => decode(Buffer.from(text))).toThrow(StreamFault);
});

test('nothing follows the padding, however it is cut', () => {
  const decoder = createDecoder();
  decoder.push(Buffer.from('QQ=='));
  decoder.push(Buffer.from('\r\n'));
  expect(() => decoder.push(Buffer.from('QUJD'))).toThrow(StreamFault);
});
