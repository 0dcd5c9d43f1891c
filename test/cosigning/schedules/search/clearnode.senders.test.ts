import { testSchedules } from './testSchedules'

testSchedules('clearnode-senders', 'clearnode', ['sends twice', 'sends late', 'sends again', 'never sends'], [
  ['sends twice', 'co-signer', 'overpaid CLOSING_OVERPAID', 0.25], ['sends again', 'co-signer', 'overpaid CLOSING_OVERPAID', 0.01],
  ['never sends', 'co-signer', 'failed PROPOSAL_LAPSED', 0.25],
])
