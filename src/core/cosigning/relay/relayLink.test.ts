import { beforeEach, expect, it } from 'vitest'
import { ScriptedSocket } from '../../../../test/helpers/connectionRig'
import { createVirtualTime } from '../../../testing'
import { createRelayLink } from './relayLink'

const sockets = ScriptedSocket.made

beforeEach(() => { sockets.length = 0 })

/** An open link that waits for a minute before it tries again, unless a hint says otherwise. */
function openLink() {
  const time = createVirtualTime()
  let hint = (): void => {}
  const link = createRelayLink({
    url: 'wss://relay.test/', socketClass: () => ScriptedSocket, timers: time, random: () => 0.5,
    reconnect: { initialDelay: 60_000, maxDelay: 60_000, jitter: 0, hints: { onHint: (listener) => {
      hint = listener
      return () => {}
    } } },
    onOpen() {}, onFrame() {}, onLost() {}, onGivenUp() {},
  })
  link.start()
  ScriptedSocket.last.open()
  return { time, link, hint: () => hint(), socket: ScriptedSocket.last }
}

it('a link to a relay is opened again at once after a hint, if its socket was closed without an event', async () => {
  const { time, link, hint, socket } = openLink()
  socket.readyState = 3
  hint()
  await time.advance(0)
  expect(sockets).toHaveLength(2)
  link.stop()
})

it('a link to a relay is opened again without the wait that a hint would have ended, if the close event of its socket comes after the hint', async () => {
  const { time, link, hint, socket } = openLink()
  hint()
  expect(sockets).toHaveLength(1)
  socket.drop()
  await time.advance(0)
  expect(sockets).toHaveLength(2)
  ScriptedSocket.last.drop()
  await time.advance(59_999)
  expect(sockets).toHaveLength(2)
  link.stop()
})

it('a link to a relay over which something has arrived since the hint is opened again after the usual wait', async () => {
  const { time, link, hint, socket } = openLink()
  hint()
  socket.push({ type: 'beat' })
  socket.drop()
  await time.advance(59_999)
  expect(sockets).toHaveLength(1)
  await time.advance(1)
  expect(sockets).toHaveLength(2)
  link.stop()
})
