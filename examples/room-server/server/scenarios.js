// The five ways in which sessions usually end, with a server and three players.
import { players, server } from './people.js'

const [alice, bob, carol] = players.map(({ address }) => address)

/** Everybody has to sign. */
const TOGETHER = [40, 20, 20, 20]
/** The signature of the server is enough. */
const SERVER_ALONE = [100, 0, 0, 0]

/** `weights` are those of the server and of the players. `result` is what the server asks its workers to pay. */
export const scenarios = [
  {
    name: 'Payment completed',
    story: 'Each player paid in 10 usdc for a tournament. It has taken place, so the server receives everything.',
    weights: TOGETHER,
    result: { kind: 'winner', participant: server.address },
  },
  {
    name: 'Game completed',
    story: 'Each player paid in a stake of 10 usdc. Bob has won, so he receives all of them.',
    weights: TOGETHER,
    result: { kind: 'winner', participant: bob },
  },
  {
    name: 'Partial service',
    story: 'Each player paid in 10 usdc for ten rounds. The server has run seven of them, so it receives 70 %, and each player gets back 10 %.',
    weights: TOGETHER,
    result: {
      kind: 'shares',
      shares: [
        { participant: server.address, percent: 70 },
        ...players.map(({ address }) => ({ participant: address, percent: 10 })),
      ],
    },
  },
  {
    name: 'Cancellation',
    story: 'Each player paid in 10 usdc. The game is called off, so all of them get back what they paid in.',
    weights: TOGETHER,
    result: { kind: 'refund' },
  },
  {
    name: 'Dispute',
    story: 'Each player paid in a stake of 10 usdc, and they disagree about who has won. The server, which can close the session alone, gives Alice a half, and Bob and Carol a quarter each.',
    weights: SERVER_ALONE,
    result: {
      kind: 'rows',
      allocations: [[alice, '15'], [bob, '7.5'], [carol, '7.5']].map(([participant, amount]) => ({ participant, asset: 'usdc', amount })),
    },
  },
]

/** Whether the players have to sign. */
export const needsPlayers = ({ weights }) => weights !== SERVER_ALONE
