/** What follows a user name and a password, up to the query: the parts of a URL in which providers put keys. */
const PARTS = /^([a-z]+:\/\/)(?:[^/@?#]*@)?([^?#]*)/i

/**
 * The URL of a node as errors and reports show it: without user name, password and query, because providers put keys there and
 * errors end up in logs.
 */
export function shownUrl(url: string): string {
  const [, protocol, rest] = PARTS.exec(url) ?? []
  return protocol === undefined ? url : `${protocol}${rest}`
}
