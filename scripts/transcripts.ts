// Writes test/transcripts/*.txt anew, for a change of what pd says that is meant: npm run transcripts
import {rmSync, writeFileSync} from 'node:fs';
import {madeTranscripts, recordedTranscripts, transcriptFile} from '../test/transcripts/made.ts';

const made = madeTranscripts();
for (const topic of Object.keys(recordedTranscripts())) rmSync(transcriptFile(topic));
for (const [topic, text] of Object.entries(made)) writeFileSync(transcriptFile(topic), text);
