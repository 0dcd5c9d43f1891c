import type { EmbeddedNode } from 'vue-nitrolite/testing'
import { NAIVE_WALLET, NaivePolicy } from '../../../../test/faults/naivePolicy'
import { BOB, createStage, SHARES, type Run, type Stage } from './sharedFault'

const TIME = {
  now: () => Date.now(),
  setTimeout: (callback: () => void, ms?: number) => window.setTimeout(callback, ms),
  clearTimeout: (timer: number | undefined) => { window.clearTimeout(timer) },
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms) })

/** Tells what a client does on its connections. */
function observed({ node, say }: Stage): EmbeddedNode {
  let sent = 0
  return {
    connect(handlers) {
      const connection = node.connect({
        ...handlers,
        onClose(code, reason) {
          say('The connection dies before the answer.')
          handlers.onClose(code, reason)
        },
      })
      return {
        number: connection.number,
        close: (code, reason) => { connection.close(code, reason) },
        receive(frame) {
          if (frame.includes('"close_app_session"')) say(sent++ === 0 ? 'Sends the closing.' : 'Connects again, and sends the closing again.')
          connection.receive(frame)
        },
      }
    },
  }
}

/** The usual advice on the faulty node: connect again and send again, until the node says that the session is closed. */
export async function runNaive(show: (run: Run) => void): Promise<void> {
  const stage = createStage(NAIVE_WALLET, show)
  const { node, sessionId, say, end } = stage
  const hasClosed = await new NaivePolicy(observed(stage), TIME).close(sessionId, [NAIVE_WALLET, SHARES.alice], [BOB, SHARES.bob])
  say(hasClosed ? 'The node answers “closed”. The app is satisfied.' : 'The app has given up.')
  for (let tries = 0; tries < 50 && node.closes().length < 2; tries++) await wait(100)
  end('Meanwhile the node has finished the first closing as well.')
  node.dispose()
}
