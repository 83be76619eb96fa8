import {messageOf, PdError} from '../base/errors.ts';

/** What a gateway asks for to know its client by, as PEM. */
export interface ClientCertificate {
  cert: string;
  key: string;
}

/** The files; one may hold both. Throws PdError `unreachable` where they cannot be read, so that an event is queued. */
export async function readClientCertificate(certFile: string, keyFile: string | undefined): Promise<ClientCertificate> {
  const {readFile} = await import('node:fs/promises');
  const read = async (file: string, what: string): Promise<string> => {
    const text = await readFile(file, 'utf8').catch(error => {
      throw unusable(`The client certificate's ${what} cannot be read: ${messageOf(error)}`);
    });
    return text;
  };
  const cert = await read(certFile, 'file');
  const key = keyFile === undefined ? cert : await read(keyFile, 'key');
  if (!cert.includes('-----BEGIN CERTIFICATE')) throw unusable(`${certFile} holds no certificate in PEM form`);
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY/.test(key))
    throw unusable(`${keyFile ?? certFile} holds no private key in PEM form`);
  return {cert, key};
}

const unusable = (message: string): PdError =>
  new PdError('unreachable', message, {
    retryable: false,
    next: 'name PEM files with --client-cert and --client-key, PD_CLIENT_CERT and PD_CLIENT_KEY, or in the profile',
  });
