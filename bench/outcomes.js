/**
 * `node bench/outcomes.js [nitronode]` measures, for each fault, how long a closing takes until its outcome is known, and
 * how many attempts it sends (on nitronode, a new split needs two). Times are virtual and include no network latency.
 * Build the package first.
 */
import { createMemoryJournal } from 'vue-nitrolite/core'
import { FAULT_PROFILES } from 'vue-nitrolite/testing'
import { SPLIT, startWorld } from './world.js'

const [, , kindOfNode = 'clearnode'] = process.argv
const { closeMethod, kinds } = FAULT_PROFILES[kindOfNode]
const close = { method: closeMethod }
const cut = moment => ({ kind: 'cut', at: { moment, ...close } })

const FAULTS = {
  'answer lost': [cut('answered')],
  'request lost': [cut('sent')],
  'socket dies before the commit': [cut('checked')],
  'database stalls 5 s, socket dies': [{ kind: 'stall', at: { moment: 'checked', ...close }, ms: 5_000 }, cut('checked')],
  'database stalls 25 s, socket dies': [{ kind: 'stall', at: { moment: 'checked', ...close }, ms: 25_000 }, cut('checked')],
  'node restarts before the commit': [{ kind: 'restart', at: { moment: 'received', ...close } }],
  'committed, but not confirmed': [{ kind: 'unconfirmed', at: { moment: 'committed', ...close } }],
  'garbage instead of the answer': [{ kind: 'garbage', at: { moment: 'answered', ...close }, replaces: true }],
  'oversize answer': [{ kind: 'oversize', at: { moment: 'answered', ...close }, replaces: true, characters: 5_000_000 }],
  'answer with another id': [{ kind: 'wrong-id', at: { moment: 'answered', ...close }, by: 1 }],
  'answer 20 s late': [{ kind: 'delay', at: { moment: 'answered', ...close }, ms: 20_000 }],
  'key replaced': [{ kind: 'replace-key', at: { moment: 'received', ...close } }],
  'key expired': [{ kind: 'expire-key', at: { moment: 'received', ...close } }],
  'clock back one hour': [{ kind: 'clock', at: { moment: 'received', ...close }, by: -3_600_000 }],
  'timestamps too old after 5 s': [{ kind: 'expiry', seconds: 5 }],
  'clocks 4 s apart, request lost': [{ kind: 'several-nodes', clockOffsets: [0, 4_000] }, cut('sent')],
  'split agreed by another device': [{ kind: 'agree-by-others', at: { moment: 'received', ...close }, to: 1 }],
  'closed by another device': [{ kind: 'close-by-others', at: { moment: 'received', ...close }, to: 1 }],
}

console.log(`${'fault'.padEnd(36)}${'outcome'.padEnd(12)}${'seconds'.padStart(8)}${'sent'.padStart(6)}`)
for (const [fault, faults] of Object.entries(FAULTS)) {
  if (!faults.every(({ kind }) => kinds.includes(kind))) continue
  const { time, node, client, createSession, settled } = startWorld(faults, { keep: { closings: createMemoryJournal() } }, { kindOfNode })
  await settled(client.connect())
  const started = time.now()
  const closing = client.close({ sessionId: createSession(), allocations: SPLIT })
  await settled(closing).catch(() => {})
  const { attempts } = (await client.closings.history())[0] ?? { attempts: 0 }
  console.log(`${fault.padEnd(36)}${closing.state.padEnd(12)}${((time.now() - started) / 1000).toFixed(1).padStart(8)}${String(attempts).padStart(6)}`)
  client.dispose()
  node.dispose()
}
