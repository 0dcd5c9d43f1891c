import { testExactlyOnce } from './exactlyOnce'

testExactlyOnce('clearnode', { first: 501, last: 1000 })
