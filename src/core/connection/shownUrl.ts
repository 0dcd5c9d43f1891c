/** What follows a user name and a password, up to the query: the parts of a URL in which providers put keys. */
const PARTS = /^([a-z]+:\/\/)(?:[^/?#]*@)?([^?#]*)/i

/**
 * The URL of a node without user name, password and query, in which providers put keys and tokens. Errors and reports show it,
 * because they end up in logs. Everything that is stored names the node by it: a token may be another one after a reload, and the
 * record of a closing has to be found all the same.
 */
export function shownUrl(url: string): string {
  const [, protocol, rest] = PARTS.exec(url) ?? []
  return protocol === undefined ? url : `${protocol}${rest}`
}
