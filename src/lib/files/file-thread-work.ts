import {type NewFile, placeTogether} from './together.ts';

/** What placeTogether returned, or the error that it threw: its class does not come through to another thread. */
export type Answer = {isPlaced: boolean} | {failure: {message: string}};

/** What a thread has in place of a window. */
declare const self: {
  onmessage: (event: MessageEvent<readonly NewFile[]>) => void;
  postMessage: (answer: Answer) => void;
};

self.onmessage = ({data}) => self.postMessage(answerTo(data));

function answerTo(files: readonly NewFile[]): Answer {
  try {
    return {isPlaced: placeTogether(files)};
  } catch (error) {
    return {failure: error instanceof Error ? {...error, message: error.message} : {message: String(error)}};
  }
}
