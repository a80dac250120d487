import { BlockList, isIPv6 } from 'node:net';

/**
 * Which addresses a tenant's location may be at. Closed are the machine itself, link-local addresses (the metadata service of clouds answers there with
 * credentials) and everything that is no unicast address; `allowed` opens networks (CIDR) among them, for an object store inside the cluster's machines.
 * It is asked for the very address that is connected to, so a name that resolves twice does not get round it.
 */
export function addressAllowedForTenants(allowed: readonly string[]): (address: string) => boolean {
  const closed = blockList(closedNetworks);
  const open = blockList(allowed);
  return (address) => {
    const plain = unmapped(address);
    const family = isIPv6(plain) ? 'ipv6' : 'ipv4';
    return open.check(plain, family) || !closed.check(plain, family);
  };
}

const closedNetworks = [
  '0.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/127',
  'fe80::/10',
  'fd00:ec2::/32',
  'ff00::/8',
];

function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits = ''] = network.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    list.addSubnet(address, bits === '' ? (family === 'ipv6' ? 128 : 32) : Number(bits), family);
  }
  return list;
}

/** An IPv4 address inside IPv6 (`::ffff:169.254.169.254`, also in hexadecimal) is judged as what it is. */
function unmapped(address: string): string {
  const text = new URL(`http://[${isIPv6(address) ? address : '::'}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/u.exec(text);
  if (!isIPv6(address) || mapped === null) return address;
  const [high, low] = [Number.parseInt(mapped[1] ?? '', 16), Number.parseInt(mapped[2] ?? '', 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
