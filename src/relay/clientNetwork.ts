import { isIPv4, isIPv6 } from 'node:net'

/** Groups of an IPv6 address that name its network of 64 bits. The owner of a network can use all of its addresses. */
const NETWORK_GROUPS = 4
const ALL_GROUPS = 8

const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i

/**
 * Whose sockets count together: an IPv4 address, or the network of an IPv6 address.
 * @param address as Node gives it for a socket. Anything else counts as one network of its own
 */
export function networkOf(address: string): string {
  const ipv4 = MAPPED_IPV4.exec(address)?.[1] ?? address
  if (isIPv4(ipv4) || !isIPv6(address)) return ipv4
  const [left = '', right] = address.toLowerCase().replace(/%.*$/, '').split('::')
  const before = left.split(':').filter(group => group !== '')
  const after = (right ?? '').split(':').filter(group => group !== '')
  const zeros = Array.from({ length: ALL_GROUPS - before.length - after.length }, () => '0')
  const groups = right === undefined ? before : [...before, ...zeros, ...after]
  return groups.slice(0, NETWORK_GROUPS).map(group => parseInt(group, 16).toString(16)).join(':')
}
