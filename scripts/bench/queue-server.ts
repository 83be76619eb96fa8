// An Events API that accepts everything. Prints its port, and the number of requests so far for each line it reads.
export {}; // a module of its own

let requests = 0;
const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  async fetch(request) {
    requests += 1;
    const {dedup_key} = (await request.json()) as {dedup_key: string};
    return Response.json({status: 'success', message: 'Event processed', dedup_key}, {status: 202});
  },
});
console.log(server.port);
process.stdin.on('data', () => console.log(requests));
