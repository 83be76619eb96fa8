import type {SafeText} from '../base/errors.ts';

/** Where an error happened, in the words of a message. */
export interface Place {
  /** `api.pagerduty.com`, or `the proxy 10.0.0.1:3128 (HTTPS_PROXY)`. */
  name: string;
  /** The host that was requested, even if the proxy is at fault. */
  host: string;
  /** The variable that names the proxy, if the error is the proxy's. */
  proxyVariable?: string | undefined;
  hasClientCertificate: boolean;
  /** The runtime's message. */
  said: SafeText;
}

export interface NetworkError {
  codes: readonly string[];
  why: (at: Place) => string;
  /** Whether another attempt would fail the same way, however long pd waits. */
  isFinal: boolean;
  next?: (at: Place) => string;
  /** The request was not read although there was a connection: TLS 1.3 asks for a certificate after its handshake. */
  isUnsent?: true;
}

const ownAuthority =
  'a gateway, or a proxy that inspects TLS, has a CA of its own: name its file with NODE_EXTRA_CA_CERTS';
const clientCertificate = ({hasClientCertificate}: Place): string =>
  hasClientCertificate
    ? 'check that --client-cert and --client-key are the ones that it accepts, and have not expired'
    : 'name one with --client-cert and --client-key, PD_CLIENT_CERT and PD_CLIENT_KEY, or clientCert and clientKey in the profile';
const otherScheme = ({proxyVariable}: Place): string =>
  proxyVariable === undefined
    ? 'check the host and its port'
    : `write the address in ${proxyVariable} with http:// if the proxy itself does not use TLS`;
/** The place after "the name". */
const ofPlace = ({name, proxyVariable}: Place): string => (proxyVariable === undefined ? name : `of ${name}`);
export const route = ({proxyVariable}: Place): string =>
  proxyVariable === undefined
    ? 'check the network; if a proxy is needed, name it with HTTPS_PROXY'
    : `check ${proxyVariable}, or exclude the host with NO_PROXY`;

