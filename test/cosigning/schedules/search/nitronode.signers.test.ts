import { testSchedules } from './testSchedules'

testSchedules('nitronode-signers', 'nitronode', ['submits by itself', 'signs everything', 'has no slot'], [
  ['submits by itself', 'co-signer', 'failed PROPOSAL_LAPSED', 0.1],
])
