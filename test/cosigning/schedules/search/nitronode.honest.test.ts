import { testSchedules } from './testSchedules'

testSchedules('nitronode-honest', 'nitronode', ['honest'], [
  ['honest', 'submitter', 'closed', 0.3], ['honest', 'co-signer', 'closed', 0.5],
  ['honest', 'co-signer', 'failed PROPOSAL_LAPSED', 0.2], ['honest', 'submitter', 'failed PROPOSAL_SIGNING_LEFT', 0.1],
])
