import { setTimeout as pause } from 'node:timers/promises'
import { connectBare, connectLibrary, connectSdk } from './closers.js'
import { newAddress } from './nodes.js'
import { average, median } from './numbers.js'

/** Work that a client does shortly after a closing has ended belongs to it. */
const AFTERWARDS = 100

/** How many closings are measured with latency and without it, and how many go before them to warm the process up. */
const COUNTS = {
  clearnode: { delayed: 8, direct: 50, warmUp: 25 },
  nitronode: { delayed: 6, direct: 12, warmUp: 6 },
}

/** How many new clients are measured. */
const FIRST_CLOSINGS = 4

/** So long it takes until a nitronode accepts a whole burst again; otherwise its rate limit would be measured. */
const RECOVERY = { clearnode: 0, nitronode: 2_500 }

/**
 * Opens sessions for a closer, and closes one after the other. The oldest session is closed first, which is the last one in
 * the node's lists. A new session takes its place, so that the number of open sessions stays the same.
 * @param wallet.isShared whether all sessions have the same counterparty
 * @returns a function that closes some of them and returns the average figures of one closing
 */
async function openPool(node, closer, { openSessions, isShared = false }) {
  const counterparty = isShared ? newAddress() : undefined
  const pool = await node.openSessions(closer.wallet, openSessions, counterparty)
  return async (count, { hasNewSplit, isShown = false }) => {
    const figures = { roundTrips: [], frames: [], time: [], cpu: [] }
    for (let number = 0; number < count; number++) {
      const session = pool.shift()
      if (isShown) await closer.show(session)
      await pause(RECOVERY[node.kind])
      closer.traffic.restart()
      const [cpuBefore, started] = [process.cpuUsage(), performance.now()]
      await closer.close(session, hasNewSplit)
      figures.time.push(performance.now() - started)
      figures.roundTrips.push(closer.traffic.roundTrips)
      await pause(AFTERWARDS)
      const { user, system } = process.cpuUsage(cpuBefore)
      figures.cpu.push((user + system) / 1000)
      figures.frames.push(closer.traffic.frames)
      pool.push(...await node.openSessions(closer.wallet, 1, counterparty))
    }
    return {
      roundTrips: average(figures.roundTrips), frames: average(figures.frames), time: median(figures.time), cpu: average(figures.cpu),
    }
  }
}

/**
 * Measures closings, one at a time, on a connection that is in use already.
 * @param way how to close: `connect(node, url)`, a function of `closers.js`; whether the allocations change; whether a
 *   screen showed the session before
 * @param wallet the open sessions of the wallet, see `openPool`
 */
async function measureWay(node, { connect = connectLibrary, ...way }, wallet) {
  const counts = COUNTS[node.kind]
  const closer = await connect(node, node.urls.direct)
  const closeSome = await openPool(node, closer, wallet)
  await closeSome(counts.warmUp, way)
  const direct = await closeSome(counts.direct, way)
  closer.dispose()

  const distant = await connect(node, node.urls.delayed)
  const closeDistant = await openPool(node, distant, wallet)
  await closeDistant(1, way)
  const delayed = await closeDistant(counts.delayed, way)
  distant.dispose()
  return { roundTrips: delayed.roundTrips, time: delayed.time, frames: direct.frames, cpu: direct.cpu, ownTime: direct.time }
}

/** Measures the first closing of new clients. On nitronode it registers the session key. */
async function measureFirstClosing(node, way, wallet) {
  const results = { direct: [], delayed: [] }
  for (const distance of ['direct', 'delayed']) {
    for (let number = 0; number < FIRST_CLOSINGS; number++) {
      const closer = await connectLibrary(node, node.urls[distance])
      const closeSome = await openPool(node, closer, wallet)
      results[distance].push(await closeSome(1, way))
      closer.dispose()
    }
  }
  const all = (distance, figure) => results[distance].map(result => result[figure])
  return {
    roundTrips: average(all('delayed', 'roundTrips')), time: median(all('delayed', 'time')), frames: average(all('direct', 'frames')),
    cpu: average(all('direct', 'cpu')), ownTime: median(all('direct', 'time')),
  }
}

const signedByWallet = (node, url) => connectLibrary(node, url, { sessionKey: { use: 'never' } })

/** Everything that is measured one at a time, in the order of the table: a name, and a function that measures. */
export function singleClosings(node) {
  const [few, many] = [{ openSessions: 10 }, { openSessions: 3_000 }]
  const isNitronode = node.kind === 'nitronode'
  const row = (name, way, wallet = few, measure = measureWay) => [name, () => measure(node, way, wallet)]
  const rowsOf = (split, hasNewSplit) => [
    row(`${split}, 10 open sessions`, { hasNewSplit }),
    row(`${split}, 3,000 open sessions`, { hasNewSplit }, many),
    row(`${split}, shown on a screen before`, { hasNewSplit, isShown: true }),
    ...isNitronode ? [
      row(`${split}, registers the session key`, { hasNewSplit }, few, measureFirstClosing),
      row(`${split}, signed by the wallet`, { hasNewSplit, connect: signedByWallet }),
    ] : [],
  ]
  return [
    ...rowsOf('same allocations', false),
    ...rowsOf('new split', true),
    row('new split, 3,000 with one counterparty', { hasNewSplit: true }, { ...many, isShared: true }),
    ...isNitronode
      ? [row('bare call, same allocations', { hasNewSplit: false, connect: connectBare })]
      : [row('SDK, new split', { hasNewSplit: true, connect: connectSdk })],
    row('bare call, new split', { hasNewSplit: true, connect: connectBare }),
  ]
}
