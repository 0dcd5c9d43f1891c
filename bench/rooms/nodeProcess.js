/**
 * The process of the node, so that its work does not count. `node.js` forks it. The only argument is JSON: `{ kind, pace }`.
 * The node signs with the native addon where it is installed, so that it does not need most of the machine.
 */
import { Signature, SigningKey } from 'ethers/crypto'
import { concat, getBytes, hexlify } from 'ethers/utils'
import { createEmbeddedClearnode, createEmbeddedNitronode, judge, serveEmbeddedNode } from 'vue-nitrolite/testing'
import { optionalNativeSigner } from './signatures.js'

const { kind, pace } = JSON.parse(process.argv[2])

function signNatively(engine) {
  SigningKey.prototype.sign = function (digest) {
    const bytes = engine.sign(getBytes(digest), getBytes(this.privateKey))
    return Signature.from({ r: hexlify(bytes.subarray(0, 32)), s: hexlify(bytes.subarray(32, 64)), yParity: bytes[64] === 1 ? 1 : 0 })
  }
  SigningKey.recoverPublicKey = (digest, signature) => {
    const { r, s, yParity } = Signature.from(signature)
    return hexlify(engine.recover(getBytes(digest), getBytes(concat([r, s, Uint8Array.of(yParity)]))))
  }
}

/** Lets the node commit a bounded number of closes in a second: on each connection, and over all of them. */
function limitCloses({ perConnection, perNode }) {
  let nextAt = 0
  return (point, { method }) => {
    if (point !== 'checked' || method !== 'close_app_session') return undefined
    const now = performance.now()
    nextAt = Math.max(now, nextAt) + 1000 / perNode
    return Math.max(1000 / perConnection, nextAt - now)
  }
}

const engine = optionalNativeSigner()
if (engine) signNatively(engine)
const node = kind === 'nitronode'
  ? createEmbeddedNitronode(pace ? {} : { rateLimit: { perSecond: 1e6, burst: 1e6 } })
  : createEmbeddedClearnode(pace ? { latency: limitCloses(pace) } : {})
const { url } = await serveEmbeddedNode(node)

const calls = {
  url: () => url,
  createSessions: seeds => seeds.map(seed => node.createSession(seed).id),
  /** How often each number of closes occurs, and how many sessions were not paid in full and once. */
  judge(ids) {
    const judged = ids.map(id => judge(node, id))
    const wrong = judged.filter(({ closes, isOverpaid, status, paid }) => closes !== 1 || isOverpaid || status !== 'closed' || paid.usdc !== '1')
    return { paidOnce: judged.length - wrong.length, wrong: wrong.length }
  },
}
process.on('message', ({ number, call, args }) => { process.send({ number, result: calls[call](...args) }) })
process.on('disconnect', () => { process.exit(0) })
