import { refuseOption } from '../client/refuseOption'
import { clip } from '../sessions/amounts'
import { shownUrl } from './shownUrl'

function isUrl(text: string): boolean {
  try {
    return new URL(text).href !== ''
  }
  catch {
    return false
  }
}

/**
 * The URL of a WebSocket as an app has given it, without spaces around it.
 * @param given a text, or a `URL`
 * @throws `OPTIONS_INVALID` if no WebSocket can be opened with it
 */
export function readSocketUrl(given: unknown): string {
  const text = typeof given === 'string' ? given.trim() : clip((Object(given) as { href?: unknown }).href ?? given)
  const shown = clip(shownUrl(text))
  if (!/^wss?:\/\//i.test(text)) refuseOption('url', `"${shown}" does not begin with ws:// or wss://.`)
  if (!isUrl(text)) refuseOption('url', `"${shown}" is not a URL.`)
  if (text.includes('#')) refuseOption('url', 'A WebSocket cannot be opened with a URL that has a fragment: leave out what begins with #.')
  return text
}

function isConstructor(value: unknown): boolean {
  try {
    // As the target of a construction, the class itself is not called.
    Reflect.construct(Object, [], value as () => void)
    return true
  }
  catch {
    return false
  }
}

/** @throws `OPTIONS_INVALID` unless the option `WebSocket` is a class, or not given */
export function requireSocketClass(given: unknown): void {
  if (given === undefined || given === null || isConstructor(given)) return
  refuseOption('WebSocket', 'It must be a class, such as the one of the package ws.')
}
