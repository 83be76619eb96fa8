import {expect, test} from 'bun:test';
import fc from 'fast-check';
import {parseSize} from '../../src/lib/job/size.ts';
import {Tail} from '../../src/lib/job/tail.ts';

test('the tail is the end of the output, however it was split into chunks', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({maxLength: 40})), fc.nat(50), (chunks, size) => {
      const ascii = chunks.map(chunk => chunk.map(byte => byte & 0x7f));
      const tail = new Tail(size);
      for (const chunk of ascii) tail.push(chunk);
      const whole = Buffer.concat(ascii).toString('latin1');
      expect(tail.text()).toBe(size === 0 ? '' : whole.slice(-size));
      expect(tail.isCut).toBe(whole.length > size);
    }),
  );
});

test('the tail never starts with part of a character', () => {
  for (const size of [1, 2, 3, 4, 5, 6, 7]) {
    const tail = new Tail(size);
    tail.push(Buffer.from('é€😀€é'));
    expect(tail.text()).not.toContain('\ufffd');
  }
});

test('sizes', () => {
  expect(parseSize('8k', '--tail')).toBe(8192);
  expect(parseSize('500', '--tail')).toBe(500);
  for (const bad of ['', '8q', '-1', '1g', '9m']) expect(() => parseSize(bad, '--tail')).toThrow('--tail');
});
