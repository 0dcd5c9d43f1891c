import { getAddress, hexlify, randomBytes, Wallet } from 'ethers'
import { startProcess } from '../processCalls.js'

const APPLICATION = 'bench'

/** A wallet of its own for each measurement, because a real node keeps what earlier ones left behind. */
export const newWallet = () => new Wallet(hexlify(randomBytes(32)))

/** A participant that signs nothing. */
export const newAddress = () => getAddress(hexlify(randomBytes(20)))

/** The wallet of a session holds everything at first, and its signature is enough. */
const seedOf = ([wallet, counterparty]) => ({
  participants: [wallet, counterparty], weights: [100, 0], quorum: 100, application: APPLICATION,
  allocations: [{ participant: wallet, asset: 'usdc', amount: '1' }],
})

/** What to close a session with: the present allocations, or 70 % for the wallet. */
export const allocationsFor = ([wallet, counterparty], hasNewSplit) => [
  { participant: wallet, asset: 'usdc', amount: hasNewSplit ? '0.7' : '1' },
  { participant: counterparty, asset: 'usdc', amount: hasNewSplit ? '0.3' : '0' },
]

/**
 * Starts a process with a node, or with a delayed way to the node of a URL.
 * @param options.latency what a request and its answer take on the network, in milliseconds
 * @param options.seeding functions `createSessions(kind, seeds)` and `ledgers(kind, ids)` for the node of a URL
 */
export async function startNode({ kind, latency, url, seeding }) {
  const { call, stop } = startProcess(new URL('./nodeProcess.js', import.meta.url), { kind, delay: latency / 2, url })
  const create = seeding ? seeds => seeding.createSessions(kind, seeds) : seeds => call('createSessions', seeds)
  const ledgers = seeding ? ids => seeding.ledgers(kind, ids) : ids => call('ledgers', ids)

  return {
    kind,
    latency,
    application: APPLICATION,
    /** `direct` has no latency. */
    urls: await call('urls'),
    /**
     * Opens funded sessions of a wallet.
     * @param counterparty the other participant. @default another one for each session
     * @returns for each its `id` and its `participants`
     */
    async openSessions(wallet, count, counterparty) {
      const pairs = Array.from({ length: count }, () => [wallet, counterparty ?? newAddress()])
      const ids = await create(pairs.map(seedOf))
      return pairs.map((participants, index) => ({ id: ids[index], participants }))
    },
    /**
     * What the node's ledger says about sessions.
     * @returns how many were paid out in full, and how many were paid out more than once
     */
    async countPaid(sessions) {
      const sum = rows => rows.reduce((total, { amount }) => total + Number(amount), 0)
      const ratios = (await ledgers(sessions.map(({ id }) => id))).map(({ payouts, deposits }) => sum(payouts) / sum(deposits))
      return { paid: ratios.filter(ratio => ratio > 0.999).length, overpaid: ratios.filter(ratio => ratio > 1.001).length }
    },
    stop,
  }
}
