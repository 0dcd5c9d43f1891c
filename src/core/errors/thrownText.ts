/**
 * What something thrown says about itself. Errors of another realm have a class of their own, so they are recognised by their
 * message.
 * @returns undefined if it says nothing
 */
export function textOfThrown(thrown: unknown): string | undefined {
  if (typeof thrown === 'string') return thrown || undefined
  if (typeof thrown !== 'object' || thrown === null) return thrown === undefined || thrown === null ? undefined : String(thrown)
  const { message, name } = thrown as { readonly message?: unknown, readonly name?: unknown }
  const [text] = [message, name].filter(each => typeof each === 'string' && each !== '' && each !== 'Error')
  return text as string | undefined
}
