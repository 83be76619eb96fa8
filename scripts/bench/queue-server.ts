// An Events API that accepts everything. Prints its port, and the number of requests so far for each line it reads.
import http from 'node:http';
import type {AddressInfo} from 'node:net';

let requests = 0;
const server = http.createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    requests += 1;
    const {dedup_key} = JSON.parse(Buffer.concat(chunks).toString());
    response.writeHead(202, {'content-type': 'application/json'});
    response.end(JSON.stringify({status: 'success', message: 'Event processed', dedup_key}));
  });
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
process.stdin.on('data', () => console.log(requests));