/** The network errors that pd knows, by code. Any other may be over at the next attempt. */
export const networkErrors: readonly NetworkError[] = [
  {
    codes: [
      ...['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
      ...['SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_UNTRUSTED', 'CERT_REJECTED', 'INVALID_CA'],
      ...['CERT_CHAIN_TOO_LONG', 'PATH_LENGTH_EXCEEDED', 'INVALID_PURPOSE', 'CERT_SIGNATURE_FAILURE'],
    ],
    why: ({name, said}) => `the certificate of ${name} is not trusted: ${said}`,
    isFinal: true,
    next: () => ownAuthority,
  },
  {
    codes: ['CERT_NOT_YET_VALID'],
    why: ({name}) => `the certificate of ${name} is not valid yet, according to the clock of this machine`,
    isFinal: true,
    next: () => 'check the clock: it may be wrong',
  },
  {
    codes: ['CERT_HAS_EXPIRED'],
    why: ({name}) => `the certificate of ${name} has expired, according to the clock of this machine`,
    isFinal: true,
    next: () => 'check the clock; if it is right, whoever runs the host has to renew the certificate',
  },
  {
    codes: ['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH'],
    why: ({name, said}) => `the certificate of ${name} is for another name: ${said}`,
    isFinal: true,
    next: () => 'check the host; something in between may answer in its place',
  },
  {
    codes: ['CERT_REVOKED'],
    why: ({name}) => `the certificate of ${name} has been revoked`,
    isFinal: true,
  },
  {
    codes: [
      ...['ERR_SSL_TLSV1_ALERT_CERTIFICATE_REQUIRED', 'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE'],
      ...['ERR_SSL_SSLV3_ALERT_NO_CERTIFICATE', 'ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN'],
      ...['ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', 'ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED'],
      ...['ERR_SSL_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE', 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'],
    ],
    why: at =>
      at.hasClientCertificate
        ? `${at.name} did not accept the client certificate: ${at.said}`
        : `${at.name} asks for a client certificate`,
    isFinal: true,
    isUnsent: true,
    next: clientCertificate,
  },
  {
    codes: ['ERR_OSSL_X509_KEY_VALUES_MISMATCH', 'ERR_SSL_KEY_VALUES_MISMATCH', 'KEY_VALUES_MISMATCH'],
    why: () => 'the client certificate and the key do not match',
    isFinal: true,
    next: clientCertificate,
  },
  {
    codes: [
      'ERR_SSL_WRONG_VERSION_NUMBER',
      'ERR_SSL_PACKET_LENGTH_TOO_LONG',
      'ERR_SSL_HTTP_REQUEST',
      'ERR_SSL_HTTPS_PROXY_REQUEST',
    ],
    why: ({name}) => `${name} does not speak TLS`,
    isFinal: true,
    next: otherScheme,
  },
  {
    codes: [
      ...['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'ERR_SSL_UNSUPPORTED_PROTOCOL', 'ERR_SSL_NO_SHARED_CIPHER'],
      ...['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'ERR_SSL_TLSV1_ALERT_INSUFFICIENT_SECURITY'],
      ...['ERR_SSL_TLSV1_ALERT_UNRECOGNIZED_NAME', 'ERR_SSL_TLSV1_ALERT_ACCESS_DENIED'],
    ],
    why: ({name, said}) => `${name} refused TLS: ${said}`,
    isFinal: true,
    next: () => 'it may be too old, or something in between does not let TLS through',
  },
  {
    codes: ['ENOTFOUND', 'EAI_NONAME', 'EAI_NODATA'],
    why: at => `the name ${ofPlace(at)} could not be looked up`,
    isFinal: false,
    next: route,
  },
  {
    codes: ['EAI_AGAIN', 'EAI_FAIL', 'ESERVFAIL', 'ETIMEOUT', 'EREFUSED'],
    why: at => `the name ${ofPlace(at)} could not be looked up: no name server answers`,
    isFinal: false,
    next: route,
  },
  {codes: ['ECONNREFUSED'], why: ({name}) => `${name} refused the connection`, isFinal: false, next: route},
  {
    codes: ['EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'EHOSTDOWN', 'EADDRNOTAVAIL'],
    why: ({name}) => `there is no route to ${name}`,
    isFinal: false,
    next: route,
  },
  {
    codes: ['EACCES', 'EPERM'],
    why: ({name}) => `this machine does not let pd connect to ${name}`,
    isFinal: false,
    next: () => 'a firewall or a sandbox may be in the way',
  },
  {codes: ['EMFILE', 'ENFILE'], why: () => 'no file descriptor is left for a connection', isFinal: false},
  {
    codes: ['ECONNRESET', 'EPIPE', 'ECONNABORTED'],
    why: ({name}) => `${name} closed the connection before answering`,
    isFinal: false,
  },
];

/** What the status of a proxy's answer to CONNECT means; undefined if the proxy closed the connection. */
export function tunnelError(status: number | undefined, hasLogin: boolean): Omit<NetworkError, 'codes'> {
  const to = ({name, host}: Place): string => `${name} does not let pd reach ${host}`;
  if (status === 407) {
    return {
      why: ({name}) => (hasLogin ? `${name} refused the login in its address` : `${name} requires a login`),
      isFinal: true,
      next: ({proxyVariable}) => `write ${proxyVariable} as http://user:password@host:port`,
    };
  }
  if (status === undefined) {
    return {why: ({name, host}) => `${name} closed the connection to ${host}`, isFinal: false, next: route};
  }
  if (status < 500 && status !== 408 && status !== 429) {
    return {
      why: at => `${to(at)} (HTTP ${status})`,
      isFinal: true,
      next: at => `have ${at.host} allowed there, or exclude it with NO_PROXY`,
    };
  }
  return {why: at => `${at.name} could not reach ${at.host} (HTTP ${status})`, isFinal: false, next: route};
}

export const networkErrorOf = (code: string): NetworkError | undefined =>
  networkErrors.find(({codes}) => codes.includes(code));
