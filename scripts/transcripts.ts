// Rewrites test/transcripts/*.txt, for an intended change of pd's output: npm run transcripts
import {rmSync, writeFileSync} from 'node:fs';
import {madeTranscripts, recordedTranscripts, transcriptFile} from '../test/transcripts/made.ts';

const made = madeTranscripts();
for (const topic of Object.keys(recordedTranscripts())) rmSync(transcriptFile(topic));
for (const [topic, text] of Object.entries(made)) writeFileSync(transcriptFile(topic), text);
