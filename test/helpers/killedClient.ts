import { writeSync } from 'node:fs'
import { WebSocket } from 'ws'
import { createNitroliteClient, isOver, type Closing, type Hex } from '../../src/core'
import { createFileJournal } from '../../src/node'
import { ALICE, ALICE_KEY, APPLICATION, BOB, split } from './people'

// Written synchronously, so that no line is lost in a buffer when the process is killed.
const report = (message: unknown): number => writeSync(1, `${JSON.stringify(message)}\n`)

/** Waits until nothing about a closing changes any more, its watching included. */
const overOf = (closing: Closing): Promise<void> => new Promise((resolve) => {
  const check = (): void => { if (isOver(closing.snapshot())) resolve() }
  closing.subscribe(check)
  check()
})

/** Closes every session of a node, one after the other, and continues the closings that are in the journal. */
const [, , url = '', folder = '', ...sessionIds] = process.argv
const journal = await createFileJournal({ folder, lockTimeout: 30_000 })
const client = createNitroliteClient({
  url, application: APPLICATION, signer: ALICE_KEY, WebSocket, journal,
  reconnect: { initialDelay: 10, maxDelay: 50 },
  recovery: { window: 1_500, skew: 100, settle: 400 },
})
await client.connect()
report('connected')
for (const id of sessionIds as Hex[]) {
  const { status } = await client.sessions.get(id)
  const resumed = client.closings.get(id)
  const closing = resumed ?? (status === 'open' ? client.close({ sessionId: id, allocations: split([ALICE, '0.7'], [BOB, '0.3']) }) : null)
  if (!closing) continue
  report('closing')
  await overOf(closing)
  report({ id, state: closing.state })
}
report('end')
client.dispose()
await journal.close()
process.exit(0)
