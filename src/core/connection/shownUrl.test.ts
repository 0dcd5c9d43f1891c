import { expect, it } from 'vitest'
import { shownUrl } from './shownUrl'

it.each([
  ['wss://node.example/ws', 'wss://node.example/ws'],
  ['wss://node.example/ws?apikey=secret', 'wss://node.example/ws'],
  ['wss://user:secret@node.example:8443/ws#secret', 'wss://node.example:8443/ws'],
  ['ws://127.0.0.1:8000/?token=a@secret/b', 'ws://127.0.0.1:8000/'],
  ['wss://user:p@ss:secret@node.example/ws', 'wss://node.example/ws'],
  ['not a URL', 'not a URL'],
])('the URL %s is shown as %s', (url, shown) => {
  expect(shownUrl(url)).toBe(shown)
})
