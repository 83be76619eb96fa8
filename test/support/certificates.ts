import {spawnSync} from 'node:child_process';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {tempFolder} from './pd.ts';

export interface Pair {
  cert: string;
  key: string;
  certFile: string;
  keyFile: string;
}

// Made in a tenth of the time of an RSA key.
const newKey = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1';

const openssl = (folder: string, words: string): boolean =>
  spawnSync('openssl', words.split(' '), {cwd: folder}).status === 0;

/** A certificate authority of the test's own, what it signs, and what nobody signed. Undefined where openssl is missing. */
export function makeCertificates() {
  const folder = tempFolder();
  if (spawnSync('openssl', ['version']).status !== 0) return undefined;
  const pair = (name: string): Pair => {
    const [certFile, keyFile] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
    return {cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8'), certFile, keyFile};
  };
  const request = (name: string, subject: string, extension: string): void => {
    openssl(folder, `req -new ${newKey} -nodes -keyout ${name}.key -out ${name}.csr -subj ${subject}`);
    writeFileSync(join(folder, `${name}.ext`), `${extension}\n`);
  };
  /**
   * A host's certificate, or, with a `subject` such as `/O=x/CN=y`, that of an authority below another. `from` and `until` as
   * openssl writes times: 20990101000000Z.
   */
  const signed = (
    name: string,
    {host = 'localhost', subject = '', by = 'ca', from = '20200101000000Z', until = '20991231000000Z'},
  ) => {
    if (subject) request(name, subject, 'basicConstraints=CA:TRUE');
    else request(name, `/CN=${host}`, `subjectAltName=DNS:${host}`);
    mkdirSync(join(folder, `${name}.db`));
    for (const [file, text] of [
      ['index', ''],
      ['serial', '01'],
    ] as const)
      writeFileSync(join(folder, `${name}.db`, file), text);
    writeFileSync(join(folder, `${name}.cnf`), authorityOf(name));
    openssl(
      folder,
      `ca -batch -config ${name}.cnf -in ${name}.csr -out ${name}.pem -notext -cert ${by}.pem -keyfile ${by}.key -extfile ${name}.ext -startdate ${from} -enddate ${until}`,
    );
    return pair(name);
  };
  const selfSigned = (name: string, subject = `/CN=${name}`): Pair => {
    openssl(folder, `req -x509 ${newKey} -nodes -keyout ${name}.key -out ${name}.pem -days 3650 -subj ${subject}`);
    return pair(name);
  };
  const [ca, other] = [selfSigned('ca'), selfSigned('other')];
  return {ca, other, signed, selfSigned};
}

const authorityOf = (name: string): string =>
  [
    ...['[ca]', 'default_ca=d', '[d]', `database=${name}.db/index`, `serial=${name}.db/serial`],
    ...[
      'new_certs_dir=.',
      'default_md=sha256',
      'policy=p',
      'unique_subject=no',
      '[p]',
      'commonName=supplied',
      'organizationName=optional',
      '',
    ],
  ].join('\n');
