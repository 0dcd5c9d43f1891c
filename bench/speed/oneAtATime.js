import { setTimeout as pause } from 'node:timers/promises'
import { connectBare, connectLibrary, connectSdk } from './closers.js'
import { average, median } from './numbers.js'

/** Work that a client does shortly after a closing has ended belongs to it. */
const AFTERWARDS = 100

/** How many closings are measured with latency and without it, and how many go before them to warm the process up. */
const COUNTS = {
  clearnode: { delayed: 8, direct: 50, warmUp: 25 },
  nitronode: { delayed: 6, direct: 12, warmUp: 6 },
}

/** So long it takes until a nitronode accepts a whole burst again; otherwise its rate limit would be measured. */
const RECOVERY = { clearnode: 0, nitronode: 2_500 }

/** Closes sessions one after the other. @returns the figures of one closing */
async function closeAll(node, closer, sessions, hasNewSplit) {
  const figures = { roundTrips: [], frames: [], time: [], cpu: [] }
  for (const session of sessions) {
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
  }
  return {
    roundTrips: average(figures.roundTrips), frames: average(figures.frames), time: median(figures.time), cpu: average(figures.cpu),
  }
}

/**
 * Measures closings, one at a time, on a connection that is in use already.
 * @param way how to close: `connect(node, url)`, a function of `closers.js`; whether the allocations change
 * @param wallet how many open sessions the wallet has, and whether they have the same counterparty. The oldest is closed
 *   first, which is the last one in the node's lists
 */
async function measureWay(node, { connect, hasNewSplit }, { openSessions, isShared = false }) {
  const counts = COUNTS[node.kind]
  const closer = await connect(node, node.urls.direct)
  const sessions = await node.openSessions(closer.wallet, counts.warmUp + counts.direct + openSessions, { isShared })
  await closeAll(node, closer, sessions.slice(0, counts.warmUp), hasNewSplit)
  const direct = await closeAll(node, closer, sessions.slice(counts.warmUp, counts.warmUp + counts.direct), hasNewSplit)
  closer.dispose()

  const distant = await connect(node, node.urls.delayed)
  const distantSessions = await node.openSessions(distant.wallet, 1 + counts.delayed + openSessions, { isShared })
  await closeAll(node, distant, distantSessions.slice(0, 1), hasNewSplit)
  const delayed = await closeAll(node, distant, distantSessions.slice(1, 1 + counts.delayed), hasNewSplit)
  distant.dispose()
  return { roundTrips: delayed.roundTrips, time: delayed.time, frames: direct.frames, cpu: direct.cpu, ownTime: direct.time }
}

/** Measures the first closing of new clients. On nitronode it registers the session key. */
async function measureFirstClosing(node, { hasNewSplit }, { openSessions }) {
  const results = { direct: [], delayed: [] }
  for (const distance of ['direct', 'delayed']) {
    for (let number = 0; number < 4; number++) {
      const closer = await connectLibrary(node, node.urls[distance])
      const sessions = await node.openSessions(closer.wallet, 1 + openSessions)
      results[distance].push(await closeAll(node, closer, sessions.slice(0, 1), hasNewSplit))
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
  const splits = [['same allocations', false], ['new split', true]]
  const rows = []
  for (const [split, hasNewSplit] of splits) {
    const library = { connect: connectLibrary, hasNewSplit }
    rows.push([`${split}, 10 open sessions`, () => measureWay(node, library, few)])
    rows.push([`${split}, 3,000 open sessions`, () => measureWay(node, library, many)])
    if (node.kind === 'nitronode') {
      rows.push([`${split}, registers the session key`, () => measureFirstClosing(node, library, few)])
      rows.push([`${split}, signed by the wallet`, () => measureWay(node, { ...library, connect: signedByWallet }, few)])
    }
  }
  rows.push(['new split, 3,000 with one counterparty', () => measureWay(node, { connect: connectLibrary, hasNewSplit: true }, { ...many, isShared: true })])
  if (node.kind === 'clearnode') rows.push(['SDK, new split', () => measureWay(node, { connect: connectSdk, hasNewSplit: true }, few)])
  for (const [split, hasNewSplit] of node.kind === 'nitronode' ? splits : splits.slice(1)) {
    rows.push([`bare call, ${split}`, () => measureWay(node, { connect: connectBare, hasNewSplit }, few)])
  }
  return rows
}
