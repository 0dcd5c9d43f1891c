/**
 * The five ways in which sessions usually end, as the examples show them. A session is created with what everybody paid in,
 * and is closed with `allocations`: who receives how much of it.
 */

/** Test wallets whose keys everybody knows. Never send them anything of value. */
export const people = {
  alice: {
    address: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
    privateKey: '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d',
  },
  bob: {
    address: '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC',
    privateKey: '0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a',
  },
  judge: {
    address: '0x90F79bf6EB2c4f870365E785982E1f101E93b906',
    privateKey: '0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6',
  },
}

/** Names for `<session-closer>`. */
export const names = { [people.alice.address]: 'Alice', [people.bob.address]: 'Bob', [people.judge.address]: 'The judge' }

const usdc = amounts => Object.entries(amounts)
  .map(([person, amount]) => ({ participant: people[person].address, asset: 'usdc', amount }))

/** Alice's signature is enough to close. */
const ofAliceAndBob = { participants: [people.alice.address, people.bob.address], weights: [100, 0], quorum: 100 }

export const scenarios = [
  {
    name: 'Payment completed',
    story: 'Alice paid in 10 usdc for goods of Bob. They have arrived, so Bob receives everything.',
    signer: people.alice,
    session: { ...ofAliceAndBob, allocations: usdc({ alice: '10', bob: '0' }) },
    allocations: usdc({ alice: '0', bob: '10' }),
  },
  {
    name: 'Game completed',
    story: 'Alice and Bob paid in 5 usdc each. Alice has won, so she receives both stakes.',
    signer: people.alice,
    session: { ...ofAliceAndBob, allocations: usdc({ alice: '5', bob: '5' }) },
    allocations: usdc({ alice: '10', bob: '0' }),
  },
  {
    name: 'Partial service',
    story: 'Alice paid in 10 usdc for a service. Bob has delivered 60 % of it, so Alice gets the rest back.',
    signer: people.alice,
    session: { ...ofAliceAndBob, allocations: usdc({ alice: '10', bob: '0' }) },
    allocations: usdc({ alice: '4', bob: '6' }),
  },
  {
    name: 'Cancellation',
    story: 'Alice paid in 7 usdc and Bob 3. They call it off, so both get back what they paid in.',
    signer: people.alice,
    session: { ...ofAliceAndBob, allocations: usdc({ alice: '7', bob: '3' }) },
    allocations: usdc({ alice: '7', bob: '3' }),
  },
  {
    name: 'Dispute',
    story: 'Alice paid in 10 usdc and disagrees with Bob. The judge, who can close the session alone, gives Bob three quarters.',
    signer: people.judge,
    session: {
      participants: [people.alice.address, people.bob.address, people.judge.address],
      weights: [50, 50, 100],
      quorum: 100,
      allocations: usdc({ alice: '10', bob: '0', judge: '0' }),
    },
    allocations: usdc({ alice: '2.5', bob: '7.5', judge: '0' }),
  },
]

/**
 * Creates the session of every scenario on an embedded node. In a real app, sessions are created with the Nitrolite SDK.
 * @returns the scenarios with the ids of their sessions
 */
export const openSessions = node => scenarios.map(scenario => ({
  ...scenario,
  sessionId: node.createSession({ ...scenario.session, application: 'example' }).id,
}))
