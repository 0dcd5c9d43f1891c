import { keccak256, SigningKey } from 'ethers/crypto'
import { getBytes, hexlify, toUtf8Bytes } from 'ethers/utils'
import { randomBytes, Wallet } from 'ethers'
import { WebSocket } from 'ws'
import { logIn } from '../speed/sdkCalls.js'
import { openSocket } from '../speed/openSocket.js'
import { ALICE_KEY, ALLOCATIONS, APPLICATION } from './people.js'
import { optionalNativeSigner } from './signatures.js'

/** How many bare closes are in flight on each connection: enough that the node never waits for the next one. */
const IN_FLIGHT = 25

/** A new one each time, because a node accepts the session key of a wallet for one wallet only. */
const SESSION_KEY = hexlify(randomBytes(32))

function signerOf(engine) {
  if (!engine) return text => new SigningKey(SESSION_KEY).sign(keccak256(toUtf8Bytes(text))).serialized
  const key = getBytes(SESSION_KEY)
  return (text) => {
    const bytes = engine.sign(getBytes(keccak256(toUtf8Bytes(text))), key)
    return `${hexlify(bytes.subarray(0, 64))}${(27 + bytes[64]).toString(16)}`
  }
}

/**
 * Sends close calls over several connections of one login, a signature and a frame each, and checks nothing. A session always uses
 * the same connection.
 * @returns closes per second
 */
export async function closeBare(node, ids, connections) {
  const sign = signerOf(optionalNativeSigner())
  const sockets = []
  for (let count = 0; count < connections; count += 1) {
    const socket = await openSocket(node.url, WebSocket)
    await logIn(socket, { wallet: new Wallet(ALICE_KEY), sessionKey: SESSION_KEY, application: APPLICATION })
    sockets.push(socket)
  }
  let requests = 1_000_000
  const close = (socket, id) => {
    const request = JSON.stringify([++requests, 'close_app_session', { app_session_id: id, allocations: ALLOCATIONS }, Date.now()])
    return socket.ask(`{"req":${request},"sig":["${sign(request)}"]}`)
  }
  const begunAt = performance.now()
  await Promise.all(sockets.flatMap((socket, index) => {
    const waiting = ids.filter((_, position) => position % connections === index).values()
    return Array.from({ length: IN_FLIGHT }, async () => {
      for (const id of waiting) await close(socket, id)
    })
  }))
  const perSecond = ids.length / ((performance.now() - begunAt) / 1000)
  for (const socket of sockets) socket.close()
  return perSecond
}
