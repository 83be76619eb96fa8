// An Events API that accepts everything and uses little processor time. Arguments: [ROUND_TRIP_MS KEY CERT], for TLS behind
// a line with that round-trip time. Prints its port.
import {readFileSync} from 'node:fs';
import http, {type RequestListener} from 'node:http';
import https from 'node:https';
import {delayed} from './line.ts';

const [roundTripMs = '0', keyFile, certFile] = process.argv.slice(2);
const body = '{"status":"success","message":"Event processed","dedup_key":"bench"}';
const take: RequestListener = (request, response) => {
  request.resume().on('end', () => {
    response.writeHead(202, {'content-type': 'application/json', 'content-length': body.length});
    response.end(body);
  });
};
const server =
  keyFile === undefined || certFile === undefined
    ? http.createServer(take)
    : https.createServer({key: readFileSync(keyFile), cert: readFileSync(certFile)}, take);
console.log(await delayed(server, Number(roundTripMs)));
