/**
 * The text in the error of a node. Proxies put an object with a message in its place.
 * @returns an empty text if there is nothing to read
 */
export function nodeTextOf(error: unknown): string {
  if (typeof error === 'string') return error
  if (error === null || error === undefined) return ''
  const { message } = Object(error) as { readonly message?: unknown }
  if (typeof message === 'string' && message !== '') return message
  const json = JSON.stringify(error)
  return json === '{}' || json === '[]' ? '' : json
}
