/** Names of the participants, by address. */
export default defineEventHandler((): Record<string, string> => ({
  '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC': 'The counterparty',
}))
