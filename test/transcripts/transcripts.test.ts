import {expect, test} from 'bun:test';
import {commandOf, everyCommand, forms, transcripts} from './lines.ts';
import {madeTranscripts, recordedTranscripts} from './made.ts';

const now = madeTranscripts();

test('every command has a line that is run at a terminal and in a pipe', () => {
  const lines = Object.values(transcripts).flat();
  const missing = everyCommand.flatMap(id =>
    forms
      .filter(form => !lines.some(line => commandOf(line) === id && form === (line.form ?? form)))
      .map(form => `${id} (${form})`),
  );
  expect(missing).toEqual([]);
});

test('what every command says is what test/transcripts/*.txt record (npm run transcripts, when a change is meant)', () => {
  const recorded = recordedTranscripts();
  const topics = [...new Set([...Object.keys(recorded), ...Object.keys(now)])];
  // Only the transcripts that differ: the whole is too long to look through.
  const differing = topics.flatMap(topic => {
    const [before = [], after = []] = [recorded, now].map(files => (files[topic] ?? '').split(/\n(?=\$ )/));
    const gone = before.filter(one => !after.includes(one));
    const come = after.filter(one => !before.includes(one));
    return gone.length + come.length === 0 ? [] : [{topic, gone, come}];
  });
  expect(differing).toEqual([]);
  expect(now).toEqual(recorded);
});
