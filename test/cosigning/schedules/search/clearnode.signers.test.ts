import { testSchedules } from './testSchedules'

testSchedules('clearnode-signers', 'clearnode', ['submits by itself', 'signs everything', 'has no slot', 'replaces its key'], [
  ['submits by itself', 'co-signer', 'failed PROPOSAL_LAPSED', 0.1],
])
