import { expect, it } from 'vitest'
import { DirectClient } from '../../../test/helpers/directClient'
import { createEmbeddedClearnode } from './clearnode'

const clock = () => 1_800_000_000_000
const settle = () => new Promise<void>((resolve) => { setImmediate(resolve) })

it('a connection to the embedded ClearNode processes its messages one at a time, without blocking other connections', async () => {
  let release = () => {}
  const node = createEmbeddedClearnode({
    clock,
    latency: (_, { method }) => method === 'get_config' ? new Promise<void>((resolve) => { release = resolve }) : 0,
  })
  const slow = new DirectClient(node, 'a', clock)
  const quick = new DirectClient(node, 'b', clock)
  slow.send('get_config', {}, [])
  slow.send('ping', {}, [])
  slow.send('get_assets', {}, [])
  expect(slow.frames.map(({ method }) => method)).toEqual(['assets'])
  expect(quick.ask('ping', {}, [])).toBeNull()
  release()
  await settle()
  expect(slow.frames.map(({ method }) => method)).toEqual(['assets', 'get_config', 'pong', 'get_assets'])
})

it('a latency of the embedded ClearNode in milliseconds uses the timers of its options', async () => {
  const timers: (readonly [() => void, number])[] = []
  const node = createEmbeddedClearnode({
    clock,
    latency: () => 250,
    timers: { setTimeout: (callback, ms) => timers.push([callback, ms]) },
  })
  const client = new DirectClient(node, 'a', clock)
  client.send('ping', {}, [])
  expect(timers.map(([, ms]) => ms)).toEqual([250])
  timers[0]?.[0]()
  await settle()
  expect(client.frames.at(-1)?.method).toBe('pong')
})

it('a message that a client sends while it receives another one waits in the queue of the embedded ClearNode', () => {
  const node = createEmbeddedClearnode({ clock })
  const answers: string[] = []
  const connection = node.connect({
    onMessage: (text) => {
      answers.push(/"(\w+)"/.exec(text.slice(8))?.[1] ?? '')
      if (answers.length === 2) connection.receive('{"req":[2,"get_config",{},1]}')
    },
    onClose: () => undefined,
  })
  connection.receive('{"req":[1,"ping",{},1]}')
  expect(answers).toEqual(['assets', 'pong', 'get_config'])
})

it('a closed connection to the embedded ClearNode ignores messages, and reports its end once', () => {
  const node = createEmbeddedClearnode({ clock })
  const client = new DirectClient(node, 'a', clock)
  client.connection.close(4001, 'bye')
  client.connection.close()
  client.send('ping', {}, [])
  node.restart()
  expect(client.closed).toEqual([[4001, 'bye']])
  expect(client.frames).toHaveLength(1)
})

it('the latency of the embedded ClearNode is called for every message, even for an unreadable one', () => {
  const seen: unknown[] = []
  const node = createEmbeddedClearnode({ clock, latency: (point, call) => { seen.push([point, call]); return 0 } })
  const client = new DirectClient(node, 'a', clock)
  client.connection.receive('{"req":[18446744073709551615,"ping",{},1]}')
  client.connection.receive('nonsense')
  expect(seen).toEqual([
    ['received', { method: 'ping', id: '18446744073709551615', connection: 1 }],
    ['received', { method: '', id: '0', connection: 1 }],
  ])
})
