import {spawnSync} from 'node:child_process';
import {join} from 'node:path';

/** A server of the bench, in a process of its own, so that what the bench takes does not count. It prints its port. */
export async function startServer(
  file: string,
  ...words: (string | number)[]
): Promise<{port: string; close: () => void}> {
  const argv = [process.execPath, join(import.meta.dir, file), ...words.map(String)];
  const child = Bun.spawn(argv, {stdout: 'pipe'});
  const {value} = await child.stdout.getReader().read();
  const port = Buffer.from(value ?? [])
    .toString()
    .trim();
  return {port, close: () => child.kill()};
}

/** A key and a certificate of its own for the loopback, in the folder. Undefined without openssl. */
export function selfSigned(folder: string): {key: string; cert: string} | undefined {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const words = `req -x509 -newkey rsa:2048 -nodes -keyout ${key} -out ${cert} -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1`;
  return spawnSync('openssl', words.split(' ')).status === 0 ? {key, cert} : undefined;
}
