import net from 'node:net';

/**
 * Whether NO_PROXY excludes a host, by curl's rules: a name in any case matches itself and its subdomains, with or
 * without a leading dot; `*` matches everything; addresses and CIDR blocks match addresses. Unlike in curl, an entry
 * may end with a port, and then applies to that port only.
 */
export function isExcepted(url: URL, list: string): boolean {
  const host = url.hostname.replace(/^\[|\]$|\.$/g, '').toLowerCase();
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some(entry => entry !== '' && matches(entry, host, port));
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  const {name, only} = splitPort(entry);
  if (only !== undefined && only !== port) return false;
  if (net.isIP(host) !== 0) return isAddressIn(host, name);
  const bare = name.replace(/^\.|\.$/g, '');
  return bare !== '' && (host === bare || host.endsWith(`.${bare}`));
}

/** `[::1]:8443`, `host:8443`; an IPv6 address without brackets has no port. */
function splitPort(entry: string): {name: string; only?: string | undefined} {
  const [, inBrackets, after] = /^\[([^\]]*)\](?::(\d+))?$/.exec(entry) ?? [];
  if (inBrackets !== undefined) return {name: inBrackets, only: after};
  const [, name, only] = /^([^:]*):(\d+)$/.exec(entry) ?? [];
  return name === undefined ? {name: entry} : {name, only};
}

function isAddressIn(address: string, entry: string): boolean {
  const [network = '', bits] = entry.split('/');
  const family = net.isIP(network);
  if (family === 0 || family !== net.isIP(address)) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const width = family === 4 ? 32 : 128;
  const prefix = bits === undefined ? width : Number(bits);
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > width) return false;
  const block = new net.BlockList();
  block.addSubnet(network, prefix, type);
  return block.check(address, type);
}
