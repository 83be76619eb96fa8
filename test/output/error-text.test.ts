import {describe, expect, test} from 'bun:test';
import fc from 'fast-check';
import {PdError, usageError} from '../../src/lib/base/errors.ts';
import {Redactor} from '../../src/lib/base/redactor.ts';
import {renderError} from '../../src/lib/output/error-text.ts';
import {safe} from '../support/safe.ts';
import {harmful, hostileText} from './hostile.ts';

const redactor = new Redactor();
const plain = {json: false, color: false, redactor};
const refused = new PdError('refused', 'PagerDuty refused the event', {
  status: 400,
  code: 2001,
  requestId: safe('r-1'),
  details: ['summary is too long', 'source is missing'],
  next: 'pd events trigger --help',
});

describe('renderError', () => {
  test('says what failed, why and what next in one line', () => {
    expect(renderError(refused, plain)).toBe<string>(
      'pd: PagerDuty refused the event: summary is too long; source is missing (HTTP 400, code 2001; request id r-1) — try: pd events trigger --help',
    );
    expect(renderError(usageError('No such flag: --x'), plain)).toBe<string>('pd: No such flag: --x');
    expect(renderError(usageError('No key.', 'Make one under Integrations.'), plain)).toBe<string>(
      'pd: No key. Make one under Integrations.',
    );
    expect(renderError(new PdError('unreachable', 'Gone.', {requestId: safe('r')}), plain)).toBe<string>(
      'pd: Gone (request id r)',
    );
  });

  test('colour marks only the start', () => {
    expect(renderError(usageError('x'), {json: false, color: true, redactor})).toBe<string>(
      '\u001b[31mpd:\u001b[39m x',
    );
  });

  test('as JSON it is the error object', () => {
    expect(JSON.parse(renderError(refused, {json: true, color: false, redactor}))).toMatchObject({
      error: {kind: 'refused', status: 400, code: 2001, requestId: 'r-1', retryable: false},
    });
  });

  test('hostile text stays one harmless line in both', () => {
    fc.assert(
      fc.property(hostileText, text => {
        const error = new PdError('refused', text, {details: [text], requestId: safe(text), next: text});
        expect(renderError(error, plain)).not.toMatch(harmful);
        const json = renderError(error, {json: true, color: false, redactor});
        expect(json).not.toMatch(harmful);
        expect(JSON.parse(json).error.message).toBe(text);
      }),
    );
  });
});
