import { testSchedules } from './testSchedules'

testSchedules('nitronode-senders', 'nitronode', ['sends twice', 'sends late', 'sends again', 'never sends'], [
  ['never sends', 'co-signer', 'failed PROPOSAL_LAPSED', 0.25],
])
