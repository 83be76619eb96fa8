import {messageOf, PdError} from '../base/errors.ts';

const mostBytes = 1024 * 1024;

/** What identifies pd to a gateway, as PEM. */
export interface ClientCertificate {
  cert: string;
  key: string;
}

/**
 * Reads the files; one may contain both. Throws PdError `unreachable` if they cannot be read, so that an event is
 * queued.
 */
export async function readClientCertificate(certFile: string, keyFile: string | undefined): Promise<ClientCertificate> {
  const read = async (file: string, what: string): Promise<string> => {
    try {
      return await textOf(file);
    } catch (error) {
      throw unusable(`The client certificate's ${what} cannot be read: ${messageOf(error)}`);
    }
  };
  const cert = await read(certFile, 'file');
  const key = keyFile === undefined ? cert : await read(keyFile, 'key');
  if (!cert.includes('-----BEGIN CERTIFICATE')) throw unusable(`${certFile} contains no PEM certificate`);
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY/.test(key)) throw unusable(`${keyFile ?? certFile} contains no PEM private key`);
  return {cert, key};
}

/** A pipe that the shell passes, as `<(…)` does, is read to its end. Any other pipe might be waited for forever. */
async function textOf(file: string): Promise<string> {
  if (/^\/(dev|proc\/self)\/fd\/\d+$/.test(file)) {
    const {readFile} = await import('node:fs/promises');
    return await readFile(file, 'utf8');
  }
  const {readTrusted} = await import('../files/trust.ts');
  const found = readTrusted(file, {mostBytes, isNamed: true, mayBeAnyones: true});
  if ('text' in found) return found.text;
  throw new Error(`${file}: ${found.problem}`);
}

const unusable = (message: string): PdError =>
  new PdError('unreachable', message, {
    retryable: false,
    next: 'name PEM files with --client-cert and --client-key, PD_CLIENT_CERT and PD_CLIENT_KEY, or in the profile',
  });
